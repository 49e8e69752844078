package store

import "github.com/cognate-id/cognate/internal/userpool"

const (
	selectDevice = `SELECT id, detail, verifier FROM devices WHERE pool = $1 AND sub = $2 AND id = $3`
	listDevices  = `SELECT id, detail, verifier FROM devices
WHERE pool = $1 AND sub = $2 AND id > $3 ORDER BY id LIMIT $4`
	putDevice = `INSERT INTO devices (pool, sub, id, detail, verifier) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (pool, sub, id) DO UPDATE SET detail = excluded.detail, verifier = excluded.verifier`
	deleteDevice = `DELETE FROM devices WHERE pool = $1 AND sub = $2 AND id = $3`
)

// deviceRow is the document of a device.
type deviceRow struct {
	GroupKey   string `json:"group_key,omitzero"`
	Name       string `json:"name,omitzero"`
	Salt       []byte `json:"salt,omitzero"`
	Remembered bool   `json:"remembered,omitzero"`
	Created    int64  `json:"created"`
	Modified   int64  `json:"modified"`
	LastAuth   int64  `json:"last_auth,omitzero"`
	LastIP     string `json:"last_ip,omitzero"`
	SDK        string `json:"sdk,omitzero"`
}

func deviceVerifier(pool userpool.PoolID, sub userpool.Sub, id string) place {
	return place{"devices", key(pool, string(sub)+"|"+id), "verifier"}
}

// Device reads a device of a user, or ErrNotFound.
func (tx *Tx) Device(pool userpool.PoolID, sub userpool.Sub, id string) (*userpool.Device, error) {
	var d userpool.Device
	err := tx.one(func(r rows) (err error) {
		d, err = tx.scanDevice(pool, sub, r)
		return err
	}, selectDevice, string(pool), []byte(sub), id)
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// Devices lists the devices of a user by key, from the first after the given one.
func (tx *Tx) Devices(pool userpool.PoolID, sub userpool.Sub, after string, limit int) ([]userpool.Device, error) {
	var devices []userpool.Device
	err := tx.each(func(r rows) error {
		d, err := tx.scanDevice(pool, sub, r)
		devices = append(devices, d)
		return err
	}, listDevices, string(pool), []byte(sub), after, limit)
	return devices, err
}

// PutDevice adds a device or writes it over.
func (tx *Tx) PutDevice(d userpool.Device) error {
	detail, err := document(deviceRow{
		GroupKey: d.GroupKey, Name: d.Name, Salt: d.Salt, Remembered: d.Remembered,
		Created: millis(d.Created), Modified: millis(d.Modified), LastAuth: millis(d.LastAuth),
		LastIP: d.LastIP, SDK: d.SDK,
	})
	if err != nil {
		return err
	}
	var verifier []byte
	if d.Verifier != nil {
		verifier = tx.db.seal(d.Verifier, deviceVerifier(d.Pool, d.Sub, d.Key))
	}
	_, err = tx.exec(putDevice, string(d.Pool), []byte(d.Sub), d.Key, detail, verifier)
	return err
}

// DeleteDevice deletes a device, or answers ErrNotFound.
func (tx *Tx) DeleteDevice(pool userpool.PoolID, sub userpool.Sub, id string) error {
	return tx.must(userpool.ErrNotFound, deleteDevice, string(pool), []byte(sub), id)
}

func (tx *Tx) scanDevice(pool userpool.PoolID, sub userpool.Sub, r rows) (userpool.Device, error) {
	d := userpool.Device{Pool: pool, Sub: sub}
	var detail string
	var sealed []byte
	err := r.Scan(&d.Key, &detail, &sealed)
	if err != nil {
		return d, err
	}
	var row deviceRow
	if err := readDocument(detail, &row); err != nil {
		return d, err
	}
	d.GroupKey, d.Name, d.Salt, d.Remembered = row.GroupKey, row.Name, row.Salt, row.Remembered
	d.Created, d.Modified, d.LastAuth = instant(row.Created), instant(row.Modified), instant(row.LastAuth)
	d.LastIP, d.SDK = row.LastIP, row.SDK
	if sealed != nil {
		d.Verifier, err = tx.db.open(sealed, deviceVerifier(pool, sub, d.Key))
	}
	return d, err
}
