"""Web pages (.html): their main text, with what the markup says of title and date."""

from __future__ import annotations

import codecs
import contextlib
import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any

from zzqa.errors import ReadError
from zzqa.ingest.html.blocks import find_blocks
from zzqa.ingest.html.metadata import find_date, find_title
from zzqa.ingest.plain_text import decode
from zzqa.ingest.reading import Reading

_MAX_BYTES = 16 * 1024 * 1024
"""A larger page is refused: its tree takes up to forty times the bytes, and walking through cells
of a few characters, the densest markup, about 0.7 s a MB."""
_MAX_ELEMENTS = 60_000
"""A page of more elements is read whole: the extraction takes 4 s for 100,000 of them, and a page
so long is a book or a table."""
_MAX_DEPTH = 400
"""And so is one whose tags are nested deeper, which the extraction would walk recursively."""
_MIN_EXTRACTED = 100
"""Characters below which the extraction takes in stray text, and then all that is shown. Its own
250 are for languages that need two or three letters where Chinese needs one character."""
_SHORT_OF = 0.5
"""Main text of less than this share of what is shown misses some of it, and the other way."""
_HEAD_BLOCKS = 8
"""Headline, date and source stand at most so far before the text."""
_TELLING, _REACH, _SLACK = 12, 20_000, 12
"""Letters and digits of a block that stands nowhere else by chance; how many of the main text may
be missing before such a block, and before a shorter one."""
_PLACED = 0.9
"""At least so much of the main text has to be found in its order among what is shown."""
_MAX_BROKEN = 0.001
"""Share of broken characters up to which the encoding that a page declares is believed."""

