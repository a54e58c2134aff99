// Package hub is the assembly: it opens the stores, runs the stages, and is
// the only package that knows both. Read run.go: it is the flow.
//
//	open.go      opens the stores of a data directory, in the order of truth
//	run.go       runs the stages over them and serves
//	operate.go   what one may ask of a hub: status, verify, rebuild, quarantine
//	remote.go    the same over NATS, with the operator's credential
//	crash.go     named crash points, for the tests of exactly once
package hub
