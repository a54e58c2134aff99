package learning

// Land is the code of one of the 16 Länder, or [Bund] for the federal level:
// the lower-case second half of ISO 3166-2:DE ("by" for Bayern).
type Land string

// Bund is the federal level; it publishes like a Land.
const Bund Land = "bund"

// Hub is the origin of the hub's own records in the log. It is not a Land:
// no credential of a Land can produce it and [Land.Valid] is false for it.
const Hub Land = "hub"

// Laender are the 16 Länder in the order of their codes, and Bund last.
var Laender = []Land{
	"bb", "be", "bw", "by", "hb", "he", "hh", "mv", "ni", "nw", "rp", "sh", "sl", "sn", "st", "th",
	Bund,
}

var landNames = map[Land]string{
	"bw": "Baden-Württemberg", "by": "Bayern", "be": "Berlin", "bb": "Brandenburg",
	"hb": "Bremen", "hh": "Hamburg", "he": "Hessen", "mv": "Mecklenburg-Vorpommern",
	"ni": "Niedersachsen", "nw": "Nordrhein-Westfalen", "rp": "Rheinland-Pfalz",
	"sl": "Saarland", "sn": "Sachsen", "st": "Sachsen-Anhalt", "sh": "Schleswig-Holstein",
	"th": "Thüringen", Bund: "Bund",
}

// Valid reports whether l is one of [Laender].
func (l Land) Valid() bool { _, ok := landNames[l]; return ok }

// Name is the German name of the Land ("Bayern"), or the code itself if it is unknown.
func (l Land) Name() string {
	if n, ok := landNames[l]; ok {
		return n
	}
	return string(l)
}
