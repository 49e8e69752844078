// Package server is the running program: it builds every product from its
// packages, binds them to the store, puts them behind one listener, and keeps
// the background jobs going.
//
// It owns composition, listeners, middleware, health and metrics, and decides
// no rule of Cognito. Each build_*.go constructs one product. Nothing is
// global, so a process may hold several servers, as tests do.
package server
