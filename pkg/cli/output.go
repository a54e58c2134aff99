package cli

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
)

// output is where a command writes a long result: standard output, or a file
// that appears under its name only when it is whole.
type output struct {
	*bufio.Writer
	finish func(ok bool) error
}

func openOutput(s *streams, file string) (*output, error) {
	if file == "" {
		w := bufio.NewWriterSize(s.out, 1<<16)
		return &output{w, func(bool) error { return w.Flush() }}, nil
	}
	temp, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*")
	if err != nil {
		return nil, err
	}
	w := bufio.NewWriterSize(temp, 1<<20)
	return &output{w, func(ok bool) error {
		defer os.Remove(temp.Name())
		defer temp.Close()
		if !ok {
			return nil
		}
		if err := w.Flush(); err != nil {
			return err
		}
		if err := temp.Sync(); err != nil {
			return err
		}
		if err := os.Rename(temp.Name(), file); err != nil {
			return fmt.Errorf("write %s: %w", file, err)
		}
		return nil
	}}, nil
}
