package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	_ "time/tzdata"

	"bulletin/cmd/bulletin/config"
	"bulletin/notify/incident"
)

// good is a config without fault; the rows of the tests break one line of it.
const good = `jira:
  url: https://jira.example.com/
  auth: pat
  token: {env: JIRA_TOKEN}
  filter: 10042
smtp:
  host: mail.example.com
  username: desk
  password: {env: SMTP_PASSWORD}
from: "Incident Desk <incidents@example.com>"
reply_to: service-desk@example.com
operator: night shift
fields:
  impact-start: customfield_11740
public_fields: [summary, components]
stages:
  resolved: {service_status: UP AGAIN}
cadence: {P1: 15m}
lists:
  customers-emea:
    bcc: [it@alpha.example, ops@beta.example]
    file: lists/emea.txt
    when: {Region: EMEA}
  all-staff: {to: [staff@example.com]}
audiences:
  customers: {exposure: external, lists: [customers-emea], timezone: Europe/Paris, language: fr}
  staff: {exposure: internal, lists: [all-staff]}
badge: DRILL
theme: mono
refresh: 90s
operator_address: Op <op@bücher.example>
drill: {to: [team@example.com], bcc: [watch@example.com]}
hold: 10s
`

// getenv is the environment of the tests.
func getenv(key string) string {
	return map[string]string{
		"JIRA_TOKEN": "jira-secret", "SMTP_PASSWORD": "smtp-secret", "EMPTY": "", "ODD": "a\x1bb",
		"HOME": "/home/op", "XDG_STATE_HOME": "/var/op", "USER": "op",
	}[key]
}

// folder lays out a config and the files beside it, and returns the config's path.
func folder(t *testing.T, content string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "config.yaml"), content, 0o600)
	write(t, filepath.Join(dir, "lists", "emea.txt"), "# EMEA\n\nnoc@gamma.example\r\n", 0o600)
	write(t, filepath.Join(dir, "lists", "bad.txt"), "# bad\nnoc@gamma.example\nnobody at all\n", 0o600)
	write(t, filepath.Join(dir, "open.txt"), "file-secret\n", 0o644)
	write(t, filepath.Join(dir, "closed.txt"), "file-secret\nsecond line\n", 0o600)
	return filepath.Join(dir, "config.yaml")
}

func write(t *testing.T, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask
		t.Fatal(err)
	}
}

