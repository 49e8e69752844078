// Package archtest holds the rules of docs/architecture.md as tests: who may
// import whom, what domain packages must not know, and what every package
// says of itself.
//
// It has no code of its own and reads sources instead of loading packages, so
// that it judges trees that do not compile as well.
package archtest
