package landing

import "time"

// tolerated is how old the catalogue may be before a page says so: a breath of
// the broker is not worth a word.
const tolerated = time.Minute

// notice is what stands on every page while nothing new arrives.
type notice struct {
	As   string // bold: "Stand 9:58 Uhr."
	Text string
}

// outage is the notice that the state of the hub calls for; nil if all is well
// or nothing is known.
func outage(st status, now time.Time) *notice {
	c := st.Catalogue
	if c.AsOf == nil {
		return nil
	}
	n := &notice{As: "Stand " + clockAt(*c.AsOf, now) + "."}
	age := now.Sub(*c.AsOf)
	switch {
	case c.Connected && age < tolerated:
		return nil
	case c.Connected:
		n.Text = "Neuere Meldungen werden gerade eingelesen."
	case age < tolerated:
		n.Text = "Zurzeit kommen keine Meldungen an."
	default:
		n.Text = "Seit " + lasting(age) + " kommen keine Meldungen an."
	}
	n.Text += " Suche und Angebote funktionieren. Freie Plätze bitte beim Anbieter prüfen."
	return n
}

// clockAt is a time of today, or with the day before it: "9:58 Uhr", "gestern, 9:58 Uhr".
func clockAt(t, now time.Time) string {
	if days(t, now) == 0 {
		return minute(t) + " Uhr"
	}
	return moment(t, now)
}

// lasting is how long something has lasted, after "seit": "46 Minuten", "9 Tagen".
func lasting(d time.Duration) string {
	switch {
	case d < time.Hour:
		return count(int(d.Minutes()), "Minute", "Minuten")
	case d < 48*time.Hour:
		return count(int(d.Hours()), "Stunde", "Stunden")
	}
	return count(int(d.Hours()/24), "Tag", "Tagen")
}
