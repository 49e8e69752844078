package ui

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed assets components
var own embed.FS

// AssetPath is where Assets are served, below the base of a site.
const AssetPath = "/assets/static/"

// Assets are the style sheet, the script and the icon of the pages. Their names
// hold a hash of what they say, so that browsers may keep them for good.
type Assets struct {
	files map[string][]byte // by name with hash
	names map[string]string // name → name with hash
}

// NewAssets bundles the design system with the style sheets and scripts of
// pages: one folder for each page, as in pages/login/login.css.
func NewAssets(pages fs.FS) (*Assets, error) {
	a := &Assets{files: map[string][]byte{}, names: map[string]string{}}
	icon, err := own.ReadFile("assets/icon.svg")
	if err != nil {
		return nil, err
	}
	a.add("icon.svg", icon)
	for _, ext := range []string{".css", ".js"} {
		var all bytes.Buffer
		for _, from := range []fs.FS{own, pages} {
			if err := bundle(&all, from, ext); err != nil {
				return nil, err
			}
		}
		a.add("pages"+ext, all.Bytes())
	}
	return a, nil
}

// bundle appends all files of a kind in the order of their paths, assets (with
// the tokens) before components.
func bundle(all *bytes.Buffer, from fs.FS, ext string) error {
	return fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ext {
			return err
		}
		b, err := fs.ReadFile(from, name)
		all.Write(b)
		all.WriteByte('\n')
		return err
	})
}

func (a *Assets) add(name string, content []byte) {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:8]) + ext
	a.files[hashed], a.names[name] = content, hashed
}

// Path is where a file is, below the base of a site.
func (a *Assets) Path(name string) string { return AssetPath + a.names[name] }

// mediaTypes are those of our files.
var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

// Serve answers a request for a file; p is the path below the base of the site.
func (a *Assets) Serve(w http.ResponseWriter, p string) {
	content, ok := a.files[strings.TrimPrefix(p, AssetPath)]
	if !ok {
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	KeepImage(w.Header(), mediaTypes[path.Ext(p)])
	_, _ = w.Write(content) // a browser that has gone away needs no answer
}

// KeepImage sets the headers of a file that never changes under its name. An
// SVG that is opened by itself can still run nothing.
func KeepImage(h http.Header, mediaType string) {
	h.Set("Content-Type", mediaType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}
