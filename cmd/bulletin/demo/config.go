package demo

import (
	"fmt"
	"strings"
)

// mailUser logs in to the mail server.
const mailUser = "incident-desk"

// settings is the demo's config, as a house would write it. Its paths start at its folder.
func settings(j *jira, mailPort int) string {
	login := j.kind.config
	if strings.HasPrefix(j.base, "https:") {
		login += "\n  ca_file: ca.pem"
	}
	return strings.NewReplacer("{jira}", j.base, "{login}", login, "{filter}", filterID,
		"{mailPort}", fmt.Sprint(mailPort), "{mailUser}", mailUser, "{formerPartner}", formerPartner,
	).Replace(settingsYAML)
}

const settingsYAML = `# The config of bulletin's demo. Both servers run inside the demo, on this machine alone;
# when it ends, this file goes with them.
badge: DEMO
operator: Duty Manager
operator_address: duty-manager@example.com
state: state

jira:
  url: {jira}
  {login}
  token: {file: token}
  filter: {filter}

smtp:
  host: 127.0.0.1
  port: {mailPort}
  tls: starttls
  ca_file: ca.pem
  username: {mailUser}
  password: {file: password}

from: "Incident Desk <incidents@example.com>"
reply_to: service-desk@example.com

fields:
  impact-start: customfield_11740
  impact-end: customfield_11745
  customer-description: customfield_11754
  region: customfield_11709
  workaround: customfield_11710
  root-cause: customfield_11712
  severity: customfield_11713

# What customers may be shown; every other field stays inside.
public_fields:
  - summary
  - components
  - customfield_11740   # Impact Start Date
  - customfield_11745   # Impact End Date
  - customfield_11754   # Customer Description
  - customfield_11709   # Region
  - customfield_11710   # Workaround

# What no customer may read, wherever it stands.
internal: {domains: [corp.example.com]}

stages:
  start: {service_status: DISRUPTED}
  update: {service_status: DISRUPTED}
  resolved: {service_status: UP}
  maintenance: {service_status: PLANNED}   # a stage of this house, with the letter templates/maintenance.md

# Letters of this house; every other letter is a built-in one.
templates: {folder: templates}

# Stands above every letter that is no HTML document of its own.
brand:
  name: Example Pay
  colour: "#0b5fff"

lists:
  customers-emea:
    bcc:
      - it@alpha.example.com
      - operations@beta.example.com
      - service-desk@gamma.example.com
      - duty-manager@epsilon.example.com
      - noc@zeta.example.com
      - it-alerts@eta.example.com
      - platform@theta.example.com
      - helpdesk@iota.example.com
      - incidents@example.org
    file: emea.txt
    when: {Region: EMEA}
  customers-amer:
    bcc:
      - it@north.example.com
      - operations@south.example.com
      - noc@lakes.example.com
      - service-desk@prairie.example.com
      - duty-manager@harbor.example.com
      - it-alerts@canyon.example.com
      - helpdesk@summit.example.com
      - platform@river.example.com
      - incidents@example.net
    when: {Region: AMER}
  customers-apac:
    bcc:
      - it@lotus.example.com
      - operations@bamboo.example.com
      - {formerPartner}
      - noc@monsoon.example.com
      - service-desk@reef.example.com
      - helpdesk@coral.example.com
    when: {Region: APAC}
  all-staff:
    to: [all-staff@example.com]
    bcc: [on-call@example.com, support-leads@example.com, account-managers@example.com]
  management-circle:
    to: ["Head of Operations <head-of-operations@example.com>"]
    bcc: [head-of-support@example.com, board-office@example.com]

# What makes sense for which incident; what does not is not offered.
contexts:
  - when: {priority: P4}
    audiences: [staff, management]
    because: P4 is for the house alone
  - when: {issuetype: Change}
    stages: [maintenance, update, correction]
    because: a change is announced as maintenance

# Who may send, as Jira knows them; everyone else looks and previews.
senders: {groups: [incident-managers]}

# The only people whom bulletin --drill can reach.
drill: {to: [drill@example.com]}

audiences:
  customers:
    exposure: external
    lists: [customers-emea, customers-amer, customers-apac]
    timezone: Europe/Paris
    language: en
  staff: {exposure: internal, lists: [all-staff], timezone: UTC}
  management: {exposure: internal, lists: [management-circle], timezone: Europe/Paris}
`

// emea is the rest of customers-emea: a list may stand in a file of its own.
const emea = `service-desk@kappa.example.com
operations@lambda.example.com
it@omega.example.com
noc@sigma.example.com
duty-manager@tau.example.com
`
