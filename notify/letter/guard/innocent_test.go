package guard_test

import (
	"strings"
	"testing"

	"bulletin/notify/letter/guard"
)

// What also stands in honest letters must stay silent.
const innocent = `
We are investigating an issue with card payments in Europe.
[EXTERNAL] OPS-101: Payments - service disrupted
Next update by 14:00 CET (13:00 UTC).
Next update: in 30 minutes, or sooner if the situation changes.
The next update on the fix will follow within 30 minutes.
We will write again within the hour.
We will provide another update by 16:30 UTC.
We will update you on the resolution by 15:00.
The issue was fixed at 12:00.
The issue was resolved at 14:32 UTC on 23 November 2026.
Service was restored within 30 minutes.
The service came back up at 14:00 and is stable.
All systems were back to normal by 10:00:00 UTC.
We deployed a fix within 20 minutes of the first report.
We were able to restore service at 12:00.
A fix has been implemented and we are monitoring the results.
A full report will be available within five business days.
A full report will be available by Friday.
The report on the fix will follow within 30 minutes.
Our analysis of the incident will be made available by Friday; further details will be available at 15:00.
We will publish our analysis within two days. We will send you a full report on the fix within two days.
Your invoice will be available by Friday.
Further information will be available by 14:00.
There is no ETA yet. We are fixing a problem; it may take some minutes to sign in.
Impact: from 10:00:00 to 10:45:30 UTC, 2026-11-23.
Duration: 1 h 05 min (10:00–11:05).
Please upgrade to version 10.2.0.1 of the app.
The fault is in v10.2.0.1 and in versions 10.1.0.4, 10.1.0.5 and 10.2.0.1.
Firmware 10.4.0.2 is not affected; see section 10.2.0.1 of the manual.
Release 10.2.0.1-rc1 and build 10.0.0.1.5 are affected.
Customers who upgraded from 11.1.0.4 to version 10.2.0.1 must sign in again.
The update to 11.2.0.4 and patch 19.3.0.0 are out; release: 10.2.0.1, build no. 10.2.0.2.
libssl-10.0.0.1, v10.0.0.1, app_v10.0.0.1 and “version 10.0.0.2” (driver 10.0.0.3) are versions.
Download app-10.2.0.1.zip again.
Call us: +32.2.123.45.67 or 01.42.68.53.00 or +49 30 1234567.
Fax 02.123.45.67 or +49.30.123.45, open 24/7. A Müller is a miller.
The card address 00:1a:2b:3c:4d:5e is of a network card, 00:1a:2b:3c:4d:5e:6f:70 too.
The std::vector and Foo::Bar names are not addresses; the ratio is 3::4.
The regions eu-west-1, us-east-1, eu-central-1 and ap-southeast-2 are not affected.
COVID-19, ISO-8601, UTF-8, utf-8, SHA-256, sha-256, AES-256, P-1, G-20, MP3, H.264 and IPv6 are words.
Office-365, windows-11, Windows Server-2019 and gpt-4 work.
The top-10 list of mid-2026; phase-2 begins on 2026-11-23, part-1 ended in nov-03.
Priority P1, severity SEV-1, incident INC0012345, ticket DB-17.
Customers could not log in/log out and/or pay; 24/7 support continued.
Speeds of 10 km/h and 5/10 users; n/a.
Our status page: https://status.example.com/incidents/db-17.
See https://www.example.com/help/var/log/x and example.com/jirahelp.
Read example.com/help, www.example.com and https://wiki.example.com/x.
Write to no-reply@example.com, sales-emea@example.com or Help@mail.example.com.
It is up. The risk is high; payments in EMEA work. Level of service: P-1.
Write to support@example.com or SUPPORT@EXAMPLE.COM, or to status@partner.example.org.
The system is down.Local time is used everywhere.e.g. here.
All times are local; internal users and the corporate lan are unaffected.
Will this affect me? Will you tell us? No, it will not. Mark the date. Bob was here.
we kowalski the mark and the will of the anna schmidt
Contact our Service Desk by telephone.
The Orion-2 Payments service is slow; see our Status Page.
Orion, Orion-25, the blue whaler and C++ are not internal.
Caused by: a power cut in the data centre.
At the site (Paris) an error occurred. An exception was made.
The cause is under investigation; possible causes are being examined.
The cause was a faulty network component at our provider. It has been replaced.
It looks like new. This is likely to be a better way; perhaps a pause helps. Probably the best service.
You will likely see slower responses. We believe all customers can work again.
Password reset is not affected. Password: unchanged. Your password is safe.
Single sign-on, token: operational. Bearer of good news: no data was lost.
We apologise for the inconvenience, and thank you for your patience.
Workaround: use the mobile app, or retry after 5 minutes.
Payments that failed today will be retried automatically.
We will keep you informed at least every 20 minutes.
No data was lost. Transfers are processed with a delay of up to 2 hours.
Scheduled maintenance: 28 November 2026, 02:00 to 04:00 CET.
Nous rencontrons actuellement des difficultés sur le service de paiement.
Prochaine communication avant 15:00.
Prochaine mise à jour d'ici 30 minutes.
Nous vous tiendrons informés d'ici une heure.
L'incident a été corrigé à 12h. Le service a été rétabli dans les 30 minutes.
Le service est rétabli depuis 14h05. Retour à la normale constaté à 14h.
Aujourd'hui, l'accès à l'espace client est dégradé ; aucune donnée n'est perdue.
La cause de l'incident est en cours d'analyse. Un rapport complet sera disponible d'ici vendredi.
La cause est un disque. Il semble que tout fonctionne.
Veuillez nous excuser pour la gêne occasionnée. Contournement : utilisez l'application.
Les clients peuvent à nouveau se connecter ; l'incident est clos.
Derzeit kommt es zu Einschränkungen bei Kartenzahlungen.
Nächste Aktualisierung bis 15:00 Uhr.
Wir werden Sie bis 14 Uhr informieren, ob die Störung behoben ist.
Die Störung wurde um 12:30 Uhr behoben. Alle Dienste sind wieder verfügbar.
Ein Bericht wird bis Freitag verfügbar sein. Die Ursache ist eine Platte.
Die Ursache wird untersucht. Es sind keine Daten verloren gegangen.
Wir bitten um Entschuldigung für die Unannehmlichkeiten.
Betroffen: Überweisungen in Österreich, seit 09:15 Uhr (MEZ).
Der Dienst war innerhalb von 30 Minuten wiederhergestellt.
Alle Online-Dienste laufen seit 10:00:00 Uhr normal.
El servicio fue restablecido a las 14:00. Próxima actualización antes de las 15:00.
`

