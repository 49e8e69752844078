package server

import "github.com/cognate-id/cognate/internal/seed"

// loadSeed reads the seed file before anything is made, so that a mistake in
// it leaves nothing behind. Without a path the file is empty.
func loadSeed(path string) (*seed.File, error) {
	if path == "" {
		return &seed.File{}, nil
	}
	return seed.Load(path)
}
