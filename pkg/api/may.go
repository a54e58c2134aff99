package api

import (
	"slices"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

var mayCodes = func() (codes []string) {
	for _, m := range learning.Mays {
		codes = append(codes, string(m))
	}
	return codes
}()

// may are the wanted answers to "Darf ich teilnehmen?"; whoever asks without
// saying which gets what she may attend. Unknown is not among that.
func (p *params) may() []string {
	wanted := p.codes("may", mayCodes)
	if len(wanted) == 0 && (p.values.Get("myLand") != "" || p.values.Get("employer") != "") {
		return []string{string(learning.MayYes), string(learning.MayConditional)}
	}
	if all := slices.Compact(slices.Sorted(slices.Values(wanted))); len(all) == len(mayCodes) {
		return nil // who wants every answer leaves out nothing
	}
	return wanted
}

// judge says of each item whether the one who asks may attend.
func (a *API) judge(items []Item, f *search.Filter) {
	who := learning.Attendee{Land: f.MyLand, Employer: f.Employer}
	if who == (learning.Attendee{}) && len(f.May) == 0 {
		return
	}
	now := a.Now()
	for i := range items {
		items[i].May = items[i].Access.Admits(who, items[i].Land, items[i].Price, now).May
	}
}

// anybody leaves out who asks: the answer to one question, so it is left out as a whole.
var anybody = narrow{
	"may,myLand,employer",
	func(f *search.Filter) bool { return len(f.May) > 0 },
	func(f *search.Filter) { f.MyLand, f.Employer, f.May = "", "", nil },
}
