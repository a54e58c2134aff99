package learning_test

import (
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// TestAdmission is the table of who may attend. Unknown is never a yes.
func TestAdmission(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 44, 0, 0, learning.Berlin)
	type who = learning.Attendee
	clerk, ministry, federal, club := who{"he", "municipal"}, who{"he", "state"}, who{"", "federal"}, who{"he", "other"}
	open := func(to string, more ...learning.Land) *learning.Access {
		return &learning.Access{OpenTo: to, Laender: more}
	}
	hires := func(to string, employers ...string) *learning.Access {
		return &learning.Access{OpenTo: to, Employers: employers}
	}
	later := func(a *learning.Access, from string) *learning.Access { a.OutsidersFrom = from; return a }
	pays := func(a *learning.Access, sum string) *learning.Access {
		a.OutsiderPrice = &learning.Price{Amount: sum, Currency: "EUR"}
		return a
	}
	for name, c := range map[string]struct {
		access *learning.Access
		land   learning.Land
		who    who
		price  *learning.Price
		want   learning.May
		reason string
	}{
		"no access given":                 {nil, "by", clerk, nil, "unknown", "not_said"},
		"an empty access":                 {&learning.Access{}, "by", clerk, nil, "unknown", "not_said"},
		"an unknown word":                 {open("friends"), "by", clerk, nil, "unknown", "not_said"},
		"public":                          {open("public"), "by", clerk, nil, "yes", "public"},
		"public, nobody asks":             {open("public"), "by", who{}, nil, "yes", "public"},
		"public, first others":            {later(open("public"), "2026-12-03"), "by", clerk, nil, "conditional", "priority"},
		"public, first others, own":       {later(open("public"), "2026-12-03"), "he", clerk, nil, "yes", "public"},
		"public, nobody asks, later":      {later(open("public"), "2026-12-03"), "by", who{}, nil, "conditional", "priority"},
		"public for municipal":            {hires("public", "municipal"), "by", clerk, nil, "yes", "public"},
		"public for municipal, state":     {hires("public", "municipal"), "he", ministry, nil, "no", "employer"},
		"all Länder":                      {open("all_laender"), "by", clerk, nil, "yes", "all_laender"},
		"all Länder, state":               {open("all_laender"), "by", ministry, nil, "yes", "all_laender"},
		"all Länder, federal":             {open("all_laender"), "by", federal, nil, "unknown", "employer_not_said"},
		"all Länder, federal in Hessen":   {open("all_laender"), "by", who{"he", "federal"}, nil, "unknown", "employer_not_said"},
		"all Länder, federal named":       {hires("all_laender", "state", "federal"), "by", federal, nil, "yes", "all_laender"},
		"all Länder, Bund invited":        {open("all_laender", "bund"), "by", federal, nil, "unknown", "employer_not_said"},
		"all Länder, club":                {open("all_laender"), "by", club, nil, "unknown", "employer_not_said"},
		"all Länder, only the Land asked": {open("all_laender"), "by", who{"he", ""}, nil, "yes", "all_laender"},
		"all Länder, the Bund asked":      {open("all_laender"), "by", who{"bund", ""}, nil, "unknown", "employer_not_said"},
		"all Länder, nobody asks":         {open("all_laender"), "by", who{}, nil, "unknown", "not_asked"},
		"own Land":                        {open("land"), "he", clerk, nil, "yes", "own_land"},
		"own Land, federal":               {open("land"), "he", who{"he", "federal"}, nil, "unknown", "employer_not_said"},
		"own Land, club":                  {open("land"), "he", club, nil, "unknown", "employer_not_said"},
		"own Land's municipal":            {hires("land", "municipal"), "he", clerk, nil, "yes", "own_land"},
		"own Land's municipal, state":     {hires("land", "municipal"), "he", ministry, nil, "no", "employer"},
		"own Land's federal staff":        {hires("land", "federal"), "he", who{"he", "federal"}, nil, "yes", "own_land"},
		"a Land's federal staff":          {hires("land", "federal"), "he", who{"by", "federal"}, nil, "no", "other_land"},
		"a Land's federal staff, nowhere": {hires("land", "federal"), "he", federal, nil, "unknown", "land_not_said"},
		"other Land":                      {open("land"), "bw", clerk, nil, "no", "other_land"},
		"other Land, federal":             {open("land"), "bw", federal, nil, "no", "other_land"},
		"other Land, club":                {open("land"), "bw", club, nil, "no", "other_land"},
		"other Land, invited":             {open("land", "he"), "bw", clerk, nil, "yes", "invited"},
		"other Land, club invited":        {open("land", "he"), "bw", club, nil, "unknown", "employer_not_said"},
		"a Land, only the employer asked": {open("land"), "bw", who{"", "municipal"}, nil, "unknown", "land_not_said"},
		"some Länder, only the employer":  {open("", "bw", "by"), "by", who{"", "municipal"}, nil, "unknown", "land_not_said"},
		"own staff and Hessen, employer":  {open("own_staff", "he"), "by", who{"", "municipal"}, nil, "unknown", "land_not_said"},
		"all Länder, only the employer":   {open("all_laender"), "bw", who{"", "municipal"}, nil, "yes", "all_laender"},
		"all Länder later, the employer":  {later(open("all_laender"), "2026-12-03"), "bw", who{"", "municipal"}, nil, "conditional", "priority"},
		"a Land first, only the employer": {later(open("land"), "2026-12-03"), "bw", who{"", "municipal"}, nil, "conditional", "priority"},
		"a Land had its time, employer":   {later(open("land"), "2026-11-03"), "bw", who{"", "municipal"}, nil, "yes", "outsiders"},
		"another employer, no Land":       {hires("land", "municipal"), "bw", who{"", "state"}, nil, "no", "employer"},
		"own Land's municipal, Land only": {hires("land", "municipal"), "he", who{"he", ""}, nil, "unknown", "employer_not_said"},
		"public for some, Land only":      {hires("public", "municipal", "state"), "he", who{"he", ""}, nil, "unknown", "employer_not_said"},
		"public for all four, Land only":  {hires("public", "municipal", "state", "federal", "other"), "he", who{"he", ""}, nil, "yes", "public"},
		"another Land's municipal":        {hires("land", "municipal"), "bw", who{"he", ""}, nil, "no", "other_land"},
		"own Land, Land only":             {open("land"), "he", who{"he", ""}, nil, "yes", "own_land"},
		"a Land, only a club asked":       {open("land"), "bw", who{"", "other"}, nil, "unknown", "employer_not_said"},
		"own staff":                       {open("own_staff"), "he", clerk, nil, "no", "own_staff"},
		"own staff, federal":              {open("own_staff"), "he", federal, nil, "no", "own_staff"},
		"own staff, only municipal asked": {open("own_staff"), "he", who{"", "municipal"}, nil, "no", "own_staff"},
		"own staff, and Hessen":           {open("own_staff", "he"), "by", clerk, nil, "yes", "invited"},
		"own staff, and Hessen, federal":  {open("own_staff", "he"), "by", who{"he", "federal"}, nil, "unknown", "employer_not_said"},
		"own staff first":                 {later(open("own_staff"), "2026-12-03"), "he", clerk, nil, "conditional", "priority"},
		"own staff first, club":           {later(open("own_staff"), "2026-12-03"), "he", club, nil, "unknown", "employer_not_said"},
		"own staff first, municipal":      {later(open("own_staff"), "2026-12-03"), "he", who{"", "municipal"}, nil, "conditional", "priority"},
		"only a list of Länder":           {open("", "rp"), "by", clerk, nil, "no", "other_land"},
		"only a list, own":                {open("", "rp"), "he", clerk, nil, "unknown", "not_said"},
		"federal's own":                   {open("land"), "bund", federal, nil, "yes", "own_land"},
		"federal's own, in Hessen":        {open("land"), "bund", who{"he", "federal"}, nil, "yes", "own_land"},
		"federal's own, clerk":            {open("land"), "bund", clerk, nil, "no", "other_land"},
		"federal's own, any state staff":  {open("land"), "bund", who{"", "state"}, nil, "no", "other_land"},
		"first others":                    {later(open("land"), "2026-12-03"), "rp", clerk, nil, "conditional", "priority"},
		"first others, own":               {later(open("land"), "2026-12-03"), "he", clerk, nil, "yes", "own_land"},
		"others had their time":           {later(open("land"), "2026-11-03"), "rp", clerk, nil, "yes", "outsiders"},
		"first others, all Länder":        {later(open("all_laender"), "2026-12-03"), "rp", clerk, nil, "conditional", "priority"},
		"guests pay":                      {pays(open("all_laender"), "80.00"), "by", clerk, &learning.Price{Free: new(true)}, "conditional", "guest_price"},
		"guests pay as much":              {pays(open("all_laender"), "80.00"), "by", clerk, &learning.Price{Amount: "80", Currency: "EUR"}, "yes", "all_laender"},
		"guests pay nothing":              {pays(open("all_laender"), "0.00"), "by", clerk, &learning.Price{Amount: "80.00"}, "yes", "all_laender"},
		"no guest":                        {pays(open("all_laender"), "80.00"), "he", clerk, nil, "yes", "all_laender"},
		"guests pay, later":               {later(pays(open("land"), "80.00"), "2026-12-03"), "by", clerk, nil, "conditional", "priority"},
		"guests pay, now":                 {later(pays(open("land"), "80.00"), "2026-11-03"), "by", clerk, nil, "conditional", "guest_price"},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.access.Admits(c.who, c.land, c.price, now)
			if got.May != c.want || got.Reason != c.reason {
				t.Errorf("got %s, %s; want %s, %s", got.May, got.Reason, c.want, c.reason)
			}
			if (got.Reason == "priority" || got.Reason == "outsiders") == got.From.IsZero() {
				t.Errorf("%s since %v", got.Reason, got.From)
			}
		})
	}
}

// The verdict turns with the clock, at midnight in Germany.
func TestAdmissionFollowsTheClock(t *testing.T) {
	a := &learning.Access{OpenTo: "land", OutsidersFrom: "2026-12-03"}
	turn := time.Date(2026, 12, 3, 0, 0, 0, 0, learning.Berlin)
	for at, want := range map[time.Time]learning.May{turn.Add(-time.Second): "conditional", turn: "yes"} {
		if got := a.Admits(learning.Attendee{Land: "he", Employer: "state"}, "rp", nil, at).May; got != want {
			t.Errorf("at %s: %s, want %s", at, got, want)
		}
	}
}
