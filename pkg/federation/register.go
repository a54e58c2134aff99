package federation

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Issued is one credential that was handed out: an entry of the register.
type Issued struct {
	Land    learning.Land   `json:"land"`
	System  learning.System `json:"system,omitempty"` // "" is the whole Land
	Key     string          `json:"key"`              // the user's public key
	At      time.Time       `json:"at"`
	Revoked time.Time       `json:"revoked,omitzero"` // zero: it counts
}

// User is the user name in the credential: the system, or [LandWide].
func (i Issued) User() string { return ConsumerName(i.System) }

// List is every credential ever issued, Land by Land, the oldest first.
func (r *Registry) List() ([]Issued, error) {
	var all []Issued
	for _, land := range learning.Laender {
		issued, err := r.issued(land)
		if err != nil {
			return nil, err
		}
		all = append(all, issued...)
	}
	return all, nil
}

// Systems are the systems of a Land with a credential that counts; "" among
// them is the whole Land. Each has a durable consumer on RECEIPTS.
func (r *Registry) Systems(land learning.Land) ([]learning.System, error) {
	issued, err := r.issued(land)
	if err != nil {
		return nil, err
	}
	var out []learning.System
	for _, i := range issued {
		if i.Revoked.IsZero() && !slices.Contains(out, i.System) {
			out = append(out, i.System)
		}
	}
	return out, nil
}

func (r *Registry) registerFile(land learning.Land) string {
	return r.path("accounts", string(land)+".issued")
}

// issued reads the register of a Land: one JSON object a line.
func (r *Registry) issued(land learning.Land) ([]Issued, error) {
	raw, err := os.ReadFile(r.registerFile(land))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []Issued
	for line := range strings.Lines(string(raw)) {
		var i Issued
		if err := json.Unmarshal([]byte(line), &i); err != nil {
			return nil, fmt.Errorf("register %s: line %d: %w", r.registerFile(land), len(out)+1, err)
		}
		i.Land = land
		out = append(out, i)
	}
	return out, nil
}

func (r *Registry) writeIssued(land learning.Land, all []Issued) error {
	var out []byte
	for _, i := range all {
		line, err := json.Marshal(i, jsontext.Multiline(false))
		if err != nil {
			return err
		}
		out = append(append(out, line...), '\n')
	}
	if err := writeFile(r.registerFile(land), out); err != nil {
		return err
	}
	r.crash("federation.register-written")
	return nil
}
