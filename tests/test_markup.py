"""Markdown becomes the HTML that GitHub's preview shows, is safe, and says what was cut and where."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from generator import inlines
from generator.blocks import Line
from generator.inlines import Definitions, is_plain
from generator.markup import Markup, Reference, count_words, inline, join, render, word_of_any_script
from generator.raw_html import Findings, Source, escaped, is_clear


def page(markup: Markup) -> str:
    return join(markup.html, [f' {each.attribute}="{each.target}{each.suffix}"' for each in markup.references])


def shown(text: str) -> str:
    return page(render(text, "a.md", 1)).strip()


def told(text: str, first_line: int = 1) -> list[tuple[str, int, int]]:
    return [(each.code, each.line, each.column) for each in render(text, "a.md", first_line).problems]


GITHUB = [
    ("a\nb", "<p>a\nb</p>"),
    ("a  \nb\\\nc", "<p>a<br>\nb<br>\nc</p>"),
    ("foo_bar_baz", "<p>foo_bar_baz</p>"),
    ("*a* _b_ **c** __d__", "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong></p>"),
    ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
    ("~~gone~~ H~2~O ~~~x~~~ 5 ~ 6 ~7", "<p><del>gone</del> H<del>2</del>O ~~~x~~~ 5 ~ 6 ~7</p>"),
    ("#hashtag", "<p>#hashtag</p>"),
    ("text\n## Two ##", '<p>text</p>\n<h2 id="two">Two</h2>'),
    ("Two\n---", '<h2 id="two">Two</h2>'),
    ("text\n- a\n- b", "<p>text</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    ("text\n2. a", "<p>text\n2. a</p>"),
    ("- a\n  - b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul></li>\n</ul>"),
    ("- a\n   - b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul></li>\n</ul>"),
    ("- a\n    - b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul></li>\n</ul>"),
    ("- a\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>"),
    ("3) a\n4) b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
    ("text\n> quote\nlazy", "<p>text</p>\n<blockquote>\n<p>quote\nlazy</p>\n</blockquote>"),
    ("text\n```\n<b>\n```", '<p>text</p>\n<pre tabindex="0"><code>&lt;b&gt;\n</code></pre>'),
    ("- a\n  ~~~\n  x\n  ~~~", '<ul>\n<li>a\n<pre tabindex="0"><code>x\n</code></pre></li>\n</ul>'),
    ("> ```\n> x\n> ```", '<blockquote>\n<pre tabindex="0"><code>x\n</code></pre>\n</blockquote>'),
    ("```unheard-of\nx\n```", '<pre tabindex="0"><code class="language-unheard-of">x\n</code></pre>'),
    ("```\nnever closed", '<pre tabindex="0"><code>never closed\n</code></pre>'),
    ("```\n\ttab\n```", '<pre tabindex="0"><code>\ttab\n</code></pre>'),
    ("`` a`b ``", "<p><code>a`b</code></p>"),
    ("&copy; &amp; AT&T &nosuch;", "<p>© &amp; AT&amp;T &amp;nosuch;</p>"),
    (r"\*a\* \[b\]", "<p>*a* [b]</p>"),
    ("{{ x }} {% y %} {: .z} {#w}", "<p>{{ x }} {% y %} {: .z} {#w}</p>"),
    ("***", "<hr>"),
    ('![a *b*](/p.png "t")', '<p><img src="/p.png" alt="a b" title="t" loading="lazy"></p>'),
    ("![a_b *c\\** `d*`](/p.png)", '<p><img src="/p.png" alt="a_b c* d*" loading="lazy"></p>'),
    ("[a][r]\n\n[R]: <b c.md> 't'", '<p><a href="b c.md" title="t">a</a></p>'),
    ("[r]: /b/\nTwo\n---\n[r]", '<h2 id="two">Two</h2>\n<p><a href="/b/">r</a></p>'),
    ("[r]: /b/\n---\n[r]", '<hr>\n<p><a href="/b/">r</a></p>'),
    ("[r]: /b/\n==\n\n[r]", '<p>==</p>\n<p><a href="/b/">r</a></p>'),
    ("[a](b c)", "<p>[a](b c)</p>"),
    ("[a](b(c)d)", '<p><a href="b(c)d">a</a></p>'),
    ("<https://a.b/#c#d>", '<p><a href="https://a.b/#c%23d" rel="noopener">https://a.b/#c#d</a></p>'),
    ("<https://a.b/c>", '<p><a href="https://a.b/c" rel="noopener">https://a.b/c</a></p>'),
    (
        "(see https://a.b/c_d_e(f).)",
        '<p>(see <a href="https://a.b/c_d_e(f)" rel="noopener">https://a.b/c_d_e(f)</a>.)</p>',
    ),
    ("www.a.com.", '<p><a href="http://www.a.com" rel="noopener">www.a.com</a>.</p>'),
    ("to a.b@c.org now", '<p>to <a href="mailto:a.b@c.org">a.b@c.org</a> now</p>'),
    ("@name #12", "<p>@name #12</p>"),
    ("[<https://a.b>](c.md)", '<p><a href="c.md">https://a.b</a></p>'),
    ("[see https://a.b](c.md)", '<p><a href="c.md">see https://a.b</a></p>'),
    (
        "- [ ] a\n- [x] b",
        '<ul class="contains-task-list">\n'
        '<li class="task-list-item"><label><input type="checkbox" disabled=""> a</label></li>\n'
        '<li class="task-list-item"><label><input type="checkbox" checked="" disabled=""> b</label></li>\n</ul>',
    ),
    (
        "- [ ] a\n\n  more\n\n- [ ] b **c**",
        '<ul class="contains-task-list">\n'
        '<li class="task-list-item">\n<p><label><input type="checkbox" disabled=""> a</label></p>\n<p>more</p>\n</li>\n'
        '<li class="task-list-item">\n<p><label><input type="checkbox" disabled=""> b <strong>c</strong></label></p>\n'
        "</li>\n</ul>",
    ),
    (
        "> [!WARNING]\n> care",
        '<div class="alert alert-warning" role="note">\n<p class="alert-title">Warning</p>\n<p>care</p>\n</div>',
    ),
    (
        "lead\n| a | b |\n|--:|---|\n| 1 \\| 2 |\nend\n\nafter",
        '<p>lead</p>\n<div class="table" tabindex="0">\n<table>\n<thead>\n'
        '<tr><th scope="col" class="align-right">a</th><th scope="col">b</th></tr>\n'
        '</thead>\n<tbody>\n<tr><td class="align-right">1 | 2</td><td></td></tr>\n'
        '<tr><td class="align-right">end</td><td></td></tr>\n</tbody>\n</table>\n</div>\n<p>after</p>',
    ),
    (
        "<details>\n<summary>S</summary>\n\n**b**\n\n</details>",
        "<details>\n<summary>S</summary>\n<p><strong>b</strong></p>\n</details>",
    ),
    ("a <!-- more --> b", "<p>a  b</p>"),
    ("press <kbd>Ctrl</kbd>", "<p>press <kbd>Ctrl</kbd></p>"),
]


@pytest.mark.parametrize(("source", "html"), GITHUB)
def test_markdown_is_read_as_github_reads_it(source: str, html: str) -> None:
    markup = render(source, "a.md", 1)
    assert page(markup).strip() == html
    assert not markup.problems


def test_code_is_highlighted_with_classes() -> None:
    html = shown("```python\ndef f(): pass\n```")
    assert html.startswith(
        '<pre class="highlight" tabindex="0"><code class="language-python"><span class="k">def</span>'
    )
    assert "style=" not in html


def test_footnotes_are_numbered_by_use_and_lead_back() -> None:
    markup = render("a[^b] c[^a] d[^b]\n\n[^a]: first\n[^b]: second\n\n    more", "a.md", 1)
    html = page(markup)
    assert '<a href="#fn:1" id="fnref:1" role="doc-noteref">1</a>' in html
    assert html.index("second") < html.index("first")
    assert '<a href="#fnref:1-2" class="footnote-back" role="doc-backlink"' in html
    assert markup.ids == ("fn:1", "fn:2", "fnref:1", "fnref:1-2", "fnref:2")
    assert not markup.problems


def test_a_footnote_that_is_unused_missing_or_doubled_is_told() -> None:
    assert told("a[^x]\n\n[^y]: z\n\n[^y]: w") == [
        ("markup/footnote-missing", 1, 2),
        ("markup/footnote-unused", 3, 1),
        ("markup/footnote-twice", 5, 1),
    ]


def test_heading_ids_are_githubs() -> None:
    headings = render("## Ünï 中文, العربية!\n## A b\n## A b\n## A b-1\n## !", "a.md", 1).headings
    assert [each.id for each in headings] == ["ünï-中文-العربية", "a-b", "a-b-1", "a-b-1-1", "section"]


def test_many_bold_links_in_parentheses_are_not_nested() -> None:
    links = ", ".join(f"**[#{n}](https://a.b/{n})**" for n in range(200))
    markup = render(f"Updated ({links}) and **“quoted”**, **[x](https://a.b)**.", "a.md", 1)
    assert not markup.problems
    assert page(markup).count("<strong>") == 202


def test_an_address_that_no_browser_can_read_is_told() -> None:
    source = "See http://localhost:port and [this](https://a b:80:1/)\n\n![p](https://[x/p.png)"
    assert told(source) == [("markup/forbidden-address", 1, 5), ("markup/forbidden-address", 3, 1)]
    assert shown(source).startswith("<p>See http://localhost:port and ")


def test_a_heading_holds_no_blocks() -> None:
    source = "## <div align=center>Two</div> <b>c</b>[^n]\n\n[^n]: note"
    assert shown(source).startswith('<h2 id="two-c">Two <b>c</b><sup')
    assert told(source) == [("markup/html-removed", 1, 4)]


def test_headings_leave_the_first_level_to_the_headline() -> None:
    assert [each.level for each in render("# a\n## b\n###### c", "a.md", 1).headings] == [2, 3, 6]
    assert [each.level for each in render("## a\n### b", "a.md", 1).headings] == [2, 3]


def test_the_text_is_prose_only_and_cut_on_a_word() -> None:
    markup = render("## H\n\n*One* [two](x.md).[^1]\n\n```\ncode\n```\n\n|a|\n|-|\n\nThree.\n\n[^1]: N", "a.md", 1)
    assert markup.text == "One two. Three."
    long = render("word " * 200, "a.md", 1).text
    assert 390 <= len(long) <= 400
    assert long.endswith("word")


def test_links_into_the_site_are_left_open_with_their_places() -> None:
    markup = render("a [b](../x.md?q#f)\n\n> ![c](p.jpg)\n\n<a href='y.md'>z</a> [t](#t)\n\n## t", "a.md", 10)
    assert markup.references == (
        Reference("href", "../x.md", "?q#f", 10, 3),
        Reference("src", "p.jpg", "", 12, 3),
        Reference("href", "y.md", "", 14, 4),
    )
    assert len(markup.html) == 4
    assert join(markup.html, ["", "", ""]).startswith("<p>a <a>b</a></p>")


def test_a_link_within_the_page_to_no_heading_is_told() -> None:
    markup = render("[a](#hedaing)\n\n## Heading", "a.md", 1)
    assert [(each.code, each.help) for each in markup.problems] == [
        ("markup/missing-anchor", "Did you mean “heading”?")
    ]


PLACES = [
    ("text <iframe src='x'></iframe>", [("markup/html-removed", 5, 6)]),
    ("> - a\n>   <b style='x'>y</b>", [("markup/html-removed", 6, 8)]),
    ("`<script>` and\n\n    <script>\n\n~~~\n<script>\n~~~", []),
    ("a\n\n<div>\n<script>alert(1)</script>\n</div>", [("markup/html-removed", 8, 1)]),
    ("<p id='x' onclick=\"y\">z</p>", [("markup/html-removed", 5, 4), ("markup/html-removed", 5, 11)]),
    ("a [b](javascript:x) c", [("markup/forbidden-address", 5, 3)]),
    ("a [b]() c", [("markup/empty-address", 5, 3)]),
    ("a\n\n<div>\n\nb", [("markup/html-repaired", 7, 1)]),
    ("a </b> c", [("markup/html-repaired", 5, 3)]),
    ("a <b>c", [("markup/html-repaired", 5, 3)]),
    ("a <div>b</div> c", [("markup/html-repaired", 5, 3)]),
    ("<tr><td>x</td></tr>", [("markup/html-repaired", 5, 1)]),
    ("a\nb\u0002c", [("markup/control-character", 6, 2)]),
    ("<!-- never closed\n\nlost", [("markup/html-removed", 5, 1)]),
]


@pytest.mark.parametrize(("source", "problems"), PLACES)
def test_what_is_cut_is_told_at_its_place(source: str, problems: list[tuple[str, int, int]]) -> None:
    assert told(source, 5) == problems


def test_html_left_open_ends_with_the_block_that_holds_it() -> None:
    assert shown("> <div>\n> a\n\nb") == "<blockquote>\n<div>\na\n</div></blockquote>\n<p>b</p>"


ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//x></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<IMG SRC=JaVaScRiPt:alert(1)>",
    "<img src=`javascript:alert(1)`>",
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="&#106;avascript&colon;alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT&colon;alert(1))",
    "[x](java\\script:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](<java script:alert(1)>)",
    "[x](\u0001javascript:alert(1))",
    "[x](vbscript:x) [y](data:text/html;base64,x) ![z](data:image/svg+xml,x)",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "<javascript:alert(1)>",
    '[x](https://a "\\"onmouseover=alert(1)")',
    '![" onerror="alert(1)](x.png)',
    '<a title="><script>alert(1)</script>">x</a>',
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>@import 'javascript:x';</style>",
    "<div style='background:url(javascript:x)'>y</div>",
    "<form action=javascript:x><button formaction=javascript:x>y</button></form>",
    "<body onload=alert(1)>\n\nx\n\n</body>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:x'>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[><script>alert(1)</script>]]>",
    "<?x ><script>alert(1)</script>?>",
    "<details open ontoggle=alert(1)>x</details>",
    "```<script>\n</code></pre><script>alert(1)</script>\n```",
    '```a"onclick="b\nx\n```',
    "\u0002wzxhzdk:0\u0003 <b>x</b> \u0002klzzwxh:0000\u0003 \u0002a0\u0003 \u001a0\u001a *y*",
    "&#2;a0&#3; *x* `y` &#26;0&#26; [z](&#26;0&#26;)",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "## <img src=x onerror=alert(1)>",
    "[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    "<p/onclick=alert(1)>x",
    "<a href=x onclick\n=alert(1)>y</a>",
]


class Dangers(HTMLParser):
    """Collects what a browser might run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "iframe", "svg", "math", "form", "base", "meta", "object", "embed", "body"):
            self.found.append(tag)
        for name, value in attrs:
            scheme = (value or "").strip().lower().partition(":")[0] if name in ("href", "src") else ""
            if name.startswith("on") or name in ("style", "srcdoc") or scheme in ("javascript", "data", "vbscript"):
                self.found.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}")


