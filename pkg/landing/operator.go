package landing

import (
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

// Operator is who answers for an installation: for imprint, privacy and barriers.
type Operator struct {
	Name    string   `yaml:"name"`
	Address []string `yaml:"address"` // lines
	Email   string   `yaml:"email"`   // of an office
	Phone   string   `yaml:"phone"`
}

// ErrOperator is returned by ReadOperator when the text does not say who answers.
var ErrOperator = errors.New("no operator")

// ReadOperator reads a YAML text with name, address (a list of lines), email
// and phone; name and email must be there, anything else is refused.
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
	return o, nil
}
