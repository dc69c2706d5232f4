package demo

// maintenance is the demo's own letter, for a stage that no built-in letter has: such as a
// house would write it into its templates folder.
const maintenance = `---
subject: "[[service-status]] [components?]: [issue.summary] ([issue.key])"
---
<!-- A letter of the house's own, for the stage maintenance of the config. Comments never leave.
Try: bulletin template render maintenance -->

# Planned maintenance: [components?our service]

[message?We maintain this service to keep it reliable.]

| | |
|---|---|
| What | [issue.summary] |
| Regions | [region?all] |
| Begins | [impact-start] |
| Ends | [impact-end?will be announced] |

[if workaround]During the maintenance: [workaround]

[include contact]
`
