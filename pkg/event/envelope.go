package event

import "github.com/go-json-experiment/json/jsontext"

// envelope is the wire form: CloudEvents 1.0, structured mode.
type envelope struct {
	SpecVersion     string                    `json:"specversion"`
	ID              string                    `json:"id"`
	Source          string                    `json:"source"`
	Type            string                    `json:"type"`
	Subject         string                    `json:"subject"`
	Time            string                    `json:"time"`
	DataContentType *string                   `json:"datacontenttype,omitempty"`
	DataSchema      *string                   `json:"dataschema,omitempty"`
	Data            jsontext.Value            `json:"data"`
	Extensions      map[string]jsontext.Value `json:",embed"`
}
