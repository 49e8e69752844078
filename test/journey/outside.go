package main

import "os"

// minio is the MinIO that gives out credentials of identity pools, "" for none.
// make identity-journey builds it; the client that needs it starts and stops
// it.
func minio() string { return os.Getenv("JOURNEY_MINIO") }

// vend makes the server ask MinIO for the credentials of the roles that are
// MinIO's. The client finds the address in JOURNEY_S3.
func (s *started) vend() ([]string, error) {
	if minio() == "" {
		return nil, nil
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s.s3 = address
	return []string{"--vend", "arn:minio:*=http://" + address, "--vend-role-claim", "policy", "--vend-guest-services", "s3"}, nil
}
