package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"time"
)

const (
	createLeases = `CREATE TABLE IF NOT EXISTS leases (
    name   text   NOT NULL,
    holder text   NOT NULL,
    until  bigint NOT NULL,
    PRIMARY KEY (name)
)`
	// The row goes to the first that inserts it or finds it expired: a key that
	// the engine referees, with no lock that only one engine knows.
	takeLease = `INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE leases.until < $4 OR leases.holder = excluded.holder`
	dropLease = `DELETE FROM leases WHERE name = $1 AND holder = $2`
)

// A lease lasts leaseTime and is renewed three times within it.
const leaseTime = 30 * time.Second

// lease waits for the migration lease and keeps it until release is called.
func lease(ctx context.Context, handle *sql.DB, o Options) (release func(), err error) {
	if err := again(ctx, func() error {
		_, err := handle.ExecContext(ctx, createLeases)
		return err
	}); err != nil {
		return nil, err
	}
	holder := rand.Text()
	take := func(ctx context.Context) (bool, error) {
		now := o.Now()
		r, err := handle.ExecContext(ctx, takeLease, "migration", holder, now.Add(leaseTime).UnixMilli(), now.UnixMilli())
		if err != nil {
			return false, err
		}
		n, err := r.RowsAffected()
		return n == 1, err
	}
	for {
		var mine bool
		if err := again(ctx, func() (err error) { mine, err = take(ctx); return err }); err != nil {
			return nil, err
		}
		if mine {
			break
		}
		if err := wait(ctx, 50*time.Millisecond); err != nil {
			return nil, err
		}
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(leaseTime / 3)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				if _, err := take(ctx); err != nil {
					o.Log.WarnContext(ctx, "renew migration lease", "error", err)
				}
			case <-stop:
				return
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
		if _, err := handle.ExecContext(context.WithoutCancel(ctx), dropLease, "migration", holder); err != nil {
			o.Log.WarnContext(ctx, "release migration lease", "error", err)
		}
	}, nil
}
