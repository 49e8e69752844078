// Package branding keeps how the pages of a pool look: the customization of
// the classic pages (CSS and a logo) and the branding of managed login
// (settings and assets).
//
// It owns which CSS, settings and images are allowed and the defaults; it
// renders nothing. Everything that it stores has been written by
// administrators and is shown to users, so nothing passes that could run code
// or fetch from elsewhere.
//
// Pages ask Classic and Managed for what applies to a client, and serve the
// images: a logo at ImagePath below the base of the domain, whose last part
// changes with the image, so that it may be cached for good.
package branding
