package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/crypto/awskms"
	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/store"
)

// databaseFile is the SQLite database below Config.Data.
const databaseFile = "cognate.db"

// Storage is an open database together with the keyring that opens its
// secrets. Tools use it beside a running server.
type Storage struct {
	*store.DB
	Ring *Ring
}

// OpenStorage opens the data that the settings name. Only with create does it
// make what is not there yet.
func OpenStorage(ctx context.Context, c *config.Config, deps Deps, create bool) (*Storage, error) {
	return openStorage(ctx, c, deps.complete(), create, nil)
}

func openStorage(ctx context.Context, c *config.Config, deps Deps, create bool, observe func(string, time.Duration, error)) (*Storage, error) {
	if err := prepareData(c, create); err != nil {
		return nil, err
	}
	source, err := keySource(ctx, c, deps, create)
	if err != nil {
		return nil, err
	}
	keys, err := source.Load(ctx)
	if err != nil {
		return nil, fmt.Errorf("master key: %w", err)
	}
	ring := &Ring{Keyring: keys, source: source}
	options := store.Options{Sealer: ring, Now: deps.Now, Log: deps.Log, Observe: observe}
	switch {
	case c.Database != "":
		options.URL = c.Database
	case c.Data == config.Memory:
		options.Path = config.Memory
	default:
		options.Path = filepath.Join(c.Data, databaseFile)
	}
	db, err := store.Open(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return &Storage{DB: db, Ring: ring}, nil
}

// prepareData makes the data directory, readable by its owner only: the
// database says who the users are.
func prepareData(c *config.Config, create bool) error {
	if c.Data == config.Memory {
		return nil
	}
	if create {
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			return fmt.Errorf("data: %w", err)
		}
		return nil
	}
	if c.Database != "" {
		return nil
	}
	if _, err := os.Stat(filepath.Join(c.Data, databaseFile)); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("data: there is no database in %s; name the directory of a server with --data, or its --database", c.Data)
	}
	return nil
}

// keySource says where the master keys are. A keyring file is made only beside
// a database that is not there yet: a new key would open nothing of an old one.
func keySource(ctx context.Context, c *config.Config, deps Deps, create bool) (seal.Source, error) {
	if c.Keys.MasterKey != "" {
		value := c.Keys.MasterKey
		return seal.Env{Name: "COGNATE_MASTER_KEY", Lookup: func(string) (string, bool) { return value, true }}, nil
	}
	if c.Data == config.Memory {
		return fleeting{deps}, nil
	}
	file := seal.File{Path: c.Keys.Keyring, Create: create && isNew(c), Rand: deps.Rand, Now: deps.Now}
	if c.Keys.KMSKey != "" {
		wrapper, err := kmsWrapper(ctx, c.Keys.KMSKey)
		if err != nil {
			return nil, err
		}
		file.Wrapper = wrapper
	}
	return file, nil
}

// isNew reports whether there is no database yet. Of a PostgreSQL database
// that is not known before it is opened, which needs the key; the store then
// notices a key that is not its own.
func isNew(c *config.Config) bool {
	if c.Database != "" {
		return true
	}
	_, err := os.Stat(filepath.Join(c.Data, databaseFile))
	return errors.Is(err, os.ErrNotExist)
}

// fleeting is the keyring of a server that keeps nothing.
type fleeting struct{ deps Deps }

func (f fleeting) Load(context.Context) (*seal.Keyring, error) {
	return seal.Generate(f.deps.Rand, f.deps.Now())
}

// kmsWrapper talks to AWS KMS with the credentials of the environment, in the
// region of the key.
func kmsWrapper(ctx context.Context, key string) (seal.Wrapper, error) {
	name, err := arn.Parse(key)
	if err != nil {
		return nil, fmt.Errorf("kms-key: %w", err)
	}
	settings, err := awsconfig.LoadDefaultConfig(ctx, awsconfig.WithRegion(name.Region))
	if err != nil {
		return nil, fmt.Errorf("kms-key: %w", err)
	}
	return awskms.Wrapper{Client: kms.NewFromConfig(settings), Key: key}, nil
}
