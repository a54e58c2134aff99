// Package cli is the command line and what people see of it: the commands,
// their words, their exit status.
//
// Standard output carries the result, standard error the progress. Exit status
// 0: it went well; 1: it ran and found something wrong; 2: it was used wrongly
// or could not run. What people read is German; what programs read is --json.
package cli
