// Package quiet settles, before anything asks the terminal, that its background is dark.
//
// bubbletea asks for the background colour while it is initialised, and waits five seconds
// on a terminal that does not answer. Go initialises packages in the order of their import
// paths once their own imports are ready, so this package, which needs nothing but
// lipgloss and sorts before github.com/charmbracelet/bubbletea, speaks first. It refuses to
// do anything else. The themes use the terminal's own sixteen colours, so a wrong guess
// costs nothing.
package quiet

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
