"""The tables of the HTML report: figures by group of questions and by way of searching."""

from __future__ import annotations

from collections.abc import Iterator

from zzqa.eval.html_parts import esc
from zzqa.eval.records import Evaluation, Figures

_SLICE_COLUMNS = {
    "recall@1": "R@1", "recall@5": "R@5", "mrr": "MRR", "answer_exact": "exact",
    "answer_contained": "right", "abstention_precision": "silent rightly",
    "abstention_recall": "silent when due",
}  # fmt: skip
_MODE_COLUMNS = {
    "recall@1": "R@1", "recall@3": "R@3", "recall@5": "R@5", "recall@10": "R@10", "mrr": "MRR",
    "ndcg@10": "nDCG",
}  # fmt: skip
_PARTS = {"lang": "language", "type": "kind of answer", "tag": "tag"}
_MODES = {
    "lexical": "by words alone",
    "dense": "by meaning alone",
    "fused": "both lists merged",
    "ranked": "as it is: both, then ranked",
}


def slices_table(evaluation: Evaluation) -> str:
    """Return the section with all figures by language, kind of answer and tag."""
    rows = [_row("all questions", evaluation.figures, _SLICE_COLUMNS, counted=True)]
    for name, parts in evaluation.slices.items():
        if not parts:
            continue
        width = len(_SLICE_COLUMNS) + 2
        rows.append(
            f'<tr class="part"><th colspan="{width}">by {esc(_PARTS.get(name, name))}</th></tr>'
        )
        rows += [_row(key, part, _SLICE_COLUMNS, counted=True) for key, part in parts.items()]
    return (
        '<h2 id="groups">By group of questions</h2><p class="soft">The longer the bar the better; '
        "– where a group has nothing to measure. A figure of a few questions says little.</p>"
        + _table({"": "questions", **_SLICE_COLUMNS}, rows)
    )


def modes_table(evaluation: Evaluation) -> str:
    """Return the section that compares the ways of searching (the ablation)."""
    rows = [
        _row(f"{mode}: {_MODES[mode]}" if mode in _MODES else mode, part, _MODE_COLUMNS)
        for mode, part in evaluation.modes.items()
    ]
    return (
        '<h2 id="search">Ways of searching</h2><p class="soft">How often the right passage is '
        f"found by each way of searching, over the {evaluation.answerable} questions that the "
        "documents answer.</p>" + _table(_MODE_COLUMNS, rows)
    )


def _table(columns: dict[str, str], rows: list[str]) -> str:
    head = "".join(f"<th>{esc(title)}</th>" for title in columns.values())
    return (
        f'<div class="scroll"><table><thead><tr><th></th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _row(name: str, figures: Figures, columns: dict[str, str], *, counted: bool = False) -> str:
    count = f"<td>{figures['questions']:.0f}</td>" if counted else ""
    return f"<tr><th>{esc(name)}</th>{count}{''.join(_cells(figures, columns))}</tr>"


def _cells(figures: Figures, columns: dict[str, str]) -> Iterator[str]:
    for column in columns:
        value = figures.get(column)
        if value is None:
            yield '<td class="soft">–</td>'
        else:
            yield f'<td class="bar" style="--share:{100 * value:.1f}%">{value:.3f}</td>'