@pytest.mark.parametrize("source", ATTACKS)
@pytest.mark.parametrize("around", ["{}", "a *b* {} c", "- {}", "<div>\n{}\n</div>"])
def test_nothing_in_a_text_can_run_in_a_browser(source: str, around: str) -> None:
    for markup in (render(around.format(source), "a.md", 1), inline(around.format(source), "a.md", 1, 1)):
        html = page(markup)
        assert Dangers(html).found == []
        assert not set(html) & set("\x02\x03\x1a\x1b")
        assert not any(each.target.lower().lstrip().startswith(("javascript", "data")) for each in markup.references)


def test_inline_makes_no_blocks() -> None:
    assert page(inline("# *a* [b](c.md)\nd [^1]", "a.md", 3, 5)) == '# <em>a</em> <a href="c.md">b</a> d [^1]'
    markup = inline("x <div>y</div> <img src=//a.b/c alt=''>", "a.md", 3, 5)
    assert page(markup) == 'x y <img src="//a.b/c" alt="" loading="lazy">'
    assert [(each.code, each.line, each.column) for each in markup.problems] == [("markup/html-removed", 3, 7)]


@pytest.mark.parametrize(
    "text", ["![](/media/a.png)", "![ ](/media/a.png)", "[![](/media/a.png)](b.md)", '<img src="/media/a.png">']
)
def test_a_picture_without_a_description_is_told(text: str) -> None:
    (told,) = render(f"x {text}", "a.md", 1).problems
    assert (told.code, told.line) == ("markup/missing-alt", 1)
    assert "“/media/a.png”" in told.message


