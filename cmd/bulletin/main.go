package main

import (
	"context"
	"os"
	_ "time/tzdata" // jump hosts and containers often have no time zones of their own

	_ "bulletin/themes/quiet" // before bubbletea: nothing ever asks the terminal
)

func main() {
	os.Exit(run(context.Background(), process(), os.Args[1:]...))
}
