// Package german is what the search knows of written German: how words are
// told apart, folded, inflected and derived. Every function is pure, and every
// word goes through them in its folded form: lower case, ä as ae, ö as oe, ü
// as ue, ß as ss, foreign accents off ([Fold]).
//
// 2026-11-23, inflection is the first two steps of the Snowball stemmer for
// German and derivation its third with families of our own: the whole stemmer
// as one step joins what does not belong together ("Messe" and "messen",
// "Organ" and "Organisation"). We gave up words that inflect irregularly.
//
// 2026-11-23, the umlauts are folded into two letters and not into one: "ae"
// can be read both ways later ([Weak]), an "a" cannot.
package german
