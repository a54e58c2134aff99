package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

// Exit statuses of every command.
const (
	exitFine  = 0
	exitFound = 1 // it ran and found something wrong
	exitWrong = 2 // used wrongly, or it could not run
)

// commands is the command line; kong reads the tags.
type commands struct {
	Up         upCommand         `cmd:"" help:"Den ganzen Hub starten."`
	Land       landCommand       `cmd:"" help:"Länder, Systeme und ihre Zugänge."`
	Publish    publishCommand    `cmd:"" help:"Angebote eines Landes veröffentlichen: nur, was sich geändert hat."`
	Validate   validateCommand   `cmd:"" help:"Ereignisse oder Angebote prüfen, ohne etwas zu senden."`
	Replay     replayCommand     `cmd:"" help:"Das Log wieder abspielen."`
	Asof       asofCommand       `cmd:"" help:"Der Katalog, wie er zu einem Zeitpunkt war."`
	Verify     verifyCommand     `cmd:"" help:"Log, Ledger und Katalog vergleichen."`
	Rebuild    rebuildCommand    `cmd:"" help:"Den Katalog neben dem laufenden neu falten und tauschen."`
	Quarantine quarantineCommand `cmd:"" help:"Abgelehnte und gehaltene Ereignisse."`
	Catalogue  catalogueCommand  `cmd:"" help:"Angebote, die nicht dasselbe sind, trennen."`
	Status     statusCommand     `cmd:"" help:"Stand von Log, Ledger, Katalog und Ländern."`
}

// streams are where a command reads and writes.
type streams struct {
	out io.Writer // the result
	err io.Writer // progress and complaints
}

// errFound is returned by a command that ran and found something wrong, after it said what.
var errFound = errors.New("something was found")

// Main runs one command and returns its exit status. It ends early, in order,
// on an interrupt.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return Run(ctx, args, os.Stdout, os.Stderr)
}

// Run is Main with its surroundings given.
func Run(ctx context.Context, args []string, out, errs io.Writer) int {
	var c commands
	code := -1
	parser, err := kong.New(&c,
		kong.Name("lernverbund"),
		kong.Description("Lernverbund verbindet die Fortbildungs- und Lernangebote der 16 Länder.\nErster Versuch: lernverbund up --demo"),
		kong.Writers(out, errs),
		kong.Exit(func(n int) { code = n }),
		kong.UsageOnError(),
		kong.Help(help),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.ExplicitGroups(nil),
	)
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitWrong
	}
	if err := environment(os.Environ()); err != nil {
		fmt.Fprintln(errs, err)
		return exitWrong
	}
	if len(args) == 0 {
		parser.Stdout = errs
		_, _ = parser.Parse([]string{"--help"})
		return exitWrong
	}
	chosen, err := parser.Parse(args)
	switch {
	case code == 0: // help was shown
		return exitFine
	case err != nil:
		fmt.Fprintf(errs, "%s\nHilfe mit Beispiel: lernverbund %s--help\n", german.Replace(err.Error()), command(err))
		return exitWrong
	}
	chosen.BindTo(ctx, (*context.Context)(nil))
	chosen.Bind(&streams{out: out, err: errs})
	err = chosen.Run()
	switch {
	case err == nil:
		return exitFine
	case errors.Is(err, errFound):
		return exitFound
	default:
		fmt.Fprintln(errs, explain(err))
		return exitWrong
	}
}

// command is the command a parse error is about, with a blank, or "".
func command(err error) string {
	var p *kong.ParseError
	if errors.As(err, &p) && p.Context != nil && p.Context.Command() != "" {
		return strings.Fields(p.Context.Command())[0] + " "
	}
	return ""
}

// example is what a command's help ends with.
type example interface{ Example() string }

// german words kong's own texts.
var german = strings.NewReplacer(
	"Usage:", "Aufruf:", "Flags:", "Angaben:", "Commands:", "Befehle:", "Arguments:", "Argumente:",
	"Show context-sensitive help.", "Diese Hilfe.", "[flags]", "[Angaben]", "<command>", "<befehl>",
	`Run "lernverbund <command> --help" for more information on a command.`, "Mehr zu einem Befehl: lernverbund <befehl> --help",
	"unexpected argument", "unerwartet:", "unknown flag", "unbekannte Angabe", "missing flags:", "es fehlt", "did you mean", "gemeint ist vielleicht",
	"expected one of", "erwartet wird eines von", "expected", "erwartet wird",
)

// help prints kong's help in German, and the command's example.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	out := ctx.Stdout
	var text bytes.Buffer
	ctx.Stdout = &text
	err := kong.DefaultHelpPrinter(options, ctx)
	ctx.Stdout = out
	if err != nil {
		return err
	}
	fmt.Fprint(out, german.Replace(text.String()))
	if n := ctx.Selected(); n != nil && n.Target.CanAddr() {
		if e, ok := n.Target.Addr().Interface().(example); ok {
			fmt.Fprintf(out, "\nBeispiele:\n%s\n", indent(e.Example()))
		}
	}
	return nil
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ")
}

// variables of the prefix that a command reads.
var variables = []string{
	"LERNVERBUND_DATA", "LERNVERBUND_HTTP", "LERNVERBUND_NATS", "LERNVERBUND_PUBLIC", "LERNVERBUND_PROXY", "LERNVERBUND_DEMO", "LERNVERBUND_PLACES", "LERNVERBUND_THESAURUS",
	"LERNVERBUND_SERVER", "LERNVERBUND_CREDS", "LERNVERBUND_CRASH_AT",
}

// environment refuses a variable of our prefix that nobody reads: a mistyped
// setting must not be silently without effect.
func environment(all []string) error {
	for _, kv := range all {
		name, _, _ := strings.Cut(kv, "=")
		if !strings.HasPrefix(name, "LERNVERBUND_") {
			continue
		}
		known := false
		for _, v := range variables {
			known = known || v == name
		}
		if !known {
			return fmt.Errorf("die Variable %s gibt es nicht. Es gibt: %s", name, strings.Join(variables, ", "))
		}
	}
	return nil
}