func TestInnocentSentences(t *testing.T) {
	t.Parallel()
	for text := range strings.SplitSeq(strings.TrimSpace(innocent), "\n") {
		if got := found(text); got != "" {
			t.Errorf("%s\n  %s", text, got)
		}
	}
	if got := found(innocent); got != "" {
		t.Errorf("all together: %s", got)
	}
}

// A version of Jira's that looks like an address is none; beside a port it is one.
func TestVersionsAreNoAddresses(t *testing.T) {
	t.Parallel()
	w := watch()
	w.Versions = []string{"10.0.3.1", "Pay 192.168.4.0-rc2", ""}
	g := guard.New(w)
	for _, text := range []string{"10.0.3.1", "10.0.3.1, 192.168.4.0-rc2", "Fixed in 10.0.3.1.", "Pay 192.168.4.0-rc2 has it."} {
		if got := g.Scan(text); len(got) > 0 {
			t.Errorf("%q: %+v", text, got)
		}
	}
	for _, text := range []string{"10.0.3.1:8080 is down.", "10.0.3.1/24 is down.", "10.0.3.2 is down.", "10.0.3.11 is down."} {
		if got := g.Scan(text); len(got) != 1 || got[0].Kind != guard.IPAddress {
			t.Errorf("%q: %+v", text, got)
		}
	}
	if got := guard.New(watch()).Scan("10.0.3.1"); len(got) != 1 {
		t.Errorf("without a version: %+v", got)
	}
}
