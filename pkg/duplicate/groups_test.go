package duplicate_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/duplicate"
)

func word(n uint32) string { return fmt.Sprintf("w%d", n) }

// text is words from one number up to another.
func text(from, to uint32) (words []uint32) {
	for ; from < to; from++ {
		words = append(words, from)
	}
	return words
}

func item(id string, s duplicate.Side, contents []uint32) duplicate.Item {
	s.Title.Key, s.Words = 1, len(contents)
	return duplicate.Item{ID: id, Side: s, Contents: contents}
}

// named gives the ids of groups.
func named(items []duplicate.Item, groups [][]int) (out []string) {
	for _, g := range groups {
		var ids []string
		for _, i := range g {
			ids = append(ids, items[i].ID)
		}
		out = append(out, strings.Join(ids, " "))
	}
	return out
}

func TestGroups(t *testing.T) {
	title := duplicate.Title{Exact: 1, Words: 2}
	other := duplicate.Title{Exact: 2, Words: 2}
	long := duplicate.Title{Exact: 1, Words: 5}
	for name, c := range map[string]struct {
		items []duplicate.Item
		want  []string
	}{
		"same contents elsewhere": {
			[]duplicate.Item{
				item("a", duplicate.Side{Title: title, Provider: 1}, text(0, 100)),
				item("b", duplicate.Side{Title: title, Provider: 2}, text(5, 105)),
				item("c", duplicate.Side{Title: other, Provider: 3}, text(0, 90)),
			},
			[]string{"a b c"},
		},
		"other contents": {
			[]duplicate.Item{
				item("a", duplicate.Side{Title: title, Provider: 1}, text(0, 100)),
				item("b", duplicate.Side{Title: title, Provider: 1}, text(80, 180)),
			},
			[]string{"a", "b"},
		},
		"kind, language and level": {
			[]duplicate.Item{
				item("a", duplicate.Side{Title: title, Kind: 1, Language: 1, Level: 1}, text(0, 100)),
				item("b", duplicate.Side{Title: title, Kind: 2, Language: 1, Level: 1}, text(0, 100)),
				item("c", duplicate.Side{Title: title, Kind: 1, Language: 2, Level: 1}, text(0, 100)),
				item("d", duplicate.Side{Title: title, Kind: 1, Language: 1, Level: 2}, text(0, 100)),
				item("e", duplicate.Side{Title: title, Kind: 1, Language: 1, Level: 1}, text(0, 100)),
			},
			[]string{"a e", "b", "c", "d"},
		},
		"unknown does not join what differs": {
			[]duplicate.Item{
				item("a", duplicate.Side{Title: title}, text(0, 100)),
				item("b", duplicate.Side{Title: title, Level: 1}, text(0, 100)),
				item("c", duplicate.Side{Title: title, Level: 2}, text(0, 100)),
			},
			[]string{"a b", "c"},
		},
		"length": {
			[]duplicate.Item{
				item("a", duplicate.Side{Title: title, Provider: 1, Minutes: 480}, text(0, 100)),
				item("b", duplicate.Side{Title: title, Provider: 2, Minutes: 420}, text(0, 100)),
				item("c", duplicate.Side{Title: title, Provider: 3, Minutes: 2400}, text(0, 100)),
				item("d", duplicate.Side{Title: title, Provider: 3, Minutes: 4800}, text(0, 100)),
			},
			[]string{"a b", "c d"},
		},
		"certificate": {
			[]duplicate.Item{
				item("a", duplicate.Side{Title: title, Certificate: 1}, text(0, 100)),
				item("b", duplicate.Side{Title: title, Certificate: 2}, text(0, 80)),
				item("c", duplicate.Side{Title: title, Certificate: 2}, text(0, 97)),
			},
			[]string{"a c", "b"},
		},
		"nothing described": {
			[]duplicate.Item{
				item("a", duplicate.Side{Title: title, Provider: 1}, nil),
				item("b", duplicate.Side{Title: title, Provider: 1}, text(0, 5)),
				item("c", duplicate.Side{Title: title, Provider: 2}, nil),
			},
			[]string{"a b", "c"},
		},
		"nothing described, but a title that says it all": {
			[]duplicate.Item{
				item("a", duplicate.Side{Title: long, Provider: 1}, nil), item("b", duplicate.Side{Title: long, Provider: 2}, nil),
			},
			[]string{"a b"},
		},
		"split": {
			[]duplicate.Item{
				func() duplicate.Item {
					i := item("a", duplicate.Side{Title: title}, text(0, 100))
					i.Apart = []string{"b"}
					return i
				}(),
				func() duplicate.Item {
					i := item("b", duplicate.Side{Title: title}, text(0, 100))
					i.Apart = []string{"a"}
					return i
				}(),
				item("c", duplicate.Side{Title: title}, text(0, 100)),
			},
			[]string{"a c", "b"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, named(c.items, duplicate.Groups(c.items, word))); diff != "" {
				t.Errorf("groups differ (-want +got):\n%s", diff)
			}
		})
	}
}

