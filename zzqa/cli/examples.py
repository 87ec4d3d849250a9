"""What a person could type: the examples under each command's help. A test runs them all."""

from __future__ import annotations

EXAMPLES = {
    "": (
        "zzqa index seeds",
        "zzqa ask 截至2024年6月底，株洲有多少件有效发明专利？",
    ),
    "index": (
        "zzqa index seeds",
        "zzqa index seeds --if-stale",
        "zzqa index seeds --index index --strict --json",
    ),
    "ask": (
        "zzqa ask 截至2024年6月底，株洲有多少件有效发明专利？",
        'zzqa ask "how many invention patents did Zhuzhou hold in June 2024" --json',
        "zzqa ask 株洲有多少件有效发明专利？ --since 2024-06 --until 2024-08",
        "zzqa ask --min-confidence 0.5 < questions.txt",
    ),
    "search": (
        "zzqa search 专利质押融资",
        'zzqa search "patent pledge financing" --top-k 3 --explain',
        'zzqa search 水库 --mode lexical --source "00*" --json',
    ),
    "batch": (
        "zzqa batch questions.txt -o answers.jsonl",
        "zzqa batch questions.txt -o answers.csv --restart",
    ),
    "eval": (
        "zzqa eval eval/questions.jsonl --failures 5 --html report.html",
        "zzqa eval eval/questions.jsonl --gate eval/gate.toml --no-ablation",
        "zzqa eval --init proposed.jsonl --limit 20",
    ),
    "show": (
        "zzqa show 000_8ef45f697359829c.txt:14-24",
        "zzqa show 000_8ef45f697359829c.txt:14 --context 10",
    ),
    "info": (
        "zzqa info",
        "zzqa info --index index --json",
    ),
    "verify": (
        "zzqa verify",
        "zzqa verify --answers answers.jsonl",
    ),
    "doctor": (
        "zzqa doctor",
        "zzqa doctor --config zzqa.toml --json",
    ),
    "model": ("zzqa model export my-encoder",),
    "model export": (
        "zzqa model export my-encoder",
        "zzqa model export my-encoder --force",
    ),
}  # fmt: skip
"""By command; of the whole program under the empty name."""


def epilog(command: str) -> str:
    """Return the examples as a paragraph that the help does not wrap."""
    # A paragraph that begins with this character keeps its lines: so click, and typer with it.
    return "\n  ".join(("\b\nExamples:", *EXAMPLES[command]))
