package duplicate

import (
	"fmt"
	"math"
)

// Side is one offer of a comparison. Codes are numbers that are equal where
// what they stand for is; 0 is unknown.
type Side struct {
	Title                                             Title
	Kind, Language, Level, DQR, Certificate, Provider uint32
	Minutes                                           uint32 // workload; 0 is unknown
	Words                                             int    // different words of the contents
}

// Verdict says how alike two offers are.
type Verdict struct {
	Same   bool
	Score  float64 // 0 to 1, two decimals
	Reason string  // German, for people
}

// What makes two offers the same.
const (
	// FewestWords is how many different words a description must have to be compared.
	FewestWords = 20
	// The share of words that contents must have in common: under the same title of one provider, of several, and under similar titles.
	alikeOwn     = 0.4
	alikeExact   = 0.5
	alikeSimilar = 0.6
	// certain is the share from which on another certificate is no other course.
	certain = 0.9
	// longer is the ratio of workloads above which they are two courses, unless title and provider are the same.
	longer = 1.5
	// plainTitle is how many words a title must have to speak for itself where contents are not described.
	plainTitle = 4
)

// Compare compares two offers whose titles have the same key; common is how
// many words their contents share.
func Compare(a, b *Side, common int) Verdict {
	exact, provider := a.Title.Exact == b.Title.Exact, a.Provider == b.Provider && a.Provider != 0
	certificates := differ(a.Certificate, b.Certificate)
	title, least := 1.0, alikeExact
	if !exact {
		title, least = 0.9, alikeSimilar
	}
	v := Verdict{Reason: titles(exact)}
	length := lengths(a.Minutes, b.Minutes)
	if provider && exact {
		least, length = alikeOwn, true // revised, or the same course for one week and for two
	}
	if a.Words >= FewestWords && b.Words >= FewestWords {
		share := float64(common) / float64(a.Words+b.Words-common)
		v.Score = title * (0.25 + 0.75*share)
		v.Reason += ", " + contents(share)
		v.Same = share >= least && (share >= certain || !certificates)
	} else {
		v.Score = title * 0.65
		v.Reason += ", Anbieter verschieden"
		if provider {
			v.Score = title * 0.8
			v.Reason = titles(exact) + ", Anbieter gleich"
		}
		v.Reason += ", Inhalte nicht zu vergleichen"
		v.Same = (provider || exact && a.Title.Words >= plainTitle) && !certificates
	}
	v.Score = math.Round(v.Score*100) / 100
	v.Same = v.Same && length && !a.conflicts(b)
	return v
}

// conflicts reports whether something known says that the offers are two, whatever else they say.
func (a *Side) conflicts(b *Side) bool {
	return differ(a.Kind, b.Kind) || differ(a.Language, b.Language) || differ(a.Level, b.Level) || differ(a.DQR, b.DQR)
}

// lengths reports whether two workloads may be those of one course.
func lengths(a, b uint32) bool {
	return a == 0 || b == 0 || float64(max(a, b)) <= longer*float64(min(a, b))
}

func differ(a, b uint32) bool { return a != b && a != 0 && b != 0 }

// known counts what is known of the offer.
func (a *Side) known() (n int) {
	for _, code := range [...]uint32{a.Kind, a.Language, a.Level, a.DQR, a.Certificate, a.Minutes} {
		if code != 0 {
			n++
		}
	}
	return n
}

// learn takes over what another offer of the group knows.
func (a *Side) learn(b *Side) {
	for _, code := range [...][2]*uint32{
		{&a.Kind, &b.Kind}, {&a.Language, &b.Language}, {&a.Level, &b.Level}, {&a.DQR, &b.DQR}, {&a.Certificate, &b.Certificate}, {&a.Minutes, &b.Minutes},
	} {
		if *code[0] == 0 {
			*code[0] = *code[1]
		}
	}
}

func titles(exact bool) string {
	if exact {
		return "Titel gleich"
	}
	return "Titel ähnlich"
}

func contents(share float64) string {
	if share == 1 {
		return "Inhalte gleich"
	}
	return fmt.Sprintf("Inhalte zu %d %% gleich", int(share*100))
}
