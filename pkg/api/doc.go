// Package api is the public catalogue over HTTP: search, one offer, its
// history, who offers, how much each Land reports and how complete it is, the
// state of the hub, and a dry run of the checks.
//
// schemas/catalogue.openapi.yaml describes it; a test holds both together.
// Errors are problem details (RFC 9457), German with English beside. Lists
// have a stable order and an exact total. A parameter nobody knows is an
// error, so that a mistyped filter never shows the unfiltered catalogue.
package api
