// Package outside names the programs of others that the journeys run, as a
// module of its own: MinIO, whose STS gives out the credentials of identity
// pools. Nothing of them is part of Cognate.
package outside
