package factor

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"

	"github.com/cognate-id/cognate/internal/crypto/codes"
	"github.com/cognate-id/cognate/internal/userpool"
)

// NewDeviceKey names a new device: `<region>_<uuid>`.
func NewDeviceKey(rand io.Reader, pool userpool.PoolID) (string, error) {
	id, err := codes.UUID(rand)
	if err != nil {
		return "", err
	}
	return pool.Region() + "_" + id, nil
}

// DeviceGroupKey is what a device hashes in place of a pool name. It follows
// from the device key and a secret of the installation, so that nothing is
// stored of a device before its user confirms it.
func DeviceGroupKey(secret func(label string) []byte, key string) string {
	mac := hmac.New(sha256.New, secret("device group key"))
	mac.Write([]byte(key))
	return "-" + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:6])
}
