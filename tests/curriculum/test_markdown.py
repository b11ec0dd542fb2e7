"""Markdown: what an author writes becomes safe HTML, and never more than the closed list allows."""

import pytest

from podlab.curriculum.markdown import Context, inline, render, render_items, sections_of

CONTEXT = Context(
    terms={"network-namespace": ("network namespace", "One set of *ports*.")},
    names={("check", "listens"): "Something listens on `8080`"},
    media="/media/{}".format,
    prefix="build-",
)


def html_of(text: str, context: Context = CONTEXT) -> str:
    return str(render(sections_of(f"# T\n\n{text}").by_anchor["t"].tokens, context)).strip()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("```yaml\na: <b>\n```", ('<pre tabindex="0"><code class="language-yaml">a: &lt;b&gt;\n'
         "</code></pre>")),
        ("```javascript\nx\n```", '<pre tabindex="0"><code>x\n</code></pre>'),
        ("| a |\n|---|\n| b |", ('<div class="table"><table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n'
         "</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table></div>")),
        ("[docs](https://k8s.io)",
         '<p><a href="https://k8s.io" rel="noopener noreferrer">docs</a></p>'),
        ("![two Pods](topology.svg)", '<p><img src="/media/topology.svg" alt="two Pods"></p>'),
        ("::: tip\nRead *on*.\n:::", ('<div class="block block-tip" data-block="tip" data-of="">'
         '<div class="block-title">Tip</div><p>Read <em>on</em>.</p>\n</div>')),
        ("::: check listens\n:::", ('<div class="block block-check" data-block="check" '
         'data-of="listens"><div class="block-title">Check: Something listens on '
         "<code>8080</code></div></div>")),
        ("::: hint\nLook.\n:::",
         '<details class="block block-hint"><summary>Hint</summary><p>Look.</p>\n</details>'),
        ("::: glossary network-namespace\n:::", ('<div class="block block-glossary" '
         'data-block="glossary" data-of="network-namespace"><div class="block-title">Word: network '
         "namespace</div><p>One set of <em>ports</em>.</p></div>")),
        ("[its own](glossary:network-namespace)",
         ('<p><a class="term" href="#build-term-network-namespace" rel="noopener noreferrer">'
         "its own"
         '</a></p>\n<dl class="terms"><dt id="build-term-network-namespace">network namespace</dt>'
         "<dd>One set of <em>ports</em>.</dd></dl>")),
        ("::: only workshop\nAsk us.\n:::\n\nBoth.", "<p>Both.</p>"),
        ("::: only self-paced\nAlone.\n:::", ('<div class="block block-only" data-block="only" '
         'data-of="self-paced"><p>Alone.</p>\n</div>')),
    ],
)  # fmt: skip
def test_text_becomes_html(text: str, html: str) -> None:
    assert html_of(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,<script>alert(1)</script>)",
        "![a](javascript:alert(1))",
        "<style>body{}</style>",
        "[a](vbscript:x)",
        '[a](https://x "onmouseover=alert(1)")',
        "::: check <b>x\n:::",
        "```<script>\nx\n```",
        "[x](glossary:<b>)",
        '![" onerror="alert(1)](x.png)',
    ],
)
def test_hostile_text_makes_nothing_that_runs(text: str) -> None:
    html = html_of(text).lower()

    for tag in ("<script", "<style", "<img src=x", "<b>"):
        assert tag not in html
    for attribute in (' onerror="', ' onmouseover="', 'href="javascript', 'href="data', "href='"):
        assert attribute not in html
    assert 'src="javascript' not in html


def test_unknown_block_is_only_text() -> None:
    assert html_of("::: danger\nx\n:::") == "<p>::: danger\nx\n:::</p>"


def test_sections_end_at_the_next_heading_of_their_level() -> None:
    found = sections_of("# A\none\n## B\ntwo\n### C\nthree\n## D {#last}\nfour").by_anchor

    assert {anchor: (each.title, each.line) for anchor, each in found.items()} == {
        "a": ("A", 1),
        "b": ("B", 3),
        "c": ("C", 5),
        "last": ("D", 7),
    }
    assert str(render(found["b"].tokens, CONTEXT)) == "<p>two</p>\n<h3>C</h3>\n<p>three</p>\n"


def test_anchor_of_a_heading_inside_a_section_is_not_shown() -> None:
    tokens = sections_of("# A\n\n## B {#b}").by_anchor["a"].tokens

    assert str(render(tokens, CONTEXT)) == "<h2>B</h2>\n"


def test_heading_that_is_there_twice_is_told() -> None:
    found = sections_of("# A\n\n# B\n\n# a")

    assert [(each.anchor, each.line) for each in found.repeated] == [("a", 5)]


def test_items_of_a_list_are_rendered_one_by_one() -> None:
    tokens = sections_of("## h\n\n* Look *there*.\n* Which\n\n  port?\n").by_anchor["h"].tokens

    assert [str(each).strip() for each in render_items(tokens, CONTEXT)] == [
        "<p>Look <em>there</em>.</p>",
        "<p>Which</p>\n<p>port?</p>",
    ]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Run `a < b`", "Run <code>a &lt; b</code>"),
        ("*one* **two**", "<em>one</em> <strong>two</strong>"),
        ("[a](https://x) ![b](c)", "[a](https://x) ![b](c)"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("# no heading", "# no heading"),
    ],
)
def test_inline_knows_code_and_emphasis_only(text: str, html: str) -> None:
    assert inline(text) == html
