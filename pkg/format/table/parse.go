package table

import "strings"

// parse reads a text as the rule's kind. The value is nil if there is none to keep.
func (r *rule) parse(t string) (any, *issue) {
	if t == "" {
		return nil, nil
	}
	switch r.kind {
	case asURL, asImage:
		u, i := readURL(t, r.base)
		return orNil(u), i
	case asEmail:
		t = strings.TrimPrefix(t, "mailto:")
		if !isEmail(t) {
			return nil, warn("email", "Das ist keine E-Mail-Adresse; sie wurde weggelassen.", "This is no e-mail address; it was left out.")
		}
		return t, nil
	case asDate:
		d, i := readDate(t, r.zone, r.formats)
		return orNil(d), i
	case asPrice:
		p, i := readPrice(t, r.currency)
		if p == nil {
			return nil, i
		}
		return p, i
	case asAmount:
		if a, ok := readAmount(strings.Trim(t, "€EUR ")); ok {
			return a, nil
		}
		return nil, warn("price", "Das ist kein Betrag; er wurde weggelassen.", "This is no amount; it was left out.")
	case asLanguages:
		codes, i := readLanguages(t)
		return list(codes), i
	case asCode:
		c, i := readCode(t, r.vocab)
		return orNil(c), i
	case asDuration, asHours, asDays, asMinutes, asLessons:
		d, i := readDuration(t, string(r.kind))
		return orNil(d), i
	}
	return r.parseScalar(t)
}

func (r *rule) parseScalar(t string) (any, *issue) {
	switch r.kind {
	case asCount:
		n, i := readCount(t)
		if i != nil {
			return nil, i
		}
		return n, nil
	case asNumber:
		f, i := readNumber(t)
		if i != nil {
			return nil, i
		}
		return f, nil
	case asBool:
		v, i := readBool(t)
		if i != nil {
			return nil, i
		}
		return v, nil
	}
	return t, nil
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}
