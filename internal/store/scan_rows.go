package store

import "github.com/cognate-id/cognate/internal/userpool"

// readProfile decodes the document of a user.
func readProfile(text string) (*profileRow, error) {
	s, r := scanner{text: text}, &profileRow{}
	if s.object(func(name string) bool { return r.scan(&s, name) }) && s.done() {
		return r, nil
	}
	r = &profileRow{}
	return r, readDocument(text, r)
}

func (r *profileRow) scan(s *scanner, name string) bool {
	switch name {
	case "username":
		return word(s, &r.Username)
	case "status":
		return word(s, &r.Status)
	case "enabled":
		return s.truth(&r.Enabled)
	case "created":
		return s.number(&r.Created)
	case "modified":
		return s.number(&r.Modified)
	case "attributes":
		return scanAttributes(s, &r.Attributes)
	case "pending":
		return scanAttributes(s, &r.Pending)
	case "password_expires":
		return s.number(&r.PasswordExpires)
	case "mfa":
		return s.object(func(name string) bool { return r.MFA.scan(s, name) })
	case "identities":
		return r.scanIdentities(s)
	case "local_sign_in_off":
		return s.truth(&r.LocalSignInOff)
	case "token_epoch":
		return s.number(&r.TokenEpoch)
	case "signed_out_at":
		return s.number(&r.SignedOutAt)
	}
	return false
}

func (r *mfaRow) scan(s *scanner, name string) bool {
	switch name {
	case "sms":
		return s.truth(&r.SMS)
	case "email":
		return s.truth(&r.Email)
	case "totp":
		return s.truth(&r.TOTP)
	case "passkey":
		return s.truth(&r.Passkey)
	case "preferred":
		return word(s, &r.Preferred)
	case "totp_name":
		return s.string(&r.TOTPName)
	case "totp_step":
		return s.number(&r.TOTPStep)
	case "legacy_sms":
		return s.truth(&r.LegacySMS)
	}
	return false
}

func (r *profileRow) scanIdentities(s *scanner) bool {
	identities := []identityRow{}
	if r.Identities != nil { // encoding/json would merge the two
		return false
	}
	ok := s.list(func() bool {
		var i identityRow
		ok := s.object(func(name string) bool { return i.scan(s, name) })
		identities = append(identities, i)
		return ok
	})
	r.Identities = identities
	return ok
}

func (r *identityRow) scan(s *scanner, name string) bool {
	switch name {
	case "provider":
		return s.string(&r.Provider)
	case "type":
		return s.string(&r.ProviderType)
	case "user_id":
		return s.string(&r.UserID)
	case "issuer":
		return s.string(&r.Issuer)
	case "primary":
		return s.truth(&r.Primary)
	case "created":
		return s.number(&r.Created)
	}
	return false
}

func scanAttributes(s *scanner, to *userpool.Attributes) bool {
	if *to == nil {
		*to = make(userpool.Attributes, 8) // what one group of a map holds
	}
	return s.object(func(name string) bool {
		var v string
		ok := s.string(&v)
		(*to)[userpool.AttributeName(name)] = v
		return ok
	})
}

// readFamily decodes the document of a token family.
func readFamily(text string) (*familyRow, error) {
	s, r := scanner{text: text}, &familyRow{}
	if s.object(func(name string) bool { return r.scan(&s, name) }) && s.done() {
		return r, nil
	}
	r = &familyRow{}
	return r, readDocument(text, r)
}

func (r *familyRow) scan(s *scanner, name string) bool {
	switch name {
	case "sub":
		return word(s, &r.Sub)
	case "client":
		return word(s, &r.Client)
	case "epoch":
		return s.number(&r.Epoch)
	case "auth_time":
		return s.number(&r.AuthTime)
	case "created":
		return s.number(&r.Created)
	case "expires":
		return s.number(&r.Expires)
	case "scopes":
		return s.texts(&r.Scopes)
	case "device_key":
		return s.string(&r.DeviceKey)
	case "event_id":
		return s.string(&r.EventID)
	case "nonce":
		return s.string(&r.Nonce)
	case "resource":
		return s.string(&r.Resource)
	case "acr":
		return s.string(&r.ACR)
	case "amr":
		return s.texts(&r.AMR)
	case "grace_until":
		return s.number(&r.GraceUntil)
	case "session_id":
		return s.string(&r.SessionID)
	case "origin":
		return s.string(&r.Origin)
	case "last_active":
		return s.number(&r.LastActive)
	case "ip":
		return s.string(&r.IP)
	case "agent":
		return s.bytes(&r.Agent)
	}
	return false
}

// readSecrets decodes the opened secrets of a user.
func readSecrets(text string) (*userSecrets, error) {
	s, r := scanner{text: text}, &userSecrets{}
	if s.object(func(name string) bool { return r.scan(&s, name) }) && s.done() {
		return r, nil
	}
	r = &userSecrets{}
	return r, readDocument(text, r)
}

func (r *userSecrets) scan(s *scanner, name string) bool {
	switch name {
	case "password":
		return r.Password.scan(s)
	case "history":
		history := []credentialRow{}
		if r.History != nil { // encoding/json would merge the two
			return false
		}
		ok := s.list(func() bool {
			var c credentialRow
			ok := c.scan(s)
			history = append(history, c)
			return ok
		})
		r.History = history
		return ok
	case "totp_seed":
		return s.string(&r.TOTPSeed)
	case "totp_pending":
		return s.string(&r.TOTPPending)
	}
	return false
}

func (r *credentialRow) scan(s *scanner) bool {
	return s.object(func(name string) bool {
		switch name {
		case "salt":
			return s.bytes(&r.Salt)
		case "verifier":
			return s.bytes(&r.Verifier)
		case "hash":
			return s.string(&r.Hash)
		}
		return false
	})
}