_DECLARED = re.compile(
    rb"""<meta\b[^>]{0,300}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?\bencoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*>")
_SIMPLIFIED = {"gb2312", "gbk", "x-gbk", "gb_2312-80", "gb18030", "euc-cn", "cp936"}
_THREE_BYTES = re.compile("[\u0800-\uffff]")
_FOOT = re.compile(
    r"版权所有|ICP[备证]|网站标识码|公网安备|copyright\s*(?:©|\(c\)|\d{4})", re.IGNORECASE
)
_LONGEST_FOOT, _FOOT_BLOCKS = 300, 8
"""Characters of a line at the foot of a page, and how many blocks may make it up."""
_TRAIL = re.compile(r".{0,6}(?:当前|所在|现在的?)位置\s*[:：]")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}")
_ABOUT = re.compile(r"来源|发布|发表|时间|日期|作者|编辑|记者|更新|供稿|浏览|阅读|点击")


def read_html(content: bytes, encoding: str | None = None) -> Reading:
    """Read a web page or a piece of one; ``encoding`` overrides what the page declares.

    The text is the main text: paragraphs, headings, list items and rows ``| 指标 | 数值 |``
    parted by blank lines, without navigation, scripts and comments. The headline and the line of
    date and source above it are kept. Where no main text is found, or hardly any of what the
    page shows, the text is all that it shows but menus, headers and footers. ``date`` is what the
    markup declares (meta, JSON-LD, time). Nothing that the page refers to is opened.

    Raises ReadError for a page without text, one that is too large, or nested too deep.
    """
    if len(content) > _MAX_BYTES:
        raise ReadError(
            f"{len(content)} bytes of markup; at most {_MAX_BYTES} are read; split the page"
        )
    markup, used, notes = _decode(content, encoding)
    tree = _parse(markup)
    visible = _visible(tree)
    title, date = find_title(tree, visible), find_date(tree)
    text = "\n\n".join(_main_text(tree, visible, title))
    if not text.strip():
        raise ReadError(
            "the page shows no text outside of scripts, frames and pictures; expected text in its "
            "markup; save it from a browser once it is shown"
        )
    return Reading(text, used, title=title, date=date, notes=notes, wrapped=False)


# ── Encoding ─────────────────────────────────────────────────────────────────────────────


def _decode(content: bytes, encoding: str | None) -> tuple[str, str, tuple[str, ...]]:
    """Return the markup, its encoding and what could not be decoded.

    After the encoding given come a byte order mark, what the page declares, and what fits. A
    declaration is not believed of a text that is UTF-8: pages are saved anew and keep it.
    """
    marked = content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    declared = None if encoding or marked else _declared(content)
    if declared is None or _is_utf8(content):
        return *decode(content, encoding), ()
    text = content.decode(declared, "replace")
    broken = text.count("\ufffd")
    if broken <= _MAX_BROKEN * len(text):
        return text, declared, _broken_note(broken, declared)
    return *decode(content), ()


def _declared(content: bytes) -> str | None:
    """Return the encoding that the page declares, where Python has it."""
    match = _DECLARED.search(content, 0, 8192)
    if match is None:
        return None
    name = (match[1] or match[2]).decode("ascii", "replace").lower()
    if name in _SIMPLIFIED:
        return "gb18030"
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return None
    # A page whose declaration could be read byte by byte is not in UTF-16.
    is_text = getattr(codec, "_is_text_encoding", True)
    return None if codec.name.startswith(("utf-16", "utf-32")) or not is_text else codec.name


def _is_utf8(content: bytes) -> bool:
    """Whether it is UTF-8 beyond chance: with a character of three bytes, as Chinese ones are."""
    try:
        return bool(_THREE_BYTES.search(content.decode()))
    except UnicodeDecodeError:
        return False


def _broken_note(broken: int, encoding: str) -> tuple[str, ...]:
    return (f"{broken} characters are not valid {encoding} and are lost",) if broken else ()


# ── The tree and its main text ───────────────────────────────────────────────────────────


def _parse(markup: str) -> Any:
    """Return the tree of the markup, an lxml element; nothing outside of it is opened."""
    from lxml import etree, html  # type: ignore[import-untyped]

    # libxml2 stops at a NUL; lone surrogates, which some decoders let through, are no characters.
    clean = _DECLARATION.sub("", markup, count=1).replace("\0", "")
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True
    )
    try:
        tree = html.document_fromstring(clean.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadError(
            "the page holds no markup that can be read; expected HTML; open it in a browser and "
            "save it anew"
        ) from error
    if any("depth" in str(entry.message) for entry in parser.error_log):
        raise ReadError(
            "tags are nested more than 2000 deep; expected a page that a browser can lay out; "
            "save its text from a browser"
        )
    return tree


def _visible(tree: Any) -> list[str]:
    """Return what the page shows, without menus, headers and footers unless there is no more."""
    body = tree.find("body")
    root = tree if body is None else body
    shown = find_blocks(root, around=False)
    kept = [
        block
        for left, block in zip(range(len(shown), 0, -1), shown)
        if not (block.leads_elsewhere or _TRAIL.match(block.text) or _is_foot(block.text, left))
    ]
    return [block.text for block in kept or shown or find_blocks(root)]


def _is_foot(text: str, left: int) -> bool:
    """Whether a block, of so many left, says whose the site is."""
    short = left <= _FOOT_BLOCKS and len(text) <= _LONGEST_FOOT
    return short and bool(_FOOT.search(text))


def _main_text(tree: Any, visible: list[str], title: str) -> list[str]:
    """Return the paragraphs of the main text, with the headline and the lines under it."""
    main = _extract(tree)
    size, shown = sum(map(len, main)), sum(map(len, visible))
    if size < _SHORT_OF * shown:
        return visible
    # A site may call what holds its text a header or a menu.
    return main if shown < _SHORT_OF * size else _placed(main, visible, _letters(title)) or visible


def _extract(tree: Any) -> list[str]:
    """Return the paragraphs that trafilatura takes for the main text, none of too large a page."""
    if _is_large(tree):
        return []
    with _quiet("trafilatura"):
        from trafilatura import bare_extraction
        from trafilatura.settings import use_config

        config = use_config()
        config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_MIN_EXTRACTED))
        try:
            found = bare_extraction(
                tree, include_comments=False, include_tables=True, fast=True, config=config
            )
        except Exception:
            # Markup of every kind comes this way; what it trips over is read as it is shown.
            return []
    body = getattr(found, "body", None)
    return [] if body is None else [block.text for block in find_blocks(body)]


def _is_large(tree: Any) -> bool:
    from lxml import etree

    depth = elements = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        elements += 1
        if depth > _MAX_DEPTH or elements > _MAX_ELEMENTS:
            return True
    return False


def _placed(main: Sequence[str], visible: Sequence[str], headline: str) -> list[str]:
    """Return the visible blocks that make up the main text; none where they do not.

    The extraction runs lines and short paragraphs together, and takes the line of date and source
    for furniture: what is shown keeps them as they stand.
    """
    text = _letters("".join(main))
    at = placed = 0
    chosen: list[int] = []
    for i, letters in enumerate(map(_letters, visible)):
        # A menu has the words of the text too, but not where the text goes on.
        reach = _REACH if len(letters) >= _TELLING else _SLACK
        found = text.find(letters, at, at + reach + len(letters)) if letters else -1
        if found >= 0:
            chosen.append(i)
            placed += len(letters)
            at = found + len(letters)
    if not chosen or placed < _PLACED * len(text):
        return []
    first = next((i for i in chosen if _letters(visible[i]) != headline), chosen[0])
    above = range(max(0, first - _HEAD_BLOCKS), first)
    heads = [i for i in above if headline and _letters(visible[i]) == headline]
    start = min([*heads[-1:], chosen[0]])
    lines = [visible[i] for i in above if i < start and _tells_date(visible[i])]
    # What stands amid the main text belongs to it, though the extraction passed over it.
    return lines + list(visible[start : chosen[-1] + 1])


def _tells_date(text: str) -> bool:
    """Whether a short line tells when a text was published."""
    found = _DATE.search(text)
    return found is not None and len(text) <= 150 and bool(_ABOUT.search(text) or not found.start())


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


@contextlib.contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Keep a library's log, which Python prints where none is set up, to itself."""
    logger, silence = logging.getLogger(name), logging.NullHandler()
    propagated = logger.propagate
    logger.addHandler(silence)
    logger.propagate = False
    try:
        yield
    finally:
        logger.propagate = propagated
        logger.removeHandler(silence)
