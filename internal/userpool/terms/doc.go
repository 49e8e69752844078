// Package terms keeps the documents that the sign-up page of a client links
// to: its terms of use and its privacy policy. The documents themselves are
// elsewhere.
package terms