@pytest.mark.parametrize("text", ["![a](/media/a.png)", '<img src="/media/a.png" alt="">', "![`a`](x.png)"])
def test_a_picture_that_says_what_it_shows_or_that_it_only_decorates_is_right(text: str) -> None:
    assert render(text, "a.md", 1).problems == ()


def test_what_was_rendered_before_changes_nothing() -> None:
    first = "# a\n\n*x*[^1] **[^2]\n\n[^1]: ~~n~~\n\n[r]: /u\n\n[^2]: m\n\n<div>"
    second = "# a\n\n*x*[^1] _[r]\n\n[^1]: other"
    expected = render(first, "a.md", 1), render(second, "b.md", 1)
    assert (render(first, "a.md", 1), render(second, "b.md", 1)) == expected
    render("*a " * 500, "c.md", 1)
    assert (render(second, "b.md", 1), render(first, "a.md", 1)) == expected[::-1]


LIMITS = [
    ("word " * 1_000_000, "markup/too-long"),
    (">" * 5_000, "markup/too-deep"),
    ("* - " * 2_500, "markup/too-deep"),
    ("\n".join("  " * level + "- a" for level in range(400)), "markup/too-deep"),
    ("<div>" * 10_000, "markup/too-deep"),
    ("*a " * 5_000, "markup/too-deep"),
    ("|".join("a" * 500) + "\n" + "|".join("-" * 500), "markup/too-complex"),
    ("|".join("a" * 150) + "\n" + "|".join("-" * 150) + "\n" + "|\n" * 5_000, "markup/too-complex"),
    ("[a]: " + "x" * 10_000 + "\n\n" + "[a] " * 10_000, "markup/too-complex"),
    ("*a* " * 40_000, "markup/too-complex"),
    ("&" * 300_000, "markup/too-complex"),
]


