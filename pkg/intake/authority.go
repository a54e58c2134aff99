package intake

import (
	"fmt"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// authority holds what the event says of itself against what the server knows:
// the account it was read from and the subject it was allowed to use. The
// payload says what, the account says who.
func authority(p place, e *event.Event) (found []learning.Problem) {
	add := func(pointer, rule, value, de, en string) {
		found = append(found, learning.Problem{Pointer: pointer, Rule: rule, Value: learning.Shorten(value), Message: de, MessageEn: en})
	}
	switch land, system, ok := e.Source.Split(); {
	case e.Source.Hub():
		add("/source", "reserved", string(e.Source), "Quellen unter /hub/ sind dem Verbund selbst vorbehalten.", "Sources under /hub/ are reserved for the hub itself.")
	case ok && land != p.land:
		add("/source", "source-land", string(e.Source),
			fmt.Sprintf("Die Quelle nennt das Land „%s“, gesendet wurde aber mit dem Zugang von „%s“. Ein Land spricht nur für sich.", land, p.land),
			fmt.Sprintf("The source names the Land %q, but it was sent with the account of %q.", land, p.land))
	case ok && system != p.system:
		add("/source", "source-system", string(e.Source),
			fmt.Sprintf("Die Quelle nennt das System „%s“, veröffentlicht wurde aber unter dem System „%s“.", system, p.system),
			fmt.Sprintf("The source names the system %q, but it was published under the system %q.", system, p.system))
	}
	if e.Type.Hub() {
		add("/type", "reserved", string(e.Type), "Diese Art von Ereignis schreibt nur der Verbund selbst.", "Only the hub itself writes this type.")
		return found
	}
	noun, fact, ok := e.Type.Split()
	switch {
	case p.batch && p.fact != "batch":
		add("", "subject-batch", p.fact,
			fmt.Sprintf("Mehrere Ereignisse auf einmal gehören unter „laender.%s.%s.batch“.", p.land, p.system),
			fmt.Sprintf("A batch belongs under laender.%s.%s.batch.", p.land, p.system))
	case !p.batch && ok && p.fact != noun+"."+fact:
		add("/type", "subject-type", string(e.Type),
			fmt.Sprintf("Das Ereignis wurde unter „%s“ veröffentlicht, seine Art gehört aber unter „%s.%s“.", learning.Shorten(p.fact), noun, fact),
			fmt.Sprintf("The event was published under %q, its type belongs under %q.", learning.Shorten(p.fact), noun+"."+fact))
	}
	return found
}
