package guard_test

import (
	"fmt"
	"strings"
	"testing"

	"bulletin/notify/letter/guard"
)

const (
	grave = true
	warns = false
)

// found is a scan in a short form: kind, gravity and words of each hit.
func found(text string) string {
	var out []string
	for _, h := range guard.New(watch()).Scan(text) {
		mark := "warn"
		if h.Grave {
			mark = "grave"
		}
		out = append(out, fmt.Sprintf("%s %s <%s>", mark, h.Kind, strings.Join(strings.Fields(text[h.Start:h.End]), " ")))
	}
	return strings.Join(out, "; ")
}

// Every line is a text with the words that must hit in <angle brackets>.
func TestHits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  guard.Kind
		grave bool
		texts string
	}{
		{guard.IPAddress, grave, `
			The node <10.2.0.1> is down.
			Connect to <192.168.1.20:8080>, please.
			<172.31.255.254/16>
			(<127.0.0.1>)
			host=<169.254.10.20>
			Address:<100.64.3.4>
			ip-<10.0.0.7>
			Nodes <10.0.0.1>-dead
			We moved from <fe80::1%eth0> away.
			[<fd12:3456:789a::1>]:443
			loopback <::1>
			<::ffff:10.0.0.1>
			<10.0.0.5>.
			Agent version: unknown. Host <10.1.1.1>
			Update: the node <10.2.0.1> is down.
			_<10.0.0.5>_ and node_<10.0.0.6>
			node<10.0.0.5>, ip<10.0.0.6>, server-<10.0.0.7>
			Wait..<10.0.0.5>, +<10.0.0.6>
			<１０.０.０.５> and <１９２．１６８．１．１>`},
		{guard.IPAddress, warns, `
			We updated the server <10.0.0.5> at noon.
			Update: <10.0.0.5> is still down.
			We migrated the database from <10.0.0.5> to <10.0.0.6>.
			Upgrading node <192.168.4.7> failed.
			We deployed the new version to <10.0.0.5>.
			We released <10.0.0.5> again.
			Nous avons mis à jour le serveur <10.0.0.5>.
			Migration vers <10.0.0.5> en cours
			patch <10.0.0.5>, hotfix <10.0.0.6>
			libssl<10.0.0.1>
			the<10.0.0.5>é`},
		{guard.IPAddress, warns, `
			Allow <203.0.113.7> in your firewall.
			Allow <2001:db8::8a2e:370:7334>, please.
			New range: <198.51.100.0/24>`},
		{guard.HostName, grave, `
			The host <db.corp.example.com> is down.
			The host <DB.CORP.EXAMPLE.COM>. It is down.
			the domain <corp.example.com>
			<printer.local>
			<payments.default.svc.cluster.local:8080>
			<localhost:8080>
			<nas.lan>, <gw.internal>
			<a.b.int.example.net>
			<www.xn--bcher-kva.example>
			<www.bücher.example>
			<a.corp.example.com>:x
			The host <DB01.Corp.Example.Com> is down.
			<Down.Corp.Example.Com>, <Corp.Example.Com>
			<A.Int.Example.Net>`},
		{guard.HostName, warns, `
			<db-17> was restarted.
			the server <srv-payments-03>
			the server <SRV-PAYMENTS-03>
			(<web01>)
			<ip-10-0-0-1>
			<payments-7d9f8b6c5-x2x4k>
			<fra1-db02>:5432
			<db-17.hosting.example.org>
			<checkout-04>, and <billing-02>`},
		{guard.FilePath, warns, `
			Look in </var/log/app/error.log> for it.
			on drive <C:\Users\x\report.txt>
			<\\fileserver\share\x>
			<file:///etc/passwd>`},
		{guard.Link, grave, `
			See <https://jira.example.com/browse/OPS-1>.
			See (<https://JIRA.Example.COM:443/browse/OPS-1>).
			<jira.example.com>
			<http://jira.example.com.:8080/x>
			<https://jira%2Eexample%2Ecom/x>
			<https://user@jira.example.com/x>
			<https://example.com/jira>
			<https://example.com//x/../JIRA/browse>, please
			<example.com/%6Aira?x=1>
			<https://safelinks.example.net/?url=https%3A%2F%2Fjira.example.com%2Fbrowse%2FOPS-1&data=1>
			<https://x.example.net/?u=https%253A%252F%252Fjira.example.com%252F>
			<https://wiki.example.com:8443/x>
			<https://xn--bro-hoa.example/x>
			<https://BÜRO.example/x>
			<https://ｊｉｒａ．example。com/x>
			<https://example.org/a%20b/c>
			<http://intrajira/browse/X-1>
			<https:\\jira.example.com\browse>`},
		{guard.StackTrace, grave, `
			an <ORA-00942> here
			<SQLSTATE[42S02]>: not found
			a <java.lang.NullPointerException> was thrown
			<TypeError>: x is undefined
			<Caused by: com.example.Foo>
			<at com.example.Foo.bar(Foo.java:12)>
			<at fn (file.js:1:2)>
			<at /srv/app/index.js:10:3>
			<at Foo.Bar.Run(String x) in C:\x\y.cs:line 12>
			<goroutine 1 [>running]:
			<thread 'main' panicked at> src
			<app/models/user.rb:12:in> save
			<Exception in thread> "main"`},
		{guard.Mailbox, grave, `
			Write to <anna.schmidt@example.com>.
			<a.b+c@mail.EXAMPLE.com>
			<x@db.corp.example.com>
			<root@db-17.corp.example.com>`},
		{guard.Mailbox, warns, `
			<someone@customer.example.org>`},
		{guard.Person, warns, `
			<Anna Schmidt> looks into it.
			<ANNA SCHMIDT> looks into it.
			<Schmidt, Anna>
			<Jörg Müller>'s team
			<Müller, Jörg>
			<Jean-Pierre O’Neill>
			<Willem van der Berg>
			<van der Berg, Willem>
			<J. Smith>
			<Élodie Petit>
			Ask <Kowalski>.
			<Anna  Schmidt>
			<Jörg Müller>, <Élodie Petit>
			<Zoë Dvořák>, <Dvořák, Zoë>`},
		{guard.Credential, grave, `
			<password=hunter22> and
			<Password: hunter2!x>
			<token="abcdef123456>"
			key <AKIAIOSFODNN7EXAMPLE>.
			<eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_def-123>
			Authorization: <Bearer abcdefghijklmnop123456>
			<https://bob:secret@>host.example.org/`},
		{guard.Term, warns, `
			<Orion-2> is down.
			the <Blue Whale> is down
			the <blue-whale> is down
			written in <Data C++>.
			<pay gate> errors
			<ÜBER_BAU>, <Über_Bau>
			<Crédit.net>`},
	} {
		for text := range strings.SplitSeq(strings.TrimSpace(c.texts), "\n") {
			check(t, strings.TrimSpace(text), c.kind, c.grave)
		}
	}
}

