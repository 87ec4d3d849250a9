"""Put into the pages what their commands write now, where that is not what they show.

    python tools/update_docs.py [PAGE…]

Runs the blocks of each page as the tests do (tools/_docs.py), in a temporary folder with the seeds
and an index of them, and writes the whole output where the page showed something else; shorten it
again with ``…``. A command that fails otherwise than shown is only told of. The English README's
output goes into its translation too, and with all pages the picture of a session is drawn anew.
Exits with 1 when something was changed or told.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import _docs
import record_session

import zzqa


def main() -> int:
    """Update the pages named, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pages", nargs="*", type=Path, metavar="PAGE")
    named = [page.resolve() for page in parser.parse_args().pages]
    pages = named or [page for page in _docs.pages() if page.name != _docs.TRANSLATED]
    changed = 0
    with tempfile.TemporaryDirectory() as temporary:
        built = prepare(Path(temporary) / "built")
        if not named:
            record_session.PICTURE.write_text(record_session.record(built / "index"), "utf-8")
        for number, page in enumerate(pages):
            folder = Path(temporary) / str(number)
            shutil.copytree(built, folder)
            os.chdir(folder)
            found = list(_docs.check(_docs.read_blocks(page), _docs.Shell(folder)))
            for mismatch in found:
                print(mismatch)
            changed += len(found)
            update(page, found)
        os.chdir(_docs.ROOT)
    return 1 if changed else 0


def prepare(folder: Path, index: Path | None = None) -> Path:
    """Make the folder of a new user: seeds, labelled questions, an index of the seeds.

    ``index``, where there is one of the same seeds, saves the encoding.
    """
    for name in _docs.BROUGHT:
        shutil.copytree(_docs.ROOT / name, folder / name)
    if index is not None:
        shutil.copytree(index, folder / "index")
    zzqa.build_index([folder / "seeds"], folder / "index")
    return folder


def update(page: Path, found: list[_docs.Mismatch]) -> None:
    """Write what was seen into a page, and into its translation."""
    places = [page, page.with_name(_docs.TRANSLATED)] if page.name == "README.md" else [page]
    for place in places:
        if not place.exists():
            continue
        text = place.read_text(encoding="utf-8")
        for mismatch in found:
            text = text.replace(*_exchange(mismatch), 1)
        place.write_text(text, encoding="utf-8")


def _exchange(mismatch: _docs.Mismatch) -> tuple[str, str]:
    actual = "\n".join(line.rstrip() for line in mismatch.actual.strip("\n").splitlines())
    if mismatch.step is None:
        return mismatch.block.text, actual
    if mismatch.step.shown is None:
        return "", ""
    command = f"$ {mismatch.step.command}\n"
    return f"{command}{mismatch.step.shown}\n", f"{command}{actual}\n"


if __name__ == "__main__":
    raise SystemExit(main())
