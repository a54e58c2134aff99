package api

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"

	"github.com/go-json-experiment/json"
	"go.yaml.in/yaml/v3"

	"github.com/lernverbund/lernverbund/schemas"
)

//go:embed docs.html
var docsPage string

// describe makes /openapi.json and /docs from schemas/catalogue.openapi.yaml.
func (a *API) describe() error {
	raw, err := schemas.FS.ReadFile("catalogue.openapi.yaml")
	if err != nil {
		return fmt.Errorf("describe api: %w", err)
	}
	var doc map[string]any
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		return fmt.Errorf("describe api: %w", err)
	}
	if a.openapi, err = json.Marshal(doc, json.Deterministic(true)); err != nil {
		return fmt.Errorf("describe api: %w", err)
	}
	page, err := template.New("docs").Parse(docsPage)
	if err != nil {
		return fmt.Errorf("describe api: %w", err)
	}
	var out bytes.Buffer
	if err := page.Execute(&out, doc); err != nil {
		return fmt.Errorf("describe api: %w", err)
	}
	a.docs = out.Bytes()
	return nil
}

func (a *API) openAPI(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(a.openapi)
	return nil
}

func (a *API) readable(w http.ResponseWriter, _ *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	_, _ = w.Write(a.docs)
	return nil
}
