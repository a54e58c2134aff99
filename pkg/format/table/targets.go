package table

import (
	"regexp"
	"sort"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// kind says how a target's text is read.
type kind string

const (
	asLine      kind = "line" // text on one line
	asText      kind = "text" // text with paragraphs; markup is recognised
	asHTML      kind = "html" // text that is HTML for certain
	asMarkdown  kind = "markdown"
	asID        kind = "id" // as it stands
	asURL       kind = "url"
	asImage     kind = "image"
	asEmail     kind = "email"
	asDate      kind = "date"
	asPrice     kind = "price"
	asAmount    kind = "amount"
	asCount     kind = "count"
	asNumber    kind = "number"
	asBool      kind = "bool"
	asCode      kind = "code"
	asLanguages kind = "language"
	asDuration  kind = "duration"
	asHours     kind = "hours"
	asDays      kind = "days"
	asMinutes   kind = "minutes"
	asLessons   kind = "lessons"
)

// The kinds a mapping may name with "as".
var nameable = []string{
	"line", "text", "html", "markdown", "id", "url", "image", "email", "date", "price", "amount", "count",
	"number", "bool", "code", "language", "duration", "hours", "days", "minutes", "lessons",
}

// target is a place in an offer and what may stand there.
type target struct {
	kind  kind
	list  bool
	vocab string // asCode only
	most  int    // characters beyond which the content is absurd; 0 = no limit here
}

// The limits are far above what is meant and far below what a page in a field has.
const (
	mostLine = 600
	mostName = 300
	mostCode = 200
)

var offerTargets = map[string]target{
	"/kind":                     {kind: asCode, vocab: learning.VocabKinds, most: mostCode},
	"/title/*":                  {kind: asLine, most: 1000},
	"/summary/*":                {kind: asText},
	"/description/*":            {kind: asText},
	"/prerequisites/*":          {kind: asText},
	"/provider/name":            {kind: asLine, most: mostName},
	"/provider/url":             {kind: asURL},
	"/provider/id":              {kind: asID, most: mostCode},
	"/url":                      {kind: asURL},
	"/inLanguage":               {kind: asLanguages, list: true, most: mostCode},
	"/mode":                     {kind: asCode, vocab: learning.VocabModes, most: mostCode},
	"/workload":                 {kind: asDuration, most: mostCode},
	"/level/grade":              {kind: asCode, vocab: learning.VocabLevels, most: mostCode},
	"/level/dqr":                {kind: asCount, most: mostCode},
	"/topics":                   {kind: asCode, list: true, vocab: learning.VocabTopics, most: mostCode},
	"/audience":                 {kind: asCode, list: true, vocab: learning.VocabAudience, most: mostCode},
	"/funding":                  {kind: asCode, list: true, vocab: learning.VocabFunding, most: mostCode},
	"/accessibility":            {kind: asCode, list: true, vocab: learning.VocabAccessibility, most: mostCode},
	"/access/openTo":            {kind: asCode, vocab: learning.VocabOpenTo, most: mostCode},
	"/access/laender":           {kind: asID, list: true, most: mostCode},
	"/access/employers":         {kind: asCode, list: true, vocab: learning.VocabEmployers, most: mostCode},
	"/access/outsidersFrom":     {kind: asDate, most: mostCode},
	"/access/outsiderPrice":     {kind: asPrice, most: mostCode},
	"/access/note/*":            {kind: asText, most: 5000},
	"/price":                    {kind: asPrice, most: mostCode},
	"/price/amount":             {kind: asAmount, most: mostCode},
	"/price/currency":           {kind: asID, most: mostCode},
	"/price/free":               {kind: asBool, most: mostCode},
	"/certificate/kind":         {kind: asCode, vocab: learning.VocabCertificates, most: mostCode},
	"/certificate/name/*":       {kind: asLine, most: mostLine},
	"/recognition/learningTime": {kind: asDuration, most: mostCode},
	"/recognition/credits":      {kind: asLine, most: mostCode},
	"/recognition/note/*":       {kind: asText, most: 5000},
	"/licence":                  {kind: asID, most: mostCode},
	"/contact/name":             {kind: asLine, most: mostName},
	"/contact/email":            {kind: asEmail, most: mostName},
	"/contact/phone":            {kind: asLine, most: mostCode},
	"/contact/url":              {kind: asURL},
	"/validFrom":                {kind: asDate, most: mostCode},
	"/validThrough":             {kind: asDate, most: mostCode},
	"/image/url":                {kind: asImage},
	"/image/alt/*":              {kind: asLine, most: mostLine},
	"/image/licence":            {kind: asID, most: mostCode},
	"/keywords":                 {kind: asLine, list: true, most: mostCode},
}

var sessionTargets = map[string]target{
	"/start":            {kind: asDate, most: mostCode},
	"/end":              {kind: asDate, most: mostCode},
	"/status":           {kind: asCode, vocab: learning.VocabStatus, most: mostCode},
	"/place/name":       {kind: asLine, most: mostName},
	"/place/street":     {kind: asLine, most: mostName},
	"/place/postalCode": {kind: asID, most: 20},
	"/place/city":       {kind: asLine, most: mostCode},
	"/place/land":       {kind: asID, most: mostCode},
	"/place/lat":        {kind: asNumber, most: mostCode},
	"/place/lon":        {kind: asNumber, most: mostCode},
	"/online":           {kind: asBool, most: mostCode},
	"/seatsTotal":       {kind: asCount, most: mostCode},
	"/seatsFree":        {kind: asCount, most: mostCode},
	"/seatsAsOf":        {kind: asDate, most: mostCode},
	"/registerBy":       {kind: asDate, most: mostCode},
	"/url":              {kind: asURL},
}

var competenceTargets = map[string]target{
	"/scheme":  {kind: asID, most: mostName},
	"/id":      {kind: asID, most: mostName},
	"/label/*": {kind: asLine, most: mostLine},
}

var tagShape = regexp.MustCompile(`^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$`)

// find gives the target of a pointer and its full form: "/title" means "/title/de".
func find(targets map[string]target, pointer string) (full string, t target, ok bool) {
	if t, ok = targets[pointer]; ok {
		return pointer, t, true
	}
	if t, ok = targets[pointer+"/*"]; ok {
		return pointer + "/de", t, true
	}
	if i := strings.LastIndexByte(pointer, '/'); i > 0 && tagShape.MatchString(pointer[i+1:]) {
		if t, ok = targets[pointer[:i]+"/*"]; ok {
			return pointer, t, true
		}
	}
	return pointer, target{}, false
}

// pointers are the names a mapping may use, for proposals.
func pointers(targets map[string]target) []string {
	all := make([]string, 0, len(targets))
	for p := range targets {
		all = append(all, strings.TrimSuffix(p, "/*"))
	}
	sort.Strings(all)
	return all
}