@pytest.mark.parametrize(("source", "code"), LIMITS, ids=range(len(LIMITS)))
def test_a_text_beyond_a_limit_is_one_error(source: str, code: str) -> None:
    markup = render(source, "a.md", 7)
    assert [(each.code, each.severity) for each in markup.problems] == [(code, "error")]
    assert markup.problems[0].line >= 7
    assert markup.html == ("",)


BOMBS = [
    "[",
    "![",
    "(",
    "*",
    "_",
    "`",
    "~",
    "<",
    "&",
    "]",
    "![](",
    "[[[[…](",
    "**a",
    "<a",
    "<!--",
    "<?",
    "<![CDATA[",
    "\\",
    "|",
    ">",
    "#",
    "\ufeff",
    "\u2028",
    "[a](",
    "[a](<b",
    "[a][b]",
    "a@b.",
    "www.a_",
    "(http://a)",
    "`a``b",
    "<script>",
    "<b\n",
    "<x=",
    "[a]:\n",
    "[^a]:\n",
    "[a](\\(",
    "~~a",
    "a**b",
    "*_",
    "http://",
    "a@",
    "&#x",
    "&amp;",
    "***a",
    "```\n",
]


@pytest.mark.parametrize("unit", [*BOMBS, " ", "\t", "\0", "_ ", "<x y='", '<x y="', "[a](b '", "- a\n  - b\n"])
def test_hostile_repetition_ends(unit: str) -> None:
    markup = render(unit * 10_000, "a.md", 1)
    assert markup.html
    assert all(each.severity == "warning" or each.code.startswith("markup/too-") for each in markup.problems)


