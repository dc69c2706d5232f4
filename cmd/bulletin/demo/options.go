package demo

import (
	"fmt"
	"slices"
	"strings"
)

// OptionError says which option cannot be meant.
type OptionError string

func (e OptionError) Error() string { return string(e) }

func (o Options) kind() kind {
	if o.Kind == Cloud {
		return cloud
	}
	return dataCenter
}

func (o Options) check() error {
	if !slices.Contains([]string{"", DataCenter, Cloud}, o.Kind) {
		return OptionError(fmt.Sprintf("there is no Jira of the kind %q; it is %s or %s", o.Kind, Cloud, DataCenter))
	}
	if o.Incidents < 0 || o.Incidents > MostIncidents {
		return OptionError(fmt.Sprintf("%d incidents cannot be generated; at most %d can", o.Incidents, MostIncidents))
	}
	if o.kind().name != Cloud && slices.ContainsFunc(o.Faults, func(f Fault) bool { return f.Name == tokenLoop }) {
		return OptionError(fmt.Sprintf("the fault %s is one of Jira Cloud; start the demo with --jira %s", tokenLoop, Cloud))
	}
	return nil
}

// secure reports whether a fault needs TLS. Without one the demo's Jira does without, as it
// never leaves the machine.
func (o Options) secure() bool {
	return slices.ContainsFunc(o.Faults, func(f Fault) bool { return f.Name == "downgrade" || strings.HasPrefix(f.Name, "tls-") })
}
