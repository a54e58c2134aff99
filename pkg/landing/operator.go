package landing

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Operator is who answers for an installation: for imprint, privacy and barriers.
type Operator struct {
	Name    string   `yaml:"name"`
	Address []string `yaml:"address"` // lines
	Email   string   `yaml:"email"`   // of an office
	Phone   string   `yaml:"phone"`
	// Licence is the SPDX id of the one licence of the catalogue's entries, one
	// of those that Terms knows; empty is DL-DE-ZERO-2.0.
	Licence string `yaml:"licence"`
}

// Terms are what a licence of the data asks for.
type Terms struct {
	Name, Address string
	Source        bool // whoever uses them names where they are from
	Alike         bool // and passes on what becomes of them under the same licence
}

// ordinaryLicence is that of the catalogue's entries unless the operator says otherwise.
const ordinaryLicence = "DL-DE-ZERO-2.0"

// licences are those that entries of the catalogue may have, by SPDX id.
var licences = map[string]Terms{
	ordinaryLicence: {"Datenlizenz Deutschland Zero, Version 2.0", "https://www.govdata.de/dl-de/zero-2-0", false, false},
	"DL-DE-BY-2.0":  {"Datenlizenz Deutschland Namensnennung, Version 2.0", "https://www.govdata.de/dl-de/by-2-0", true, false},
	"CC0-1.0":       {"CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/deed.de", false, false},
	"CC-BY-4.0":     {"CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.de", true, false},
	"CC-BY-SA-4.0":  {"CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/deed.de", true, true},
}

// Terms are those of the catalogue's entries.
func (o Operator) Terms() Terms { return licences[cmp.Or(o.Licence, ordinaryLicence)] }

// ErrOperator is returned by ReadOperator when the text does not say who answers.
var ErrOperator = errors.New("no operator")

// ReadOperator reads a YAML text with name, address (a list of lines), email,
// phone and licence; name and email must be there, anything else is refused.
func ReadOperator(r io.Reader) (Operator, error) {
	var o Operator
	d := yaml.NewDecoder(r)
	d.KnownFields(true)
	if err := d.Decode(&o); err != nil {
		return Operator{}, fmt.Errorf("%w: %w", ErrOperator, err)
	}
	if o.Name == "" || o.Email == "" {
		return Operator{}, fmt.Errorf("%w: name and email are needed", ErrOperator)
	}
	if _, ok := licences[cmp.Or(o.Licence, ordinaryLicence)]; !ok {
		return Operator{}, fmt.Errorf("%w: licence %q, want one of %s", ErrOperator, o.Licence, strings.Join(slices.Sorted(maps.Keys(licences)), ", "))
	}
	return o, nil
}