func TestGood(t *testing.T) {
	t.Parallel()
	path := folder(t, good)
	c, err := config.Load(path, config.Env(getenv))
	if err != nil {
		t.Fatal(err)
	}
	paris, _ := c.Desk.Audience("customers")
	staff, _ := c.Desk.Audience("staff")
	list := c.Desk.Lists["customers-emea"]
	got := fmt.Sprintln(c.File == path, c.Jira().URL, c.Jira().Auth, c.Jira().Token, c.Jira().Filter,
		c.SMTP.Host, c.SMTP.Port, c.SMTP.TLS, c.SMTP.Username,
		c.Desk.From, c.Desk.ReplyTo, c.Desk.Browse, c.Desk.House, c.Desk.Public,
		c.Desk.Status[incident.Start], c.Desk.Status[incident.Resolved],
		c.Desk.Cadence.Interval("P1"), c.Desk.Cadence.Interval("P2"),
		list.To, list.Bcc, list.File, list.When,
		paris.Name, paris.Exposure, paris.Lists, paris.Zone, paris.Language,
		staff.Name, staff.Exposure, staff.Lists, staff.Zone, staff.Language,
		c.State, c.Operator, c.Badge, c.Theme, c.Refresh, c.Desk.Templates != nil,
		c.Me, c.Drill.Name, c.Drill.To, c.Drill.Bcc, c.Hold, c.Record, c.Comment, c.Desk.Drill == nil)
	want := "true https://jira.example.com 0 jira-secret 10042 " +
		"mail.example.com 587 0 desk " +
		"Incident Desk <incidents@example.com> service-desk@example.com https://jira.example.com/browse/ " +
		"map[impact-start:customfield_11740] [summary components] " +
		"DISRUPTED UP AGAIN 15m0s 1h0m0s " +
		"[] [it@alpha.example ops@beta.example] [noc@gamma.example] map[Region:EMEA] " +
		"customers external [customers-emea] Europe/Paris fr " +
		"staff internal [all-staff] UTC en " +
		"/var/op/bulletin night shift DRILL mono 1m30s true " +
		"Op <op@xn--bcher-kva.example> drill [team@example.com] [watch@example.com] 10s true none true\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestFaults breaks the good config in one place and wants exactly these words.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, old, new, want string }{
		{"unknown key", "public_fields:", "publik_fields:",
			`config.yaml:15: unknown key "publik_fields"; did you mean "public_fields"?`},
		{"unknown key in a section", "  auth: pat", "  auht: pat",
			`config.yaml:3: unknown key "auht" in jira; did you mean "auth"?`},
		{"unknown key far from all", "exposure: internal,", "exposure: internal, colour: red,",
			`config.yaml:27: unknown key "colour" in audiences.staff; known are exposure, lists, timezone, language, allow, deny`},
		{"duplicate key", "theme: mono", "badge: OTHER",
			`config.yaml:29: "badge" stands here for the second time; the first is in line 28`},
		{"section is text", "fields:\n  impact-start: customfield_11740", "fields: none\n",
			`config.yaml:13: fields must be a section of keys and values, not text`},
		{"list is text", "[summary, components]", "summary",
			`config.yaml:15: public_fields must be a list such as [a, b], not text`},
		{"text is list", "theme: mono", "theme: [mono]",
			`config.yaml:29: theme must be text, not a list`},
		{"text is bool", "badge: DRILL", "badge: true",
			`config.yaml:28: badge must be text, not a yes or no; put it in quotes`},
		{"no value", "reply_to: service-desk@example.com", "reply_to:",
			`config.yaml:11: reply_to must be text, not nothing`},
		{"empty value", "badge: DRILL", "badge: ''",
			`config.yaml:28: badge is empty; give it a value or remove the line`},
		{"alias", "badge: DRILL", "badge: *b",
			`config.yaml:28: badge must be text, not an anchor, alias or tag, which this file does not use`},
		{"anchor", "fields:\n", "fields: &f\n",
			`config.yaml:13: fields must be a section of keys and values, not an anchor, alias or tag, which this file does not use`},
		{"two documents", "badge: DRILL", "---\nbadge: DRILL",
			`config.yaml:29: a second YAML document begins; one file holds one config`},
		{"no yaml", "[summary, components]", "[summary, components",
			`config.yaml:16: this is no YAML; check indentation, quotes and brackets`},
		{"no url", "  url: https://jira.example.com/\n", "",
			`config.yaml:1: jira.url is missing`},
		{"no scheme", "https://jira.example.com/", "jira.example.com",
			`config.yaml:2: jira.url: "jira.example.com" is no address; write it as https://jira.example.com`},
		{"clear text", "https://jira.example.com/", "http://jira.example.com/",
			`config.yaml:2: jira.url: "http://jira.example.com/" must begin with https://, so that the token does not travel in the clear`},
		{"password in url", "https://jira.example.com/", "https://op:pw@jira.example.com/",
			`config.yaml:2: jira.url holds more than a host and a path; take user, ? and # out of it`},
		{"unknown auth", "auth: pat", "auth: patt",
			`config.yaml:3: unknown jira.auth "patt"; did you mean "pat"?`},
		{"basic without email", "auth: pat", "auth: basic",
			`config.yaml:1: jira.email is missing`},
		{"pat with email", "auth: pat", "email: op@example.com",
			`config.yaml:3: jira.email belongs to auth: basic; with auth: pat remove it`},
		{"no filter", "  filter: 10042\n", "",
			`config.yaml:1: jira needs exactly one of filter and jql`},
		{"filter and jql", "  filter: 10042", "  filter: 10042\n  jql: project = OPS",
			`config.yaml:6: jira needs exactly one of filter and jql`},
		{"no ca file", "auth: pat", "ca_file: none.pem",
			`config.yaml:3: jira.ca_file: cannot read "none.pem": no such file or directory`},
		{"ca file is none", "auth: pat", "ca_file: lists/emea.txt",
			`config.yaml:3: jira.ca_file: "lists/emea.txt" holds no certificate in PEM form`},
		{"no smtp host", "  host: mail.example.com\n", "",
			`config.yaml:6: smtp.host is missing`},
		{"host with port", "host: mail.example.com", "host: mail.example.com:25",
			`config.yaml:7: smtp.host: "mail.example.com:25" is no host name; the port stands in smtp.port`},
		{"port out of range", "username: desk", "username: desk\n  port: 70000",
			`config.yaml:9: smtp.port: "70000" is no port; it must be a number from 1 to 65535`},
		{"unknown tls", "username: desk", "username: desk\n  tls: startls",
			`config.yaml:9: unknown smtp.tls "startls"; did you mean "starttls"?`},
		{"username without password", "  password: {env: SMTP_PASSWORD}\n", "",
			`config.yaml:6: smtp needs both username and password, or neither`},
		{"password in the clear", "host: mail.example.com", "host: 127.0.0.1\n  tls: none",
			`config.yaml:9: smtp.username: a password is never sent without encryption; remove it, or tls: none`},
		{"no from", "from: \"Incident Desk <incidents@example.com>\"\n", "",
			`config.yaml:1: from is missing`},
		{"bad from", "<incidents@example.com>", "<incidents@example>",
			`config.yaml:10: from: "Incident Desk <incidents@example>": "example" is no domain name`},
		{"bad address", "ops@beta.example", "ops.beta.example",
			`config.yaml:21: lists.customers-emea.bcc: "ops.beta.example" is no mail address`},
		{"bad address in a list file", "lists/emea.txt", "lists/bad.txt",
			`lists/bad.txt:3: lists.customers-emea: "nobody at all" is no mail address`},
		{"no list file", "lists/emea.txt", "lists/none.txt",
			`config.yaml:22: lists.customers-emea.file: cannot read "lists/none.txt": no such file or directory`},
		{"empty list", "all-staff: {to: [staff@example.com]}", "all-staff: {to: []}",
			`config.yaml:24: lists.all-staff has no address`},
		{"when of nothing", "when: {Region: EMEA}", "when: {}",
			`config.yaml:23: lists.customers-emea.when is empty; give it a value or remove the line`},
		{"when left empty", "when: {Region: EMEA}", "when:",
			`config.yaml:23: lists.customers-emea.when must be a section of keys and values, not nothing`},
		{"unknown list", "lists: [all-staff]", "lists: [all-stuff]",
			`config.yaml:27: audiences.staff: unknown list "all-stuff"; did you mean "all-staff"?`},
		{"no lists", ", lists: [all-staff]", "",
			`config.yaml:27: audiences.staff.lists is missing`},
		{"empty lists", "lists: [all-staff]", "lists: []",
			`config.yaml:27: audiences.staff.lists is empty; nobody would get its letters`},
		{"no exposure", "exposure: internal, ", "",
			`config.yaml:27: audiences.staff.exposure is missing`},
		{"unknown exposure", "exposure: internal", "exposure: intern",
			`config.yaml:27: unknown audiences.staff.exposure "intern"; did you mean "internal"?`},
		{"bad audience name", "  staff:", "  all staff:",
			`config.yaml:27: audiences: "all staff" cannot be a name; use up to 40 letters, digits, - and _`},
		{"unknown stage", "resolved: {", "resolve: {",
			`config.yaml:17: unknown stage "resolve"; did you mean "resolved"?`},
		{"bad zone", "Europe/Paris", "Europe/Pariss",
			`config.yaml:26: audiences.customers: unknown time zone "Europe/Pariss"; write it as Europe/Paris or UTC`},
		{"local zone", "Europe/Paris", "Local",
			`config.yaml:26: audiences.customers: unknown time zone "Local"; write it as Europe/Paris or UTC`},
		{"bad language", "language: fr", "language: French!",
			`config.yaml:26: audiences.customers: "French!" is no language tag; write it as en or fr`},
		{"bad house name", "impact-start:", "Impact Start:",
			`config.yaml:14: fields: "Impact Start" cannot be a placeholder; use small letters, digits and -`},
		{"bad duration", "refresh: 90s", "refresh: 90",
			`config.yaml:30: refresh: "90" is no length of time; write it as 90s, 30m or 4h`},
		{"short duration", "refresh: 90s", "refresh: 5s",
			`config.yaml:30: refresh: 5s is too short; the least is 10s`},
		{"bad cadence", "P1: 15m", "P1: soon",
			`config.yaml:18: cadence.P1: "soon" is no length of time; write it as 90s, 30m or 4h`},
		{"unknown theme", "theme: mono", "theme: drak",
			`config.yaml:29: unknown theme "drak"; did you mean "dark"?`},
		{"no templates", "badge: DRILL", "templates: none",
			`config.yaml:28: templates: read the templates in DIR/none: no such file or directory`},
		{"unknown operator address", "Op <op@bücher.example>", "op",
			`config.yaml:31: operator_address: "op" is no mail address`},
		{"a forged domain", "bücher.example", "büсher.example",
			`config.yaml:31: operator_address: "Op <op@büсher.example>": "büсher" mixes Cyrillic and Latin letters, as forged names do`},
		{"a quoted local part", "it@alpha.example", "'\"it\"@alpha.example'",
			`config.yaml:21: lists.customers-emea.bcc: "\"it\"@alpha.example": the local part "\"it\"" is quoted; only plain ones are written to`},
		{"an empty drill", "drill: {to: [team@example.com], bcc: [watch@example.com]}", "drill: {to: []}",
			`config.yaml:32: drill has no address`},
		{"a drill with a condition", "drill: {to: [team@example.com]", "drill: {when: {Region: EMEA}, to: [team@example.com]",
			`config.yaml:32: unknown key "when" in drill; known are to, cc, bcc, file`},
		{"a bad address in the drill", "watch@example.com", "watch",
			`config.yaml:32: drill.bcc: "watch" is no mail address`},
		{"a long hold", "hold: 10s", "hold: 31s",
			`config.yaml:33: hold: 31s is too long; the most is 30s`},
		{"a hold that cannot be", "hold: 10s", "hold: -1s",
			`config.yaml:33: hold: -1s is too short; the least is 0s`},
		{"no hold", "hold: 10s", "hold: 5",
			`config.yaml:33: hold: "5" is no length of time; write it as 90s, 30m or 4h`},
		{"a record that is neither", "  filter: 10042", "  filter: 10042\n  record: maybe",
			`config.yaml:6: jira.record must be true or false, not "maybe"`},
		{"a record in other words", "  filter: 10042", "  filter: 10042\n  record: 1",
			`config.yaml:6: jira.record must be true or false, not "1"`},
		{"a record of several", "  filter: 10042", "  filter: 10042\n  record: [true]",
			`config.yaml:6: jira.record must be true or false, not a list`},
		{"an unknown comment", "  filter: 10042", "  filter: 10042\n  comment: pubic",
			`config.yaml:6: unknown jira.comment "pubic"; did you mean "public"?`},
		{"a bad domain", "language: fr", "language: fr, allow: [alpha.example, nowhere]",
			`config.yaml:26: audiences.customers.allow: "nowhere" is no domain name`},
		{"a forged domain to deny", "language: fr", "language: fr, deny: [раypal.example]",
			`config.yaml:26: audiences.customers.deny: "раypal" mixes Cyrillic and Latin letters, as forged names do`},
		{"nobody to allow", "language: fr", "language: fr, allow: []",
			`config.yaml:26: audiences.customers.allow is empty; name domains such as example.com or remove the line`},
		{"a domain alone", "language: fr", "language: fr, deny: alpha.example",
			`config.yaml:26: audiences.customers.deny must be a list such as [a, b], not text`},
		{"control characters", "theme: mono", `theme: "\e[2Jmono"`,
			`config.yaml:29: unknown theme "\x1b[2Jmono"; known are dark, light, mono`},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(good, row.old) {
				t.Fatalf("the good config has no %q", row.old)
			}
			path := folder(t, strings.Replace(good, row.old, row.new, 1))
			_, err := config.Load(path, config.Env(getenv))
			want(t, err, strings.ReplaceAll(row.want, "DIR", filepath.Dir(path)))
		})
	}
}

