package idp_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

const pngBytes = "\x89PNG\r\n\x1a\n rest"

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestUICustomization(t *testing.T) {
	t.Parallel()
	a := start(t)
	pool := a.pool(t, nil)
	client := a.client(t, m{"UserPoolId": pool})["ClientId"].(string)
	css := ".submitButton-customizable:hover { background-color : #fff } /* } */ .label-customizable,.legalText-customizable{color:rgb(1, 2, 3)}"
	const invalid = "InvalidParameterException: "
	a.refused(t, "SetUICustomization", m{"UserPoolId": pool, "CSS": css}, invalid+"A domain must be associated with this user pool.")
	a.must(t, "CreateUserPoolDomain", m{"UserPoolId": pool, "Domain": "acme"})
	same(t, a.must(t, "GetUICustomization", m{"UserPoolId": pool, "ClientId": client}), `{"UICustomization":{"UserPoolId":"`+pool+`","ClientId":"`+client+`"}}`)

	got := a.must(t, "SetUICustomization", m{"UserPoolId": pool, "CSS": css, "ImageFile": b64(pngBytes)})["UICustomization"].(m)
	if got["CSS"] != css || got["ClientId"] != "ALL" || got["CSSVersion"] != "20260301120000" ||
		got["ImageUrl"] != "https://login.example.com/assets/ALL/20260301120000/image.png" {
		t.Errorf("%v", got)
	}
	inherited := a.must(t, "GetUICustomization", m{"UserPoolId": pool, "ClientId": client})["UICustomization"].(m)
	if inherited["CSS"] != css {
		t.Errorf("a client without its own has %v", inherited)
	}
	a.must(t, "SetUICustomization", m{"UserPoolId": pool, "ClientId": client})
	own := a.must(t, "GetUICustomization", m{"UserPoolId": pool, "ClientId": client})["UICustomization"].(m)
	if own["CSS"] != nil || own["ImageUrl"] != nil || own["ClientId"] != client {
		t.Errorf("an empty setting of its own: %v", own)
	}
	for css, want := range map[string]string{
		"body{color:red}":                                                "The CSS class body is not in the list of allowed classes.",
		".label-customizable .x{color:red}":                              "The CSS class .label-customizable .x is not in the list of allowed classes.",
		".label-customizable:hover{color:red}":                           "The CSS class .label-customizable:hover is not in the list of allowed classes.",
		"@import 'x';":                                                   "Invalid CSS.",
		"@media print{.label-customizable{color:red}}":                   "Invalid CSS.",
		".label-customizable{color:red":                                  "Invalid CSS.",
		".label-customizable{color:red}}":                                "Invalid CSS.",
		".label-customizable{color:red}</style><script>":                 "Invalid CSS.",
		".label-customizable{color}":                                     "Invalid CSS.",
		".label-customizable{color:red} /* open":                         "Invalid CSS.",
		".label-customizable{position:fixed}":                            "The CSS property position is not allowed for the class .label-customizable.",
		".label-customizable{color:url(//evil.example)}":                 "The value of the CSS property color is not allowed.",
		`.label-customizable{color:\75rl(x)}`:                            "The value of the CSS property color is not allowed.",
		".errorMessage-customizable{background:image-set(x)}":            "The value of the CSS property background is not allowed.",
		".errorMessage-customizable{background:u/**/rl(//evil.example)}": "The value of the CSS property background is not allowed.",
		".label-customizable{color:'</style>'}":                          "The value of the CSS property color is not allowed.",
	} {
		a.refused(t, "SetUICustomization", m{"UserPoolId": pool, "CSS": css}, invalid+want)
	}
	a.refused(t, "SetUICustomization", m{"UserPoolId": pool, "ImageFile": b64("<svg/>")}, invalid+"The image must be a PNG or JPEG file.")
	a.refused(t, "SetUICustomization", m{"UserPoolId": pool, "ImageFile": b64(pngBytes + strings.Repeat("x", 100<<10))}, invalid+"The image must not be larger than 100 KB.")
	a.refused(t, "SetUICustomization", m{"UserPoolId": pool, "ClientId": "nobody"}, "ResourceNotFoundException: User pool client nobody does not exist.")
}

