package table

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	freeWords = regexp.MustCompile(`(?i)\b(?:kostenfrei|kostenlos|gratis|unentgeltlich|gebührenfrei|entgeltfrei|frei|free|keine kosten|ohne kosten)\b`)
	amounts   = regexp.MustCompile(`\d+(?:[.,'’]\d+|[ \x{00a0}]\d{3}\b)*`)
	priceSpan = regexp.MustCompile(`\d\s*(?:-|–|bis)\s*\d`)
)

var (
	noGroups = strings.NewReplacer(" ", "", "\u00a0", "", "'", "", "’", "")
	noMarks  = strings.NewReplacer(".", "", ",", "")
)

// The currencies that may stand beside an amount, in the order they are looked for.
var currencies = []struct{ sign, code string }{
	{"€", "EUR"}, {"eur", "EUR"}, {"chf", "CHF"}, {"sfr", "CHF"}, {"usd", "USD"}, {"$", "USD"}, {"gbp", "GBP"}, {"£", "GBP"},
}

// readPrice reads what a participant pays: an amount with its currency, or
// free. It never guesses: without an amount and without a word for free the
// price stays unknown.
func readPrice(s, currency string) (map[string]any, *issue) {
	for _, c := range currencies {
		if strings.Contains(strings.ToLower(s), c.sign) {
			currency = c.code
			break
		}
	}
	found := amounts.FindAllString(s, -1)
	switch {
	case len(found) == 0 && freeWords.MatchString(s):
		return map[string]any{"free": true}, nil
	case len(found) == 0:
		return nil, warn("price", "Das ist kein Preis; der Preis bleibt unbekannt.", "This is no price; the price stays unknown.")
	case priceSpan.MatchString(s):
		return nil, warn("price-range", "Das ist eine Spanne, kein Preis; der Preis bleibt unbekannt.", "This is a range, not a price; the price stays unknown.")
	}
	amount, ok := readAmount(found[0])
	if !ok || strings.Contains(s, "-"+found[0]) {
		return nil, warn("price", "Das ist kein Preis; der Preis bleibt unbekannt.", "This is no price; the price stays unknown.")
	}
	p := map[string]any{"amount": amount, "currency": currency}
	if strings.Trim(amount, "0.") == "" {
		p["free"] = true
	}
	if len(found) > 1 {
		return p, warn("price-several", "Hier stehen mehrere Beträge; der erste wurde als Preis genommen.", "There are several amounts; the first was taken as the price.")
	}
	return p, nil
}

// readAmount writes a decimal as the field does: a point, two decimals if it
// has at most two. "1.250,00", "1,250.00", "84.7" and "47" are read; "1.250"
// is one thousand two hundred and fifty.
func readAmount(s string) (string, bool) {
	s = noGroups.Replace(strings.TrimSpace(s))
	comma, point := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
	mark := max(comma, point)
	switch {
	case comma >= 0 && point >= 0: // the last one is the decimal mark
	case mark >= 0 && (len(s)-mark-1 == 3 && mark <= 3 || strings.Count(s, s[mark:mark+1]) > 1):
		mark = -1 // it groups thousands
	}
	whole, part := s, ""
	if mark >= 0 {
		whole, part = s[:mark], s[mark+1:]
	}
	whole = noMarks.Replace(whole)
	if _, err := strconv.ParseUint(whole, 10, 40); err != nil {
		return "", false
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	for len(part) < 2 {
		part += "0"
	}
	if len(part) > 2 {
		if strings.Trim(part[2:], "0") != "" {
			return "", false // no currency of ours has a third decimal
		}
		part = part[:2]
	}
	if _, err := strconv.ParseUint(part, 10, 8); err != nil {
		return "", false
	}
	return whole + "." + part, true
}
