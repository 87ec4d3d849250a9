"""Make the reference pages in docs/reference from the code.

    python tools/make_reference.py           # write them
    python tools/make_reference.py --check   # exit 1 where one is not as the code says

Commands, options and defaults come from the typer application, signatures and docstrings from the
sources, the fields of an answer from its JSON Schema; nothing is measured and no index is needed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from _reference_cli import cli_page  # noqa: E402
from _reference_json import json_page  # noqa: E402
from _reference_python import python_page  # noqa: E402

FOLDER = ROOT / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "json.md": json_page,
    "python.md": python_page,
}
_MADE = "<!-- Made by tools/make_reference.py; changes belong into the code. -->\n\n"


def made() -> dict[Path, str]:
    """Return what each page has to hold."""
    return {FOLDER / name: _MADE + page() for name, page in PAGES.items()}


def stale() -> list[Path]:
    """Return the pages that are not as the code says."""
    return [
        page
        for page, text in made().items()
        if not page.exists() or page.read_text(encoding="utf-8") != text
    ]


def main() -> int:
    """Write the pages, or tell which are stale."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when stale")
    if parser.parse_args().check:
        for page in stale():
            print(f"{page.relative_to(ROOT)}: stale; run python tools/make_reference.py")
        return 1 if stale() else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for page, text in made().items():
        page.write_text(text, encoding="utf-8")
        print(page.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
