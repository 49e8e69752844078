package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"github.com/cognate-id/cognate/internal/store/schema"
)

// migrate brings the tables up to date. A lease row keeps two nodes that start
// together from migrating at once; it expires, so a node that died holding it
// blocks nobody for long. A database newer than the program is refused.
func migrate(ctx context.Context, handle *sql.DB, d schema.Dialect, o Options) error {
	latest := schema.Latest()
	switch v := schemaVersion(ctx, handle); {
	case v == latest:
		return nil
	case v > latest:
		return fmt.Errorf("the database has schema version %d and this program knows %d: run a newer program", v, latest)
	}
	files, err := schema.Files(d)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectCustom, handle, files,
		goose.WithStore(versions{}), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	release, err := lease(ctx, handle, o)
	if err != nil {
		return fmt.Errorf("take the migration lease: %w", err)
	}
	defer release()
	done, err := p.Up(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	for _, m := range done {
		o.Log.InfoContext(ctx, "migrated", "version", m.Source.Version, "took", m.Duration)
	}
	return nil
}

const (
	createVersions = `CREATE TABLE IF NOT EXISTS schema_versions (
    version bigint NOT NULL,
    PRIMARY KEY (version)
)`
	insertVersion = `INSERT INTO schema_versions (version) VALUES ($1) ON CONFLICT DO NOTHING`
	deleteVersion = `DELETE FROM schema_versions WHERE version = $1`
	selectVersion = `SELECT version FROM schema_versions WHERE version = $1`
	latestVersion = `SELECT COALESCE(MAX(version), -1) FROM schema_versions`
	listVersions  = `SELECT version FROM schema_versions ORDER BY version DESC`
)

// schemaVersion is -1 while there are no tables.
func schemaVersion(ctx context.Context, handle *sql.DB) int64 {
	v := int64(-1)
	if err := handle.QueryRowContext(ctx, latestVersion).Scan(&v); err != nil {
		return -1
	}
	return v
}

// versions is the table of applied migrations, without the sequence that the
// tables of goose itself draw their keys from.
type versions struct{}

func (versions) Tablename() string { return "schema_versions" }

func (versions) CreateVersionTable(ctx context.Context, db database.DBTxConn) error {
	return again(ctx, func() error {
		_, err := db.ExecContext(ctx, createVersions)
		return err
	})
}

func (versions) Insert(ctx context.Context, db database.DBTxConn, r database.InsertRequest) error {
	_, err := db.ExecContext(ctx, insertVersion, r.Version)
	return err
}

func (versions) Delete(ctx context.Context, db database.DBTxConn, version int64) error {
	_, err := db.ExecContext(ctx, deleteVersion, version)
	return err
}

func (versions) GetMigration(ctx context.Context, db database.DBTxConn, version int64) (*database.GetMigrationResult, error) {
	err := db.QueryRowContext(ctx, selectVersion, version).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, database.ErrVersionNotFound
	}
	if err != nil {
		return nil, err
	}
	return &database.GetMigrationResult{IsApplied: true}, nil
}

func (versions) GetLatestVersion(ctx context.Context, db database.DBTxConn) (int64, error) {
	var v int64
	if err := db.QueryRowContext(ctx, latestVersion).Scan(&v); err != nil {
		return 0, err
	}
	if v < 0 {
		return 0, database.ErrVersionNotFound
	}
	return v, nil
}

func (versions) ListMigrations(ctx context.Context, db database.DBTxConn) ([]*database.ListMigrationsResult, error) {
	r, err := db.QueryContext(ctx, listVersions)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var out []*database.ListMigrationsResult
	for r.Next() {
		m := &database.ListMigrationsResult{IsApplied: true}
		if err := r.Scan(&m.Version); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, r.Err()
}

// again tries a statement that collides with the same statement of another
// node: two engines of three report a race of CREATE TABLE IF NOT EXISTS as an
// error. It gives up with the last error.
func again(ctx context.Context, try func() error) error {
	var err error
	for range 10 {
		if err = try(); err == nil {
			return nil
		}
		if wait(ctx, 20*time.Millisecond) != nil {
			break
		}
	}
	return err
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
