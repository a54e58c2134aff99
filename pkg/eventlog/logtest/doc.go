// Package logtest is the suite that every [eventlog.Log] passes: each promise
// of the contract as a test, and random operations from a printed seed whose
// answers are compared with a model's.
package logtest
