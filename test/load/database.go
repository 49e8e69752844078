package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// database is a PostgreSQL database made for one run.
type database struct {
	admin string // URL of the database that it was made from
	name  string
	url   string
}

func newDatabase(ctx context.Context, admin string) (*database, error) {
	u, err := url.Parse(admin)
	if err != nil {
		return nil, err
	}
	d := &database{admin: admin, name: fmt.Sprintf("cognate_load_%d", time.Now().UnixNano())}
	if err := d.execute(ctx, "CREATE DATABASE "+d.name); err != nil {
		return nil, err
	}
	u.Path = "/" + d.name
	d.url = u.String()
	return d, nil
}

func (d *database) execute(ctx context.Context, statement string) error {
	c, err := pgx.Connect(ctx, d.admin)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, statement)
	return err
}

func (d *database) drop() {
	if err := d.execute(context.Background(), "DROP DATABASE "+d.name+" WITH (FORCE)"); err != nil {
		fmt.Fprintln(os.Stderr, "drop the database:", err)
	}
}

// cpu is the processor time of all PostgreSQL processes of this machine: the
// connections that work for the server, and the writers behind them.
func (d *database) cpu() time.Duration {
	var total time.Duration
	names, _ := filepath.Glob("/proc/[0-9]*/comm")
	for _, name := range names {
		comm, err := os.ReadFile(name)
		if err != nil || strings.TrimSpace(string(comm)) != "postgres" {
			continue
		}
		var pid int
		if _, err := fmt.Sscanf(name, "/proc/%d/comm", &pid); err == nil {
			total += ownCPUOf(pid)
		}
	}
	return total
}
