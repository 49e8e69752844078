// Package sigv4 verifies requests signed with AWS Signature Version 4, in the
// header form and as presigned URLs, and signs requests for our own clients.
//
// It reads what a request claims (Parse) and checks the claim against a secret
// (Verifier). Between the two its callers look up the access key, check the
// session token and the scope's region and service; none of that is decided
// here, nor how an error looks in a protocol.
//
// Invariants: the host and every x-amz-* header of an accepted request is
// covered by the signature; the body is, unless Credential.Payload says
// otherwise, which only S3 allows; and one request has one reading, so
// repeated or competing credentials are refused.
//
// It does not know the signature of chunks in streaming uploads (only their
// seed) nor the asymmetric variant SigV4A, which it refuses by name.
package sigv4
