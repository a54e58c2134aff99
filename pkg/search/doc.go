// Package search is the nationwide search index: in memory, German, ranked by
// match classes.
package search