// many are n offers of one title in families of alike contents, a few words changed in each.
func many(n int, families uint64, r *rand.Rand) []duplicate.Item {
	var items []duplicate.Item
	for i := range n {
		family := uint32(r.Uint64N(families)) * 1000
		words := text(family, family+120)
		for range 6 {
			words[r.IntN(len(words))] += 1 << 24
		}
		slices.Sort(words)
		s := duplicate.Side{Title: duplicate.Title{Exact: uint32(r.IntN(2)), Words: 2}, Provider: uint32(r.IntN(50)), Level: uint32(r.IntN(3))}
		items = append(items, item(fmt.Sprintf("%05d", i), s, slices.Compact(words)))
	}
	return items
}

func TestTheOrderOfArrivalDoesNotMatter(t *testing.T) {
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 1))
		items := many(20+r.IntN(150), 1+seed*6, r)
		want := named(items, duplicate.Groups(items, word))
		for range 3 {
			r.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
			if diff := cmp.Diff(want, named(items, duplicate.Groups(items, word))); diff != "" {
				t.Fatalf("seed %d: another order gives other groups (-want +got):\n%s", seed, diff)
			}
		}
	}
}

func TestFamiliesOfOneTitle(t *testing.T) {
	items := many(2000, 100, rand.New(rand.NewPCG(3, 100)))
	if groups := duplicate.Groups(items, word); len(groups) > 3*100+200 {
		t.Errorf("%d groups of 100 families on 3 levels, want about 300", len(groups))
	}
}

// BenchmarkBigBuckets groups equal titles; ten times as many must not take a
// hundred times as long.
func BenchmarkBigBuckets(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		for _, families := range []uint64{1, 500, 1 << 20} {
			b.Run(fmt.Sprintf("%d of %d families", n, families), func(b *testing.B) {
				items := many(n, families, rand.New(rand.NewPCG(3, families)))
				for b.Loop() {
					duplicate.Groups(items, word)
				}
			})
		}
	}
}

func TestReasons(t *testing.T) {
	a := duplicate.Side{Title: duplicate.Title{Key: 1, Exact: 1}, Provider: 1, Words: 100}
	b := a
	b.Title.Exact = 2
	c := a
	c.Words, c.Provider = 0, 2
	for _, v := range []struct {
		got, want duplicate.Verdict
	}{
		{duplicate.Compare(&a, &a, 100), duplicate.Verdict{Same: true, Score: 1, Reason: "Titel gleich, Inhalte gleich"}},
		{duplicate.Compare(&a, &a, 96), duplicate.Verdict{Same: true, Score: 0.94, Reason: "Titel gleich, Inhalte zu 92 % gleich"}},
		{duplicate.Compare(&a, &b, 96), duplicate.Verdict{Same: true, Score: 0.85, Reason: "Titel ähnlich, Inhalte zu 92 % gleich"}},
		{duplicate.Compare(&a, &c, 0), duplicate.Verdict{Score: 0.65, Reason: "Titel gleich, Anbieter verschieden, Inhalte nicht zu vergleichen"}},
	} {
		if diff := cmp.Diff(v.want, v.got); diff != "" {
			t.Errorf("verdict differs (-want +got):\n%s", diff)
		}
	}
}
