package guard_test

import (
	"strings"
	"testing"

	"bulletin/notify/letter/guard"
)

func TestPromises(t *testing.T) {
	t.Parallel()
	silentOrNot(t, guard.Promise, `
		The issue will be fixed by 14:00.
		The issue will be fixed in 2 hours.
		It will be resolved within the next hour
		Services should be restored within the hour.
		The platform is expected to be resolved by 14:00 CET.
		The invoice service will be restored by 14:00.
		The Reporting service will be fixed by 15:00.
		The Reporting service will be available by 15:00.
		The report service will be available by 15:00.
		The information service will be restored by 14:00.
		Details: the service will be back at 14:00.
		Details will be restored by 14:00.
		Our review shows that payments will work again by 16:00
		Our analysis shows the service will be available by 16:00
		Target resolution time is 15:30 CET
		This will take another 30 minutes to fix
		It should take up to two hours to be fully restored.
		The repair will take two hours.
		Rétablissement prévu : 15 h.
		Rétablissement prévu : 15 h.
		Par rapport à hier, le service sera rétabli d'ici 2 heures.
		Back up in 2 hours
		We'll be back online before noon.
		ETA 30 min
		ETA: 14:00 UTC
		Estimated time to repair: 2 hours
		Expect a fix in the next 30 minutes.
		A fix is expected by 5 pm.
		We expect to restore the service by tomorrow.
		Payments will be fully operational again tomorrow.
		We hope to resolve this within two hours.
		Le service sera rétabli d'ici 2 heures.
		Le service devrait être de nouveau disponible avant 15h.
		Retour à la normale prévu à 14h.
		Problème corrigé dans les 30 minutes.
		Rétablissement estimé : dans 2 heures
		Die Störung wird bis 14:00 Uhr behoben sein.
		Der Dienst ist voraussichtlich in zwei Stunden wieder verfügbar.
		Behebung in 2 Stunden
		El servicio estará disponible en 2 horas.
		El problema será resuelto antes de las 14:00.`)
}

func TestSpeculation(t *testing.T) {
	t.Parallel()
	silentOrNot(t, guard.Speculation, `
		We suspect a faulty switch.
		We currently believe that this was caused by a change.
		The outage was probably caused by a power cut.
		It may have been caused by a provider.
		This could be related to the change.
		It appears to be due to heavy load.
		The likely root cause is a change.
		Nous pensons que le réseau est en cause.
		La panne est probablement due à une mise à jour.
		Cause probable : réseau
		Wir vermuten einen Fehler im Netz.
		Die Störung wurde vermutlich durch ein Update ausgelöst.
		Sospechamos que es la red.
		Probably a DNS problem
		Most likely a faulty network failure.
		It looks like a DDoS attack
		This seems to be a configuration issue.
		The cause is most likely a disk.
		La cause est probablement un disque
		La cause de l'incident est sans doute un disque
		Il semble que la cause soit un disque.
		Probablement un problème DNS
		Wahrscheinlich ein DNS-Problem
		Es sieht nach einem DDoS-Angriff aus.
		Die Ursache ist vermutlich eine Platte.
		Probablemente un problema de red
		La causa es probablemente un disco.`)
}

// silentOrNot asserts that every text has one hit, of this kind.
func silentOrNot(t *testing.T, kind guard.Kind, texts string) {
	t.Helper()
	for _, text := range strings.Split(strings.TrimSpace(texts), "\n\t\t") {
		text = strings.TrimSpace(text)
		if got := found(strings.ReplaceAll(text, " ", "\n")); !strings.HasPrefix(got, "warn "+kind.String()) {
			t.Errorf("over lines: %s: %s", text, got)
		}
		if got := found(text); !strings.HasPrefix(got, "warn "+kind.String()) || strings.Contains(got, ";") {
			t.Errorf("%s: %s", text, got)
		}
	}
}