// check asserts that exactly the words in angle brackets hit.
func check(t *testing.T, text string, kind guard.Kind, grave bool) {
	t.Helper()
	plain := strings.NewReplacer("<", "", ">", "").Replace(text)
	mark := "warn"
	if grave {
		mark = "grave"
	}
	var want []string
	for _, part := range strings.Split(text, "<")[1:] {
		words, _, _ := strings.Cut(part, ">")
		want = append(want, fmt.Sprintf("%s %s <%s>", mark, kind, strings.Join(strings.Fields(words), " ")))
	}
	if got := found(plain); got != strings.Join(want, "; ") {
		t.Errorf("%s\n got %s\nwant %s", plain, got, strings.Join(want, "; "))
	}
}

func TestTraceIsOneHit(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"java": "Exception in thread \"main\" java.lang.IllegalStateException: no\n\tat com.example.Foo.bar(Foo.java:12)\n\tat com.example.Foo.main(Foo.java:3)\n" +
			"Caused by: java.io.IOException: 10.0.0.1 refused\n\tat com.example.Net.open(Net.java:9)\n\t... 2 more",
		"python": "Traceback (most recent call last):\n  File \"x.py\", line 3, in <module>\n    run()\n  File \"/srv/y.py\", line 9, in run\n    d['k']\nKeyError: 'k'",
		"go":     "panic: boom\n\ngoroutine 1 [running]:\nmain.run(0x1)\n\t/home/x/main.go:12 +0x1d\nmain.main()\n\t/home/x/main.go:7 +0x1d",
		"js":     "TypeError: x is not a function\n    at fn (file.js:1:2)\n    at async Foo.run (/srv/app/foo.mjs:10:3)",
		"ruby":   "app.rb:3:in `run': no (RuntimeError)\n\tfrom app.rb:9:in `<main>'",
		"net":    "System.NullReferenceException: no\n   at Foo.Bar.Run(String x) in C:\\x\\y.cs:line 12\n   at Foo.Main()",
	} {
		got := guard.New(watch()).Scan("We saw this.\n\n" + text + "\n\nIt is over.")
		if len(got) != 1 || got[0].Kind != guard.StackTrace || !got[0].Grave {
			t.Errorf("%s: %+v", name, got)
		}
	}
	two := "A NullPointerException.\n\nSome words stand between.\n\nAn ORA-00942."
	if got := guard.New(watch()).Scan(two); len(got) != 2 {
		t.Errorf("two traces: %+v", got)
	}
}

func TestKeyBlockIsOneHit(t *testing.T) {
	t.Parallel()
	text := "-----BEGIN RSA PRIVATE KEY-----\nMIIEow10.0.0.1\nabc=\n-----END RSA PRIVATE KEY-----"
	got := guard.New(watch()).Scan("see " + text + " end")
	if len(got) != 1 || got[0].Kind != guard.Credential || got[0].End-got[0].Start != len(text) {
		t.Errorf("%+v", got)
	}
}

// Of hits for the same words the gravest is told.
func TestGravestIsTold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"orion-2.corp.example.com is down": "grave host name <orion-2.corp.example.com>",
		"anna.schmidt@example.com":         "grave mailbox <anna.schmidt@example.com>",
		"ETA 10.0.0.1":                     "grave IP address <10.0.0.1>",
	} {
		if got := found(text); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}

func TestPublicWordsAreNamed(t *testing.T) {
	t.Parallel()
	got := guard.New(watch()).Scan("Orion-2 is down. Orion-2 Payments is down.")
	if len(got) != 1 || got[0].Start != 0 || !strings.Contains(got[0].Do, "Orion-2 Payments") {
		t.Errorf("%+v", got)
	}
}

func TestLongWordsAreCut(t *testing.T) {
	t.Parallel()
	got := guard.New(watch()).Scan("https://jira.example.com/" + strings.Repeat("é", 100))
	if len(got) != 1 || len([]rune(got[0].Words)) != 60 || !strings.HasSuffix(got[0].Words, "…") {
		t.Errorf("%+v", got)
	}
}

func TestEmptyWatch(t *testing.T) {
	t.Parallel()
	g := guard.New(guard.Watch{Domains: []string{""}, Links: []string{"", "/x"}, People: []string{"", ","}, Allowed: []string{""}, Terms: map[string]string{"": "x", "-": "y"}})
	if got := g.Scan("All services run. The address 10.0.0.1 does not."); len(got) != 1 || got[0].Kind != guard.IPAddress {
		t.Errorf("%+v", got)
	}
}
