package search

// paged is a growing array whose elements never move, so that growing it
// takes no longer than one page.
type paged[T any] struct {
	pages []*[pageSize]T
	n     int
}

const pageSize = 1024

func (p *paged[T]) at(i uint32) *T { return &p.pages[i/pageSize][i%pageSize] }

// grow adds one zero element and gives its number.
func (p *paged[T]) grow() uint32 {
	if p.n == len(p.pages)*pageSize {
		p.pages = append(p.pages, new([pageSize]T))
	}
	p.n++
	return uint32(p.n - 1)
}
