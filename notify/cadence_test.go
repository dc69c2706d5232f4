package notify

import (
	"testing"
	"time"
)

func TestDefaultCadence(t *testing.T) {
	t.Parallel()
	want := Cadence{
		"p1": 30 * time.Minute, "highest": 30 * time.Minute, "blocker": 30 * time.Minute, "critical": 30 * time.Minute, "sev1": 30 * time.Minute,
		"p2": time.Hour, "high": time.Hour, "major": time.Hour, "sev2": time.Hour,
		"p3": 4 * time.Hour, "medium": 4 * time.Hour, "sev3": 4 * time.Hour,
		"p4": 24 * time.Hour, "p5": 24 * time.Hour, "low": 24 * time.Hour, "lowest": 24 * time.Hour,
		"minor": 24 * time.Hour, "trivial": 24 * time.Hour, "sev4": 24 * time.Hour,
	}
	got := DefaultCadence()
	for priority, d := range want {
		if got.Interval(priority) != d {
			t.Errorf("%s: %v, want %v", priority, got.Interval(priority), d)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d priorities, want %d", len(got), len(want))
	}
}

func TestInterval(t *testing.T) {
	t.Parallel()
	own := Cadence{"p1": 10 * time.Minute, "very bad": time.Minute}
	for priority, want := range map[string]time.Duration{
		"p1": 10 * time.Minute, "P1": 10 * time.Minute, "Very Bad": time.Minute,
		"p4": time.Hour, "": time.Hour, "Unheard-of": time.Hour, // unknown counts as the second gravest
	} {
		if got := own.Interval(priority); got != want {
			t.Errorf("%q: %v, want %v", priority, got, want)
		}
	}
	if got := Cadence(nil).Interval("P1"); got != time.Hour {
		t.Errorf("no cadence: %v", got)
	}
}

func TestNextIsAFullMinute(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 31, 23, 45, 59, 999, time.UTC)
	for priority, want := range map[string]time.Time{
		"P1":  time.Date(2026, 2, 1, 0, 15, 0, 0, time.UTC),
		"P2":  time.Date(2026, 2, 1, 0, 45, 0, 0, time.UTC),
		"Low": time.Date(2026, 2, 1, 23, 45, 0, 0, time.UTC),
	} {
		if got := DefaultCadence().Next(priority, at); !got.Equal(want) {
			t.Errorf("%s: %v, want %v", priority, got, want)
		}
	}
}
