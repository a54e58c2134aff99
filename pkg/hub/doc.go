// Package hub is the assembly: it opens the stores, runs the stages, and is
// the only package that knows both. Read run.go: it is the flow.
//
//	open.go      opens the stores of a data directory, in the order of truth
//	run.go       runs the stages over them and serves
//	catalogue.go keeps the catalogue and the index at the tip of the log; search.go feeds the index
//	pulse.go     knows whether the broker answers, and how old the catalogue is
//	retention.go lets go of what is old, and of what the law takes away
//	handler.go   API and pages on one listener
//	operate.go   what one may ask of a hub: status, verify, rebuild, quarantine
//	remote.go    the same over NATS, with the operator's credential; requests.go answers
//	stopped.go   the same on a data directory whose hub does not run
//	crash.go     named crash points, for the tests of exactly once
package hub
