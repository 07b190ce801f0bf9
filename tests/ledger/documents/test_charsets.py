"""What a text is written in: said, declared, or guessed and then said so; never patched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.ledger.documents.charsets import UnknownCharsetError, canonical, decode
from detente.ledger.documents.reading import read
from detente.ledger.documents.refusing import UnreadableError

RUSSIAN = "Мост закрыт до весны, сказал мэр. Совет не принял условий, и переговоры отложены до следующего года. " * 3
UKRAINIAN = "Міст зачинено до весни, сказав міський голова. Її рада не прийняла умов, і перемовини відкладено. " * 3
CHINESE = "市长说，大桥将关闭到春天。委员会没有接受这些条件，会谈推迟到明年举行。双方都没有发表声明。" * 3
FRENCH = "Le maire a déclaré que le pont restera fermé jusqu'à l'été; le conseil n'a pas accepté, ça c'est sûr. " * 3
POLISH = "Burmistrz oświadczył, że most będzie zamknięty do wiosny; rada nie przyjęła żądań strony północnej. " * 3
CASES = [
    (RUSSIAN, "windows-1251"),
    (RUSSIAN, "koi8-r"),
    (RUSSIAN, "utf-16"),
    (RUSSIAN, "utf-16-le"),
    (UKRAINIAN, "windows-1251"),
    (UKRAINIAN, "koi8-u"),
    (CHINESE, "gb18030"),
    (CHINESE, "utf-8-sig"),
    (CHINESE, "utf-16-be"),
    (FRENCH, "windows-1252"),
    (POLISH, "windows-1250"),
    (POLISH, "iso-8859-2"),
]


@pytest.mark.parametrize(("text", "charset"), CASES, ids=[f"{charset}-{text[:3]}" for text, charset in CASES])
def test_texts_of_a_few_sentences_are_read_whatever_they_are_written_in(text, charset):
    found = read(text.encode(charset), "a.txt")[0].document
    assert found.text == text
    ordered = read(text.encode(charset), "a.txt", charset)[0].document
    assert ordered.text == text
    assert ordered.charset == canonical(charset)


@pytest.mark.parametrize(("text", "charset"), [case for case in CASES if not case[1].startswith("utf")])
def test_a_guess_is_said_and_an_order_is_not_doubted(text, charset):
    assert any("guessed" in note for note in read(text.encode(charset), "a.txt")[0].document.notes)
    assert read(text.encode(charset), "a.txt", charset)[0].document.notes == ()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: text[0] != "\ufeff"))
def test_utf_8_comes_back_exactly(text):
    assert decode(text.encode()).text == text
    assert decode(b"\xef\xbb\xbf" + text.encode()).text == text
    assert decode(text.encode("utf-16")).text == text


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "koi8-r", "gb18030", "utf-16-le", "cp1251"]))
def test_bytes_are_decoded_whole_or_refused(data, charset):
    try:
        found = decode(data, charset)
    except UnreadableError:
        return
    # but for a byte order mark; cp932 has some letters twice, so that a text may come from other bytes than it gives
    assert any(data[mark:].decode(found.charset, "replace") == found.text for mark in (0, 2, 3))
    assert "\ufffd" not in found.text or "\ufffd".encode(found.charset) in data
    assert found.text == data.decode(found.charset).removeprefix("\ufeff") or data[:1] in (b"\xfe", b"\xff", b"\xef")
    assert "\0" not in found.text


def test_an_order_that_does_not_fit_is_refused_with_the_place():
    with pytest.raises(UnreadableError, match=r"not utf-8: the byte 0xcc at offset 6 .*--charset"):
        decode(b"North " + "Мост".encode("cp1251"), "utf-8")


def test_a_charset_that_does_not_exist_names_the_nearest():
    with pytest.raises(UnknownCharsetError, match="did you mean windows-1251"):
        canonical("windws-1251")
    with pytest.raises(UnknownCharsetError):
        canonical("rot13")


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\x03" * 50, b"a text with a \0 in it", bytes(range(256)) * 4, b"\x89ABC\x01\x02" * 40]
)
def test_what_is_no_text_is_refused_and_the_advice_is_a_charset(data):
    with pytest.raises(UnreadableError) as caught:
        decode(data)
    assert "--charset" in caught.value.advice


@pytest.mark.parametrize(
    ("declared", "charset"),
    [("windows-1251", "cp1251"), ("gb2312", "gb18030"), ("utf-16", "utf-8"), ("nonsense", "utf-8")],
)
def test_a_page_is_read_as_browsers_understand_its_declaration(declared, charset):
    words = CHINESE if charset == "gb18030" else RUSSIAN
    source = f"<html><head><meta charset='{declared}'></head><body><p>{words}</p></body></html>"
    found = read(source.encode(charset), "a")[0].document
    assert words.strip() in found.text
    assert found.charset == charset
