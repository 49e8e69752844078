// Package awsproto speaks the three AWS protocols that Cognate's services use: JSON 1.1 (user pools, identity pools),
// Query with XML answers (STS, IAM) and REST-JSON (Cognito Sync).
//
// It owns the codecs, the constraint checks with the services' message texts, the error envelopes, and the handler
// that finds the operation of a request, asks for a signature where one is due, and renders what the operation
// returns. It knows no operation: those are generated into internal/wire from api/*.api and handed to it as Services.
//
// Invariant: whatever bytes arrive, the answer is a well-formed envelope of the protocol the request spoke, and
// nothing but the text of a Fault reaches the client.
package awsproto
