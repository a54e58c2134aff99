package search

import (
	"slices"
	"strconv"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// filtered is what the filters leave of a base: the hits, and for each facet
// that filters the documents that pass all filters but its own.
type filtered struct {
	base bitset            // matches that pass what is no facet (dates)
	sets [numFacets]bitset // documents that pass the filter of a facet, nil without one
	hits bitset            // base and all sets
	from *scratch
	mays *mays  // documents by verdict, nil if nobody asks
	near *reach // how far the base is, nil if nobody asks
}

// filter applies a Filter to a base, which it changes.
func (x *Index) filter(base bitset, f *Filter, from *scratch) filtered {
	out := filtered{base: base, from: from}
	x.narrow(base, f, from)
	for facet, wanted := range map[facet][]string{
		byLand: f.Land, byPlaceLand: f.PlaceLand, byKind: f.Kind, byMode: f.Mode, byTopic: f.Topic, byLevel: f.Level,
		byLanguage: f.Language, byProvider: f.Provider, byAudience: f.Audience, byAccess: f.Access, byFunding: f.Funding,
		byCertificate: f.Certificate, byAccessibility: f.Accessibility, byCompetence: f.Competence,
	} {
		if len(wanted) == 0 {
			continue
		}
		out.sets[facet] = from.get()
		for _, text := range wanted {
			if docs := x.attrs.lookup(facet, text); docs != nil {
				docs.into(out.sets[facet], from)
			}
		}
	}
	if f.Free != nil {
		out.sets[byFree] = x.having(x.attrs.lookup(byFree, strconv.FormatBool(*f.Free)), true, from)
	}
	if f.Current != nil {
		out.sets[byCurrent] = x.having(&x.current, *f.Current, from)
	}
	if f.Seats != nil {
		out.sets[bySeats] = x.having(&x.seats, *f.Seats, from)
	}
	if f.Recognition != nil {
		out.sets[byRecognition] = x.having(x.attrs.lookup(byRecognition, "true"), *f.Recognition, from)
	}
	if who := (learning.Attendee{Land: f.MyLand, Employer: f.Employer}); who != (learning.Attendee{}) || len(f.May) > 0 {
		out.mays = x.admit(who, from)
		if len(f.May) > 0 {
			out.sets[byMay] = out.mays.among(f.May, from)
		}
	}
	if f.Near != nil {
		out.near = x.reach(base, f, from)
	}
	out.hits = out.without(numFacets)
	return out
}

// without is what all filters leave but that of one facet.
func (f *filtered) without(left facet) bitset {
	docs := f.from.copy(f.base)
	for facet, set := range f.sets {
		if set != nil && facet != int(left) {
			docs.and(set)
		}
	}
	f.near.narrow(docs, left)
	return docs
}

// having are the documents that are in a set, or all others; nil is the empty set.
func (x *Index) having(set *docset, yes bool, from *scratch) bitset {
	docs := from.get()
	if set != nil {
		set.into(docs, from)
	}
	if yes {
		return docs
	}
	all := x.everything(from)
	all.andNot(docs)
	return all
}

// everything is all documents.
func (x *Index) everything(from *scratch) bitset {
	docs := from.get()
	x.live.into(docs, from)
	return docs
}

// narrow applies the filters that are no facets.
func (x *Index) narrow(base bitset, f *Filter, from *scratch) {
	if !f.From.IsZero() || !f.To.IsZero() {
		if base.count() < fewDated {
			x.started(base, f.From, f.To)
		} else {
			base.and(x.starting(f.From, f.To, from))
		}
	}
	if !f.Since.IsZero() {
		since := f.Since.UnixMilli()
		late := from.get()
		base.each(func(doc uint32) {
			if x.docs.at(doc).seen >= since {
				late.set(doc)
			}
		})
		base.and(late)
	}
}

// fewDated documents are looked at one by one; of more it is told by the day.
const fewDated = 4096

// started leaves of a base the documents of which a session begins in [from, to); a zero time is no bound.
func (x *Index) started(base bitset, begin, end time.Time) {
	var runs []run
	for i, w := range base {
		eachBit(i, w, func(doc uint32) {
			runs = runsOf(x.docs.at(doc).record, runs[:0])
			if !slices.ContainsFunc(runs, func(r run) bool { return r.starts(begin, end) }) {
				base[i] &^= 1 << (doc & 63)
			}
		})
	}
}

// starting are the documents of which a session begins in [from, to); a zero time is no bound.
func (x *Index) starting(begin, end time.Time, from *scratch) bitset {
	first, firstWhole, last, lastWhole := "", true, "99999999", true
	if !begin.IsZero() {
		first, firstWhole = dayOf(begin), midnight(begin)
	}
	if !end.IsZero() {
		last, lastWhole = dayOf(end), false
		if midnight(end) {
			last, lastWhole = dayOf(end.Add(-time.Second)), true
		}
	}
	docs, partly := from.get(), from.get()
	for _, id := range x.attrs.of[byDay] {
		day := x.attrs.all.at(id)
		switch {
		case day.text < first || day.text > last:
		case day.text == first && !firstWhole, day.text == last && !lastWhole:
			day.docs.into(partly, from)
		default:
			day.docs.into(docs, from)
		}
	}
	partly.andNot(docs)
	x.started(partly, begin, end)
	docs.or(partly)
	return docs
}

// starts says whether a session begins in [begin, end); a zero time is no bound.
func (r run) starts(begin, end time.Time) bool {
	start := time.Unix(int64(r.start), 0)
	return r.start != forever && !start.Before(begin) && (end.IsZero() || start.Before(end))
}

func midnight(t time.Time) bool {
	t = t.In(learning.Berlin)
	return t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 && t.Nanosecond() == 0
}
