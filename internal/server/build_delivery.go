package server

import (
	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/delivery"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// buildDelivery makes the worker and the carriers that are configured. SMS has
// no carrier yet.
func buildDelivery(c *config.Config, db *store.DB, deps Deps) *delivery.Worker {
	carriers := map[userpool.Medium]delivery.Carrier{}
	if c.SMTP.Host != "" {
		carriers[userpool.MediumEmail] = &delivery.SMTP{
			Host: c.SMTP.Host, Port: c.SMTP.Port, User: c.SMTP.User, Password: c.SMTP.Password, From: c.SMTP.From,
			Security: map[config.SMTPTLS]delivery.Security{
				config.TLSStart: delivery.StartTLS, config.TLSImplicit: delivery.ImplicitTLS, config.TLSNone: delivery.ClearText,
			}[c.SMTP.TLS],
		}
	}
	return delivery.NewWorker(delivery.Deps{
		DB:       store.Bind(db, func(tx *store.Tx) delivery.Store { return tx }),
		Carriers: carriers, Now: deps.Now, Log: deps.Log,
	})
}
