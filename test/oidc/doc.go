// Package oidc holds the server to the plans by which the OpenID Foundation certifies OpenID providers: Basic,
// Implicit, Config and Dynamic. Each of their test modules is a subtest of its name.
//
// The expectations are those of the plans. Where Cognito itself does not meet one, the module names a deviation, and
// fails both when it finds another one and when it does not find that one. docs/divergences.md lists them, and a test
// compares the two lists.
//
// It owns the modules and the small relying party that they need. What Cognito answers beyond the plans is tested in
// internal/oauth and internal/hostedui.
package oidc
