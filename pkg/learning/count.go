package learning

import (
	"fmt"
	"strconv"
	"strings"
)

// Count is a whole number as JSON Schema understands it: 5, 5.0 and 5e0 are the same.
type Count int

// mostCount is the largest whole number every reader of JSON agrees about.
const mostCount = 1 << 53

// UnmarshalJSON takes any JSON number without a fraction up to 2^53. It is
// exact: 0.99999999999999999999 is not 1, although a float64 says so.
func (c *Count) UnmarshalJSON(raw []byte) error {
	n, ok := whole(string(raw))
	if !ok {
		return fmt.Errorf("%s is not a whole number", Shorten(string(raw)))
	}
	*c = Count(n)
	return nil
}

// whole reads a JSON number digit by digit.
func whole(s string) (n int, ok bool) {
	if n, err := strconv.Atoi(s); err == nil && len(s) > 0 && s[0] != '+' {
		return n, n >= -mostCount && n <= mostCount
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(s), "e")
	negative := strings.HasPrefix(mantissa, "-")
	integer, fraction, _ := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	if integer == "" || strings.Trim(integer+fraction, "0123456789") != "" {
		return 0, false
	}
	digits := strings.TrimLeft(integer+fraction, "0")
	if digits == "" {
		return 0, true
	}
	power := 0
	if exponent != "" {
		var err error
		if power, err = strconv.Atoi(exponent); err != nil {
			return 0, false
		}
	}
	power -= len(fraction)
	bare := strings.TrimRight(digits, "0")
	power += len(digits) - len(bare)
	if power < 0 || power > 16 || len(bare)+power > 16 {
		return 0, false
	}
	n, err := strconv.Atoi(bare + strings.Repeat("0", power))
	if err != nil || n > mostCount {
		return 0, false
	}
	if negative {
		n = -n
	}
	return n, true
}
