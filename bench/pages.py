"""Made web pages as papers have them: an article of five thousand characters in some forty thousand of a page."""

from __future__ import annotations

import random
import time
from pathlib import Path

_WHO = [
    "The minister",
    "A spokesman",
    "The mediator",
    "The delegation of the North",
    "The council",
    "A senior official",
]
_DOES = [
    "said on Tuesday",
    "repeated in a letter",
    "denied",
    "told the press",
    "promised",
    "wrote",
    "insisted in public",
]
_WHAT = ["that the bridge stays closed", "that no ship may pass", "that the fence has to go", "that talks will resume"]
_WHEN = [
    "until the spring",
    "under the terms of the old treaty",
    "before the end of the year",
    "if the others do so too",
]
_SECTIONS = ("Home", "World", "Politics", "Economy", "Culture", "Sport", "Opinion", "Science", "Travel", "Contact")


def make_pages(folder: Path, count: int, seed: int = 1) -> Path:
    """So many pages in a folder, one in ten of them a copy of an earlier one with another margin."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    bodies: list[str] = []
    for number in range(count):
        copied = bool(bodies) and rng.random() < 0.1
        body = rng.choice(bodies) if copied else _body(rng)
        bodies.append(body)
        (folder / f"{number:05d}.html").write_text(_page(rng, number, body), encoding="utf-8")
    return folder


def _body(rng: random.Random) -> str:
    paragraphs, size = [], 0
    while size < 5_000:
        sentences = [
            f"{' '.join(map(rng.choice, (_WHO, _DOES, _WHAT, _WHEN)))}, as note {rng.randrange(10**6)} has it."
            for _ in range(rng.randrange(2, 6))
        ]
        paragraphs.append(" ".join(sentences))
        size += len(paragraphs[-1])
    return "\n".join(f"<p>{text}</p>" for text in paragraphs)


def _page(rng: random.Random, number: int, body: str) -> str:
    day = f"202{rng.randrange(6)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
    title = f"Report {number}: {rng.choice(_WHAT)[5:]}"
    menu = "".join(f'<li class="menu-item"><a href="/{name.lower()}">{name}</a></li>' for name in _SECTIONS * 4)
    news = "".join(
        f'<li class="news-item"><time>{23 - n % 24:02d}:{n % 60:02d}</time><a href="/n/{n}">'
        f"{rng.choice(_WHO)} {rng.choice(_WHAT)}</a></li>"
        for n in range(60)
    )
    comments = "".join(f'<li class="comment"><p>I do not think so, number {n}, not at all.</p></li>' for n in range(20))
    script = "<script>var a=[" + ",".join(str(rng.randrange(10**6)) for _ in range(1_200)) + "];</script>"
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Gazette</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="The Gazette">
<meta property="article:published_time" content="{day}T08:00:00Z">
<link rel="canonical" href="https://gazette.example/{number}">
{script}</head><body><header class="site-header"><a href="/">The Gazette</a></header><nav><ul>{menu}</ul></nav>
<div class="layout"><main><article><h1>{title}</h1><p class="byline">By Jane Roe</p>{body}
<div class="share">Share on Facebook</div></article>
<section class="related"><h3>Read also</h3><ul>{news[: news.index("</li>", 6_000) + 5]}</ul></section>
<section id="comments"><ol>{comments}</ol></section></main>
<aside class="sidebar"><h3>Latest news</h3><ul>{news}</ul></aside></div>
<footer><ul>{menu}</ul><p>© The Gazette. All rights reserved.</p></footer>{script}</body></html>"""


def run_ingest(count: int) -> dict[str, object]:
    """`detente ingest` of so many pages as a command, with the memory of all its processes together at its highest."""
    import json
    import subprocess
    import sys
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        pages = make_pages(base / "pages", count)
        detente = [sys.executable, "-m", "detente"]
        subprocess.run([*detente, "new", base / "case"], check=True, stdout=subprocess.DEVNULL)
        start = time.perf_counter()
        with (base / "out").open("wb") as out:
            process = subprocess.Popen([*detente, "ingest", base / "case", pages, "--json"], stdout=out)
            peak = 0
            while process.poll() is None:
                peak = max(peak, _resident(process.pid))
                time.sleep(0.02)
        seconds = time.perf_counter() - start
        found = json.loads((base / "out").read_bytes())
        return {
            "seconds": seconds,
            "all processes MB": peak // 1024,
            "added": found["added"],
            "independent": found["independent"],
        }


def _resident(pid: int) -> int:
    """Kilobytes in memory of a process and its children, pages that they share counted once each (PSS)."""
    total = 0
    for one in [pid, *_children(pid)]:
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except (OSError, ValueError):
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text(encoding="ascii").split()]
        except OSError:
            continue
    return found


def run_ingest_peer(count: int) -> dict[str, object]:
    """What one would write instead: trafilatura over the same pages, text and metadata kept in one JSON Lines file."""
    import json
    import tempfile

    from trafilatura import bare_extraction

    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        pages = make_pages(base / "pages", count)
        start = time.perf_counter()
        kept = 0
        with (base / "out.jsonl").open("w", encoding="utf-8") as out:
            for page in sorted(pages.iterdir()):
                found = bare_extraction(page.read_bytes(), with_metadata=True, include_comments=False)
                if found is not None:
                    given = found if isinstance(found, dict) else found.as_dict()
                    out.write(json.dumps({key: given.get(key) for key in ("title", "author", "date", "text")}) + "\n")
                    kept += 1
        return {"seconds": time.perf_counter() - start, "added": kept}