func TestManagedLoginBranding(t *testing.T) {
	t.Parallel()
	a := start(t)
	pool := a.pool(t, nil)
	client := a.client(t, m{"UserPoolId": pool})["ClientId"].(string)
	asset := m{"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": b64(pngBytes)}
	create := func(more m) m {
		in := m{"UserPoolId": pool, "ClientId": client}
		for k, v := range more {
			in[k] = v
		}
		return in
	}
	const invalid = "InvalidParameterException: "
	const both = invalid + "useCognitoProvidedValues or settings should be specified (but not both)"
	for name, tt := range map[string]struct {
		in   m
		want string
	}{
		"neither":      {create(nil), both},
		"both":         {create(m{"UseCognitoProvidedValues": true, "Settings": m{}}), both},
		"false alone":  {create(m{"UseCognitoProvidedValues": false}), both},
		"array":        {create(m{"Settings": []int{1}}), invalid + "Invalid settings provided. Settings must be a JSON object."},
		"wrong place":  {create(m{"Settings": m{}, "Assets": []m{{"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "ICO", "Bytes": "AAABAA=="}}}), invalid + "Extension ICO is not supported for asset category FORM_LOGO."},
		"wrong bytes":  {create(m{"Settings": m{}, "Assets": []m{{"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "JPEG", "Bytes": b64(pngBytes)}}}), invalid + "The content of an asset of category FORM_LOGO is not valid JPEG."},
		"script":       {create(m{"Settings": m{}, "Assets": []m{{"Category": "FAVICON_SVG", "ColorMode": "LIGHT", "Extension": "SVG", "Bytes": b64("<svg><script/></svg>")}}}), invalid + "The content of an asset of category FAVICON_SVG is not valid SVG."},
		"nobody's":     {create(m{"Settings": m{}, "Assets": []m{{"Category": "IDP_BUTTON_ICON", "ColorMode": "LIGHT", "Extension": "SVG", "Bytes": b64("<svg/>")}}}), invalid + "ResourceId is required for asset category IDP_BUTTON_ICON."},
		"unknown pool": {create(m{"UserPoolId": "us-east-1_unknown00", "Settings": m{}}), "ResourceNotFoundException: User pool us-east-1_unknown00 does not exist."},
		"no client":    {create(m{"ClientId": "nobody", "Settings": m{}}), "ResourceNotFoundException: User pool client nobody does not exist."},
	} {
		t.Run(name, func(t *testing.T) { a.refused(t, "CreateManagedLoginBranding", tt.in, tt.want) })
	}
	settings := m{"categories": m{"global": m{"colorSchemeMode": "DARK"}}}
	made := a.must(t, "CreateManagedLoginBranding", create(m{"Settings": settings, "Assets": []m{asset}}))["ManagedLoginBranding"].(m)
	id := made["ManagedLoginBrandingId"].(string)
	delete(made, "CreationDate")
	delete(made, "LastModifiedDate")
	same(t, made, `{"ManagedLoginBrandingId":"`+id+`","UserPoolId":"`+pool+`","UseCognitoProvidedValues":false,
		"Settings":{"categories":{"global":{"colorSchemeMode":"DARK"}}},
		"Assets":[{"Category":"FORM_LOGO","ColorMode":"LIGHT","Extension":"PNG","Bytes":"`+b64(pngBytes)+`"}]}`)
	a.refused(t, "CreateManagedLoginBranding", create(m{"UseCognitoProvidedValues": true}), "ManagedLoginBrandingExistsException: A managed login branding already exists for the app client "+client+".")

	merged := a.must(t, "DescribeManagedLoginBrandingByClient", m{"UserPoolId": pool, "ClientId": client, "ReturnMergedResources": true})["ManagedLoginBranding"].(m)["Settings"].(m)
	global := merged["categories"].(m)["global"].(m)
	if global["colorSchemeMode"] != "DARK" || global["spacingDensity"] != "REGULAR" || merged["components"] == nil {
		t.Errorf("merged settings %v", global)
	}
	// An update keeps what it does not have, and replaces assets by their place.
	dark := m{"Category": "FORM_LOGO", "ColorMode": "DARK", "Extension": "PNG", "Bytes": b64(pngBytes)}
	a.must(t, "UpdateManagedLoginBranding", m{"UserPoolId": pool, "ManagedLoginBrandingId": id, "Assets": []m{dark, asset}})
	got := a.must(t, "DescribeManagedLoginBranding", m{"UserPoolId": pool, "ManagedLoginBrandingId": id})["ManagedLoginBranding"].(m)
	if len(got["Assets"].([]any)) != 2 || got["Settings"] == nil {
		t.Errorf("%v", got)
	}
	a.must(t, "UpdateManagedLoginBranding", m{"UserPoolId": pool, "ManagedLoginBrandingId": id, "UseCognitoProvidedValues": true})
	got = a.must(t, "DescribeManagedLoginBranding", m{"UserPoolId": pool, "ManagedLoginBrandingId": id})["ManagedLoginBranding"].(m)
	if len(got["Assets"].([]any)) != 0 || got["Settings"] != nil || got["UseCognitoProvidedValues"] != true {
		t.Errorf("%v", got)
	}
	a.must(t, "DeleteManagedLoginBranding", m{"UserPoolId": pool, "ManagedLoginBrandingId": id})
	for _, op := range []string{"DescribeManagedLoginBranding", "UpdateManagedLoginBranding", "DeleteManagedLoginBranding"} {
		a.refused(t, op, m{"UserPoolId": pool, "ManagedLoginBrandingId": id}, "ResourceNotFoundException: Managed login branding "+id+" does not exist.")
	}
	a.refused(t, "DescribeManagedLoginBrandingByClient", m{"UserPoolId": pool, "ClientId": client}, "ResourceNotFoundException: Managed login branding does not exist for the app client "+client+".")
	for range 20 {
		a.must(t, "CreateManagedLoginBranding", m{"UserPoolId": pool, "ClientId": a.client(t, m{"UserPoolId": pool})["ClientId"].(string), "UseCognitoProvidedValues": true})
	}
	a.refused(t, "CreateManagedLoginBranding", create(m{"UseCognitoProvidedValues": true}), "LimitExceededException: The user pool has reached its limit of 20 branding styles.")
}

func TestTerms(t *testing.T) {
	t.Parallel()
	a := start(t)
	pool := a.pool(t, nil)
	client := a.client(t, m{"UserPoolId": pool})["ClientId"].(string)
	terms := func(client, name string) m {
		return m{"UserPoolId": pool, "ClientId": client, "TermsName": name, "TermsSource": "LINK", "Enforcement": "NONE",
			"Links": m{"cognito:default": "https://example.com/" + name, "cognito:french": "https://example.com/fr"}}
	}
	made := a.must(t, "CreateTerms", terms(client, "terms-of-use"))["Terms"].(m)
	id := made["TermsId"].(string)
	by := a.must(t, "DescribeTermsByClient", m{"UserPoolId": pool, "ClientId": client, "TermsName": "terms-of-use"})
	same(t, by, fmt.Sprintf(`{"Terms":{"TermsId":%q,"UserPoolId":%q,"ClientId":%q,"TermsName":"terms-of-use","TermsSource":"LINK","Enforcement":"NONE",
		"Links":{"cognito:default":"https://example.com/terms-of-use","cognito:french":"https://example.com/fr"},"CreationDate":1772366400,"LastModifiedDate":1772366400}}`, id, pool, client))
	a.refused(t, "CreateTerms", terms(client, "terms-of-use"), "TermsExistsException: Terms terms-of-use already exist for the app client "+client+".")
	bad := terms(client, "privacy-policy")
	bad["Links"] = m{"cognito:default": "javascript:alert(1)"}
	a.refused(t, "CreateTerms", bad, "InvalidParameterException: javascript:alert(1) is not a valid URL.")
	second := a.must(t, "CreateTerms", terms(client, "privacy-policy"))["Terms"].(m)["TermsId"].(string)
	a.refused(t, "UpdateTerms", m{"UserPoolId": pool, "TermsId": second, "TermsName": "terms-of-use"}, "TermsExistsException: Terms terms-of-use already exist for the app client "+client+".")
	updated := a.must(t, "UpdateTerms", m{"UserPoolId": pool, "TermsId": second, "Links": m{"cognito:default": "https://example.com/new"}})["Terms"].(m)
	if updated["TermsName"] != "privacy-policy" || len(updated["Links"].(m)) != 1 {
		t.Errorf("%v", updated)
	}
	list := a.must(t, "ListTerms", m{"UserPoolId": pool, "MaxResults": 1})
	if len(list["Terms"].([]any)) != 1 || list["NextToken"] == nil || list["Terms"].([]any)[0].(m)["Links"] != nil {
		t.Errorf("%v", list)
	}
	rest := a.must(t, "ListTerms", m{"UserPoolId": pool, "NextToken": list["NextToken"]})
	if len(rest["Terms"].([]any)) != 1 || rest["NextToken"] != nil {
		t.Errorf("%v", rest)
	}
	a.must(t, "DeleteTerms", m{"UserPoolId": pool, "TermsId": id})
	for _, op := range []string{"DescribeTerms", "UpdateTerms", "DeleteTerms"} {
		a.refused(t, op, m{"UserPoolId": pool, "TermsId": id}, "ResourceNotFoundException: Terms "+id+" do not exist.")
	}
	a.refused(t, "DescribeTermsByClient", m{"UserPoolId": pool, "ClientId": client, "TermsName": "terms-of-use"}, "ResourceNotFoundException: Terms terms-of-use do not exist for the app client "+client+".")
	// Terms go with their client.
	a.must(t, "DeleteUserPoolClient", m{"UserPoolId": pool, "ClientId": client})
	if left := a.must(t, "ListTerms", m{"UserPoolId": pool})["Terms"].([]any); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}
