"""The page in a browser: on a telephone, by keyboard, in print, and without JavaScript."""

import pytest

from detente.brief.page import render
from tests.brief.samples import river

pytestmark = pytest.mark.browser

CONTRAST = """() => {
  const part = (v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(part);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const paper = light(getComputedStyle(document.documentElement).backgroundColor);
  const speaks = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const words = [...document.querySelectorAll("body :not(svg *, script)")].filter(speaks);
  return Math.min(...words.map((one) => {
    const [a, b] = [light(getComputedStyle(one).color), paper].sort((x, y) => y - x);
    return (a + .05) / (b + .05);
  }));
}"""


@pytest.fixture
def brief(page, tmp_path):
    """The page of the hand-made case, opened from its file; any message of the console fails the test."""
    file = tmp_path / "brief.html"
    file.write_text(render(river()), encoding="utf-8")
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: messages.append(request.url) if request.url.startswith("http") else None)
    page.goto(file.as_uri())
    yield page
    assert messages == []


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_runs_off_the_screen(brief, width):
    brief.set_viewport_size({"width": width, "height": 800})
    brief.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert brief.evaluate("document.documentElement.scrollWidth") == width


def test_the_keyboard_reaches_marks_and_what_stands_behind_them(brief):
    seen = set()
    for _ in range(60):
        brief.keyboard.press("Tab")
        seen.add(brief.evaluate("document.activeElement.className"))
        if brief.evaluate("document.activeElement.matches('.matrix .cell')"):
            break
    assert "skip" in seen
    card = brief.locator("#card")
    assert card.is_visible()
    assert "North" in card.text_content()
    assert brief.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    brief.keyboard.press("Escape")
    assert not card.is_visible()


def test_a_link_opens_what_is_folded_around_its_target(brief):
    brief.evaluate("location.hash = '#s-x1'")
    brief.wait_for_function("document.getElementById('s-x1').closest('details').open")
    assert brief.locator("#s-x1").is_visible()


def test_print_shows_what_is_folded(brief):
    brief.emulate_media(media="print")
    brief.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert brief.locator("details:not([open])").count() == 0
    brief.evaluate("dispatchEvent(new Event('afterprint'))")
    assert brief.locator("details:not([open])").count() > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_the_paper(brief, scheme):
    brief.emulate_media(color_scheme=scheme)
    found = brief.evaluate(CONTRAST)
    assert found >= 4.5


def test_the_page_says_everything_without_javascript(browser, tmp_path):
    file = tmp_path / "brief.html"
    file.write_text(render(river()), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    page.locator("#positions-words summary").click()
    assert page.locator("#positions-words dd").first.is_visible()
    context.close()
