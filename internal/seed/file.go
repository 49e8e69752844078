package seed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/cognate-id/cognate/internal/syntax/pattern"
)

// maxFile bounds a seed file, in bytes.
const maxFile = 4 << 20

// File is a seed file. Settings are the members of the operation that makes
// the thing, by the API's names.
type File struct {
	Pools []Pool `yaml:"pools"`
}

// Pool is a user pool. With an ID it is found by that, else by its name.
type Pool struct {
	ID       string         `yaml:"id"`
	Name     string         `yaml:"name"`
	Settings map[string]any `yaml:"settings"`
	Clients  []Client       `yaml:"clients"`
	Groups   []Group        `yaml:"groups"`
	Users    []User         `yaml:"users"`
}

// Client is an app client. With an ID it is found by that, else by its name.
type Client struct {
	ID       string         `yaml:"id"`
	Name     string         `yaml:"name"`
	Settings map[string]any `yaml:"settings"`
}

// Group is a group, found by its name.
type Group struct {
	Name     string         `yaml:"name"`
	Settings map[string]any `yaml:"settings"`
}

// User is a user, found by the sign-in name. One with a password is confirmed;
// one without has to be given one.
type User struct {
	Username   string            `yaml:"username"`
	Password   string            `yaml:"password"`
	Attributes map[string]string `yaml:"attributes"`
	Groups     []string          `yaml:"groups"`
}

// Load reads a seed file. Unknown keys are errors.
func Load(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("seed: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	raw, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("seed: %w", err)
	}
	file, err := Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("seed: %s: %w", path, err)
	}
	return file, nil
}

var (
	poolID   = pattern.Lazy(`^[a-z0-9-]{1,45}_[0-9A-Za-z]{1,9}$`)
	clientID = pattern.Lazy(`^[0-9A-Za-z_+]{1,128}$`)
)

// Parse reads the text of a seed file.
func Parse(raw []byte) (*File, error) {
	if len(raw) > maxFile {
		return nil, fmt.Errorf("is larger than %d bytes", maxFile)
	}
	var file File
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return nil, explain(err)
	}
	if err := check(file.Pools); err != nil {
		return nil, err
	}
	return &file, nil
}

// check finds missing names and ids that cannot be.
func check(pools []Pool) error {
	for i, p := range pools {
		if p.Name == "" {
			return fmt.Errorf("pools[%d]: name is missing", i)
		}
		if p.ID != "" && !poolID().MatchString(p.ID) {
			return fmt.Errorf("pool %s: id %q is not a region, an underscore and up to nine letters or digits", p.Name, p.ID)
		}
		for _, c := range p.Clients {
			if c.Name == "" {
				return fmt.Errorf("pool %s: a client without a name", p.Name)
			}
			if c.ID != "" && !clientID().MatchString(c.ID) {
				return fmt.Errorf("pool %s: client %s: id %q is not letters and digits", p.Name, c.Name, c.ID)
			}
		}
		if slices.ContainsFunc(p.Groups, func(g Group) bool { return g.Name == "" }) {
			return fmt.Errorf("pool %s: a group without a name", p.Name)
		}
		if slices.ContainsFunc(p.Users, func(u User) bool { return u.Username == "" }) {
			return fmt.Errorf("pool %s: a user without a username", p.Name)
		}
	}
	return nil
}

// into writes settings into a request of the API. A name that the request does
// not have is an error.
func into(settings map[string]any, request any) error {
	if len(settings) == 0 {
		return nil
	}
	raw, err := json.Marshal(settings)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(request); err != nil {
		return explainSetting(err)
	}
	return nil
}
