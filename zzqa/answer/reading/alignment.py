"""How the words around a span lie against those around the question word.

The answer is mostly the run of a sentence that the question replaces by its question word: what
stands before that in the question stands before the answer in the sentence.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from zzqa.answer.reading.asked import HEADS, Asked, head_kind
from zzqa.answer.reading.sentence import Flags, Floats, Ints, Sentence
from zzqa.answer.reading.sides import NEAR, Sides
from zzqa.records import Token

NAMES = (
    "near_left_same", "near_left_cross", "near_right_same", "near_right_cross",
    "far_left", "far_right", "clause_match", "sentence_match", "inside_match", "inside_share",
    "left_run", "right_run", "right_run_past", "left_runs_long", "right_runs_long", "both_runs",
    "head_ends", "head_ends_char", "head_after", "head_before", "head_inside", "head_is",
    "left_adjacent", "right_adjacent", "matched_before", "matched_after", "inside_chars",
    "close_left", "close_right", "wh_near_left", "wh_near_right", "kind_fits", "kind_unfit",
    *(f"span_{kind}" for kind in HEADS), "left_words_same", "right_words_same",
)  # fmt: skip
_FAR, _PRESENT = 0.85, 0.7
_RUN, _LONG_RUN = 6, 3
"""Characters beside span and question word that are compared, and from which on they are many."""
_SAME = 0.3
_SKIPPED = str.maketrans("", "", "“”\"'《》「」 ")
"""Signs that a question leaves out or sets otherwise."""
_Column = Floats | Flags


def alignment(sides: Sides, sentence: Sentence, tokens: Sequence[Token]) -> Floats:
    """Return a row for each candidate, a column for each of ``NAMES``.

    ``tokens`` are the index terms of the sentence, with their places in the passage.
    """
    values = np.zeros((len(sentence.first), len(NAMES)), np.float32)
    if len(values):
        columns = (
            *_matches(sides, sentence, _matched(sides, sentence, tokens)),
            *_kinds(sides.asked, sentence),
        )
        order = {name: number for number, name in enumerate(NAMES)}
        named = {
            **dict(columns),
            **dict(_runs(sides.asked, sentence)),
            **dict(_heads(sides.asked, sentence)),
            **dict(_shared(sides.asked, sentence)),
        }
        for name, column in named.items():
            values[:, order[name]] = column
    return values


def _matched(sides: Sides, sentence: Sentence, tokens: Sequence[Token]) -> Floats:
    """Return by word how much of what is asked it holds: (5, words).

    All, what stands before the question word, after it, and both again by nearness to it.
    """
    base, size = sentence.span.start, sentence.span.end - sentence.span.start
    by_char = np.zeros((5, size), np.float32)
    for term, start, end in tokens:
        weight, side, near = sides.terms.get(term, (0.0, 0, 0.0))
        if not weight:
            continue
        own = weight * (1.0 if side else 0.5)
        before, after = (
            (own, weight) if side <= 0 else (0.0, 0.0),
            (own, weight) if side >= 0 else (0.0, 0.0),
        )
        counts = (weight, before[0], after[0], before[1] * near, after[1] * near)
        part = by_char[:, start - base : end - base]
        np.maximum(part, np.array(counts, np.float32)[:, None], out=part)
    by_word: Floats = by_char[:, sentence.starts - base]
    return by_word


@functools.cache
def _fading(rate: float, words: int) -> Floats:
    """Return the matrix of what a word counts at each boundary after it: (words + 1, words)."""
    distance = np.arange(words + 1)[:, None] - np.arange(words)[None, :] - 1
    return np.where(distance >= 0, rate ** np.maximum(distance, 0), 0).astype(np.float32)


def _faded(rows: Floats, rate: float) -> tuple[Floats, Floats]:
    """Return by boundary what stands before it and after it, less the further away: (rows, n+1)."""
    fading = _fading(rate, rows.shape[1])
    return rows @ fading.T, rows @ fading[::-1, ::-1].T


def _matches(sides: Sides, sentence: Sentence, held: Floats) -> list[tuple[str, _Column]]:
    """Return how much of what is asked stands on which side of each span."""
    i, j = sentence.first, sentence.last
    every = held[0]
    near_left, near_right = _faded(held[1:3], NEAR)
    far_left, far_right = _faded(held[[0, 3, 4]], _FAR)
    left, right = _faded((held[:1] > 0).astype(np.float32), _PRESENT)
    total = np.zeros((2, held.shape[1] + 1), np.float32)
    np.cumsum([every, every > 0], axis=1, out=total[:, 1:])
    clause = np.bincount(sentence.clause, weights=every)[sentence.clause][i]
    inside, hits = total[:, j] - total[:, i]
    edges = np.concatenate([[0], every, [0]])
    scale = np.float32(sides.total)
    return [
        ("near_left_same", near_left[0, i]),
        ("near_left_cross", near_left[1, i]),
        ("near_right_same", near_right[1, j]),
        ("near_right_cross", near_right[0, j]),
        ("far_left", far_left[0, i]),
        ("far_right", far_right[0, j]),
        ("clause_match", (clause - inside) / scale),
        ("sentence_match", (total[0, -1] - inside) / scale),
        ("inside_match", inside / scale),
        ("inside_share", hits / (j - i)),
        ("left_adjacent", edges[i]),
        ("right_adjacent", edges[j + 1]),
        ("matched_before", total[0, i] / scale),
        ("matched_after", (total[0, -1] - total[0, j]) / scale),
        ("close_left", left[0, i]),
        ("close_right", right[0, j]),
        ("wh_near_left", far_left[1, i]),
        ("wh_near_right", far_right[2, j]),
        ("left_words_same", far_left[1, i] > _SAME),
        ("right_words_same", far_right[2, j] > _SAME),
    ]


def _runs(asked: Asked, sentence: Sentence) -> list[tuple[str, _Column]]:
    """Return how many characters beside each span are those beside the question word.

    After it, with and without the noun that goes with it: of 哪个世纪 the answer may be 20世纪 or
    the 20 alone.
    """
    if asked.start < 0:
        return []
    before = asked.text[: asked.start].translate(_SKIPPED)[-_RUN:][::-1]
    after = asked.text[asked.end :].translate(_SKIPPED)[:_RUN]
    past = asked.text[asked.past :].translate(_SKIPPED)[:_RUN]
    words = [word.translate(_SKIPPED).lower() for word in sentence.words]
    text = "".join(words)
    places = np.concatenate([[0], np.cumsum([len(word) for word in words])]).tolist()
    backwards, size = text[::-1], len(text)
    left = np.array([_common(backwards[size - at : size - at + _RUN], before) for at in places])
    right = np.array([_common(text[at : at + _RUN], after) for at in places])
    beyond = np.array([_common(text[at : at + _RUN], past) for at in places])
    run_left, run_right, run_past = (
        left[sentence.first],
        right[sentence.last],
        beyond[sentence.last],
    )
    either = np.maximum(run_right, run_past)
    return [
        ("left_run", run_left / _RUN),
        ("right_run", run_right / _RUN),
        ("right_run_past", run_past / _RUN),
        ("left_runs_long", run_left >= _LONG_RUN),
        ("right_runs_long", either >= _LONG_RUN),
        ("both_runs", np.minimum(run_left, either) / _RUN),
    ]


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    size = 0
    for a, b in zip(one, other):
        if a != b:
            break
        size += 1
    return size


def _heads(asked: Asked, sentence: Sentence) -> list[tuple[str, _Column]]:
    """Return where the noun asked for stands: at the span's end, after it, before it, in it."""
    head, words, i, j = asked.head, sentence.words, sentence.first, sentence.last
    if not head:
        return []
    ends = np.array([w.endswith(head) or (len(w) > 1 and head.endswith(w)) for w in words])
    alike = np.array([w[-1] == head[-1] for w in words])
    begins = np.array([*(w.startswith(head) or w == head[-1] for w in words), False])
    holds = np.array([head in w or (len(w) > 1 and w in head) for w in words])
    count = np.concatenate([[0], np.cumsum(holds)])
    return [
        ("head_ends", ends[j - 1]),
        ("head_ends_char", alike[j - 1]),
        ("head_after", begins[j]),
        ("head_before", count[i] > count[np.maximum(i - 3, 0)]),
        ("head_inside", count[j] > count[i]),
        ("head_is", holds[j - 1] & (j - i == 1)),
    ]


def _shared(asked: Asked, sentence: Sentence) -> list[tuple[str, _Column]]:
    """Return the share of each span's characters that the question has too."""
    known = frozenset(asked.text)
    words = sentence.words
    shared = np.concatenate([[0], np.cumsum([sum(c in known for c in w) for w in words])])
    starts, ends = sentence.places()
    return [("inside_chars", (shared[sentence.last] - shared[sentence.first]) / (ends - starts))]


def _kinds(asked: Asked, sentence: Sentence) -> list[tuple[str, _Column]]:
    """Return of what kind each span's last word is, and whether of the kind asked for."""
    kinds: Ints = np.array([_kind_number(word) for word in sentence.words], np.int32)
    last = kinds[sentence.last - 1]
    wanted = HEADS.index(asked.head_kind) if asked.head_kind else -2
    return [
        ("kind_fits", last == wanted),
        ("kind_unfit", (last >= 0) & (last != wanted) & (wanted >= 0)),
        *((f"span_{kind}", last == number) for number, kind in enumerate(HEADS)),
    ]


@functools.lru_cache(maxsize=8192)
def _kind_number(word: str) -> int:
    kind = head_kind(word)
    return HEADS.index(kind) if kind else -1
