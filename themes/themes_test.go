package themes

import "testing"

func TestNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		env   map[string]string
		ascii bool
		plain bool // no colour anywhere
		bad   bool
	}{
		{name: ""},
		{name: "light"},
		{name: "mono", plain: true},
		{name: "dark", env: map[string]string{"NO_COLOR": "1"}, plain: true},
		{name: "dark", env: map[string]string{"LANG": "en_US.UTF-8"}},
		{name: "dark", env: map[string]string{"LANG": "en_US.utf8"}},
		{name: "dark", env: map[string]string{"LANG": "C"}, ascii: true},
		{name: "dark", env: map[string]string{"LANG": "en_US.UTF-8", "LC_ALL": "POSIX"}, ascii: true},
		{name: "neon", bad: true},
	} {
		theme, err := Named(c.name, func(k string) string { return c.env[k] })
		if (err != nil) != c.bad {
			t.Errorf("%+v: %v", c, err)
		}
		if err == nil && theme.Marks.ASCII != c.ascii {
			t.Errorf("%+v: ASCII is %v", c, theme.Marks.ASCII)
		}
		if err == nil && (theme.Letter.Strong.Color == nil) != c.plain {
			t.Errorf("%+v: the letter's colour is %v", c, theme.Letter.Strong.Color)
		}
	}
}
