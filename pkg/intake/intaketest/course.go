package intaketest

import (
	"fmt"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Course is an event of 1.8 KB as a Land's system sends it; each n is another offer.
func Course(land learning.Land, n int) []byte {
	text := "Das Seminar führt in die Grundlagen ein und zeigt an Beispielen aus der Verwaltungspraxis, worauf es ankommt. "
	return fmt.Appendf(nil, `{"specversion":"1.0","id":"0192f3a0-0000-7000-8000-%012d","source":"/laender/%s/bench","type":"de.lernverbund.offer.published.v1",`+
		`"subject":"KURS-%d","time":"2026-11-23T10:00:00+01:00","datacontenttype":"application/json","data":{"kind":"course",`+
		`"title":{"de":"Datenschutz für Einsteigerinnen und Einsteiger, Teil %d"},"summary":{"de":%q},"description":{"de":%q},`+
		`"provider":{"name":"Akademie für Verwaltung","url":"https://akademie.example/","id":"A-1"},"url":"https://akademie.example/kurse/%d",`+
		`"inLanguage":["de"],"mode":"online","workload":"PT7H","topics":["data_protection"],`+
		`"access":{"openTo":"all_laender","employers":["state","municipal"]},"price":{"amount":"47.00","currency":"EUR"},`+
		`"sessions":[{"id":"T-1","start":"2027-01-20T09:00:00+01:00","end":"2027-01-20T16:00:00+01:00","online":true,"seatsTotal":20,"seatsFree":7,"seatsAsOf":"2026-11-23T09:00:00+01:00"}],`+
		`"keywords":["Datenschutz","DSGVO","Grundlagen"]}}`,
		n, land, n, n, text, strings.Repeat(text, 7), n)
}
