"""An evaluation as one HTML page that a person who programs nothing can read.

The page is complete in itself: no script, no font, no picture from elsewhere; its drawings are
inline SVG and its colours follow the reader's setting, light or dark. Every text from questions
and documents is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from zzqa.eval.charts import reliability_svg, risk_svg
from zzqa.eval.gate import Threshold, figures_of, shortfalls
from zzqa.eval.gate_report import asked
from zzqa.eval.html_parts import OUTCOMES, esc, outcome, percent
from zzqa.eval.html_questions import wrong_questions
from zzqa.eval.html_tables import modes_table, slices_table
from zzqa.eval.records import Evaluation, QuestionResult

TERMS = {
    "Passage": "A few sentences of one document: the piece that is searched for and quoted.",
    "R@1, R@3, R@5, R@10": "Recall: the share of questions for which a passage that holds the "
    "answer stands first, or among the first 3, 5 or 10.",
    "MRR": "Mean reciprocal rank. A question counts 1 when the right passage stands first, 1/2 "
    "when it stands second, 1/3 when third, and so on; the mean over all questions.",
    "nDCG": "Like MRR, but a lower place costs less and all right passages count; 1 is best.",
    "Exact": "The answer is an accepted answer and nothing more.",
    "Right": "The answer holds an accepted answer. A number counts only as a whole and with its "
    "unit. An answer that was withheld counts as wrong.",
    "Silent rightly": "Of all the times that no answer was given, the share in which the "
    "documents indeed hold none (abstention precision).",
    "Silent when due": "Of the questions that the documents do not answer, the share in which no "
    "answer was given (abstention recall).",
    "Confidence": "How probable the program holds it that its answer is right.",
    "Calibration error": "How far, on average, the confidence is from the share that was right "
    "(expected calibration error); 0 is best.",
    "Brier score": "The mean squared distance between the confidence and what came out, 1 for "
    "right and 0 for wrong; 0 is best.",
    "AURC": "The area under the risk-coverage curve: how many answers are wrong when only the "
    "most confident are given, averaged over all ways to draw that line; 0 is best.",
}


def html_report(
    evaluation: Evaluation,
    *,
    name: str = "",
    thresholds: tuple[Threshold, ...] = (),
) -> str:
    """Return the page; ``name`` is what was asked, such as the file of questions."""
    style = resources.files("zzqa.data").joinpath("report.css").read_text(encoding="utf-8")
    body = "".join(_body(evaluation, name, thresholds))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>zzqa evaluation{esc(f': {name}' if name else '')}</title>"
        f"<style>{style}</style></head>\n<body><main>{body}</main></body></html>\n"
    )


def _body(evaluation: Evaluation, name: str, thresholds: tuple[Threshold, ...]) -> Iterator[str]:
    yield "".join(_head(evaluation, name, bool(thresholds)))
    yield "".join(_cards(evaluation))
    if thresholds:
        yield "".join(_gate(evaluation, thresholds))
    yield "".join(_outcomes(evaluation))
    yield slices_table(evaluation)
    yield "".join(_trust(evaluation))
    if len(evaluation.modes) > 1:
        yield modes_table(evaluation)
    yield wrong_questions(evaluation)
    yield '<h2 id="terms">What the words mean</h2><dl class="terms">'
    yield "".join(f"<dt>{esc(word)}</dt><dd>{esc(text)}</dd>" for word, text in TERMS.items())
    yield "</dl>"


def _head(evaluation: Evaluation, name: str, gated: bool) -> Iterator[str]:
    yield "<header><h1>How well questions are answered</h1>"
    made = ", ".join(f"{key} {value}" for key, value in sorted(evaluation.index.items()))
    told = [name, f"{evaluation.questions} questions", made]
    yield f'<p class="soft">{esc(" · ".join(part for part in told if part))}</p>'
    without = evaluation.questions - evaluation.answerable
    yield (
        f"<p>Every question was asked as a user would ask it. The answers to "
        f"{evaluation.answerable} of them stand in the documents"
    )
    if without:
        yield f"; the other {without} have none there, and the right thing is to give none"
    yield ".</p><nav>"
    links = {"gate": "Gate"} if gated else {}
    links |= {
        "outcomes": "What became of them", "groups": "By group", "trust": "Confidence",
        "search": "Ways of searching", "wrong": "Wrong results", "terms": "What the words mean",
    }  # fmt: skip
    if len(evaluation.modes) < 2:  # nothing to compare
        del links["search"]
    yield "".join(f'<a href="#{key}">{title}</a>' for key, title in links.items())
    yield "</nav></header>"


def _cards(evaluation: Evaluation) -> Iterator[str]:
    figures = evaluation.figures
    answered = [one for one in evaluation.results if not one.abstained]
    good = sum(one.contained for one in answered)
    five, ece = figures["recall@5"], figures["ece"]
    slow = figures["latency_p95_ms"]
    cards = [
        ("The right passage stands first", percent(figures["recall@1"]),
         f"It is among the first five in {percent(five)}."),
        ("Answered rightly", percent(figures["answer_contained"]),
         "Of the questions that the documents answer; silence counts as wrong."),
        ("Right when it answers", percent(good / len(answered) if answered else None),
         f"{good} of the {len(answered)} answers given were right."),
        ("Silent when it should be", percent(figures["abstention_recall"]),
         "Of the questions that the documents do not answer."),
        ("Quoted word for word", percent(figures["quotes_verbatim"]),
         "Quotes that stand in the source exactly so."),
        ("Confidence is off by", percent(ece),
         "On average, from the share that was right. 0 % is best."),
        ("Time to answer", _time(figures["latency_median_ms"]),
         f"Half of the questions take less; 95 in 100 less than {_time(slow)}."),
    ]  # fmt: skip
    yield '<div class="cards">'
    for title, value, text in cards:
        yield (
            f'<div class="card"><div class="name">{esc(title)}</div>'
            f'<div class="value">{esc(value)}</div><p class="soft">{esc(text)}</p></div>'
        )
    yield "</div>"


def _gate(evaluation: Evaluation, thresholds: tuple[Threshold, ...]) -> Iterator[str]:
    short = {one.threshold for one in shortfalls(evaluation, thresholds)}
    yield '<h2 id="gate">Gate</h2>'
    if short:
        yield f'<p class="short">{len(short)} of {len(thresholds)} figures fall short.</p>'
    else:
        yield f'<p class="ok">All {len(thresholds)} figures are reached.</p>'
    yield '<div class="scroll"><table><thead><tr><th>figure</th><th>result</th><th>is</th>'
    yield "<th>asked</th></tr></thead><tbody>"
    for threshold in thresholds:
        value = figures_of(evaluation, threshold).get(threshold.figure)
        kind, word = ("short", "short") if threshold in short else ("ok", "reached")
        seen = "–" if value is None else f"{value:.4f}"
        yield (
            f'<tr><th>{esc(threshold.name)}</th><td class="{kind}">{word}</td>'
            f"<td>{seen}</td><td>{esc(asked(threshold))}</td></tr>"
        )
    yield "</tbody></table></div>"


def _outcomes(evaluation: Evaluation) -> Iterator[str]:
    counts = dict.fromkeys(OUTCOMES, 0)
    for result in evaluation.results:
        counts[outcome(result)] += 1
    yield '<h2 id="outcomes">What became of the questions</h2><div class="stack" role="img"'
    told = ", ".join(f"{OUTCOMES[kind]}: {count}" for kind, count in counts.items())
    yield f' aria-label="{esc(told)}">'
    for kind, count in counts.items():
        if count:
            title = esc(f"{OUTCOMES[kind]}: {count}")
            yield f'<span class="{kind}" style="flex:{count}" title="{title}"></span>'
    yield '</div><ul class="legend">'
    for kind, count in counts.items():
        share = percent(count / evaluation.questions if evaluation.questions else None)
        yield (
            f'<li><i class="{kind}"></i><span><b>{count}</b> {esc(OUTCOMES[kind])} '
            f'<span class="soft">({share})</span></span></li>'
        )
    yield "</ul>"


def _trust(evaluation: Evaluation) -> Iterator[str]:
    figures = evaluation.figures
    yield '<h2 id="trust">Can the confidence be trusted?</h2>'
    yield (
        "<p>Every answer comes with a confidence. It is of use when of the answers told with 80 % "
        "about 80 in 100 are right, and when the wrong ones have less than the right ones.</p>"
    )
    yield '<div class="plots"><figure><h3>What was told, and what came out</h3>'
    yield reliability_svg(evaluation.calibration)
    yield (
        "<figcaption>Each bar: of the questions with that confidence, the share that was right; "
        "the larger the dot, the more questions. On the dashed line both agree; above it the "
        "program is too modest, below it too sure. Calibration error "
        f"{_number(figures['ece'])}, Brier score {_number(figures['brier'])}.</figcaption></figure>"
    )
    yield "<figure><h3>Answer less, and fewer are wrong</h3>"
    yield risk_svg(evaluation.risk, _operating(evaluation))
    yield (
        "<figcaption>If only the most confident answers were given: how many of them would be "
        "wrong. The ring is where the program stands as it is set. At the right end everything is "
        "answered, even what the documents do not answer. Area under the curve (AURC) "
        f"{_number(figures['aurc'])}.</figcaption></figure></div>"
    )


def _operating(evaluation: Evaluation) -> tuple[float, float] | None:
    """Return the (coverage, risk) of the answers that were in fact given."""
    answered: list[QuestionResult] = [one for one in evaluation.results if not one.abstained]
    if not answered:
        return None
    wrong = sum(not one.likely for one in answered)
    return len(answered) / len(evaluation.results), wrong / len(answered)


def _time(milliseconds: float | None) -> str:
    return "–" if milliseconds is None else f"{milliseconds:.0f} ms"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
