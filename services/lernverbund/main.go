// Command lernverbund is every stage in one process with NATS embedded, and
// the command line for people.
package main

import (
	"os"

	"github.com/lernverbund/lernverbund/pkg/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