def test_long_articles_are_far_from_every_limit() -> None:
    notes = "".join(f"Text[^{n}] with *words* and [a link](../{n}.md).\n\n[^{n}]: Note {n}.\n\n" for n in range(2_000))
    rows = "| a | b |\n|---|---|\n" + "| one | two |\n" * 500
    markup = render(notes + rows, "a.md", 1)
    assert not markup.problems
    assert len(markup.references) == 2_000


def test_importing_the_module_imports_no_library() -> None:
    code = "import sys, generator.markup; print(*(set(sys.modules) & {'markdown', 'pymdownx', 'pygments', 'nh3'}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@given(some.lists(some.sampled_from(["a", " ", ":", "/", "w", "W", ".", "h", "http", "!", "#", "“", '"', ">"])))
def test_a_text_without_markup_is_itself(pieces: list[str]) -> None:
    """With code behind it, it goes the long way, and comes out the same."""
    text = "".join(pieces)
    if is_plain(text):
        source = Source([Line(1, 1, f"{text}`b`")])
        assert inlines.render(source, Definitions(), Findings("a.md")) == f"{escaped(text)}<code>b</code>"


@given(some.text(some.sampled_from("ab7é中の한 '’.,/-_—“(\n\xa0½"), max_size=20))
@example("it's 1,000.5 and/or x_y")
@example("中文 and words")
def test_words_are_counted_as_one_pattern_finds_them(text: str) -> None:
    """Most of them are not looked at that closely."""
    assert count_words(text) == len(word_of_any_script().findall(text))


