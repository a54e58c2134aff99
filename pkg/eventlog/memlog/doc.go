// Package memlog is the log in memory: the reference that says what the
// contract of package eventlog means, and a log for tests.
package memlog
