package learning

// Kind says what sort of offer it is.
type Kind string

// The kinds of offers.
const (
	Course             Kind = "course"
	Programme          Kind = "programme"
	VocationalTraining Kind = "vocational_training"
	SelfStudy          Kind = "self_study"
	Community          Kind = "community"
	ConsultationHour   Kind = "consultation_hour"
	GatheringEvent     Kind = "event"
	Mentoring          Kind = "mentoring"
	WorkShadowing      Kind = "work_shadowing"
	CompetenceCheck    Kind = "competence_check"
)

// Mode says how one takes part.
type Mode string

// The modes of taking part.
const (
	Onsite    Mode = "onsite"
	Online    Mode = "online"
	Hybrid    Mode = "hybrid"
	SelfPaced Mode = "self_paced"
)

// Offer is something that can be learned or joined, undated; its dated runs
// are its [Session]s. It is the data of the facts offer.published and
// offer.revised; names follow schema.org (Course) where it has one.
//
// A missing member means unknown, never no, never free of charge.
type Offer struct {
	Kind          Kind         `json:"kind,omitempty"`
	Title         Text         `json:"title"`
	Summary       Text         `json:"summary,omitempty"`
	Description   Text         `json:"description,omitempty"` // plain text or CommonMark, never HTML
	Provider      Provider     `json:"provider"`
	URL           string       `json:"url,omitempty"` // absolute, http or https
	InLanguage    []string     `json:"inLanguage,omitempty"`
	Mode          Mode         `json:"mode,omitempty"`
	Workload      string       `json:"workload,omitempty"` // ISO 8601 duration, "PT7H"
	Level         *Level       `json:"level,omitempty"`
	Competences   []Competence `json:"competences,omitempty"`
	Topics        []string     `json:"topics,omitempty"`   // codes of vocab/topics.json
	Audience      []string     `json:"audience,omitempty"` // codes of vocab/audience.json
	Funding       []string     `json:"funding,omitempty"`  // codes of vocab/funding.json
	Access        *Access      `json:"access,omitempty"`
	Price         *Price       `json:"price,omitempty"`
	Certificate   *Certificate `json:"certificate,omitempty"`
	Recognition   *Recognition `json:"recognition,omitempty"`
	Accessibility []string     `json:"accessibility,omitempty"` // wheelchair, induction_loop, sign_language, captions, plain_language, screen_reader
	Licence       string       `json:"licence,omitempty"`       // SPDX id of the learning content, or "proprietary"
	Contact       *Contact     `json:"contact,omitempty"`
	Sessions      []Session    `json:"sessions,omitempty"`
	ValidFrom     string       `json:"validFrom,omitempty"`    // RFC 3339 with offset, or a date in Europe/Berlin
	ValidThrough  string       `json:"validThrough,omitempty"` // RFC 3339 with offset, or a date in Europe/Berlin
	Image         *Image       `json:"image,omitempty"`
	Keywords      []string     `json:"keywords,omitempty"`
	Prerequisites Text         `json:"prerequisites,omitempty"`
}

// Provider is the organisation that holds the offer; also the data of the provider facts.
type Provider struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
	ID   string `json:"id,omitempty"` // the publishing system's own id of the provider
}

// Level says how much one must know before.
type Level struct {
	Grade string `json:"grade,omitempty"` // beginner, intermediate, advanced
	DQR   *Count `json:"dqr,omitempty"`   // Deutscher Qualifikationsrahmen, 1 to 8
}

// Competence is something one can do afterwards, from a scheme such as DigComp or ESCO.
type Competence struct {
	Scheme string `json:"scheme"`
	ID     string `json:"id"`
	Label  Text   `json:"label,omitempty"`
}

// Access says who may attend.
type Access struct {
	OpenTo        string   `json:"openTo,omitempty"`        // own_staff, land, all_laender, public
	Laender       []Land   `json:"laender,omitempty"`       // further Länder whose staff may attend
	Employers     []string `json:"employers,omitempty"`     // state, municipal, federal, other
	OutsidersFrom string   `json:"outsidersFrom,omitempty"` // until this date own staff goes first
	OutsiderPrice *Price   `json:"outsiderPrice,omitempty"`
	Note          Text     `json:"note,omitempty"`
}

// Price is what a participant pays. An absent Price is unknown, never free.
type Price struct {
	Amount   string `json:"amount,omitempty"`   // decimal, "47.00"
	Currency string `json:"currency,omitempty"` // ISO 4217
	Free     *bool  `json:"free,omitempty"`
}

// Certificate is what one gets in the end.
type Certificate struct {
	Kind string `json:"kind,omitempty"` // attendance, achievement, certificate
	Name Text   `json:"name,omitempty"`
}

// Recognition is the time an employer may credit as working time.
type Recognition struct {
	LearningTime string `json:"learningTime,omitempty"` // ISO 8601 duration
	Credits      string `json:"credits,omitempty"`      // e.g. "5 ECTS"
	Note         Text   `json:"note,omitempty"`
}

// Contact is an office, never a person.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
	URL   string `json:"url,omitempty"`
}

// Image is a picture with its alternative text.
type Image struct {
	URL     string `json:"url"`
	Alt     Text   `json:"alt,omitempty"`
	Licence string `json:"licence,omitempty"`
}
