package awsproto

// A Form is the parameters of a Query request as a tree.
type Form struct{}
