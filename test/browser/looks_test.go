package browser

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// banner is an image of one colour with a frame, as base64 of a PNG.
func banner(width, height int, r, g, b uint8) string {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			if x < 3 || y < 3 || x >= width-3 || y >= height-3 || (x-height/2)*(x-height/2)+(y-height/2)*(y-height/2) < height*height/9 {
				m.Set(x, y, color.NRGBA{r, g, b, 255})
			}
		}
	}
	var out bytes.Buffer
	_ = png.Encode(&out, m) // into memory
	return base64.StdEncoding.EncodeToString(out.Bytes())
}

// ownBranding is a document as administrators make them: both modes, a header,
// a footer, a logo, colours of their own.
var ownBranding = object{
	"categories": object{"global": object{"colorSchemeMode": "DYNAMIC", "pageHeader": object{"enabled": true}, "pageFooter": object{"enabled": true}},
		"form": object{"location": object{"horizontal": "START", "vertical": "CENTER"}}},
	"componentClasses": object{"buttons": object{"borderRadius": 24}, "input": object{"borderRadius": 4}},
	"components": object{
		"form": object{"borderRadius": 4, "logo": object{"enabled": true, "formInclusion": "IN", "location": "CENTER", "position": "TOP"}},
		"pageHeader": object{"logo": object{"enabled": true, "location": "START"}, "lightMode": object{"background": object{"color": "5b1647ff"}},
			"darkMode": object{"background": object{"color": "2d0b23ff"}}},
		"pageFooter":     object{"logo": object{"enabled": true, "location": "END"}},
		"pageBackground": object{"image": object{"enabled": false}, "lightMode": object{"color": "fbf4f9ff"}, "darkMode": object{"color": "160b13ff"}},
		"primaryButton": object{"lightMode": object{"defaults": object{"backgroundColor": "8a1f6bff", "textColor": "ffffffff"}, "hover": object{"backgroundColor": "5b1647ff", "textColor": "ffffffff"}},
			"darkMode": object{"defaults": object{"backgroundColor": "f29bd8ff", "textColor": "160b13ff"}, "hover": object{"backgroundColor": "ffc4ebff", "textColor": "160b13ff"}}},
	},
}

func ownAssets() []object {
	return []object{
		{"Category": "PAGE_HEADER_LOGO", "ColorMode": "DYNAMIC", "Extension": "PNG", "Bytes": banner(150, 36, 255, 255, 255)},
		{"Category": "PAGE_FOOTER_LOGO", "ColorMode": "DYNAMIC", "Extension": "PNG", "Bytes": banner(90, 24, 138, 31, 107)},
		{"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": banner(180, 60, 138, 31, 107)},
		{"Category": "FORM_LOGO", "ColorMode": "DARK", "Extension": "PNG", "Bytes": banner(180, 60, 242, 155, 216)},
	}
}

// riddle serves the functions of a pool that asks a question, twice if need be.
func riddle(t *testing.T) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var event struct {
			Trigger string `json:"triggerSource"`
			Request struct {
				Session []struct {
					Result bool `json:"challengeResult"`
				} `json:"session"`
				Answer string `json:"challengeAnswer"`
			} `json:"request"`
		}
		whole := object{}
		body, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(body, &event) != nil || json.Unmarshal(body, &whole) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		rounds := event.Request.Session
		switch event.Trigger {
		case "DefineAuthChallenge_Authentication":
			solved := len(rounds) > 0 && rounds[len(rounds)-1].Result
			whole["response"] = object{"challengeName": "CUSTOM_CHALLENGE", "issueTokens": solved, "failAuthentication": !solved && len(rounds) > 1}
		case "CreateAuthChallenge_Authentication":
			whole["response"] = object{"publicChallengeParameters": map[string]string{"riddle": "What has keys but opens no door?"},
				"privateChallengeParameters": map[string]string{"answer": "a piano"}}
		case "VerifyAuthChallengeResponse_Authentication":
			whole["response"] = object{"answerCorrect": event.Request.Answer == "a piano"}
		}
		_ = json.NewEncoder(w).Encode(whole)
	}))
	t.Cleanup(s.Close)
	return s.URL
}
