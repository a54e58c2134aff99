package learning

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The employers of an [Attendee] and of Access.Employers.
const (
	StateEmployer     = "state"
	MunicipalEmployer = "municipal"
	FederalEmployer   = "federal"
	OtherEmployer     = "other"
)

// The values of Access.OpenTo.
const (
	OpenToOwnStaff = "own_staff"
	OpenToLand     = "land"
	OpenToLaender  = "all_laender"
	OpenToPublic   = "public"
)

// Attendee is who asks "Darf ich teilnehmen?": where a person works and for
// whom. An empty half is not asked; whoever works for the federal level needs
// no Land.
type Attendee struct {
	Land     Land
	Employer string
}

// Known reports whether the question was answered as a whole.
func (w Attendee) Known() bool {
	return w.Employer != "" && (w.Land != "" || w.Employer == FederalEmployer)
}

// placed reports whether it is known to which Land or level the attendee belongs.
func (w Attendee) placed() bool { return w.Land != "" || w.Employer == FederalEmployer }

// of reports whether the attendee belongs to a Land; federal staff belong to
// the federal level and to the Land they work in.
func (w Attendee) of(l Land) bool {
	return l != "" && (w.Land == l || l == Bund && w.Employer == FederalEmployer)
}

// May is the answer to "Darf ich teilnehmen?".
type May string

// The answers. Unknown is never a yes.
const (
	MayYes         May = "yes"
	MayConditional May = "conditional" // later, or at a price of its own
	MayNo          May = "no"
	MayUnknown     May = "unknown"
)

// Mays are all answers, the best first.
var Mays = []May{MayYes, MayConditional, MayNo, MayUnknown}

// The reasons of a [Verdict].
const (
	ReasonNotSaid      = "not_said"          // unknown: the offer does not say who may attend
	ReasonNotAsked     = "not_asked"         // unknown: nobody was named and it is not public
	ReasonEmployerOpen = "employer_not_said" // unknown: of such an employer it says nothing, or it depends on the employer, who was not named
	ReasonLandOpen     = "land_not_said"     // unknown: it depends on the Land, which was not named
	ReasonPublic       = "public"            // yes: everybody
	ReasonAllLaender   = "all_laender"       // yes: the staff of all Länder
	ReasonOwnLand      = "own_land"          // yes: the staff of the Land that publishes
	ReasonInvited      = "invited"           // yes: the Land is named beside the publishing one
	ReasonOutsiders    = "outsiders"         // yes: outsiders may, since Verdict.From
	ReasonPriority     = "priority"          // conditional: outsiders may, from Verdict.From on
	ReasonGuestPrice   = "guest_price"       // conditional: outsiders pay a price of their own
	ReasonEmployer     = "employer"          // no: such an employer is not named
	ReasonOtherLand    = "other_land"        // no: only for other Länder
	ReasonOwnStaff     = "own_staff"         // no: only for the provider's own staff
)

// Verdict answers whether somebody may attend, and why.
type Verdict struct {
	May    May
	Reason string
	From   time.Time // of ReasonPriority and ReasonOutsiders, else zero
	Pays   bool      // the attendee is an outsider, and outsiders pay a price of their own
}

// Admission is everything that decides who may attend an offer. Many offers
// share one.
//
// What an absent list of employers means is said in DESIGN: public means
// everybody, land and all_laender mean state and municipal and say nothing of
// the others. The federal level publishes like a Land; its "land" is the
// federal staff.
type Admission struct {
	Publisher Land
	OpenTo    string   // one of the OpenTo codes, or "" if it is not said
	Laender   []Land   // further Länder, ascending
	Employers []string // ascending
	From      time.Time
	GuestsPay bool // outsiders pay something, and something else than the others
}

// Admission is what the rule comes to for an offer of a Land at a price; a nil
// Access says nothing.
func (a *Access) Admission(publisher Land, price *Price) Admission {
	r := Admission{Publisher: publisher}
	if a == nil {
		return r
	}
	if Known(VocabOpenTo, a.OpenTo) {
		r.OpenTo = a.OpenTo
	}
	for _, l := range a.Laender {
		if l.Valid() {
			r.Laender = append(r.Laender, l)
		}
	}
	for _, e := range a.Employers {
		if Known(VocabEmployers, e) {
			r.Employers = append(r.Employers, e)
		}
	}
	slices.Sort(r.Laender)
	slices.Sort(r.Employers)
	r.Laender, r.Employers = slices.Compact(r.Laender), slices.Compact(r.Employers)
	if from, _, err := Moment(a.OutsidersFrom); err == nil {
		r.From = from
	}
	free, known := a.OutsiderPrice.Nothing()
	r.GuestsPay = known && !free && !a.OutsiderPrice.same(price)
	return r
}

// Admits judges whether somebody may attend an offer of a Land at a price.
func (a *Access) Admits(who Attendee, publisher Land, price *Price, now time.Time) Verdict {
	r := a.Admission(publisher, price)
	return r.Admits(who, now)
}

// Silent reports whether the rule says nothing at all.
func (r *Admission) Silent() bool { return r.OpenTo == "" && len(r.Laender) == 0 }

