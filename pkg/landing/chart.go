package landing

import (
	"fmt"
	"math"
	"strconv"
)

// bar is one bar of a chart: attributes of an SVG rect, and its label.
type bar struct {
	X, W   string // per cent
	Y, H   int    // pixels
	Middle string // of its slot, per cent
	Label  string
	Second bool // its label has no room where it is narrow
}

// chart is a bar chart that stretches: bars grow with the page, text does not
// shrink. Widths and heights are attributes, because no style may stand in a page.
type chart struct {
	ID          string
	Title, Desc string // what it shows, and the finding
	Height      int    // pixels, labels included
	Base        int    // y of the zero line
	Bars        []bar
	Lines       []gridLine
}

// gridLine is a value on the axis.
type gridLine struct {
	Y, TextY int
	Text     string
}

// Sizes of a chart in pixels, and the room for its axis in per cent.
const (
	plotTop    = 16
	plotHeight = 150
	labelRoom  = 26
	axisRoom   = 12.0
)

// newChart draws values under their labels.
func newChart(id, title, desc string, values []int, labels []string) chart {
	top := ceiling(values)
	c := chart{ID: id, Title: title, Desc: desc, Base: plotTop + plotHeight, Height: plotTop + plotHeight + labelRoom}
	for _, part := range []int{2, 1, 0} {
		y := c.Base - plotHeight*part/2
		c.Lines = append(c.Lines, gridLine{y, y + 4, number(top * part / 2)})
	}
	slot := (100 - axisRoom) / float64(max(1, len(values)))
	for i, v := range values {
		h := height(v, top, plotHeight)
		c.Bars = append(c.Bars, bar{
			X: percent(axisRoom + slot*(float64(i)+.14)), W: percent(slot * .72), Y: c.Base - h, H: h,
			Middle: percent(axisRoom + slot*(float64(i)+.5)), Label: labels[i],
			Second: (len(values)-i)%2 == 0,
		})
	}
	return c
}

// Left is where the axis ends.
func (c chart) Left() string { return percent(axisRoom) }

// LabelY is where the labels under the bars stand.
func (c chart) LabelY() int { return c.Base + 18 }

// height is how high a bar is: nothing is a stub of one pixel, anything more is more.
func height(v, top, most int) int {
	if v <= 0 {
		return 1
	}
	return max(2, int(math.Round(float64(v)*float64(most)/float64(top))))
}

// ceiling is a round even number not below any of the values.
func ceiling(values []int) int {
	most := 2
	for _, v := range values {
		most = max(most, v)
	}
	step := 1
	for {
		for _, n := range []int{2, 4, 5, 10} {
			if top := n * step; top >= most && top%2 == 0 {
				return top
			}
		}
		step *= 10
	}
}

func percent(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) + "%" }

// spark is a chart the size of a word: a bar a day, on a scale of its own.
type spark struct {
	Label string // the finding
	Bars  []sparkBar
}

type sparkBar struct{ X, Y, H int }

// Sizes of a spark in pixels.
const (
	sparkStep   = 8
	sparkHeight = 28
)

// newSpark draws the events of a Land by day.
func newSpark(name string, days []dayCount) spark {
	values, sum := make([]int, len(days)), 0
	for i, d := range days {
		values[i] = d.Events
		sum += d.Events
	}
	s := spark{Label: fmt.Sprintf("%s: %s in %s", name, reports(sum), count(len(days), "Tag", "Tagen"))}
	if n := len(values); n > 0 {
		s.Label += ", davon heute " + number(values[n-1])
	}
	top := 1
	for _, v := range values {
		top = max(top, v)
	}
	for i, v := range values {
		h := height(v, top, sparkHeight)
		s.Bars = append(s.Bars, sparkBar{i * sparkStep, sparkHeight - h, h})
	}
	return s
}

// Width is the width of the picture in pixels.
func (s spark) Width() int { return max(1, len(s.Bars)*sparkStep-2) }

// reports is "1 Meldung" or "39 Meldungen".
func reports(n int) string { return count(n, "Meldung", "Meldungen") }
