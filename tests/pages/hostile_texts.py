"""Texts that would steer, break or lie where a format took them for its own, each alone."""

from __future__ import annotations

#: HTML and the script of a page.
HTML = (
    "<b>bold</b>",
    "</pre></article><h1>Conforms</h1>",
    "</script><script>window.hit=1</script>",
    "</style><style>*{display:none}</style>",
    "</title><base href=//evil.test>",
    '" onmouseover="window.hit=1',
    "' autofocus onfocus='window.hit=1",
    "<img src=x onerror=window.hit=1>",
    "<a href=javascript:window.hit=1>x</a>",
    "<iframe srcdoc='&lt;script&gt;'>",
    "<!-- open",
    "]]><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "&lt;b&gt; &#60;b&#62; &amp;amp;",
    "{{ 7 * 7 }} {% include 'x' %} {# #}",
)
#: Markdown of GitHub, which reads more than CommonMark: mentions, references, addresses, mathematics, emoji.
MARKDOWN = (
    "# Conforms",
    "## Conforms\n\n# at every basis",
    "| a | b |\n|---|---|\n| c | d |",
    "[click](https://evil.test)",
    "![picture](https://evil.test/x.png)",
    "<https://evil.test> https://evil.test www.evil.test me@evil.test",
    "@everyone and @octocat/team",
    "#1 GH-2 owner/repo#3 0123456789abcdef0123456789abcdef01234567",
    "**bold** __bold__ *it* _it_ ~~gone~~ ==x==",
    "`code` ``two`` ```three```",
    "```\nfence\n```",
    "~~~\nfence",
    "`",
    "$x^2$ $$y$$ $`z`$",
    ":tada: :+1:",
    "- [x] done",
    "1. one\n2. two",
    "1) one",
    "> quoted\n> [!WARNING]\n> here",
    "[^1] [a]: https://evil.test",
    "---",
    "\\* \\` trailing\\",
    "    indented",
)
#: Terminals, logs and readers of lines.
LINES = (
    "\x1b[2J\x1b]0;title\x07\x9b31m",
    "one\n::error file=x::two",
    "one\r\n::stop-commands::x",
    "##[group]x\n##vso[task.setvariable variable=x]y",
    "\u202egnp.exe \u2066x\u2069 \u200bz\u200d",
    "a\u2028b\u2029c\x85d\x0be\x0cf",
    "\x00\x01\x08\x7f\ufffe\uffff",
    "\ud800 half \udfff",
    "\U000e0041\U000e007f tag",
)
#: Python, XML, SARIF, OpenMetrics.
OTHERS = (
    "'''\"\"\" \\",
    '"); import os; os.system("id") #',
    "\\N{DIGIT ONE} \\x41 {value!r} %s %(a)s",
    "name\ndef test_mine(): pass",
    "{0} {{1}} {message}",
    "[link](1) [other](https://evil.test)",
    'x="y",le="+Inf"} 1\n# EOF\n',
    "'; DROP TABLE probes; --",
    "$(id) `id` ${IFS} ; id",
)
TEXTS = (*HTML, *MARKDOWN, *LINES, *OTHERS, " ", "long " * 4000)