func want(t *testing.T, err error, text string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; want\n%s", text)
	}
	if err.Error() != text {
		t.Errorf("got\n%s\nwant\n%s", err, text)
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	broken := strings.NewReplacer("  auth:", "  auht:", "theme: mono", "theme: blue", "refresh: 90s", "refresh: 1s",
		"lists/emea.txt", "lists/bad.txt").Replace(good)
	_, err := config.Load(folder(t, broken), config.Env(getenv))
	want(t, err, `config.yaml:3: unknown key "auht" in jira; did you mean "auth"?
config.yaml:29: unknown theme "blue"; known are dark, light, mono
config.yaml:30: refresh: 1s is too short; the least is 10s
lists/bad.txt:3: lists.customers-emea: "nobody at all" is no mail address`)

	_, err = config.Load(folder(t, good+strings.Repeat("odd: 1\n", 12)), config.Env(getenv))
	if !strings.HasSuffix(fmt.Sprint(err), "\nand 2 more") || strings.Count(err.Error(), "\n") != 10 {
		t.Errorf("want ten lines and two more, got\n%v", err)
	}
}

func TestWholeFile(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ content, want string }{
		"empty":         {"", "config.yaml:1: the file is empty"},
		"only comments": {"# nothing\n", "config.yaml:1: the file is empty"},
		"too large":     {strings.Repeat("# 345678\n", 1<<17), "cannot read the config file FILE: it is larger than 1024 KiB"},
		"text":          {"hello", "config.yaml:1: the file must be a section of keys and values, not text"},
		"nothing in it": {"badge: X\n", "config.yaml:1: the section \"jira\" is missing\n" +
			"config.yaml:1: the section \"smtp\" is missing\nconfig.yaml:1: from is missing\n" +
			"config.yaml:1: the section \"audiences\" is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := folder(t, row.content)
			_, err := config.Load(path, config.Env(getenv))
			want(t, err, strings.ReplaceAll(row.want, "FILE", path))
		})
	}
}
