package incident

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// Every kind has a word of its own, which finds it again.
func TestWordsOfKinds(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for k := Text; k <= Asset; k++ {
		text, err := k.MarshalText()
		var back Kind
		if err != nil || len(text) == 0 || seen[string(text)] || back.UnmarshalText(text) != nil || back != k {
			t.Errorf("kind %d is %q, and that is kind %d: %v", int(k), text, int(back), err)
		}
		seen[string(text)] = true
	}
	if _, err := (Asset + 1).MarshalText(); err == nil || (Asset+1).String() != "" || Kind(-1).String() != "" {
		t.Error("there is a word for no kind")
	}
	if new(Kind).UnmarshalText([]byte("colour")) == nil {
		t.Error("a word that is no kind is one")
	}
}

// whatever is a source of values of every kind, odd ones among them.
type whatever struct{ *rand.Rand }

func (r whatever) word() string {
	words := []string{"", "a", "B", "b", "Ärger", "OPS-9", "OPS-10", "ops-010", "1.2", "1.10", "Search (SVC-4511)", "<b>&\u2028", "日本語", "\n x", "00", "999999999999999999999"}
	return words[r.IntN(len(words))]
}

func (r whatever) value() Value {
	v := Value{ID: r.word(), Name: r.word(), Kind: Kind(r.IntN(int(Asset) + 1))}
	for range r.IntN(3) {
		v.Texts = append(v.Texts, r.word())
	}
	if r.IntN(8) == 0 {
		v.Texts = []string{}
	}
	if r.IntN(2) == 0 {
		v.Time = time.Unix(r.Int64N(4e9), r.Int64N(1e9)).UTC()
		v.HTML = r.word()
		v.Number = []float64{0, 0.1, -1, 1e-320, 1 << 60, math.MaxFloat64, math.SmallestNonzeroFloat64, r.NormFloat64()}[r.IntN(8)]
	}
	return v
}

// What is kept on disk as JSON comes back as it was.
func TestRoundTripThroughJSON(t *testing.T) {
	t.Parallel()
	r := whatever{rand.New(rand.NewPCG(1, 2))}
	for range 5000 {
		in := Incident{ID: r.word(), Key: r.word(), Summary: r.word(), Status: r.word(), Done: r.IntN(2) == 0, Priority: r.word(),
			Created: time.Unix(r.Int64N(4e9), 0).UTC(), Records: map[string]string{r.word(): `{"a":` + r.word()}}
		for range r.IntN(4) {
			in.Fields = append(in.Fields, r.value())
		}
		data, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		var back Incident
		if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(in, back) {
			t.Fatalf("%v\n was %+v\n is  %+v\n %s", err, in, back, data)
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	words := func(s ...string) Value { return Value{Texts: s} }
	number := func(s string, f float64) Value { return Value{Kind: Number, Texts: []string{s}, Number: f} }
	for name, rising := range map[string][]Value{
		"numbers by value":     {number("-10", -10), number("-9.5", -9.5), number("0", 0), number("9", 9), number("10", 10), number("1000000", 1e6), {Kind: Number}},
		"beyond a float64":     {number("9007199254740992", 9007199254740992), number("9007199254740993", 9007199254740992)},
		"times":                {{Kind: DateTime, Time: noon}, {Kind: DateTime, Time: noon.Add(time.Nanosecond)}, {Kind: DateTime}},
		"days":                 {{Kind: Date, Time: noon.AddDate(0, 0, -1)}, {Kind: Date, Time: noon}, {Kind: Date}},
		"words without a case": {words("apple"), words("Banana"), words("cherry"), words("")},
		"natural digits":       {words("OPS-9"), words("OPS-10"), words("ops-0011"), words("OPS-100"), words("P"), words(" ")},
		"begun alike":          {words("v19"), words("v100"), words("v1000"), words("zÈ"), words("zé"), words("zé1")},
		"versions":             {words("1.2.9"), words("1.2.10"), words("1.10"), words("2")},
		"a prefix first":       {words("Pay"), words("Payments"), words("Payments", "Search")},
		"cascading":            {{Kind: Cascading, Texts: []string{"Asia", "Tokyo"}}, {Kind: Cascading, Texts: []string{"Europe", "Bern"}}, {Kind: Cascading}},
		"what is left":         {{Texts: []string{"breached, 2h over"}, Number: -7200}, {Texts: []string{"45m left"}, Number: 2700}, {Texts: []string{"3h left"}, Number: 10800}, {}},
		"kinds":                {number("7", 7), {Kind: Date, Time: noon}, words("1"), {Kind: Number}},
	} {
		for i, a := range rising {
			for j, b := range rising {
				if got, want := Compare(a, b), min(1, max(-1, i-j)); got != want {
					t.Errorf("%s: Compare(%q, %q) = %d, want %d", name, a, b, got, want)
				}
			}
		}
	}
	for _, same := range [][2]string{{"UP", "up"}, {"OPS-007", "ops-7"}, {"ÄRGER", "ärger"}, {"ſ", "S"}} {
		if c := Compare(words(same[0]), words(same[1])); c != 0 {
			t.Errorf("%q and %q: %d", same[0], same[1], c)
		}
	}
}

// Compare is an order, of whatever values: sorting has one result.
func TestCompareIsAnOrder(t *testing.T) {
	t.Parallel()
	r := whatever{rand.New(rand.NewPCG(3, 4))}
	for range 20_000 {
		a, b, c := r.value(), r.value(), r.value()
		if Compare(a, a) != 0 || Compare(a, b) != -Compare(b, a) {
			t.Fatalf("%+v\n%+v", a, b)
		}
		if Compare(a, b) <= 0 && Compare(b, c) <= 0 && Compare(a, c) > 0 {
			t.Fatalf("%+v\n%+v\n%+v", a, b, c)
		}
	}
}

func TestValueOfEachKind(t *testing.T) {
	t.Parallel()
	cascading := Value{Kind: Cascading, Texts: []string{"Europe", "Bern"}}
	asset := Value{Kind: Asset, Texts: []string{"Search (SVC-4511)", "CMDB-77", "object 17", "Mail (beta)"}}
	if cascading.String() != "Europe - Bern" || asset.String() != "Search (SVC-4511), CMDB-77, object 17, Mail (beta)" {
		t.Errorf("%q, %q", cascading, asset)
	}
	for _, want := range []string{"europe", "Bern", "europe - bern"} {
		if !cascading.Has(want) {
			t.Errorf("%q has not %q", cascading, want)
		}
	}
	for want, has := range map[string]bool{"search": true, "Search (SVC-4511)": true, "cmdb-77": true, "SVC-4511": false, "": false, "Mail (beta)": true, "Mail": false} {
		if asset.Has(want) != has {
			t.Errorf("Has(%q) = %t", want, !has)
		}
	}
	var labels []string
	for _, text := range asset.Texts {
		labels = append(labels, asset.Label(text))
	}
	if !slices.Equal(labels, []string{"Search", "", "", "Mail (beta)"}) {
		t.Errorf("labels %q", labels)
	}
	if text := (Value{Texts: []string{"Search (SVC-4511)"}}); text.Label(text.Texts[0]) != "Search (SVC-4511)" {
		t.Error("a text that is no object of Assets is cut")
	}
}
