"""Small files of every kind that is read, and texts made for tests: no sentence here is anybody's."""

from __future__ import annotations

import io
import random
import zipfile
from email.message import EmailMessage

SUBJECTS = ["The minister", "A spokesman for the council", "The mediator", "The delegation", "The mayor of the town"]
VERBS = ["said", "repeated", "denied", "promised", "wrote in a letter", "told the press"]
OBJECTS = [
    "that the bridge stays closed",
    "that no ship may pass",
    "that the fence has to go",
    "that talks will resume",
]
ENDS = ["until the spring", "under these terms", "before the end of the year", "whatever the other side does"]


def sentence(rng: random.Random) -> str:
    number = rng.randrange(10_000)
    parts = [rng.choice(kind) for kind in (SUBJECTS, VERBS, OBJECTS, ENDS)]
    return f"{parts[0]} {parts[1]} on day {number} {parts[2]} {parts[3]}, according to note {rng.randrange(10_000)}."


def prose(seed: int, sentences: int = 12) -> str:
    rng = random.Random(seed)
    return " ".join(sentence(rng) for _ in range(sentences))


def paragraphs(seed: int, count: int = 5) -> list[str]:
    return [prose(seed * 1000 + number, 3) for number in range(count)]


def page(seed: int = 1, *, title: str = "The bridge stays closed for now", head: str = "", count: int = 5) -> str:
    """A page as papers have them: menus, a margin, related headlines, comments, a footer; `head` goes to its head."""
    body = "".join(f"<p>{text}</p>\n" for text in paragraphs(seed, count))
    menu = "".join(f"<li><a href='/{word}'>{word}</a></li>" for word in ("Home", "World", "Politics", "Sport"))
    margin = "".join(f"<li>1{n % 10}:{n}0 <a href='/n{n}'>Headline {n} about other things</a></li>" for n in range(6))
    return f"""<!DOCTYPE html><html lang="en"><head><title>{title} | The Gazette</title>{head}</head><body>
<header class="site-header"><a href="/">The Gazette</a></header><nav><ul>{menu}</ul></nav>
<main><article><h1>{title}</h1>
{body}<div class="related-posts"><h3>Read also</h3><ul>{margin}</ul></div></article></main>
<aside class="sidebar"><h3>Latest news</h3><ul>{margin}</ul></aside>
<section id="comments"><p>I have never read anything like this in all of my long life, honestly.</p></section>
<footer><p>© 2022 The Gazette. All rights reserved.</p><a href="/privacy">Privacy policy</a></footer></body></html>"""


def pdf(pages: list[list[str]], info: str = "") -> bytes:
    """A PDF with these lines on its pages, in Helvetica; `info` is put into its document information."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for lines in pages:
        said = "".join(f"({_escaped(line)}) Tj T* " for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 60 780 Td {said}ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        font = b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s /Contents %d 0 R >>" % (font, len(objects))
        objects.append(page)
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects.append(f"<< {info} >>".encode("latin-1"))
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(out + trailer % (len(objects) + 1, len(objects), start))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, parts: dict[str, bytes] | None = None) -> bytes:
    """A Word document of the least parts; `body` is what `w:body` holds."""
    main = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", main)
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return file.getvalue()


def mail(number: int = 1, *, body: str = "", charset: str = "utf-8", attached: dict[str, bytes] | None = None) -> bytes:
    message = EmailMessage()
    message["From"] = "Zoë Müller <zoe@north.example>"
    message["To"] = "council@river.example"
    message["Date"] = "Tue, 29 Mar 2022 23:30:00 +0300"
    message["Subject"] = f"The bridge, letter {number}"
    message["Message-ID"] = f"<{number}@north.example>"
    message.set_content(body or prose(number, 4), charset=charset)
    for name, data in (attached or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def mailbox(count: int) -> bytes:
    """An mbox of so many messages, each with a line that begins with `From`."""
    out = bytearray()
    for number in range(1, count + 1):
        body = f"{prose(number, 4)}\n\nFrom here on nothing is agreed.\nBye\n"
        message = mail(number, body=body).replace(b"\nFrom here", b"\n>From here")
        out += b"From zoe@north.example Tue Mar 29 20:30:00 2022\n" + message.rstrip(b"\n") + b"\n\n"
    return bytes(out)
