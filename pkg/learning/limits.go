package learning

// The largest sizes an offer may have. Lengths are in characters (Unicode code
// points), of a [Text] for each language; the JSON Schemas say the same.
const (
	MaxTitle       = 1_000
	MaxSummary     = 5_000
	MaxDescription = 100_000
	MaxNote        = 5_000 // notes and prerequisites
	MaxLabel       = 1_000 // names of certificates and competences, alternative texts
	MaxName        = 500   // names of providers, offices and places, streets, cities
	MaxShort       = 200   // ids, codes, keywords, credits, telephone numbers
	MaxURL         = 2_000
	MaxEmail       = 254
	MaxLicence     = 64

	MaxKeywords  = 100
	MaxSessions  = 1_000
	MaxList      = 200 // every other list
	MaxLanguages = 50  // of one Text
	MaxSeats     = 1_000_000
)
