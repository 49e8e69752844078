package codes

import (
	"errors"
	"io"
	"strings"
)

// Temporary passwords are read from a screen and typed, so they lack the
// characters that look alike (0 O o 1 l I) and symbols that a template, a
// message or a shell could change.
const (
	typableDigits  = "23456789"
	typableLower   = "abcdefghijkmnpqrstuvwxyz"
	typableUpper   = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	typableSymbols = "!@#%^*+=?-_."

	// minPassword gives 60 bits with the smallest alphabet.
	minPassword = 12
	maxPassword = 256
	// maxDraws is never reached by chance: a draw with every required class
	// succeeds about every second time.
	maxDraws = 1000
)

// PasswordRules is what a temporary password has to satisfy.
type PasswordRules struct {
	MinLength                    int // 0 to 256
	Lower, Upper, Number, Symbol bool
}

// Errors of TemporaryPassword besides those of the random source.
var (
	ErrRules  = errors.New("codes: a password cannot have more than 256 characters")
	ErrRandom = errors.New("codes: the random source repeats itself")
)

// TemporaryPassword draws a password that satisfies the rules: 12 characters
// or MinLength if that is more, with at least one character of each required
// class. All such passwords are equally likely.
func TemporaryPassword(rand io.Reader, rules PasswordRules) (string, error) {
	if rules.MinLength > maxPassword {
		return "", ErrRules
	}
	classes, alphabet := rules.classes(), rules.alphabet()
	for range maxDraws {
		password, err := draw(rand, alphabet, max(minPassword, rules.MinLength))
		if err != nil {
			return "", err
		}
		// Placing one character of each class by hand would favour some passwords.
		if hasEach(password, classes) {
			return password, nil
		}
	}
	return "", ErrRandom
}

func (r PasswordRules) classes() []string {
	var classes []string
	for _, class := range []struct {
		required bool
		chars    string
	}{{r.Lower, typableLower}, {r.Upper, typableUpper}, {r.Number, typableDigits}, {r.Symbol, typableSymbols}} {
		if class.required {
			classes = append(classes, class.chars)
		}
	}
	return classes
}

// alphabet always has small letters and digits: a pool that asks for digits
// only does not forbid the rest, and digits alone would be too easy to guess.
func (r PasswordRules) alphabet() string {
	alphabet := typableLower + typableDigits
	if r.Upper {
		alphabet += typableUpper
	}
	if r.Symbol {
		alphabet += typableSymbols
	}
	return alphabet
}

func hasEach(password string, classes []string) bool {
	for _, class := range classes {
		if !strings.ContainsAny(password, class) {
			return false
		}
	}
	return true
}
