package userpool

import "time"

// Device is a device that a user signed in from in a pool that tracks devices.
type Device struct {
	Pool           PoolID
	Sub            Sub
	Key            string // `<region>_<uuid>`
	GroupKey       string
	Name           string
	Salt, Verifier []byte // device SRP; stores seal the verifier. Empty until ConfirmDevice
	Remembered     bool
	Created        time.Time
	Modified       time.Time
	LastAuth       time.Time
	LastIP         string
	SDK            string
}

// Confirmed reports whether ConfirmDevice has been called for the device.
func (d *Device) Confirmed() bool { return len(d.Verifier) > 0 }

// Passkey is a WebAuthn credential of a user.
type Passkey struct {
	Pool           PoolID
	Sub            Sub
	ID             []byte // credential id
	Name           string
	RelyingPartyID string
	PublicKey      []byte // COSE key
	Algorithm      int64
	SignCount      uint32
	AAGUID         []byte
	Attachment     string
	Transports     []string
	BackupEligible bool
	BackupState    bool
	UserVerified   bool
	Created        time.Time
}
