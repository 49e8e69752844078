package userpool

import "time"

// CodePurpose says what a one-time code is for. A user has at most one live
// code of each purpose: issuing another invalidates the first.
type CodePurpose string

// The purposes.
const (
	CodeConfirmSignUp CodePurpose = "confirm_sign_up"
	CodeVerifyEmail   CodePurpose = "verify_email"
	CodeVerifyPhone   CodePurpose = "verify_phone_number"
	CodeResetPassword CodePurpose = "reset_password"
	// CodeRegisterPasskey is no code that is sent: it holds the pending
	// challenge of a passkey registration, which lives and dies like one.
	CodeRegisterPasskey CodePurpose = "register_passkey"
)

// VerifyPurpose is the purpose of a code that verifies address attribute a.
func VerifyPurpose(a AttributeName) CodePurpose {
	if a == AttrPhone {
		return CodeVerifyPhone
	}
	return CodeVerifyEmail
}

// OneTimeCode is a code that was sent to a user. Stores seal Value.
type OneTimeCode struct {
	Pool    PoolID
	Sub     Sub
	Purpose CodePurpose
	Value   string
	// Attribute and Destination say where the code went; redeeming it proves
	// that address and no later one.
	Attribute   AttributeName
	Destination string
	Expires     time.Time
}

// CounterKind names a limit per user.
type CounterKind string

// The limits. Each has its own window (see the package that counts).
const (
	CountPassword       CounterKind = "password"        // failed proofs, with lockout
	CountMFA            CounterKind = "mfa"             // failed second factors, with lockout
	CountMFAResend      CounterKind = "mfa_resend"      // further codes of a second factor
	CountConfirm        CounterKind = "confirm"         // ConfirmSignUp tries
	CountResend         CounterKind = "resend"          // ResendConfirmationCode
	CountReset          CounterKind = "reset"           // ForgotPassword and ConfirmForgotPassword
	CountVerify         CounterKind = "verify"          // VerifyUserAttribute tries
	CountVerifySend     CounterKind = "verify_send"     // GetUserAttributeVerificationCode
	CountChangePassword CounterKind = "change_password" // ChangePassword
	CountRegister       CounterKind = "register"        // clients that register themselves, by address
)

// Counter is a count of events of one kind for one subject (a sub).
type Counter struct {
	Pool    PoolID
	Subject string
	Kind    CounterKind
	Count   int
	Since   time.Time // start of the window
	Last    time.Time // last event
	Locked  time.Time // until when the subject is locked; zero if not
	Expires time.Time // when the row may be dropped
}

// Spent marks a single-use token (a Session, a SECRET_BLOCK, an authorization
// code) as used until it would have expired anyway.
type Spent struct {
	ID      string // hash of the token
	Expires time.Time
}
