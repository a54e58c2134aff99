package search

import (
	"iter"
	"math/bits"
)

// field is where in an offer a word stands.
type field uint8

const (
	inTitle field = iota
	inKeyword
	inTopic    // labels of topics and funding
	inCity     // city and Land of a place
	inVenue    // name of a place
	inProvider // name of the provider
	inText     // summary, description, prerequisites, labels of audiences and competences
	numFields
)

// String is the name of the field in a [Match].
func (f field) String() string {
	return [numFields]string{"title", "keyword", "topic", "place", "place", "provider", "description"}[f]
}

// fieldMask is a set of fields.
type fieldMask uint8

// anyField and what remains of it for matches that say little of a provider or
// of a place, and for those that say little of a word within a text.
const (
	anyField   fieldMask = 1<<numFields - 1
	inContent            = anyField &^ (1<<inCity | 1<<inVenue | 1<<inProvider)
	inHeadings           = inContent &^ (1 << inText)
	inPlaces   fieldMask = 1<<inCity | 1<<inVenue
)

func (m fieldMask) all() iter.Seq[field] {
	return func(yield func(field) bool) {
		for m != 0 {
			if !yield(field(bits.TrailingZeros8(uint8(m)))) {
				return
			}
			m &= m - 1
		}
	}
}

// cost is counted in halves, so that what stands between two classes has a whole number.
type cost int16

// fieldCost is what a field adds to the class of a match.
var fieldCost = [numFields]cost{inTitle: 0, inKeyword: 4, inTopic: 4, inCity: 6, inVenue: 6, inProvider: 6, inText: 12}

// placeCost is fieldCost for a word that is a place.
var placeCost = func() [numFields]cost {
	c := fieldCost
	c[inCity], c[inVenue] = -2, -2
	return c
}()

// cheapest is the least cost of a set of fields, cheapestPlace that of a word that is a place.
var cheapest, cheapestPlace = leastOf(&fieldCost), leastOf(&placeCost)

func leastOf(costs *[numFields]cost) (least [anyField + 1]cost) {
	for mask := range least {
		least[mask] = highestCost
		for f := range fieldMask(mask).all() {
			least[mask] = min(least[mask], costs[f])
		}
	}
	return least
}

// matchRule joins a typed word and a word of the catalogue, see [Match].
type matchRule uint8

const (
	ruleExact matchRule = iota
	ruleInflection
	ruleGender
	ruleUmlaut
	rulePart
	ruleDerivation
	ruleCompound
	ruleSynonym
	ruleTypo
	ruleSimilar      // only in Result.Similar
	ruleAbbreviation // that a title explains
	ruleThesaurus
	ruleRegion // a place of the area that was typed
	ruleCore   // a head or modifier that says little is left out
)

var ruleNames = [...]string{
	"exact", "inflection", "gender", "umlaut", "part", "derivation", "compound",
	"synonym", "typo", "similar", "abbreviation", "thesaurus", "region", "core",
}

func (r matchRule) String() string { return ruleNames[r] }

// The classes of a match: what each rule costs, before the field.
const (
	classExact      cost = 0
	classHyphen     cost = 1 // "IT-Sicherheit" typed, "Sicherheit" and "IT" in one field
	classInflection cost = 2
	classGender     cost = 2
	classUmlaut     cost = 4
	classPart       cost = 6
	classDerivation cost = 8
	classSplit      cost = 8 // the parts of a typed compound in one field
	classCore       cost = 10
	classRoot       cost = 12 // derivation between a verb in -ieren and what is none: "programmieren", "Programm"
	classApart      cost = 10 // the parts of a typed compound in different fields
	classPartRoot   cost = 10 // derivation inside a compound
	classSynonym    cost = 10
	classKind       cost = 1  // added to that of a synonym which is only a kind of what was typed
	classIncluded   cost = 3  // added to the class of a synonym that another synonym includes
	classCoreHead   cost = 11 // "Bienenkunde" typed, "Bienen" found
	classCoreTail   cost = 13 // "Intensivyoga" typed, "Yoga" found
	classThesaurus  cost = 13
	classPhrase     cost = 3 // synonym of two words, above the inflection of one of them: who types a known phrase means no scattered words
	classTypo       cost = 16
	missingForm     cost = 2 // a form word that is not found
)
