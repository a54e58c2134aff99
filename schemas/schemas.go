package schemas

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Base is the published address under which every JSON Schema of this folder has its $id.
const Base = "https://lernverbund.de/schemas/"

// FS is the whole folder as it is published: *.schema.json, vocab/*.json,
// mappings/*.yaml, examples/{valid,invalid}/*.json, examples/hub/{valid,invalid}/*.json, asyncapi.yaml,
// catalogue.openapi.yaml and the texts.
//
//go:embed *.json *.yaml *.md vocab examples mappings
var FS embed.FS

// Term is one entry of a vocabulary.
type Term struct {
	Code     string            `json:"code"`            // stable, [a-z0-9_]
	Label    map[string]string `json:"label"`           // "de" and "en"
	Synonyms []string          `json:"synonyms"`        // German words people type for it
	ISCED    string            `json:"isced,omitempty"` // detailed field of ISCED-F 2013, topics only
}

// Vocabulary reads vocab/<name>.json: topics, audience, funding,
// accessibility, kinds, modes, levels, openTo, employers, certificates,
// reasons or status. The order is the order of the file. An unknown name is
// an error that wraps [fs.ErrNotExist].
func Vocabulary(name string) ([]Term, error) {
	raw, err := FS.ReadFile("vocab/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("read vocabulary %s: %w", name, err)
	}
	var terms []Term
	if err := json.Unmarshal(raw, &terms); err != nil {
		return nil, fmt.Errorf("read vocabulary %s: %w", name, err)
	}
	return terms, nil
}

// Vocabularies are the names [Vocabulary] knows, sorted.
func Vocabularies() []string {
	files, err := fs.Glob(FS, "vocab/*.json")
	if err != nil {
		return nil // only a malformed pattern gives an error, and this one is not
	}
	names := make([]string, 0, len(files))
	for _, f := range files {
		names = append(names, strings.TrimSuffix(path.Base(f), ".json"))
	}
	slices.Sort(names)
	return names
}
