package federation

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/nats-io/nats.go"
)

var (
	// ErrCreds is returned by Connect when a file is no credential of ours.
	ErrCreds = errors.New("keine Zugangsdatei von Lernverbund (not a credential of Lernverbund)")
	// ErrFull is returned by Publish when the stream takes no more: nothing was stored, nothing is lost.
	ErrFull = errors.New("der Ausgang ist voll; der Hub holt zurzeit nichts ab (the outbox is full)")
	// ErrTooLarge is returned by Publish when a message is larger than the server or the stream takes.
	ErrTooLarge = errors.New("die Nachricht ist zu groß (message too large)")
	// ErrNoOutbox is returned by Publish when no stream takes the subject: there is no hub behind the server.
	ErrNoOutbox = errors.New("hinter diesem Server steht kein Ausgang (no outbox behind this server)")
	// ErrClosed is the reason why a call ended when its connection was closed.
	ErrClosed = errors.New("die Verbindung ist beendet (connection closed)")
)

// DeniedError is returned when a credential lacks a right.
type DeniedError struct {
	Operation string // "publish" or "subscribe"
	Subject   string
	User      string // "by/bayvsa"
	May       string // what the credential may do, in subjects
}

// Error says it in German, with the English beside.
func (e *DeniedError) Error() string {
	verb := "auf %s veröffentlichen"
	if e.Operation == "subscribe" {
		verb = "%s abonnieren"
	}
	return fmt.Sprintf("Der Zugang %s darf nicht "+verb+"; er darf %s (permission denied: %s may not %s %s)",
		e.User, e.Subject, e.May, e.User, e.Operation, e.Subject)
}

// RefusedError is returned when the server does not accept a credential (any more).
type RefusedError struct {
	User string // "by/bayvsa"
	URL  string
	Err  error // what the server said
}

// Error says it in German, with the English beside.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("Der Server %s nimmt den Zugang %s nicht an: gesperrt, abgelaufen oder von einem anderen Hub"+
		" (credential %s refused: %v)", e.URL, e.User, e.User, e.Err)
}

func (e *RefusedError) Unwrap() error { return e.Err }

// violation is how the server words it; the subject is quoted as Go does.
var violation = regexp.MustCompile(`Permissions Violation for (Publish|Subscription) to ("(?:[^"\\]|\\.)*")`)

// denied reads a violated right out of an error of the connection, or gives nil.
func (c *Client) denied(err error) *DeniedError {
	if !errors.Is(err, nats.ErrPermissionViolation) {
		return nil
	}
	operation, subject, ok := violated(err.Error())
	if !ok {
		return nil
	}
	return &DeniedError{Operation: operation, Subject: subject, User: c.User(), May: c.may()}
}

// violated reads operation and subject out of the server's words.
func violated(text string) (operation, subject string, ok bool) {
	m := violation.FindStringSubmatch(text)
	if m == nil {
		return "", "", false
	}
	subject, err := strconv.Unquote(m[2])
	operation = "publish"
	if m[1] == "Subscription" {
		operation = "subscribe"
	}
	return operation, subject, err == nil
}

// may names in short what the credential is for.
func (c *Client) may() string {
	switch {
	case c.account == HubAccount:
		return "LOG und QUARANTINE lesen, hub.request.>"
	case c.user == LandWide:
		return fmt.Sprintf("laender.%s.>, receipts.%s.>", c.account, c.account)
	default:
		return fmt.Sprintf("laender.%s.%s.>, receipts.%s.%s.>", c.account, c.user, c.account, c.user)
	}
}
