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

func (a *API) openAPI(w http.ResponseWriter, r *http.Request) error {
	send(w, r, "application/json", a.openapi)
	return nil
}

func (a *API) readable(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Security-Policy",
		"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	send(w, r, "text/html; charset=utf-8", a.docs)
	return nil
}
