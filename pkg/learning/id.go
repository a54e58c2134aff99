package learning

import (
	"regexp"
	"strings"
)

// System names one publishing system of a Land: [a-z0-9-]{1,32}, e.g. "bayvsa".
type System string

var systemPattern = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)

// Valid reports whether s may be a system's name.
func (s System) Valid() bool { return systemPattern.MatchString(string(s)) }

// OfferID is the nationwide id of an offer: "<land>:<system>:<subject>". In a URL it is percent-encoded.
type OfferID string

// NewOfferID joins the three parts. The subject may itself contain colons.
func NewOfferID(land Land, system System, subject string) OfferID {
	return OfferID(string(land) + ":" + string(system) + ":" + subject)
}

// Parts splits the id again; ok is false if it has not three parts.
func (id OfferID) Parts() (land Land, system System, subject string, ok bool) {
	l, rest, ok1 := strings.Cut(string(id), ":")
	s, subject, ok2 := strings.Cut(rest, ":")
	return Land(l), System(s), subject, ok1 && ok2
}
