package main

import (
	_ "embed"
	"encoding/hex"
	"html/template"
	"net/http"
	"strings"
)

//go:embed login.html
var pageText string

// languageTags are as many as Cognate's pages offer.
const languageTags = "en ar de es fr he hi id it ja ko nl pl pt-BR ru sv tr uk zh-CN zh-TW"

type choice struct {
	Tag, Address string
	Current      bool
}

type loginPage struct {
	Title, Nonce, Action, Token string
	NameLabel, PasswordLabel    string
	SignUp, Forgot              string
	Choices                     []choice
}

// login shows the page, or takes its form.
func (s *server) login(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		s.enter(w, r)
		return
	}
	q := r.URL.Query()
	if q.Get("client_id") != "floor" || q.Get("redirect_uri") != callback {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	p := loginPage{Title: "Sign in", Nonce: hex.EncodeToString(random(16)), Token: hex.EncodeToString(random(16)),
		Action: "login?" + q.Encode(), NameLabel: "Username", PasswordLabel: "Password",
		SignUp: "signup?" + q.Encode(), Forgot: "forgotPassword?" + q.Encode()}
	for tag := range strings.FieldsSeq(languageTags) {
		q.Set("lang", tag)
		p.Choices = append(p.Choices, choice{tag, "login?" + q.Encode(), tag == "en"})
	}
	var page strings.Builder
	if err := s.page.Execute(&page, p); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: "csrf", Value: p.Token, Path: "/", HttpOnly: true})
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self' 'nonce-"+p.Nonce+"'; script-src 'self'; img-src 'self'")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(page.String()))
}

func parsePage() (*template.Template, error) { return template.New("login").Parse(pageText) }

// enter signs the browser in.
func (s *server) enter(w http.ResponseWriter, r *http.Request) {
	token, err := r.Cookie("csrf")
	if err != nil || r.ParseForm() != nil || r.PostForm.Get("csrf") != token.Value {
		http.Error(w, "forged", http.StatusBadRequest)
		return
	}
	u, err := s.find(r.PostForm.Get("username"))
	if err != nil || verifier(poolName, u.name, r.PostForm.Get("password"), u.salt).Cmp(u.verifier) != 0 {
		http.Error(w, "wrong", http.StatusBadRequest)
		return
	}
	cookie := hex.EncodeToString(random(32))
	s.mu.Lock()
	s.browsers[cookie] = u
	s.mu.Unlock()
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: cookie, Path: "/", HttpOnly: true})
	http.Redirect(w, r, callback, http.StatusFound)
}
