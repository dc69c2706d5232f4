package main

import (
	"embed"
	"strings"

	"github.com/spf13/cobra"
)

//go:embed help/*.md
var help embed.FS

// topic is the text of a help topic; empty for one that does not exist.
func topic(name string) string {
	text, _ := help.ReadFile("help/" + name + ".md")
	return strings.TrimSpace(string(text))
}

// topics are the texts that "bulletin help TOPIC" shows.
func topics() []*cobra.Command {
	var out []*cobra.Command
	for _, t := range []struct{ name, short string }{
		{"config", "The config file, by example"},
		{"letters", "How a letter comes about, and what holds it back"},
		{"templates", "How to write, check and try templates"},
		{"keys", "The keys of the console"},
		{"jira", "What Jira is asked, what is written to it, and what happens when it fails"},
		{"sending", "What happens to a letter, and what an outcome means"},
		{"faults", "What can be wrong with the demo's Jira, and what one should see"},
		{"exit-codes", "What the exit codes mean"},
	} {
		out = append(out, &cobra.Command{Use: t.name, Short: t.short, Long: topic(t.name)})
	}
	return out
}
