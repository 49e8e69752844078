package store

import (
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	selectFile = `SELECT modified, content FROM files WHERE name = $1`
	listFiles  = `SELECT name FROM files WHERE name >= $1 AND name < $2 ORDER BY name`
	putFile    = `INSERT INTO files (name, modified, content) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET modified = excluded.modified, content = excluded.content`
	deleteFiles = `DELETE FROM files WHERE name = $1 OR (name >= $2 AND name < $3)`

	takeLock = `INSERT INTO locks (name, holder, expires) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires = excluded.expires
WHERE locks.expires <= $4 OR locks.holder = excluded.holder`
	releaseLock = `DELETE FROM locks WHERE name = $1 AND holder = $2`
)

// File is a small file that the nodes of an installation share. Its content is
// sealed at rest.
type File struct {
	Name     string // with slashes, like a path
	Modified time.Time
	Content  []byte
}

func fileContent(name string) place { return place{"files", name, "content"} }

// File reads a file, or answers ErrNotFound.
func (tx *Tx) File(name string) (File, error) {
	f := File{Name: name}
	err := tx.one(func(r rows) (err error) {
		var modified int64
		var sealed []byte
		if err := r.Scan(&modified, &sealed); err != nil {
			return err
		}
		f.Modified = instant(modified)
		f.Content, err = tx.db.open(sealed, fileContent(name))
		return err
	}, selectFile, []byte(name))
	return f, err
}

// FilesBelow lists the names of all files in a directory and those below it,
// sorted; "" is the top.
func (tx *Tx) FilesBelow(dir string) ([]string, error) {
	from, to := []byte{}, []byte{0xff}
	if dir != "" {
		from, to = below(dir)
	}
	var names []string
	err := tx.each(func(r rows) error {
		var name []byte
		err := r.Scan(&name)
		names = append(names, string(name))
		return err
	}, listFiles, from, to)
	return names, err
}

// PutFile keeps a file in place of the one of its name.
func (tx *Tx) PutFile(f File) error {
	_, err := tx.exec(putFile, []byte(f.Name), millis(f.Modified), tx.db.seal(f.Content, fileContent(f.Name)))
	return err
}

// DeleteFile deletes a file, or all that is in a directory; ErrNotFound if
// there is neither.
func (tx *Tx) DeleteFile(name string) error {
	from, to := below(name)
	return tx.must(userpool.ErrNotFound, deleteFiles, []byte(name), from, to)
}

// TakeLock gives the lock to the holder until the given time and reports
// whether it did: not while another holder has it.
func (tx *Tx) TakeLock(name, holder string, until time.Time) (bool, error) {
	n, err := tx.exec(takeLock, name, holder, millis(until), tx.now())
	return n == 1, err
}

// ReleaseLock takes the lock back, if the holder still has it.
func (tx *Tx) ReleaseLock(name, holder string) error {
	_, err := tx.exec(releaseLock, name, holder)
	return err
}

// below bounds the names in a directory: the character after a slash is a zero.
func below(dir string) (from, to []byte) { return []byte(dir + "/"), []byte(dir + "0") }
