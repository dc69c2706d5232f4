package incident

import "regexp"

var (
	keyForm = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,63}-[0-9]{1,19}$`)
	idForm  = regexp.MustCompile(`^[0-9]{1,19}$`)
)

// IsKey reports the key of an incident, such as OPS-101, in capitals. It is safe in a path, in a
// query and as the name of a file.
func IsKey(s string) bool { return keyForm.MatchString(s) }

// IsID reports Jira's number of an incident, or of anything else in Jira. It is as safe.
func IsID(s string) bool { return idForm.MatchString(s) }
