package awsproto

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// writeSuccess sends an encoded output.
func writeSuccess(w http.ResponseWriter, protocol Protocol, body []byte) {
	h := w.Header()
	switch protocol {
	case JSON:
		h.Set("Content-Type", contentTypeJSON)
	case REST:
		h.Set("Content-Type", contentTypeREST)
	case Query:
		h.Set("Content-Type", contentTypeXML)
	}
	w.WriteHeader(http.StatusOK)
	w.Write(body) //nolint:errcheck // the client is gone, nobody is left to tell
}

const (
	contentTypeJSON = "application/x-amz-json-1.1"
	contentTypeREST = "application/json"
	contentTypeXML  = "text/xml"
)

// writeFault sends a resolved fault in the envelope of a protocol.
func writeFault(w http.ResponseWriter, protocol Protocol, namespace, requestID string, f *Fault) {
	h := w.Header()
	var body []byte
	switch protocol {
	case JSON:
		h.Set("Content-Type", contentTypeJSON)
		h.Set("x-amzn-ErrorType", f.Code+":")
		if f.Message != "" {
			h.Set("x-amzn-ErrorMessage", headerValue(f.Message))
		}
		body = faultJSON(f, true)
	case REST:
		h.Set("Content-Type", contentTypeREST)
		h.Set("x-amzn-ErrorType", f.Code+":")
		body = faultJSON(f, false)
	case Query:
		h.Set("Content-Type", contentTypeXML)
		body = faultXML(f, namespace, requestID)
	}
	w.WriteHeader(f.Status)
	w.Write(body) //nolint:errcheck // the client is gone, nobody is left to tell
}

// faultJSON writes the error document; REST has the code in a header only.
func faultJSON(f *Fault, withType bool) []byte {
	e := NewEncoder(make([]byte, 0, 128))
	e.Open()
	if withType {
		e.String("__type", &f.Code)
	}
	if f.Message != "" || !withType {
		name := "message"
		if f.Code == "AccessDeniedException" { // policy denials are capitalised on the service
			name = "Message"
		}
		e.String(name, &f.Message)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		value := f.Fields[name]
		e.String(name, &value)
	}
	e.Close()
	return e.Data()
}

func faultXML(f *Fault, namespace, requestID string) []byte {
	kind := "Sender"
	if f.Status >= http.StatusInternalServerError {
		kind = "Receiver"
	}
	e := NewXMLEncoder(make([]byte, 0, 256))
	e.buf = append(e.buf, `<ErrorResponse xmlns="`...)
	e.buf = appendXMLText(e.buf, namespace)
	e.buf = append(e.buf, '"', '>')
	e.start("Error")
	e.element("Type", kind)
	e.element("Code", f.Code)
	e.element("Message", f.Message)
	e.end("Error")
	e.element("RequestId", requestID)
	e.end("ErrorResponse")
	return e.buf
}

// maxHeaderValue bounds the copy of a message in a header; the body has all of it.
const maxHeaderValue = 1024

// headerValue makes a message safe for a header: one line of printable ASCII. A message can quote what the client sent.
func headerValue(message string) string {
	if len(message) > maxHeaderValue {
		message = message[:maxHeaderValue]
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x20 || r == 0x7F:
			return ' '
		case r > 0x7F:
			return '?'
		}
		return r
	}, message)
}
