package learning

import "slices"

// Problem is one finding about an event or an offer, worded for the person who
// can mend it. It is the element of a receipt's "problems".
type Problem struct {
	// Pointer says where: an RFC 6901 JSON pointer, relative to what was checked
	// ("" is the whole, "/sessions/0/start" a member).
	Pointer string `json:"pointer"`
	// Rule is the stable name of the broken rule, lower case with dashes ("required", "date-order").
	Rule string `json:"rule"`
	// Message is one German sentence a clerk understands; MessageEn the same in English.
	Message   string `json:"message"`
	MessageEn string `json:"messageEn"`
	// Value is the value as it was, shortened to at most 200 characters; absent if there is none.
	Value string `json:"value,omitempty"`
	// Proposal is what could stand there instead; absent if nobody can know.
	Proposal string `json:"proposal,omitempty"`
	// Warning is true if the event is accepted all the same.
	Warning bool `json:"warning,omitzero"`
}

// Refused reports whether any of the problems is more than a warning.
func Refused(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return !p.Warning })
}

// Shorten cuts a value to what a [Problem] shows of it: at most 200 characters,
// with an ellipsis where something was left out.
func Shorten(value string) string {
	const most = 200
	n := 0
	for i := range value {
		if n == most-1 {
			return value[:i] + "…"
		}
		n++
	}
	return value
}
