package lint

import "testing"

// TestClean holds what must not be told: a lint that cries wolf is not read.
func TestClean(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"nothing": "", "words": "5 < 6 & 7 > 3, a <- b", "modern": modern, "mjml": mjml,
		"fragment": `<h1>[service-status]: [issue.summary]</h1>
<p>[message?Nothing "new" > before]<p>b<ul><li>a<li>b</ul>
<table><tr><th scope="row">Start<td>[issue.created|yyyy-MM-dd'T'HH:mm]<tr><th>a<td>b</table>
<dl><dt>a<dd>b<dt>c</dl>`,
		"placeholders in attributes": `<a href="[issue.url]" title="[issue.created|yyyy-MM-dd'T'HH:mm "x>y"]">[issue.url]</a>
<a href=[issue.created|yyyy-MM-dd HH:mm]>x</a><a href="https://x.example/browse/[issue.key]">https://x.example/browse/[issue.key]</a>`,
		"rows of a partial":     "<tr><td>[issue.key]</td></tr>\n<tr><th>a</th><td>b</td></tr>",
		"include in a table":    "<table><tr><th>a</th></tr>[include rows]</table>",
		"data table":            "<table border=1><tr><td>Label</td><td>value</td></tr></table>",
		"brackets of authors":   "[EXTERNAL] [1] it's [type=text] \"x\"",
		"alt about markup":      `<img src="a.png" alt="a <b> b"><img src="//x.example/../a.png" alt=""><img src="cid:a" alt>`,
		"markup in words":       "<style>a > b { } /* <b> */</style><textarea><b></textarea>",
		"anchors":               `<a name="x"></a><a id="y"></a><a href="#x">up</a>`,
		"links":                 `<a href="https://www.X.example/a?b=c">x.example/a</a><a href="https://x.example/">http://X.example</a><a href="https://x.example/abc">https://x.example/a…</a><a href="mailto:a@x.example?subject=x">a@x.example</a>`,
		"link to a placeholder": `<a href="https://x.example/[issue.key]">https://x.example/status</a>`,
		"void":                  `a<br>b<br/>c<hr /><img alt="" src=a.png />`,
		"svg":                   `<svg width="1"><path d="M0 0"/><a/></svg><b>x</b>`,
		"word":                  `<p class=MsoNormal>a<o:p></o:p></p><?xml:namespace prefix = o ns = "urn:x" />`,
		"facts for programs":    `<script type="application/ld+json">{"a": "<b>"}</script>`,
		"conditionals":          `<!--[if mso]><table><tr><td><![endif]--><div>x</div><!--[if (gte mso 9)|(IE)]></td></tr></table><![endif]-->`,
		"revealed":              `<![if !mso]><div><img></i><![endif]>a<![if !mso]></div><![endif]><table><tr><th>a</th><!--[if !mso]><!--><td onclick=x><!--<![endif]-->x</table>`,
		"revealed row":          `<![if !mso]><table><tr><![endif]><b>x</b>y<![if !mso]></tr></table><![endif]>`,
		"button":                `<p><button><div>x</div></button></p>`,
		"revealed otherwise":    `<!--[if !mso]> --><b><!-- <![endif]-->x<!--[if !mso]>--></b><!--<![endif]-->`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, source, nil)
		})
	}
}

const modern = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>[service-status]: [issue.summary]</title>
<style>
  :root { color-scheme: light dark; }
  @media (max-width: 600px) { .wide > td { display: block !important } }
  [data-ogsc] .logo { content: "<b>"; }
</style>
</head>
<body style="margin:0;padding:0">
<!-- the preheader -->
<div style="display:none">[message?No news "yet"]</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
  <tr>
    <td align="center">
      <img src="banner.png" width="600" alt="Example Ltd">
      <table role="presentation" width="600">
        <tbody>
        <tr><td>
          <h1>[issue.summary]</h1>
          <p>Dear customer,<br>[customer-description!]</p>
          <table><tr><th scope="row">Start</th><td>[issue.created|yyyy-MM-dd'T'HH:mm z]</td></tr></table>
          <p><a href="[issue.url]" style="color:#06c"><b>Open</b> [issue.key]</a> or <a href="mailto:noc@example.com">noc@example.com</a></p>
        </td></tr>
        </tbody>
      </table>
    </td>
  </tr>
</table>
</body>
</html>
`

const mjml = `<!doctype html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" lang="en" dir="auto">
  <head>
    <title>Incident</title>
    <!--[if !mso]><!-->
    <meta http-equiv="X-UA-Compatible" content="IE=edge">
    <!--<![endif]-->
    <meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
    <style type="text/css">#outlook a { padding:0; }</style>
    <!--[if mso]>
    <noscript>
    <xml>
    <o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings>
    </xml>
    </noscript>
    <![endif]-->
    <!--[if lte mso 11]>
    <style type="text/css">.mj-outlook-group-fix { width:100% !important; }</style>
    <![endif]-->
  </head>
  <body style="word-spacing:normal;">
    <div aria-roledescription="email" style="" role="article" lang="en" dir="auto">
      <!--[if mso | IE]><table align="center" border="0" role="presentation" style="width:600px;" width="600" ><tr><td style="line-height:0px;"><![endif]-->
      <div style="margin:0px auto;max-width:600px;">
        <table align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="width:100%;">
          <tbody>
            <tr>
              <td style="direction:ltr;font-size:0px;padding:20px 0;text-align:center;">
                <!--[if mso | IE]><table role="presentation"><tr><td class="" style="vertical-align:top;width:600px;" ><![endif]-->
                <div class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;">
                  <table border="0" cellpadding="0" cellspacing="0" role="presentation" width="100%">
                    <tbody>
                      <tr>
                        <td align="center" vertical-align="middle" style="padding:10px 25px;">
                          <a href="[issue.url]" style="display:inline-block;" target="_blank"> Open [issue.key] </a>
                        </td>
                      </tr>
                      <tr><td><p style="border-top:solid 4px #F45E43;width:100%;">
                        </p>
                        <!--[if mso | IE]><table align="center"><tr><td style="height:0;line-height:0;"> &nbsp;
</td></tr></table><![endif]-->
                      </td></tr>
                    </tbody>
                  </table>
                </div>
                <!--[if mso | IE]></td></tr></table><![endif]-->
              </td>
            </tr>
          </tbody>
        </table>
      </div>
      <!--[if mso | IE]></td></tr></table><![endif]-->
    </div>
  </body>
</html>
`
