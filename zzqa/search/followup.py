"""Questions that go on from the one before: 湘潭呢？, and what about April 2024?

A follow-up names only what changes: a time, a place or another name, what is counted. Where it is
plain what that takes the place of, the question before is given with it; else nothing is, and the
question is asked as it stands.
"""

from __future__ import annotations

from datetime import date

from zzqa.records import TimeInterval
from zzqa.search import followup_across, followup_chinese, followup_english
from zzqa.search.followup_across import Names
from zzqa.text.normalise import has_han

_LONGEST = 60
"""Characters of a follow-up: one that names a time, a place and a subject takes no more."""


def complete_follow_up(
    previous: str, follow_up: str, *, today: date | None = None, names: Names = lambda text: ()
) -> str | None:
    """Return the question that ``follow_up`` asks after ``previous``; None where it is not plain.

    None as well for a question that is complete in itself, which is never changed. ``today`` is
    what 今年 counts from; ``names`` gives the names in a text as the corpus writes them, for a
    follow-up in English to a question in Chinese.
    """
    before, given = " ".join(previous.split()), " ".join(follow_up.split())
    if not before or not given or len(given) > _LONGEST:
        return None
    day = today or date.today()
    anchor = TimeInterval(day, day)
    if has_han(before) != has_han(given):
        question = followup_across.complete(before, given, anchor, names)
    else:
        language = followup_chinese if has_han(given) else followup_english
        question = language.complete(before, given, anchor)
    return question if question != before else None
