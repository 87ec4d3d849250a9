"""Draw a session as a picture for the README: ``python tools/record_session.py``.

A real index over ``seeds/``, real answers and the prompt's own rendering; only the typed lines are
set by this program. The same index gives the same picture, byte for byte: nothing that is measured
is shown.
"""

from __future__ import annotations

import argparse
import functools
import html
import io
import re
import tempfile
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

import zzqa
from zzqa.cli.prompt import follow
from zzqa.cli.prompt_editor import PROMPT
from zzqa.cli.prompt_state import Conversation
from zzqa.cli.render import Look
from zzqa.cli.screen import Line, print_lines

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "session.svg"
COLUMNS = 88
"""A little more than the usual terminal: the picture is scaled down beside the README's text."""
TODAY = date(2025, 7, 1)
"""The day after the newest of the seeds: 今年 in a question means the same in every run."""
SESSION = (
    "截至2024年6月底，株洲有多少件有效发明专利？",
    "湘潭呢？",
    "How fast did the value added of Zhuzhou's high-tech industry grow in 2021?",
    "截至2019年6月底，株洲有多少件有效发明专利？",
)
"""An answer, a follow-up, a question in English for which there are figures of two dates, and one
that the documents do not answer."""


class Recorded(Conversation):
    """A conversation whose every line goes to one console."""

    @functools.cached_property
    def console(self) -> Console:
        """The console that remembers what is written to it, and shows it nowhere."""
        return Console(
            record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, emoji=False,
            color_system="truecolor", highlight=False, markup=False, legacy_windows=False,
        )  # fmt: skip

    def look(self) -> Look:
        """Return the look of a terminal of the picture's width, without links to local files."""
        return Look(plain=False, width=COLUMNS, filters=self.filters, labels=self.labels)

    def put(self, lines: Iterable[Line]) -> None:
        """Write what goes to standard output."""
        print_lines(self.console, lines)

    def tell(self, lines: Iterable[Line]) -> None:
        """Write what goes to standard error."""
        print_lines(self.console, lines)

    def typed(self, line: str) -> None:
        """Write a line as the prompt shows it while it is typed, and follow it."""
        status = f"zzqa [{self.status}]> " if self.status else PROMPT
        self.console.print(Text.assemble((status, "bold cyan"), line))
        follow(line, self)


def record(index: Path) -> str:
    """Return the session over an index as SVG."""
    with zzqa.open_index(index) as engine:
        conversation = Recorded(lambda: engine, top_k=1, today=TODAY)
        for line in SESSION:
            conversation.typed(line)
        # An id of its own instead of one made from the text: a change shows as that change alone.
        return redrawn(
            conversation.console.export_svg(
                title="zzqa ask", theme=MONOKAI, unique_id="zzqa", font_aspect_ratio=_CELL / _FONT
            )
        )


_FONT, _CELL = 20, 12
"""Height of the letters and width of a column in rich's pictures, in pixels."""
_FONTS = "Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace"
_TEXT = re.compile(
    r'<text (?P<look>class="[^"]*") x="(?P<x>[\d.]+)" (?P<y>y="[\d.]+") '
    r'textLength="[\d.]+" (?P<clip>clip-path="[^"]*")>(?P<text>[^<]*)</text>'
)


def redrawn(picture: str) -> str:
    """Return rich's picture with Chinese at its width, and with no font from elsewhere.

    Rich gives a text as many columns as it has characters, which squeezes Chinese to half: here
    a run of narrow characters gets its own columns, and each wide one the middle of its two. A
    font that a page would have to load is not loaded in a README.
    """
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    picture = picture.replace("font-variant-east-asian: full-width;", "")
    picture = picture.replace("Fira Code, monospace", _FONTS)
    return _TEXT.sub(_runs, picture)


def _runs(found: re.Match[str]) -> str:
    text, x, drawn = html.unescape(found["text"]), float(found["x"]), []
    for is_wide, run in groupby(text, lambda character: cell_len(character) > 1):
        part = "".join(run)
        columns = len(part) * (2 if is_wide else 1)
        if is_wide:
            middle = x + _CELL - _FONT / 2
            places = " ".join(f"{middle + 2 * _CELL * n:g}" for n in range(len(part)))
            set_in = f'x="{places}"'
        else:
            set_in = f'x="{x:g}" textLength="{columns * _CELL}"'
        shown = html.escape(part).replace(" ", "&#160;")
        drawn.append(f"<text {found['look']} {set_in} {found['y']} {found['clip']}>{shown}</text>")
        x += columns * _CELL
    return "".join(drawn)


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=PICTURE)
    parser.add_argument("--index", type=Path, help="an index over seeds/; default: a new one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = options.index or Path(folder) / "index"
        if options.index is None:
            zzqa.build_index([ROOT / "seeds"], index)
        picture = record(index)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
