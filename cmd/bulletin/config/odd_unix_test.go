//go:build unix

package config_test

import (
	"os"
	"syscall"
	"testing"
)

// TestPipes: nobody waits for a pipe's writer.
func TestPipes(t *testing.T) {
	t.Parallel()
	odd(t, func(t *testing.T, path string) {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	})
}

// TestDevices: what is read of a device never ends.
func TestDevices(t *testing.T) {
	t.Parallel()
	odd(t, func(t *testing.T, path string) {
		if err := os.Symlink("/dev/zero", path); err != nil {
			t.Fatal(err)
		}
	})
}
