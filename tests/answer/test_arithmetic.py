"""Sums over quantities: exact, in one unit, shown as texts show them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.answer.arithmetic import (
    comparable,
    exact,
    growth,
    in_unit_of,
    is_approximate,
    plain,
    scale_of,
    shown,
)
from zzqa.records import Quantity
from zzqa.text.quantities import find_quantities


def quantity(text: str) -> Quantity:
    (found,) = find_quantities(text)
    return found


@given(
    st.decimals(min_value=0, max_value=9_999_999, places=2),
    st.decimals(min_value=0, max_value=9_999_999, places=2),
)
@settings(max_examples=100)
def test_differences_have_no_noise(a: Decimal, b: Decimal) -> None:
    first, second = quantity(f"{plain(a)}亿元"), quantity(f"{plain(b)}亿元")
    result = exact(first) - in_unit_of(second, first)
    assert result == (a - b) * 10**8
    assert shown(result, "元", "亿") == f"{plain(a - b)}亿元"


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("3件", "5件", True),
        ("3件", "5家", False),
        ("3公里", "500米", True),
        ("3亿元", "500万元", True),
        ("3元", "3美元", False),
        ("61%", "59%", True),
        ("61%", "59件", False),
        ("第3位", "第5位", True),
    ],
)
def test_only_one_unit_is_compared(one: str, other: str, fits: bool) -> None:
    assert comparable(quantity(one), quantity(other)) is fits


def test_units_that_convert_are_brought_together() -> None:
    assert in_unit_of(quantity("500米"), quantity("3公里")) == Decimal("0.5")
    assert in_unit_of(quantity("500万元"), quantity("3亿元")) == Decimal(5_000_000)


@pytest.mark.parametrize(
    ("texts", "scale"),
    [
        (("11.8亿元", "10.2亿元"), "亿"),
        (("11.8亿元", "500万元"), ""),
        (("12420件", "7118件"), ""),
        (("12.4万吨", "8.9万吨"), "万"),
    ],
)
def test_a_shared_scale_is_kept(texts: tuple[str, str], scale: str) -> None:
    assert scale_of([quantity(text) for text in texts]) == scale


def test_growth_is_in_per_cent_of_the_earlier() -> None:
    assert growth(Decimal(36), Decimal(30)) == Decimal("20.00")
    assert growth(Decimal(12420), Decimal(11925)) == Decimal("4.15")
    assert growth(Decimal(1), Decimal(0)) is None


def test_a_hedged_value_makes_the_sum_approximate() -> None:
    assert is_approximate([quantity("超310亿元"), quantity("5亿元")])
    assert not is_approximate([quantity("310亿元"), quantity("5亿元")])
