package localkms_test

import (
	"net/http"
	"testing"
)

// Whatever arrives, the answer is a JSON document of AWS and no plaintext.
func FuzzDecrypt(f *testing.F) {
	keys := newKeys(f, nil)
	f.Add("TrentService.Decrypt", `{"CiphertextBlob":"AQADYWJj","EncryptionContext":{"a":"b"},"KeyId":"abc"}`)
	f.Add("TrentService.Decrypt", `{"CiphertextBlob":"AQD/"}`)
	f.Add("", ``)
	f.Fuzz(func(t *testing.T, target, body string) {
		status, answer := post(keys, target, body)
		if status != http.StatusBadRequest || answer["__type"] == "" {
			t.Fatalf("status %d, answer %v", status, answer)
		}
	})
}
