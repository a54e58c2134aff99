package landing

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// mostAlike is how many questions of this sort one page asks the API.
const mostAlike = 6

// alike finds for an offer that is not for the reader others on the same
// topics that are; nil if nobody asks.
func (s *Site) alike(ctx context.Context, a asked) func(*item) link {
	if !a.reader().known() {
		return nil
	}
	known := map[string]link{}
	return func(o *item) link {
		topics := slices.DeleteFunc(slices.Clone(o.Topics), func(t string) bool { _, ok := learning.Lookup(learning.VocabTopics, t); return !ok })
		key := strings.Join(topics, ",")
		if l, ok := known[key]; ok || len(topics) == 0 || len(known) >= mostAlike {
			return l
		}
		b := asked{url.Values{"topic": topics, "may": {string(learning.MayYes), string(learning.MayConditional)}}}
		for name, v := range a.only().values {
			b.values[name] = v
		}
		query := b.query()
		query.Set("limit", "0")
		var found list
		if s.api.get(ctx, "/api/v1/offers", query, &found) == nil && found.Total > 0 {
			text := number(found.Total) + " ähnliche Angebote, offen für Sie"
			if found.Total == 1 {
				text = "1 ähnliches Angebot, offen für Sie"
			}
			known[key] = link{Text: text, Address: b.at("/angebote"), Total: found.Total}
		} else {
			known[key] = link{}
		}
		return known[key]
	}
}
