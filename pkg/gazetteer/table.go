package gazetteer

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

//go:embed data/towns.txt
var townsText string

//go:embed data/abroad.txt
var abroadText string

var errTable = errors.New("the table of towns is damaged")

// entry is one line of the table.
type entry struct {
	town
	others []string
}

// table are the towns of our own; a test holds the text to its format.
var table = sync.OnceValues(func() ([]entry, error) { return readTable(townsText) })

func readTable(text string) (list []entry, err error) {
	land := learning.Land("")
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if code, ok := strings.CutPrefix(line, "= "); ok {
			land = learning.Land(code)
			continue
		}
		e, err := readEntry(line)
		if err != nil || !land.Valid() {
			return nil, fmt.Errorf("%w: line %d: %q", errTable, n, line)
		}
		e.land = land
		list = append(list, e)
	}
	return list, nil
}

func readEntry(line string) (e entry, err error) {
	fields := strings.Split(line, ";")
	if len(fields) < 2 {
		return e, errTable
	}
	numbers := strings.Fields(fields[1])
	if len(numbers) != 3 {
		return e, errTable
	}
	lat, err1 := strconv.ParseFloat(numbers[0], 32)
	lon, err2 := strconv.ParseFloat(numbers[1], 32)
	size, err3 := strconv.ParseUint(numbers[2], 10, 16)
	e.town = town{name: fields[0], lat: float32(lat), lon: float32(lon), size: uint16(size)}
	for _, other := range fields[2:] {
		e.others = append(e.others, strings.TrimSpace(other))
	}
	return e, errors.Join(err1, err2, err3)
}

// Default knows the table alone.
var Default = sync.OnceValue(func() *Gazetteer { return New(nil) })

// New knows the table and the rows of a file.
func New(rows []Row) *Gazetteer {
	b := builder{byKey: make(map[string][]uint32)}
	list, _ := table() // a test reads it
	for _, e := range list {
		id := b.town(e.town)
		for _, other := range e.others {
			b.name(other, id)
		}
	}
	b.rows(rows)
	return b.finish()
}

// builder puts a gazetteer together.
type builder struct {
	Gazetteer
	byKey map[string][]uint32 // towns by every key that leads to them
}

// town adds a town under its name.
func (b *builder) town(t town) uint32 {
	id := uint32(len(b.towns))
	b.towns = append(b.towns, t)
	b.name(t.name, id)
	return id
}

// name adds a name of a town, and its short form.
func (b *builder) name(text string, id uint32) {
	p := nameOf(text)
	b.key(p.key(), "", id)
	if qual := p.qual(); qual != "" {
		b.key(p.short(), qual, id)
	}
}

func (b *builder) key(key, qual string, id uint32) {
	b.names = append(b.names, name{key: key, qual: qual, town: id, marks: marks(key)})
	if !slices.Contains(b.byKey[key], id) {
		b.byKey[key] = append(b.byKey[key], id)
	}
}

func (b *builder) finish() *Gazetteer {
	slices.SortFunc(b.names, func(x, y name) int {
		if c := strings.Compare(x.key, y.key); c != 0 {
			return c
		}
		return int(x.town) - int(y.town)
	})
	b.names = slices.Clip(slices.CompactFunc(b.names, func(x, y name) bool {
		return x.key == y.key && x.town == y.town && x.qual == y.qual
	}))
	for i := range b.names {
		first := b.names[i].key[0]
		b.starts[first] = append(b.starts[first], uint32(i))
	}
	b.abroad = make(map[string]bool)
	for line := range strings.Lines(abroadText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for word := range strings.SplitSeq(line, ",") {
			if key := nameOf(word).key(); key != "" {
				b.abroad[key] = true
			}
		}
	}
	g := b.Gazetteer
	return &g
}

// marks has a bit for each letter of a key.
func marks(key string) (m uint32) {
	for i := range len(key) {
		if c := key[i]; c >= 'a' && c <= 'z' {
			m |= 1 << (c - 'a')
		}
	}
	return m
}
