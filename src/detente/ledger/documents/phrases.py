"""What sites write around articles, in the languages that cases are most often read in."""

from __future__ import annotations

import re


def _any(*patterns: str) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


_HEADS = (
    r"tags?|topics|read (?:also|more|next|on)|also read|see also|you may also like|more (?:news|stories|headlines)",
    r"more (?:from|on|in) [\w\s.'’-]{2,40}|related(?: (?:articles?|stories|posts|news|content|topics|coverage))?",
    r"most (?:read|popular|viewed)|recommended(?: for you)?|trending(?: now)?|latest(?: news)?|popular(?: posts| now)?",
    r"share(?: this(?: \w+)?)?|follow us|comments?|leave a (?:comment|reply)|(?:post|add) a comment",
    r"advertisement|sponsored|newsletter",
    r"читайте (?:также|ещё|еще)|теги|новости по теме|по теме|(?:ещё|еще|другие|последние|главные) новости",
    r"поделиться|комментарии|читайте також|теґи|новини за темою|(?:інші|останні|більше) новин[иі]?",
    r"поділитися|поширити|коментарі",
    r"lesen sie auch|mehr zum thema|(?:weitere|ähnliche) (?:artikel|beiträge)|meistgelesen",
    r"teilen|kommentare?|schlagwörter",
    r"(?:à )?lire aussi|sur le même sujet|(?:les )?plus lus|partager|commentaires?|mots-clés",
    r"lea también|te puede interesar|noticias relacionadas|lo más (?:leído|visto)|compartir|comentarios|etiquetas",
    r"leggi anche|articoli correlati|condividi|commenti|leia (?:também|mais)|compartilhe",
    r"czytaj (?:także|też|więcej)|zobacz (?:także|też)|udostępnij|komentarze|tagi",
    r"相关(?:阅读|新闻|链接)|延伸阅读|分享(?:到)?|标签|评论|热门新闻|اقرأ (?:أيضا|أيضًا|المزيد)|ذات صلة|شارك",
)
MARKER = re.compile(rf"\[?(?:{_any(*_HEADS)})\]?\s*[:：.…›»>]*", re.IGNORECASE)
"""A line that heads what does not belong to the article."""

_ASIDES = (
    r"read (?:also|more|next)|also read|see also|related|lesen sie (?:auch|mehr)|(?:à )?lire aussi|lea también",
    r"leggi anche|leia também|czytaj (?:także|też)|читайте (?:также|також|ещё|еще)|相关阅读|延伸阅读",
)
INLINE = re.compile(rf"(?:{_any(*_ASIDES)})\s*[:：>»]\s*\S", re.IGNORECASE)
"""A line that sends the reader to another article."""

_SITES = r"(?:share|tweet|print|e-?mail|pin|copy link|whatsapp|telegram|facebook|twitter|linkedin|reddit|x)"

_DISMISSED: dict[str, tuple[str, ...]] = {
    "disclaimer": (
        r"\[?disclaimer\]?:?$",
        r"the (?:editorial (?:team|board|staff)|editors?) (?:do|does|may) not (?:\w+ )?(?:share|agree|endorse)\b",
        r"the (?:views|opinions)(?: and opinions)? expressed (?:in|on|by) [^.]{0,70}(?:are (?:those|solely)|do not)\b",
        r"мнение (?:редакции|автора) может не совпадать",
        r"(?:редакція|редакция) (?:може|может) не (?:поділяти|разделять)",
        r"les opinions exprimées (?:dans|par)",
    ),
    "copyright": (
        r"(?:©|\(c\) |copyright\b)\s*©?\s*(?:\d{4}|[\w\s.,&-]{0,60}\d{4})",
        r"all rights reserved\W*$",
        r"(?:все|всі) права (?:защищены|захищені)",
        r"alle rechte vorbehalten",
        r"tous droits réservés",
    ),
    "comments": (
        r"kommentare sind geschlossen\W*$",
        r"comments are (?:now )?(?:closed|disabled)\W*$",
        r"les commentaires sont fermés\W*$",
        r"\d+ comments?$",
        r"leave a (?:comment|reply)\W*$",
        r"your e-?mail address will not be published",
    ),
    "share links": (
        rf"{_SITES}(?:\s*[|,·/]?\s*{_SITES})+\W*$",
        r"share (?:this )?(?:on|via|to) \w+\W*$",
        r"follow us on \w+",
        r"(?:подписывайтесь|підписуйтесь) на наш",
    ),
    "newsletter": (
        r"(?:sign up|subscribe) (?:to|for) (?:our|the|a) [^.]{0,60}newsletter",
        r"subscribe to (?:continue|read|our)\b",
        r"get [^.]{0,60} (?:delivered|straight) to your inbox",
    ),
    "advertisement": (
        r"advertisements?$",
        r"story continues below(?: advertisement)?$",
        r"реклама$|anzeige$|publicité$",
        r"skip (?:ad|to (?:main )?content)$",
    ),
    "cookie notice": (r"(?:we|this (?:web)?site) uses? cookies\b", r"accept (?:all )?cookies\W*$"),
    "template": (r"[a-z_]+/[a-z_]+(?:\.[a-z_]+)+$", r"\{\{[^}]*\}\}$", r"table of contents$"),
}
DISMISSED = tuple((reason, re.compile(_any(*found), re.IGNORECASE)) for reason, found in _DISMISSED.items())
"""Lines that are none of the article's wherever they stand, by the reason."""

_MENU = """
home, news, world, politics, business, economy, sport, sports, culture, opinion, analysis, science, technology,
tech, health, video, videos, photos, podcasts, podcast, contact, contact us, about, about us, login, log in, sign
in, sign up, register, subscribe, search, menu, more, weather, privacy, privacy policy, terms, terms of use, terms
of service, cookies, cookie policy, careers, advertise, jobs, help, faq, sitemap, rss, archive, events, lifestyle,
travel, entertainment, magazine, interviews, главная, новости, политика, экономика, общество, мир, спорт,
культура, контакты, о нас, реклама, війна, новини, політика, економіка, світ, головна, startseite, nachrichten,
politik, wirtschaft, kultur, kontakt, impressum, datenschutz, accueil, politique, économie, monde, société,
inicio, noticias, política, economía, mundo, deportes, cultura, strona główna, wiadomości, polityka, świat,
gospodarka, 首页, 新闻, 国际, 体育
"""
MENU_WORDS = frozenset(word.strip() for word in _MENU.replace("\n", " ").split(","))
"""What entries of menus are called."""
