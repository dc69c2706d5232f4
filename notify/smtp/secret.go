package smtp

// Secret is a text that shows itself nowhere: not under any verb of fmt, not in a log, not
// in JSON, not from within an unexported field (where fmt calls no method, but prints an
// inner pointer as an address only). Its zero value is empty.
type Secret struct{ text *string }

// Hide makes a secret of a text.
func Hide(text string) Secret { return Secret{&text} }

// String is the same mark for every secret.
func (Secret) String() string { return "(hidden)" }

func (s Secret) reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}
