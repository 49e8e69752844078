package userpool

import "time"

// MessageKind says why a message is sent; its values are the suffixes of the
// CustomMessage trigger sources.
type MessageKind string

// The kinds of messages.
const (
	MessageSignUp          MessageKind = "SignUp"
	MessageAdminCreateUser MessageKind = "AdminCreateUser"
	MessageResendCode      MessageKind = "ResendCode"
	MessageForgotPassword  MessageKind = "ForgotPassword"
	MessageUpdateAttribute MessageKind = "UpdateUserAttribute"
	MessageVerifyAttribute MessageKind = "VerifyUserAttribute"
	MessageAuthentication  MessageKind = "Authentication"
)

// Message is a message to a user, ready to be carried out: the outbox row.
// Stores seal everything that names the user or holds the code.
type Message struct {
	ID       string // UUID
	Pool     PoolID
	Sub      Sub
	Kind     MessageKind
	Medium   Medium
	To       string // address or E.164 number
	From     string // e-mail: sender as configured, "" for the default
	ReplyTo  string
	Subject  string // e-mail only
	Text     string // e-mail alternative, or the whole SMS
	HTML     string // e-mail only
	Code     string // the code or temporary password inside, for the outbox readers
	Link     string // the confirmation link inside, "" without one
	Created  time.Time
	State    MessageState
	Attempts int
	NextTry  time.Time
	Failure  string // why the last try failed
}

// MessageState is the state of an outbox row.
type MessageState string

// The states. Kept means that no carrier is configured: it stays to be read.
const (
	MessagePending MessageState = "pending"
	MessageSent    MessageState = "sent"
	MessageKept    MessageState = "kept"
	MessageFailed  MessageState = "failed"
)

// CodeDelivery tells a caller where a code went; Destination is masked.
type CodeDelivery struct {
	Destination string
	Medium      Medium
	Attribute   AttributeName
}
