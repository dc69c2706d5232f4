package kept

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
)

// What is clean comes back as it was, whatever it is.
func FuzzRoundTrip(f *testing.F) {
	f.Add("a", "b\nc", int64(0), uint8(3))
	f.Add("a\x1b[2J\u202e", "👩\u200d💻\r\n\t\xff", int64(1)<<62, uint8(200))
	f.Add(" ", "a"+strings.Repeat("\u0301", 20), int64(-1)<<61, uint8(9))
	f.Fuzz(func(t *testing.T, a, b string, at int64, kind uint8) {
		when := year(time.Unix(at>>20, at&0xfffff))
		line, text := incident.CleanLine(a), incident.Clean(b)
		in := outage()
		in.Summary, in.Status, in.Services, in.Updated = line, incident.CleanLine(b), []string{line, ""}, when
		in.Fields = []incident.Value{{ID: line, Name: line, Kind: incident.Kind(kind) % (incident.Asset + 1), Texts: []string{text, line}, HTML: text, Time: when}}
		s := store(t)
		must(t, s.KeepIncident(in, noon), s.Keep(mine, picture1(in)))
		want := in
		want.Kept = incident.Kept{At: noon, Told: noon}
		if got, err := s.Incident("ops-101"); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v\n got %+v\nwant %+v", err, got, in)
		}
		if got, err := s.Picture(mine); err != nil || !reflect.DeepEqual(got, picture1(in)) {
			t.Errorf("%v\n got %+v", err, got)
		}
	})
}

// Whatever stands in a file, what is read of it is clean and bounded, or it is not there.
func FuzzDecode(f *testing.F) {
	for _, v := range []any{picture1(outage()), sighting{noon, noon, outage()}, map[string]time.Time{"1": noon}, []incident.Filter{open}} {
		said, _ := json.Marshal(v)
		text, _ := json.Marshal(sheet{version, said})
		f.Add(text)
	}
	f.Add([]byte(`{"version":1,"said":{"Incidents":[{"ID":"1","Key":"\u001b","Fields":[{"Kind":"option","Texts":["\u202e"]}]}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s := store(t)
		for _, path := range []string{s.of("pictures", open), s.of("seen", open), s.recent(), filepath.Join(s.dir, "incidents", "OPS-101.10101.json")} {
			must(t, os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, text, 0o600))
		}
		p, err := s.Picture(open)
		in, _ := s.Incident("10101")
		recent, _ := s.Recent()
		seen, _ := s.Seen(open)
		dirty(t, "", reflect.ValueOf([]any{p, in, recent, slices.Collect(maps.Keys(seen))}))
		if err != nil && !reflect.DeepEqual(p, incident.Picture{}) {
			t.Error("what cannot be read is there")
		}
	})
}

// dirty fails the test for every string that is not clean, but for those that are clean nowhere.
func dirty(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); s != incident.Clean(s) {
			t.Errorf("%s is not clean: %q", name, s)
		}
	case reflect.Interface:
		dirty(t, name, v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			dirty(t, name, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if n := v.Type().Field(i).Name; v.Type().Field(i).IsExported() && n != "JQL" && n != "Records" {
				dirty(t, name+"."+n, v.Field(i))
			}
		}
	}
}

// soil puts what acts into every string.
func soil(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("a\x1b[2J\u202e")
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		soil(v.Index(0))
		soil(v.Index(1))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				soil(v.Field(i))
			}
		}
	}
}

// No string of a file is believed: also none that an incident gets some day.
func TestWhatComesBackIsClean(t *testing.T) {
	t.Parallel()
	s := store(t)
	var p incident.Picture
	soil(reflect.ValueOf(&p).Elem())
	must(t, write(s.of("pictures", open), maxPicture, p), write(s.recent(), maxRecent, []incident.Filter{p.Filter}), write(s.user(), maxRecent, identity{noon, p.User}))
	got, err := s.Picture(open)
	recent, recentErr := s.Recent()
	must(t, err, recentErr)
	dirty(t, "picture", reflect.ValueOf(got))
	dirty(t, "recent", reflect.ValueOf(recent))
	user, _ := s.User()
	dirty(t, "user", reflect.ValueOf(user))
	if len(got.Incidents) != 2 || got.Filter.JQL != p.Filter.JQL || user.Name == "" {
		t.Errorf("%+v", got)
	}
}
