package guard

import (
	"regexp"
	"strings"
)

// stems are what houses call machines by, before a hyphen and a number.
var stems = set(`db srv server svr web app api node host vm k8s kube worker master slave replica redis mysql pg psql
	postgres postgresql mongo mongodb kafka rabbit rabbitmq mq lb proxy nginx haproxy fw firewall rtr router sw gw
	gateway cache elastic elasticsearch mail smtp imap mx ns dns dc esx esxi hv bastion jump jumphost vpn backup bkp bak
	nas san storage prod prd stg staging qa uat jenkins runner ip ec2 cluster shard pod broker zk zookeeper consul
	vault etcd cassandra ldap sso ftp sftp memcached tomcat oracle ora sql mssql syslog log monitor nagios grafana
	frontend backend dbprod proddb dbsrv websrv appsrv webserver appserver dbserver pay payments auth`)

// counted are words before a zero and a digit that are no machines: dates, and what people count.
var counted = set(`jan feb mar apr may jun jul aug sep sept oct nov dec januar februar mai juni juli okt dez janv fev avr juil
	aout déc ene abr ago dic covid iso day week page part step lot level phase version no nr q wk art bug task`)

var (
	numberedName = regexp.MustCompile(`^[a-z][a-z0-9]*(?:-[a-z0-9]+)*?-?[0-9]{1,4}$`)
	podName      = regexp.MustCompile(`^[a-z][a-z0-9-]*-[bcdf-hj-np-tv-z2456789]{8,10}-[bcdf-hj-np-tv-z2456789]{5}$`)
	year         = regexp.MustCompile(`^(?:19|20)[0-9]{2}$`)
	fileName     = regexp.MustCompile(`\.(?:zip|t?gz|tar|log|txt|csv|pdf|png|jpe?g|gif|svg|html?|json|xml|ya?ml|docx?|xlsx?|pptx?|md|js|css|mp[34])$`)
)

// server reports whether s[start:end] has the shape of a server's name: "db-17",
// "srv-payments-03", "web01", "payments-7d9f8b6c5-x2x4k". "OPS-101", "COVID-19", "utf-8",
// "eu-west-1" and "windows-2019" have not.
func server(s string, start, end int) bool {
	name := s[start:end]
	if !strings.ContainsAny(name, "0123456789") || len(name) > 120 || embedded(s, start, end) {
		return false
	}
	first, domain, dotted := strings.Cut(name, ".")
	if dotted && (!strings.Contains(domain, ".") || fileName.MatchString(name)) {
		return false
	}
	if upper := strings.ToUpper(first) == first; upper && strings.Count(first, "-") != 1 {
		first = strings.ToLower(first) // SRV-PAY-03, WEB01; but OPS-101 is an issue
	}
	if podName.MatchString(first) {
		return true
	}
	return numberedName.MatchString(first) && machine(strings.Split(first, "-"))
}

// machine reports whether one of a name's parts is what a machine is called by, or its
// number has zeros before it, as only machines have.
func machine(parts []string) bool {
	last := parts[len(parts)-1]
	digits := last[len(strings.TrimRight(last, "0123456789")):]
	padded := len(digits) > 1 && digits[0] == '0'
	if year.MatchString(digits) {
		return false
	}
	for _, p := range parts {
		stem := strings.TrimRight(p, "0123456789")
		if stems[stem] && (len(parts) > 1 || padded) {
			return true
		}
	}
	return padded && len(parts) > 1 && last == digits && !counted[parts[0]]
}

// embedded reports whether s[start:end] is part of something longer that is no host's name.
func embedded(s string, start, end int) bool {
	if start > 0 && strings.ContainsRune("/\\.=_#&?+~$%", rune(s[start-1])) && !strings.HasSuffix(s[:start], "//") {
		return true
	}
	return end < len(s) && strings.ContainsRune("=_#&+~$%\\", rune(s[end]))
}

// set is the words of a text.
func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
