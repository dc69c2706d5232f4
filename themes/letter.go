package themes

import "github.com/charmbracelet/glamour/ansi"

// letterStyle is glamour's style for a letter: as it is, with the labels and headings
// stronger, and nothing added that is not in the letter.
func letterStyle(name string) ansi.StyleConfig {
	yes, accent := true, ""
	switch name {
	case "dark":
		accent = "14"
	case "light":
		accent = "4"
	}
	heading := ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Bold: &yes}}
	strong := ansi.StylePrimitive{Bold: &yes}
	if accent != "" {
		heading.Color, strong.Color = &accent, &accent
	}
	return ansi.StyleConfig{Heading: heading, Strong: strong}
}
