// Package intaketest holds hubs for tests of the stages around the intake: a
// real server with accounts, the log, the ledger and the quarantine, in a data
// directory of the test's own. Tests alone import it.
package intaketest