@given(some.text(some.sampled_from("ab é中.,:;-–“”\"'>#+!()=/7\xa0\u200b🙂"), max_size=12))
@example("a  b")
@example(" 5 > 4 ")
def test_a_line_without_markup_takes_a_short_way(text: str) -> None:
    """With a comment behind it, which comes to nothing, it takes the long one."""
    assert inline(text, "a.md", 1, 1) == inline(f"{text.rstrip()}<!-- -->", "a.md", 1, 1)


LABELS = ("a", "b1", "127", "0x7f", "xn", "xn--a", "a-b", "1-2", "-", "é", "a" * 30, "z" * 64, "example", "com")
PARTS = ("/", "?", "#", "a", "&amp;", "%", "%zz", "//", "..", "=", ":", "@", "[", "&#x27;", "é")


@given(
    some.sampled_from(("http", "https", "ftp")),
    some.lists(some.sampled_from(LABELS), min_size=1, max_size=6).map(".".join),
    some.lists(some.sampled_from(PARTS), max_size=5).map("".join),
)
@example("https", "the-courier.example", "/463?a=b&amp;c#d")
def test_an_address_that_is_clear_is_one_that_the_sanitiser_leaves(scheme: str, host: str, rest: str) -> None:
    """The sanitiser asks a parser of addresses; of most of them a pattern knows as much."""
    link = f'<a href="{scheme}://{host}{rest}">x</a>'
    assert not is_clear(f"{scheme}://{host}{rest}") or nh3.clean(link, link_rel=None) == link


def test_most_addresses_are_clear() -> None:
    """Else the pattern would be right and of no use."""
    assert is_clear("https://www.the-courier.example/2026/01/story-463.html?a=b&amp;c=d#e")
    assert not is_clear("https://xn--80ak6aa92e.com/")
