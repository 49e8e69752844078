package device

import (
	"github.com/cognate-id/cognate/internal/userpool"
)

// Attribute is one of DeviceAttributes.
type Attribute struct{ Name, Value string }

// Summary lists the attributes of a device that lists show.
func Summary(d *userpool.Device) []Attribute {
	out := []Attribute{{"device_status", "valid"}}
	if d.Name != "" {
		out = append(out, Attribute{"device_name", d.Name})
	}
	if d.LastIP != "" {
		out = append(out, Attribute{"last_ip_used", d.LastIP})
	}
	return out
}

// Detail is Summary with what only the answer about a single device shows.
// account is the twelve digits of ARNs.
func Detail(account string, u *userpool.User, d *userpool.Device) []Attribute {
	owner := string(u.Username) + "." + string(u.Pool)
	status := NotRemembered
	if d.Remembered {
		status = Remembered
	}
	out := append(Summary(d),
		Attribute{"dev:device_arn", "arn:aws:cognito-idp:" + u.Pool.Region() + ":" + account + ":owner/" + owner + "/device/" + d.Key},
		Attribute{"dev:device_owner", owner},
		Attribute{"dev:device_remembered_status", status},
	)
	if d.SDK != "" {
		out = append(out, Attribute{"dev:device_sdk", d.SDK})
	}
	return out
}
