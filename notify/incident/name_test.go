package incident

import (
	"strings"
	"testing"
)

func TestKeysAndIDs(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]struct{ key, id bool }{
		"OPS-101":                          {true, false},
		"A1_B-7":                           {true, false},
		"10101":                            {false, true},
		strings.Repeat("9", 19):            {false, true},
		strings.Repeat("9", 20):            {},
		"":                                 {},
		"ops-101":                          {},
		"A-1":                              {key: true},
		"1A-1":                             {},
		"OPS-":                             {},
		"OPS-1x":                           {},
		"OPS-101\n":                        {},
		"10101\n":                          {},
		"../OPS-101":                       {},
		"1/..":                             {},
		"1) OR (id > 0":                    {},
		"ÖPS-1":                            {},
		"١":                                {},
		strings.Repeat("A", 65) + "-1":     {},
		"OPS-" + strings.Repeat("1", 20):   {},
		strings.Repeat("A", 64) + "-12345": {true, false},
	} {
		if IsKey(s) != want.key || IsID(s) != want.id {
			t.Errorf("%q: key %t, id %t", s, IsKey(s), IsID(s))
		}
	}
}
