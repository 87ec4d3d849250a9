"""Files that are not indexed: those that failed one by one, the rest in few words."""

from zzqa.cli.skipped import skipped_lines
from zzqa.records import SkippedSource


def told(*skipped: SkippedSource) -> list[str]:
    return [line.text for line in skipped_lines(skipped)]


def foreign(*names: str) -> list[SkippedSource]:
    return [SkippedSource(name, "the format is not read", failed=False) for name in names]


def test_a_few_files_of_other_formats_are_named() -> None:
    lines = told(SkippedSource("a.pdf", "cut short"), *foreign("1.png", "2.png"))
    assert lines == [
        "skipped a.pdf: cut short",
        "skipped 1.png: the format is not read",
        "skipped 2.png: the format is not read",
    ]


def test_many_share_a_line_and_what_failed_does_not() -> None:
    pictures = foreign(*(f"{n}.PNG" for n in range(40)), "x.gif", "y.gif", "Makefile")
    failed = [SkippedSource(f"{n}.pdf", "cut short") for n in range(9)]
    lines = told(*failed, *pictures)
    assert lines[:9] == [f"skipped {n}.pdf: cut short" for n in range(9)]
    assert lines[9:] == [
        "skipped 43 files of formats that are not read (.png 40, .gif 2, no suffix 1); "
        "--json names each"
    ]


def test_of_many_formats_the_most_frequent_are_told() -> None:
    [line] = told(*foreign(*(f"f.x{n}" for n in range(9)), "g.x8"))
    assert ".x8 2, .x0 1" in line and line.count(".x") == 6 and "…)" in line


def test_nothing_skipped_is_nothing_told() -> None:
    assert told() == []
