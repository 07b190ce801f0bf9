"""Web pages: all visible text, the rest of the page cut, facts as stated."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.ledger.documents.reading import read
from detente.ledger.documents.refusing import UnreadableError
from tests.ledger.documents import makers


def document(source):
    return read(source.encode(), "page.html")[0].document


def cut_text(found):
    return "\n".join(found.text[cut.begin : cut.end] for cut in found.cuts)


def test_the_article_stays_and_all_around_it_is_cut_with_its_reason():
    found = document(makers.page(3))
    for text in makers.paragraphs(3):
        assert text in found.own_text
    assert "The bridge stays closed for now" in found.own_text
    for words in (
        "Home",
        "Headline 3 about other things",
        "I have never read",
        "All rights reserved",
        "Privacy policy",
    ):
        assert words in found.text
        assert words not in found.own_text
    assert {"menu", "sidebar", "comments", "footer"} <= {cut.reason for cut in found.cuts}


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 12), st.booleans(), st.sampled_from(["article", "div", "td"]))
def test_no_sentence_of_an_article_is_cut_however_the_page_is_built(seed, count, marked, tag):
    """With or without `<article>`, in a layout table, short or long: body sentences stay, the menu goes."""
    source = makers.page(seed, count=count)
    if not marked:
        source = source.replace("<main>", "<div>").replace("</main>", "</div>")
    wrapped = "<table><tr><td>", "</td></tr></table>"
    opening, closing = wrapped if tag == "td" else (f"<{tag}>", f"</{tag}>")
    source = source.replace("<article>", opening).replace("</article>", closing)
    found = document(source)
    for text in makers.paragraphs(seed, count):
        assert text in found.own_text
    assert "Privacy policy" not in found.own_text


def test_lists_tables_and_headings_within_the_article_stay():
    body = (
        "<h2>Terms</h2><ul><li>no fence</li><li>open river</li></ul><table><tr><td>1997</td><td>line</td></tr></table>"
    )
    paragraphs = makers.paragraphs(5)
    wrapped = [f"<p>{text}</p>" for text in paragraphs]
    first, rest = "".join(wrapped[:2]), "".join(wrapped[2:])
    found = document(
        f"<html><body><nav>Home News</nav><article><h1>The terms of North</h1>{first}{body}{rest}</article></body>"
    )
    assert "Terms\n\nno fence\nopen river\n\n1997\tline" in found.own_text


def test_a_name_that_wraps_the_whole_page_cuts_nothing():
    for name in ("page-with-sidebar", "related", "comments-enabled share", "footer"):
        found = document(f"<html><body class='{name}'><div class='{name}'>{makers.page(2).partition('<body>')[2]}")
        assert makers.paragraphs(2)[0] in found.own_text


def test_white_space_and_what_is_hidden():
    found = document(
        "<body><p>One\n  two<b>three</b> <i> four</i><br>five</p><script>no</script><p hidden>no</p>"
        "<p style='display: none'>no</p><pre>a\n  b</pre><!-- no --><textarea>no</textarea><td>c</td>"
    )
    assert found.text == "One twothree four\nfive\n\na\n  b\n\nc"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<meta property='article:published_time' content='2022-03-29T10:00Z'>", ("2022-03-29", "stated")),
        ("<meta name='dc.date' content='2022-03'>", ("2022-03", "stated")),
        ("<script type='application/ld+json'>{'@graph': [{'datePublished': '2022-03-29'}]}</script>".replace("'", '"'),
         ("2022-03-29", "stated")),
        ("<script type='application/ld+json'>{broken</script>", ("", "")),
        ("<link rel='canonical' href='https://gazette.example/2022/03/29/bridge'>", ("2022-03-29", "derived")),
        ("<meta property='article:modified_time' content='2022-03-29'>", ("", "")),
        ("", ("", "")),
    ],
)  # fmt: skip
def test_dates_of_pages(head, expected):
    found = document(makers.page(1, head=head))
    assert (found.date, found.date_basis) == expected


def test_facts_of_pages():
    head = """<meta property="og:site_name" content="The Gazette">
    <meta property="og:title" content="Bridge &amp; river">
    <script type="application/ld+json">[{"author": [{"name": "Jane Roe"}, {"name": "B. Doe"}]}]</script>
    <link rel="canonical" href="https://gazette.example/bridge">"""
    found = document(makers.page(1, head=head))
    assert (found.title, found.author, found.outlet, found.url, found.language) == (
        "Bridge & river",
        "Jane Roe, B. Doe",
        "The Gazette",
        "https://gazette.example/bridge",
        "en",
    )


@pytest.mark.parametrize(
    "source", ["<html></html>", "<html><body><script>x</script></body>", "<!doctype html>", "<p> </p>"]
)
def test_a_page_without_words_is_refused(source):
    with pytest.raises(UnreadableError, match="no text"):
        document(source)


def test_deep_pages_are_read_whole_or_refused():
    deep = "<div>" * 1500 + "<p>At the bottom of it all.</p>" + "</div>" * 1500
    assert "At the bottom" in document(f"<p>Top.</p>{deep}<p>End.</p>").text
    with pytest.raises(UnreadableError, match="too deeply"):
        document("<p>Top.</p>" + "<div>" * 100_000 + "bottom")


def test_a_page_of_many_parts_takes_a_moment_and_not_minutes():
    many = "".join(f"<div class='teaser'><aside><a>Headline {n}</a></aside></div>" for n in range(20_000))
    found = document(makers.page(1).replace("</article>", f"</article>{many}"))
    assert makers.paragraphs(1)[0] in found.own_text
    assert "Headline 19999" not in found.own_text


@settings(deadline=None, max_examples=60)
@given(st.recursive(
    st.text(max_size=30),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(["p", "div", "nav", "aside", "article", "h1", "td", "pre", "ul", "li", "form", "span"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
))  # fmt: skip
def test_any_markup_gives_a_text_with_cuts_in_it_or_is_refused(source):
    try:
        found = document(f"<html><body>{source}</body></html>")
    except UnreadableError:
        return
    assert found.text == found.text.strip("\n")
    assert all(0 <= cut.begin < cut.end <= len(found.text) for cut in found.cuts)
    found.text.encode()
