package localkms

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

// Limits of a request, in bytes.
const (
	maxBody       = 64 << 10
	maxCiphertext = 6144
)

// TargetPrefix is what X-Amz-Target begins with in calls of KMS: a server that
// shares one address between services routes by it.
const TargetPrefix = "TrentService."

// actionDecrypt is the action to be allowed.
const actionDecrypt = "kms:Decrypt"

// algorithm is the only one that symmetric keys have.
const algorithm = "SYMMETRIC_DEFAULT"

// Refusal is an answer that tells the client why not: the code of an AWS
// exception and a message.
type Refusal struct{ Code, Message string }

// Error tells both.
func (r *Refusal) Error() string { return r.Code + ": " + r.Message }

type decryptRequest struct {
	Ciphertext []byte            `json:"CiphertextBlob"`
	Context    map[string]string `json:"EncryptionContext"`
	KeyID      string            `json:"KeyId"`
	Algorithm  string            `json:"EncryptionAlgorithm"`
	DryRun     bool              `json:"DryRun"`
	Recipient  json.RawMessage   `json:"Recipient"`
}

type decryptResponse struct {
	KeyID     string `json:"KeyId"`
	Plaintext []byte `json:"Plaintext"`
	Algorithm string `json:"EncryptionAlgorithm"`
}

// ServeHTTP answers calls of KMS: Decrypt, and for every other operation that
// there is none.
func (k *Keys) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out, err := k.serve(w, r)
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.Header().Set("Cache-Control", "no-store")
	if err == nil {
		json.NewEncoder(w).Encode(out)
		return
	}
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		k.deps.Log.WarnContext(r.Context(), "kms call refused", "error", err)
		refusal = &Refusal{"AccessDeniedException", "The request was refused."}
	}
	w.WriteHeader(http.StatusBadRequest)
	json.NewEncoder(w).Encode(map[string]string{"__type": refusal.Code, "message": refusal.Message})
}

func (k *Keys) serve(w http.ResponseWriter, r *http.Request) (*decryptResponse, error) {
	operation, ours := strings.CutPrefix(r.Header.Get("X-Amz-Target"), TargetPrefix)
	if r.Method != http.MethodPost || !ours || operation != "Decrypt" {
		return nil, &Refusal{"UnknownOperationException", "Of KMS only Decrypt is available here."}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, &Refusal{"ValidationException", "The request is too large."}
	}
	var in decryptRequest
	malformed := json.Unmarshal(body, &in) != nil
	keyARN, _, _ := split(in.Ciphertext)
	// Nothing is told to those who may not ask.
	if err := k.deps.Allow(r, body, actionDecrypt, keyARN); err != nil {
		return nil, err
	}
	if malformed {
		return nil, &Refusal{"SerializationException", ""}
	}
	return k.decrypt(in)
}

func (k *Keys) decrypt(in decryptRequest) (*decryptResponse, error) {
	keyARN, _, ok := split(in.Ciphertext)
	switch {
	case len(in.Ciphertext) == 0 || len(in.Ciphertext) > maxCiphertext:
		return nil, &Refusal{"ValidationException", "CiphertextBlob must have 1 to 6144 bytes."}
	case in.Algorithm != "" && in.Algorithm != algorithm:
		return nil, &Refusal{"InvalidKeyUsageException", "The key is symmetric."}
	case len(in.Recipient) > 0 && string(in.Recipient) != "null":
		return nil, &Refusal{"UnsupportedOperationException", "Recipient is not available here."}
	case !ok:
		return nil, &Refusal{"InvalidCiphertextException", ""}
	case in.KeyID != "" && in.KeyID != keyARN && !strings.HasSuffix(keyARN, ":key/"+in.KeyID):
		return nil, &Refusal{"IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation."}
	}
	plain, err := k.open(in.Ciphertext, in.Context)
	switch {
	case err != nil:
		return nil, &Refusal{"InvalidCiphertextException", ""}
	case in.DryRun:
		return nil, &Refusal{"DryRunOperationException", "The request would have succeeded, but the DryRun option is set."}
	}
	return &decryptResponse{KeyID: keyARN, Plaintext: plain, Algorithm: algorithm}, nil
}
