package notify

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulletin/notify/incident"
	"bulletin/notify/letter"
)

// specimen is a built-in letter as a whole message.
type specimen struct {
	name string // stage.reader.language
	Message
}

// readers are those for whom there are built-in letters.
var readers = []struct {
	name     string
	exposure incident.Exposure
}{{"customers", incident.External}, {"staff", incident.Internal}, {"management", incident.Internal}}

// told is what the incident's fields and the operator say, by language.
var told = map[string]struct {
	summary, service, impact, workaround, cause string
	regions                                     []string
	messages                                    map[incident.Stage]string
}{
	"en": {
		"Card payments are failing", "Card payments",
		"<p>About one card payment in five is refused. Refunds and bank transfers are <b>not</b> affected.</p>" +
			"<ul><li>Web shop: some orders end without payment.</li><li>App: payments are slow.</li></ul>",
		"Pay by bank transfer; it takes one working day.", "A certificate had expired.", []string{"Europe", "Asia Pacific"},
		map[incident.Stage]string{
			incident.Start:      "Our engineers have been called and are at work.",
			incident.Update:     "Fewer payments fail than an hour ago. We are moving traffic to a second site.",
			incident.Resolved:   "Orders that ended without payment must be placed anew.",
			incident.Postmortem: "A certificate had expired and nobody was warned. We now check all of them every day.",
			incident.Correction: "We wrote that transfers are affected. They are not: only card payments are.",
		},
	},
	"fr": {
		"Les paiements par carte échouent", "Paiement par carte",
		"<p>Environ un paiement par carte sur cinq est refusé. Les remboursements et les virements ne sont <b>pas</b> touchés.</p>" +
			"<ul><li>Boutique en ligne : certains achats n’aboutissent pas.</li><li>Application : les paiements sont lents.</li></ul>",
		"Payer par virement ; comptez un jour ouvré.", "Un certificat avait expiré.", []string{"Europe", "Asie-Pacifique"},
		map[incident.Stage]string{
			incident.Start:      "Nos équipes sont à l’œuvre.",
			incident.Update:     "Moins de paiements échouent qu’il y a une heure. Nous basculons vers un second site.",
			incident.Resolved:   "Les achats restés sans paiement sont à refaire.",
			incident.Postmortem: "Un certificat avait expiré sans que personne n’en soit averti. Tous sont désormais vérifiés chaque jour.",
			incident.Correction: "Nous avons écrit que les virements étaient touchés. Ils ne le sont pas : seuls les paiements par carte le sont.",
		},
	},
}

// specimens are all built-in letters about an incident of which all is known.
func specimens(t *testing.T, brand letter.Brand, change func(*Order)) []specimen {
	t.Helper()
	d := house(t, brand)
	var all []specimen
	for _, s := range incident.Stages() {
		for _, r := range readers {
			for _, language := range []string{"en", "fr"} {
				o := known(s, language)
				o.Audience = r.name
				if change != nil {
					change(&o)
				}
				d.Audiences = []incident.Audience{{Name: r.name, Exposure: r.exposure, Lists: []string{r.exposure.String()}, Zone: paris(t), Language: language}}
				all = append(all, specimen{strings.Join([]string{string(s), r.name, language}, "."), composed(t, draft(t, d, o, nil))})
			}
		}
	}
	return all
}

// house is a desk with the built-in letters and one reader on each side of its door.
func house(t *testing.T, brand letter.Brand) Desk {
	t.Helper()
	d := desk(t)
	d.Lists = map[string]List{
		"external": {Name: "external", Bcc: addresses(t, "reader@example.net")},
		"internal": {Name: "internal", To: addresses(t, "Rita Reader <reader@example.com>")},
	}
	d.Templates, d.Brand = library(t, ""), brand
	return d
}

func paris(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// known is a letter about an incident at that stage, of which all is known.
func known(s incident.Stage, language string) Order {
	say := told[language]
	in := incident.Incident{
		ID: "10101", Key: "OPS-101", Summary: say.summary, Status: "In Progress", Priority: "P1",
		Services: []string{say.service}, Created: now.Add(-time.Hour), Updated: now.Add(-time.Minute),
		Fields: []incident.Value{
			{ID: "customfield_1", Name: "Customer Description", Kind: incident.Rich, HTML: say.impact, Texts: []string{say.impact}},
			{ID: "customfield_2", Name: "Impact Start Date", Kind: incident.DateTime, Time: now.Truncate(time.Minute).Add(-50 * time.Minute)},
			{ID: "customfield_3", Name: "Region", Texts: say.regions},
			{ID: "customfield_5", Name: "Workaround", Texts: []string{say.workaround}},
			{ID: "customfield_6", Name: "Root Cause", Texts: []string{say.cause}},
			{ID: "assignee", Name: "Assignee", Kind: incident.Person, Texts: []string{"Grace Example"}},
		},
	}
	if s.Over() {
		in.Status, in.Done = "Done", true
		in.Fields = append(in.Fields,
			incident.Value{ID: "customfield_4", Name: "Impact End Date", Kind: incident.DateTime, Time: now.Truncate(time.Minute).Add(-5 * time.Minute)},
			incident.Value{ID: "resolutiondate", Name: "Resolved", Kind: incident.DateTime, Time: now.Truncate(time.Minute)})
	}
	return Order{Incident: in, Stage: s, By: "Ada Example", At: now, Message: say.messages[s]}
}

// branded is a brand with a logo: four bars on nothing, as wide as three times its height.
func branded(t *testing.T) letter.Brand {
	t.Helper()
	const high = 80
	teal := color.NRGBA{0x0b, 0x8a, 0x83, 0xff}
	logo := image.NewNRGBA(image.Rect(0, 0, 3*high, high))
	for y := range high {
		for x := range 3 * high {
			if bar := x / (high / 2); x%(high/2) < high/3 && bar < 4 && y >= (3-bar)*high/5 {
				logo.Set(x, y, teal)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, logo); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "logo.png")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	i, err := letter.ReadImage(file)
	if err != nil {
		t.Fatal(err)
	}
	return letter.Brand{Name: "Example Pay", Colour: "#0b8a83", Logo: &i}
}

// program is the path of a program that reads mail; without it the test cannot run.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed; CI has it", name)
	}
	return path
}

// output runs a program in a home of its own.
func output(t *testing.T, input, name string, args ...string) string {
	t.Helper()
	home := t.TempDir()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Stdin = strings.NewReader(input)
	c.Env = append(os.Environ(), "HOME="+home, "TMPDIR="+home, "LC_ALL=C.UTF-8")
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, errs.String())
	}
	return string(out)
}
