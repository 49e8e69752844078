// Package device is what users and administrators do with the devices that
// sign-ins came from: confirm, name, remember, list and forget them.
//
// It owns the life of a device from ConfirmDevice on; before that nothing is
// stored and only the token family knows the device key. How a device proves
// itself at sign-in is signin's.
package device