// Admits judges whether somebody may attend.
func (r *Admission) Admits(who Attendee, now time.Time) Verdict {
	switch {
	case r.Silent():
		return Verdict{May: MayUnknown, Reason: ReasonNotSaid}
	case r.OpenTo == OpenToPublic && len(r.Employers) == 0:
		return r.allow(who, ReasonPublic, now)
	case who == Attendee{}:
		return Verdict{May: MayUnknown, Reason: ReasonNotAsked}
	}
	if v, decided := r.employer(who); decided {
		return v
	}
	v := r.land(who, now)
	if who.Employer == "" && r.selective() && (v.May == MayYes || v.May == MayConditional) {
		return Verdict{May: MayUnknown, Reason: ReasonEmployerOpen}
	}
	return v
}

// selective reports whether some employers are named and others are not.
func (r *Admission) selective() bool {
	return len(r.Employers) > 0 && slices.ContainsFunc([]string{StateEmployer, MunicipalEmployer, FederalEmployer, OtherEmployer}, func(e string) bool {
		return !slices.Contains(r.Employers, e)
	})
}

// employer decides what the employer decides.
func (r *Admission) employer(who Attendee) (v Verdict, decided bool) {
	here := who.of(r.Publisher) || r.invited(who)
	switch {
	case who.Employer == "":
		return v, false
	case len(r.Employers) > 0:
		return Verdict{May: MayNo, Reason: ReasonEmployer}, !slices.Contains(r.Employers, who.Employer)
	case r.OpenTo == OpenToLand && r.Publisher == Bund && !here && r.From.IsZero():
		return Verdict{May: MayNo, Reason: ReasonOtherLand}, true
	case who.Employer == StateEmployer || who.Employer == MunicipalEmployer:
		return v, false
	case r.OpenTo == OpenToLand && r.Publisher == Bund && who.Employer == FederalEmployer:
		return v, false
	case !here && (r.OpenTo == OpenToOwnStaff || r.OpenTo == OpenToLand) && who.placed() && r.From.IsZero(),
		r.OpenTo == OpenToOwnStaff && !r.invited(who) && r.From.IsZero():
		return v, false
	}
	return Verdict{May: MayUnknown, Reason: ReasonEmployerOpen}, true
}

// land decides by the Land.
func (r *Admission) land(who Attendee, now time.Time) Verdict {
	one := who.Land.Valid() && who.Land != Bund // of the 16
	switch {
	case r.OpenTo == OpenToPublic:
		return r.allow(who, ReasonPublic, now)
	case r.OpenTo == OpenToLand && who.of(r.Publisher):
		return r.allow(who, ReasonOwnLand, now)
	case r.invited(who):
		return r.allow(who, ReasonInvited, now)
	case r.OpenTo == OpenToLaender && (one || !who.placed() || who.Employer == FederalEmployer):
		return r.allow(who, ReasonAllLaender, now)
	case r.OpenTo == OpenToLaender:
		return Verdict{May: MayUnknown, Reason: ReasonEmployerOpen}
	case r.OpenTo == "" && who.of(r.Publisher):
		return Verdict{May: MayUnknown, Reason: ReasonNotSaid}
	case !r.From.IsZero():
		return r.allow(who, ReasonOutsiders, now)
	case !who.placed() && (r.OpenTo == OpenToLand || len(r.Laender) > 0):
		return Verdict{May: MayUnknown, Reason: ReasonLandOpen}
	case r.OpenTo == OpenToOwnStaff:
		return Verdict{May: MayNo, Reason: ReasonOwnStaff}
	case who.Land == "" && slices.Contains(r.Employers, FederalEmployer):
		return Verdict{May: MayUnknown, Reason: ReasonLandOpen}
	}
	return Verdict{May: MayNo, Reason: ReasonOtherLand}
}

func (r *Admission) invited(who Attendee) bool { return slices.ContainsFunc(r.Laender, who.of) }

// allow is a yes, or what it comes to for an outsider: later, or at a price.
func (r *Admission) allow(who Attendee, reason string, now time.Time) Verdict {
	outside := !who.of(r.Publisher) || reason == ReasonOutsiders
	v := Verdict{May: MayYes, Reason: reason, Pays: r.GuestsPay && outside && who.placed()}
	switch {
	case outside && r.From.After(now):
		v.May, v.Reason, v.From = MayConditional, ReasonPriority, r.From
	case v.Pays:
		v.May, v.Reason = MayConditional, ReasonGuestPrice
	case reason == ReasonOutsiders:
		v.From = r.From
	}
	return v
}

// Nothing reports whether a price is known to be nothing; known is false if
// the price, which may be nil, does not say what it is.
func (p *Price) Nothing() (free, known bool) {
	switch {
	case p == nil:
		return false, false
	case p.Free != nil:
		return *p.Free, true
	case p.Amount == "":
		return false, false
	}
	amount, err := strconv.ParseFloat(p.Amount, 64)
	return amount == 0, err == nil
}

// same reports whether two prices are the same sum; unknown is none.
func (p *Price) same(other *Price) bool {
	if p == nil || other == nil || p.Amount == "" || other.Amount == "" {
		return false
	}
	a, errA := strconv.ParseFloat(p.Amount, 64)
	b, errB := strconv.ParseFloat(other.Amount, 64)
	return errA == nil && errB == nil && a == b && strings.EqualFold(cmp.Or(p.Currency, "EUR"), cmp.Or(other.Currency, "EUR"))
}
