"""The wrong results in the HTML report: what was returned, what was right, and the quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from zzqa.eval.html_parts import OUTCOMES, esc, outcome, percent
from zzqa.eval.records import Evaluation, Evidence, QuestionResult
from zzqa.eval.report import failures, first_rank
from zzqa.records import Quote

_EXCERPT = 240
"""Characters of an evidence shown: the evidence of a public set is a whole paragraph."""
_BEFORE = 80
_EVIDENCES = 3
"""Evidences shown of a question: one is enough to answer it."""


def wrong_questions(evaluation: Evaluation) -> str:
    """Return the section with every wrong result, wrong answers by falling confidence first."""
    wrong = failures(evaluation)
    parts = [f'<h2 id="wrong">Wrong results ({len(wrong)})</h2>']
    if not wrong:
        parts.append("<p>None.</p>")
    else:
        parts.append(
            '<p class="soft">First the wrong answers, the surest first; then the answers that '
            "were withheld although the documents hold them.</p>"
        )
    parts += ["".join(_question(result)) for result in wrong]
    return "".join(parts)


def _question(result: QuestionResult) -> Iterator[str]:
    labelled, kind = result.labelled, outcome(result)
    yield f'<article class="question" id="{esc(labelled.id)}"><div class="chips">'
    chips = [labelled.id, labelled.lang, labelled.type, *labelled.tags]
    yield "".join(f"<span>{esc(chip)}</span>" for chip in chips)
    yield f'</div><h3 lang="{esc(labelled.lang)}">{esc(labelled.question)}</h3><dl>'
    yield f"<dt>What happened</dt><dd>{esc(OUTCOMES[kind])}</dd>"
    yield "".join(_given(result))
    yield "".join(_wanted(result))
    yield "</dl></article>"


def _given(result: QuestionResult) -> Iterator[str]:
    answer = result.answer
    if answer is None:
        yield f'<dt>Error</dt><dd class="short">{esc(result.error or "")}</dd>'
        return
    if answer.abstained:
        yield f"<dt>It said</dt><dd>{esc(answer.reason or 'nothing')}</dd>"
        if answer.rejected:
            yield f'<dt>It thought of</dt><dd lang="zh">{esc(answer.rejected)}</dd>'
    else:
        yield f'<dt>It answered</dt><dd class="short" lang="zh">{esc(answer.value or "")}</dd>'
    yield f"<dt>Confidence</dt><dd>{percent(result.confidence)}</dd>"
    if answer.quotes:
        title = "Nearest passage" if answer.abstained else "Its quote"
        yield f"<dt>{title}</dt><dd>{_quote(answer.quotes[0])}</dd>"


def _wanted(result: QuestionResult) -> Iterator[str]:
    labelled = result.labelled
    if not labelled.answerable:
        yield '<dt>Right would be</dt><dd class="ok">no answer: the documents do not hold it</dd>'
        return
    joint = " and " if labelled.match == "all" else " or "
    answers = joint.join(f'<b lang="zh">{esc(answer)}</b>' for answer in labelled.answers)
    yield f'<dt>Right would be</dt><dd class="ok">{answers}</dd>'
    rank = first_rank(result)
    found = f"at place {rank} of the search" if rank else "not found by the search"
    yield "<dt>It stands in</dt><dd>"
    for evidence in islice(labelled.relevant, _EVIDENCES):
        yield _evidence(evidence, labelled.answers)
    yield f'<span class="small soft">The passage is {found}.</span></dd>'


def _quote(quote: Quote) -> str:
    text = quote.clean
    shown = esc(text)
    if quote.answer is not None:
        start, end = quote.answer
        shown = f"{esc(text[:start])}<mark>{esc(text[start:end])}</mark>{esc(text[end:])}"
    first, last = quote.lines
    lines = f"line {first}" if first == last else f"lines {first}–{last}"
    place = " · ".join(part for part in (quote.source, lines, quote.title) if part)
    return f'<blockquote lang="zh">{shown}<span class="place">{esc(place)}</span></blockquote>'


def _evidence(evidence: Evidence, answers: Sequence[str]) -> str:
    return (
        f'<blockquote lang="zh">{_marked(evidence.evidence, answers)}'
        f'<span class="place">{esc(evidence.source)}</span></blockquote>'
    )


def _marked(text: str, answers: Sequence[str]) -> str:
    """Return an excerpt around the first accepted answer that stands in the text, marked."""
    places = [(text.find(answer), answer) for answer in answers]
    found = min(((at, answer) for at, answer in places if at >= 0), default=None)
    at, answer = found or (0, "")
    start = max(at - _BEFORE, 0) if len(text) > _EXCERPT else 0
    end = max(start + _EXCERPT, at + len(answer))
    before, after = text[start:at], text[at + len(answer) : end]
    shown = f"{esc(before)}<mark>{esc(answer)}</mark>{esc(after)}" if answer else esc(after)
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")
