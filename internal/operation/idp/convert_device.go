package idp

import (
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/device"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

func deviceOf(d *userpool.Device, attributes []device.Attribute) *idp.DeviceType {
	return &idp.DeviceType{
		DeviceKey: &d.Key, DeviceAttributes: deviceAttributesOf(attributes),
		DeviceCreateDate: &d.Created, DeviceLastModifiedDate: &d.Modified,
		// Cognito gives this one date without a fraction.
		DeviceLastAuthenticatedDate: new(d.LastAuth.Truncate(time.Second)),
	}
}

// devicesOf gives a list that is sent even when it is empty.
func devicesOf(ds []userpool.Device) []idp.DeviceType {
	out := make([]idp.DeviceType, len(ds))
	for i := range ds {
		out[i] = *deviceOf(&ds[i], device.Summary(&ds[i]))
	}
	return out
}

func deviceAttributesOf(as []device.Attribute) []idp.AttributeType {
	out := make([]idp.AttributeType, len(as))
	for i := range as {
		out[i] = idp.AttributeType{Name: &as[i].Name, Value: &as[i].Value}
	}
	return out
}
