// Package sweep holds the tests of the whole way of a letter, from the approval to the mark in
// Jira, with everything that can break broken once: every operation on the disk, every question
// to Jira, every step of the dialogue with the mail server. After each they compare four books:
// the receipt, the journal, what the mail server took, and what Jira says.
//
// It has no code of its own for anybody to use.
package sweep
