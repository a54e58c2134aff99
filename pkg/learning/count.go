package learning

import (
	"fmt"
	"math"
	"strconv"
)

// Count is a whole number as JSON Schema understands it: 5, 5.0 and 5e0 are the same.
type Count int

// UnmarshalJSON takes any JSON number without a fraction.
func (c *Count) UnmarshalJSON(raw []byte) error {
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return fmt.Errorf("%s is not a whole number", Shorten(string(raw)))
	}
	*c = Count(f)
	return nil
}
