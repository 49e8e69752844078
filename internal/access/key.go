package access

import "time"

// KeyStatus says whether an access key may sign.
type KeyStatus string

// The states of an access key.
const (
	KeyActive   KeyStatus = "Active"
	KeyInactive KeyStatus = "Inactive"
)

// Key is a long-term access key.
type Key struct {
	ID        string // `AKIA…`
	Secret    Secret // stores seal it
	Principal string // whose key it is: "root", or the unique id of an IAM user
	Created   time.Time
	LastUsed  time.Time // to the day; zero if never used
	Status    KeyStatus
}
