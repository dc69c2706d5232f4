package incidents

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"bulletin/notify"
	"bulletin/notify/incident"
	"bulletin/themes"
	"bulletin/tui/column"
	"bulletin/tui/screen"
)

var night = time.Date(2026, 3, 14, 3, 12, 0, 0, time.UTC)

// many is a list of ten thousand, each with ten fields that columns can show.
func many() incident.Picture {
	p := incident.Picture{At: night, Filter: incident.Filter{Name: "Open incidents"}}
	for i := range 10_000 {
		created := night.Add(-time.Duration(i) * time.Minute)
		in := incident.Incident{ID: fmt.Sprint(10_000 + i), Key: fmt.Sprintf("OPS-%d", i), Summary: fmt.Sprintf("Card payments fail in region %d, with time-outs at the gateway", i%97),
			Status: "Investigating", Priority: []string{"P1", "P2", "P3", "P4"}[i%4], Services: []string{"Checkout", "Payments"}, Created: created, Updated: created.Add(time.Minute)}
		for f := range 10 {
			v := incident.Value{ID: fmt.Sprintf("customfield_%d", f), Name: fmt.Sprintf("Field %d", f), Texts: []string{fmt.Sprintf("value %d of %d", f, i*7919%10_000)}}
			if f == 9 {
				v = incident.Value{ID: "customfield_9", Name: "Impact Start Date", Kind: incident.DateTime, Time: created}
			}
			in.Fields = append(in.Fields, v)
		}
		p.Incidents = append(p.Incidents, in)
	}
	return p
}

// full is a page that shows all of them, in as many columns as there can be.
func full(tb testing.TB) *Page {
	tb.Helper()
	theme, err := themes.Named("dark", func(string) string { return "" })
	if err != nil {
		tb.Fatal(err)
	}
	columns := []column.Column{{Field: column.Key, Name: "key"}, {Field: column.Summary, Name: "summary"}}
	for f := range 10 {
		columns = append(columns, column.Column{Field: fmt.Sprintf("customfield_%d", f), Name: fmt.Sprint(f)})
	}
	p := New(Options{Theme: theme, Now: func() time.Time { return night }, Refresh: time.Minute, Columns: columns,
		Read:  func(context.Context, Ask, func(tea.Msg)) Read { return Read{} },
		Grave: notify.DefaultCadence().Interval})
	p.Update(screen.Size{Width: 240, Height: 50})
	p.Update(Before{History: notify.History{}})
	p.Update(Read{Picture: many(), History: notify.History{}})
	return p
}

// The page keeps ten thousand incidents in little, even where every one of them is marked and
// has been looked through.
func TestMemoryOfTenThousand(t *testing.T) {
	before := heap()
	p := full(t)
	p.Update(press("/"))
	p.Update(press("v")) // every row is looked through
	later := many()
	for i := range later.Incidents {
		later.Incidents[i].ID += "0"
	}
	p.Update(Read{Picture: later, History: notify.History{}}) // all are new, and all of before are gone
	if len(p.rows) != 20_000 || len(p.shown) != 20_000 {
		t.Fatalf("%d of %d rows are shown", len(p.shown), len(p.rows))
	}
	p.Update(press("enter"))
	twice := heap() - before
	p.Update(press("m"))
	once := heap() - before
	if len(p.shown) != 10_000 || once > 60<<20 || twice > 2*60<<20 {
		t.Errorf("%d rows take %d MiB; with as many that are gone %d MiB", len(p.shown), once>>20, twice>>20)
	}
	t.Logf("%d MiB; with as many that are gone %d MiB", once>>20, twice>>20)
	runtime.KeepAlive(p)
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func press(k string) tea.KeyMsg {
	if k == "enter" {
		return tea.KeyMsg{Type: tea.KeyEnter}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
}

// What runs on every refresh: the rows made anew, what is owed, the order.
func BenchmarkRowsOfARefresh(b *testing.B) {
	p, picture := full(b), many()
	for b.Loop() {
		p.Update(Read{Picture: picture, History: notify.History{}})
	}
}

// What runs every minute.
func BenchmarkRowsOfAMinute(b *testing.B) {
	p := full(b)
	for b.Loop() {
		p.Update(screen.Minute{})
	}
}

func BenchmarkListSorted(b *testing.B) {
	for _, by := range []string{byNeed, column.Key, column.Summary, "customfield_3", "customfield_9", byChange} {
		b.Run(by, func(b *testing.B) {
			p := full(b)
			p.order = by
			for b.Loop() {
				p.arrange(p.under())
			}
		})
	}
}

// A letter of the filter, and back.
func BenchmarkListFiltered(b *testing.B) {
	p := full(b)
	p.Update(press("/"))
	for b.Loop() {
		p.Update(press("7"))
		p.Update(tea.KeyMsg{Type: tea.KeyBackspace})
	}
}

func BenchmarkListDrawn(b *testing.B) {
	p := full(b)
	for b.Loop() {
		_ = p.View()
	}
}

// A key that moves the cursor, with its frame.
func BenchmarkListKey(b *testing.B) {
	p := full(b)
	for b.Loop() {
		p.Update(press("j"))
		_ = p.View()
	}
}
