// Package hostedui is the browser's side of a pool's domain: /oauth2/authorize,
// /login and every other page, up to the account page of signed-in users.
//
// It owns paths, forms, cookies and how pages look for a client. What it shows
// is decided elsewhere: package signin poses the challenges, signup, recovery
// and grant judge what forms bring, and their errors come back onto the page.
//
// One file for each page (login.go …) with its template in pages/<page>/. Every
// request is a visit (visit.go); a sign-in in progress travels sealed in the
// form (state.go), bound to the browser by its CSRF token, so that several tabs
// work and a form that was prepared in another browser does not.
//
// Invariant: nobody is sent to an address that package grant has not admitted.
package hostedui
