// Package browsertest lets tests look at pages in a real browser: one Chromium a
// test, its tabs used again, and what happens in them noted. Tests alone import
// it.
package browsertest
