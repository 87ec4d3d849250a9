"""Exact match and F1 of spans: cases worked out by hand from the published definitions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.eval.spans import RULES, Overlap, cmrc_tokens, common_run, mlqa_tokens, overlap

TEXT = st.text(alphabet="中文答案12 3aB,.，。《》-%", max_size=12)


@pytest.mark.parametrize(
    ("text", "mlqa", "cmrc"),
    [
        ("《中文》！", ["中", "文"], ["中", "文"]),
        ("1957年", ["1957", "年"], ["1957", "年"]),
        ("NFL 2015赛季", ["nfl", "2015", "赛", "季"], ["nfl", "2015", "赛", "季"]),
        # MLQA leaves the point out before it cuts, CMRC's list of punctuation has none.
        ("8.07 米", ["807", "米"], ["8.07", "米"]),
        # A hyphen glues in MLQA and in CMRC alike: it goes before anything is cut.
        ("F-16", ["f16"], ["f16"]),
        ("50%", ["50"], ["50", "%"]),
        ("", [], []),
    ],
)
def test_tokens(text, mlqa, cmrc):
    assert mlqa_tokens(text) == mlqa
    assert cmrc_tokens(text) == cmrc


@pytest.mark.parametrize(
    ("value", "accepted", "rules", "exact", "f1"),
    [
        # Given 7 characters, wanted 4, 4 in common: P 4/7, R 1, F1 8/11.
        ("四川的山里面住", ["四川山里"], "mlqa", 0, 8 / 11),
        # The longest common run is 四川 or 山里: 2. P 2/7, R 2/4, F1 4/11.
        ("四川的山里面住", ["四川山里"], "cmrc", 0, 4 / 11),
        # Order does not count in a bag, and does in a run.
        ("里山", ["山里"], "mlqa", 0, 1),
        ("里山", ["山里"], "cmrc", 0, 1 / 2),
        # A token counts as often as it stands in both: 1 of 2, F1 2*1/(2+1).
        ("山山", ["山"], "mlqa", 0, 2 / 3),
        # Punctuation and case are left out on both sides.
        ("《Abc》。", ["abc"], "mlqa", 1, 1),
        ("《Abc》。", ["abc"], "cmrc", 1, 1),
        # A space between a figure and its unit is nothing to MLQA, and a difference to CMRC's
        # exact match, though not to its F1.
        ("1957 年", ["1957年"], "mlqa", 1, 1),
        ("1957 年", ["1957年"], "cmrc", 0, 1),
        # The best accepted answer counts.
        ("竹子", ["肉", "竹子", "竹"], "mlqa", 1, 1),
        ("竹", ["肉", "竹子"], "cmrc", 0, 2 / 3),
        ("肉", ["竹子"], "mlqa", 0, 0),
        ("肉", ["竹子"], "cmrc", 0, 0),
        # Withheld.
        (None, ["竹子"], "mlqa", 0, 0),
        (None, [], "mlqa", 1, 1),
        ("竹子", [], "cmrc", 0, 0),
    ],
)
def test_the_definitions_by_hand(value, accepted, rules, exact, f1):
    found = overlap(value, accepted, rules)
    assert found.exact == exact
    assert found.f1 == pytest.approx(f1)


def test_a_run_is_a_substring_and_no_subsequence():
    assert common_run("abcxdef", "abcydef") == 3
    assert common_run("", "abc") == common_run("abc", "") == 0


@given(TEXT, st.lists(TEXT, min_size=1, max_size=3), st.sampled_from(RULES))
@settings(max_examples=100)
def test_bounds_and_what_is_the_same(value, accepted, rules):
    found = overlap(value, accepted, rules)
    assert 0 <= found.f1 <= 1 and found.exact in (0, 1)
    whole = overlap(accepted[0], accepted, rules)
    assert whole.exact == 1
    tokens = (mlqa_tokens if rules == "mlqa" else cmrc_tokens)(accepted[0])
    # Punctuation alone matches exactly and has no token to overlap by.
    assert whole.f1 == 1 or not tokens
    assert overlap(value, [], rules) == Overlap(0.0, 0.0)


@given(TEXT, TEXT)
@settings(max_examples=100)
def test_the_run_is_the_same_from_both_sides(left, right):
    run = common_run(left, right)
    assert run == common_run(right, left)
    held = [left[at : at + run] for at in range(len(left) - run + 1)]
    longer = [left[at : at + run + 1] for at in range(len(left) - run)]
    assert any(piece in right for piece in held)
    assert not any(piece in right for piece in longer)
