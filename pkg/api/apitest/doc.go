// Package apitest holds hubs for tests of the API and of what asks it: a
// catalogue and an index in memory behind the real API, over real HTTP. What
// many tests only read is made once. Tests alone import it.
package apitest
