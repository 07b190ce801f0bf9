"""What all tests share: hypothesis profiles, a browser, and loud skips for what the system lacks."""

import os
import shutil
from collections import Counter

import pytest
from hypothesis import Phase, settings

from tests.ledger.store.lacking import lacking_postgresql

# A loaded machine is slow at times, so no example has a deadline. CI draws the same examples each time, and
# shows the first that fails as it came: to make it smaller can take longer than all other tests together.
settings.register_profile("detente", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
settings.register_profile("soak", deadline=None, max_examples=5_000)
settings.load_profile("ci" if os.environ.get("CI") else "detente")

CHROMIUM = shutil.which("chromium")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def lacking_chromium():
    return "" if CHROMIUM else "no Chromium on this system"


def lacking_weasyprint():
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:  # OSError: Pango is not there
        return f"weasyprint does not load: {error}".splitlines()[0]
    return ""


def pytest_collection_modifyitems(config, items):
    lacks = (("browser", lacking_chromium), ("pdf", lacking_weasyprint), ("postgresql", lacking_postgresql))
    for marker, lacking in lacks:
        marked = [item for item in items if item.get_closest_marker(marker)]
        why = lacking() if marked else ""
        if why:
            for item in marked:
                item.add_marker(pytest.mark.skip(reason=f"{marker}: {why}"))


def pytest_terminal_summary(terminalreporter):
    skipped = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for why, count in skipped.items():
        terminalreporter.write_line(f"NOT TESTED HERE: {count} test{'s' * (count > 1)}. {why}", yellow=True, bold=True)


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium of the system's, by Playwright; mark the test `browser`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """An empty page, 1280 by 800, that cannot reach the network."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    yield context.new_page()
    context.close()
