package ledger

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

const (
	keyFile    = "ledger.key"
	publicFile = "ledger.pub"
)

// keys sign and verify checkpoints.
type keys struct {
	signer   note.Signer
	verifier note.Verifier
}

// loadKeys reads the keys, or makes them if that is allowed and there are none.
func loadKeys(dir, name string, create bool) (keys, error) {
	secret, err := os.ReadFile(filepath.Join(dir, keyFile))
	switch {
	case errors.Is(err, os.ErrNotExist) && create:
		return makeKeys(dir, name)
	case err != nil:
		return keys{}, fmt.Errorf("%w: %w", ErrKey, err)
	}
	public, err := publicOf(strings.TrimSpace(string(secret)))
	if err != nil {
		return keys{}, err
	}
	switch kept, err := os.ReadFile(filepath.Join(dir, publicFile)); {
	case errors.Is(err, os.ErrNotExist):
		err = writeFile(filepath.Join(dir, publicFile), []byte(public+"\n"), 0o644)
		if err != nil {
			return keys{}, err
		}
	case err != nil:
		return keys{}, fmt.Errorf("%w: %w", ErrKey, err)
	case strings.TrimSpace(string(kept)) != public:
		return keys{}, fmt.Errorf("%w: %s does not belong to %s", ErrKey, publicFile, keyFile)
	}
	return newKeys(string(secret), public)
}

func makeKeys(dir, name string) (keys, error) {
	secret, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return keys{}, fmt.Errorf("make ledger key: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return keys{}, fmt.Errorf("make ledger key: %w", err)
	}
	if err := writeFile(filepath.Join(dir, publicFile), []byte(public+"\n"), 0o644); err != nil {
		return keys{}, err
	}
	if err := writeFile(filepath.Join(dir, keyFile), []byte(secret+"\n"), 0o600); err != nil {
		return keys{}, err
	}
	return newKeys(secret, public)
}

func newKeys(secret, public string) (keys, error) {
	signer, err := note.NewSigner(strings.TrimSpace(secret))
	if err != nil {
		return keys{}, fmt.Errorf("%w: %w", ErrKey, err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return keys{}, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return keys{signer: signer, verifier: verifier}, nil
}

// publicOf is the verifier's key of a signer's "PRIVATE+KEY+name+hash+data",
// where data is a byte for the algorithm (1, Ed25519) and the seed.
func publicOf(secret string) (string, error) {
	parts := strings.SplitN(secret, "+", 5)
	if len(parts) != 5 {
		return "", fmt.Errorf("%w: %s does not read", ErrKey, keyFile)
	}
	data, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(data) != 1+ed25519.SeedSize || data[0] != 1 {
		return "", fmt.Errorf("%w: %s does not read", ErrKey, keyFile)
	}
	public := ed25519.NewKeyFromSeed(data[1:]).Public().(ed25519.PublicKey)
	key, err := note.NewEd25519VerifierKey(parts[2], public)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrKey, err)
	}
	return key, nil
}
