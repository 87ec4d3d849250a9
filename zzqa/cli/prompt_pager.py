"""An article in a window that scrolls, with the passage that was quoted marked."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from zzqa.cli.render import place
from zzqa.cli.screen import Line, on_terminal, safe, show
from zzqa.serialise import interval_to_text

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from zzqa.views import ArticleView

    Shown = StyleAndTextTuples

_ABOVE = 3
"""The marked passage starts at a third of the window's height: what leads to it is seen."""
Row = list[tuple[str, str]]
"""A line of the window in pieces of (style name, text)."""


def show_article(article: ArticleView, *, plain: bool = False) -> None:
    """Show an article with its marked passage: in a window where it is longer than the screen."""
    screen = on_terminal(sys.stdin) and on_terminal(sys.stdout)
    if plain or not screen:
        show(_plain_lines(article), plain=True)
        return
    size = shutil.get_terminal_size()
    from zzqa.cli.columns import break_lines

    head = break_lines(_head(article).text, size.columns)
    # With the command above it and the next prompt below, all of it is still seen.
    if len(head) + len(article_rows(article, size.columns)) + 2 <= size.lines:
        show([_head(article), *(Line(pieces) for pieces in _paragraphs(article))])
    else:
        make_window(article).run()


def _head(article: ArticleView) -> Line:
    return Line([(place(article.source, article.lines), "place"), (_about(article), "head")])


def _about(article: ArticleView) -> str:
    page = f"page {article.page}" if article.page else ""
    parts = (interval_to_text(article.date) or "", page, article.title)
    return "".join(f"  {part}" for part in parts if part)


def _plain_lines(article: ArticleView) -> Iterator[Line]:
    """Yield the paragraphs, those of the passage with ``>`` before them."""
    yield _head(article)
    for pieces in _paragraphs(article):
        marked = any(style == "mark" and text for text, style in pieces)
        yield Line([("> " if marked else "  ", ""), *pieces])


def _paragraphs(article: ArticleView) -> Iterator[list[tuple[str, str]]]:
    """Yield each line of the article in its parts before, in and after the passage."""
    at = 0
    for text in article.text.split("\n"):
        first = min(max(article.span.start - at, 0), len(text))
        last = min(max(article.span.end - at, first), len(text))
        yield [(text[:first], ""), (text[first:last], "mark"), (text[last:], "")]
        at += len(text) + 1


def article_rows(article: ArticleView, columns: int) -> list[Row]:
    """Return the article in lines of at most ``columns``, each in its styled pieces."""
    from zzqa.cli.columns import break_lines

    rows = []
    for pieces in _paragraphs(article):
        text = safe("".join(text for text, _ in pieces))
        first, last = len(pieces[0][0]), len(pieces[0][0]) + len(pieces[1][0])
        for start, end in break_lines(text, max(columns - 1, 2)):
            cuts = [start, min(max(first, start), end), min(max(last, start), end), end]
            parts = (text[a:b] for a, b in zip(cuts, cuts[1:]))
            rows.append([(style, part) for style, part in zip(("", "mark", ""), parts) if part])
    return rows


def make_window(article: ArticleView, **streams: Any) -> Any:
    """Return the window as an application of prompt-toolkit, to be run."""
    from prompt_toolkit.application import Application
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.layout import FormattedTextControl, HSplit, Layout, Window
    from prompt_toolkit.styles import Style

    view = Scroll(article)
    keys = KeyBindings()
    for names, move in _MOVES.items():
        for name in names.split():
            keys.add(name)(lambda event, move=move: view.move(move))
    for name in ("q", "escape", "c-c", "c-d", "enter"):
        keys.add(name, eager=name == "escape")(lambda event: event.app.exit())

    def body() -> Shown:
        size = application.output.get_size()
        return view.render(size.columns, size.rows - 2)

    def head() -> Shown:
        return view.head(application.output.get_size().columns)

    layout = HSplit(
        [
            Window(FormattedTextControl(head), height=1),
            Window(FormattedTextControl(body)),
            Window(FormattedTextControl(view.foot), height=1, style="class:foot"),
        ]
    )
    style = Style.from_dict({"mark": "bold ansimagenta", "head": "ansicyan", "foot": "reverse"})
    application: Application[None] = Application(
        layout=Layout(layout), key_bindings=keys, full_screen=True, style=style, **streams
    )
    return application


_MOVES = {
    "up k": "line-", "down j": "line+", "pageup b": "page-", "pagedown space": "page+",
    "home g": "first", "end G": "last",
}  # fmt: skip


class Scroll:
    """Which lines of an article are in the window."""

    def __init__(self, article: ArticleView) -> None:
        self._article = article
        self._columns = self._height = self._top = 0
        self._rows: list[Row] = []

    def render(self, columns: int, height: int) -> Shown:
        """Return what is in a window of this size; another width breaks the lines anew."""
        if columns != self._columns:
            self._rows = article_rows(self._article, columns)
            marked = (n for n, row in enumerate(self._rows) if any(s == "mark" for s, _ in row))
            self._top = next(marked, 0) - height // _ABOVE
        self._columns, self._height = columns, max(height, 1)
        self._top = max(0, min(self._top, len(self._rows) - self._height))
        shown = self._rows[self._top : self._top + self._height]
        pieces: Shown = []
        for row in shown:
            pieces += [(f"class:{style}" if style else "", text) for style, text in row]
            pieces.append(("", "\n"))
        return pieces

    def move(self, how: str) -> None:
        """Scroll by a line or a page, or to either end."""
        step = 1 if how.startswith("line") else max(self._height - 1, 1)
        target = {"first": 0, "last": len(self._rows)}
        moved = self._top + (step if how.endswith("+") else -step)
        self._top = target.get(how, moved)

    def head(self, columns: int) -> Shown:
        """Return the line above: where the passage stands, and of what article."""
        from zzqa.cli.columns import cut

        article = self._article
        where = safe(place(article.source, article.lines))
        text = cut(where + safe(_about(article)), columns)
        return [("class:head", text[: len(where)]), ("bold", text[len(where) :])]

    def foot(self) -> Shown:
        """Return the line below: the keys, and how far down the window is."""
        below = len(self._rows) - self._top - self._height
        where = f"{below} lines below" if below > 0 else "end"
        return [("", f"q leaves · ↑ ↓ Space b g G scroll · {where}")]
