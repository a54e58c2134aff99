package learning

// The states of a [Session]; an absent status is "scheduled".
const (
	Scheduled   = "scheduled"
	Rescheduled = "rescheduled"
	Cancelled   = "cancelled"
)

// Session is one dated run of an offer (schema.org CourseInstance; never an HTTP session).
// Times are RFC 3339 with offset; a date alone means that day in Europe/Berlin.
type Session struct {
	ID         string `json:"id"` // unique in the offer
	Start      string `json:"start,omitempty"`
	End        string `json:"end,omitempty"`
	Status     string `json:"status,omitempty"`
	Place      *Place `json:"place,omitempty"`
	Online     *bool  `json:"online,omitempty"`
	SeatsTotal *Count `json:"seatsTotal,omitempty"`
	SeatsFree  *Count `json:"seatsFree,omitempty"`
	SeatsAsOf  string `json:"seatsAsOf,omitempty"` // RFC 3339 with offset
	RegisterBy string `json:"registerBy,omitempty"`
	URL        string `json:"url,omitempty"`
}

// Place is where a session takes place.
type Place struct {
	Name       string   `json:"name,omitempty"`
	Street     string   `json:"street,omitempty"`
	PostalCode string   `json:"postalCode,omitempty"`
	City       string   `json:"city,omitempty"`
	Land       Land     `json:"land,omitempty"`
	Lat        *float64 `json:"lat,omitempty"` // WGS 84 degrees
	Lon        *float64 `json:"lon,omitempty"`
}
