"""The drawings of the report as inline SVG: colours come from the page's style sheet.

Every drawing has a title that says in words what it shows, for readers who do not see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from zzqa.eval.records import Bin, RiskPoint

_SIDE = 300
"""Width and height of the plotting area, in units of the drawing."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 24, 12, 46
_LARGEST_DOT, _SMALLEST_DOT = 9.0, 2.5
_HEIGHTS = (0.25, 0.5, 1.0)
"""Where the axis of risk may end: a curve along the bottom of the drawing shows nothing."""


def reliability_svg(bins: Sequence[Bin]) -> str:
    """Return the share right against the confidence, one bar a bin, dots by the bins' size."""
    most = max((part.count for part in bins), default=1)
    parts = [_axes("confidence told", "share that was right", 1.0)]
    dots = [_line("diagonal", [(0.0, 0.0), (1.0, 1.0)], 1.0)]
    for part in bins:
        left, right = _x(part.low) + 1.5, _x(part.high) - 1.5
        top, bottom = _y(part.right, 1.0), _y(0.0, 1.0)
        told = (
            f"confidence {part.low:.0%} to {part.high:.0%}: {part.count} questions, "
            f"{part.right:.0%} right, {part.confidence:.0%} told"
        )
        radius = max(_SMALLEST_DOT, _LARGEST_DOT * (part.count / most) ** 0.5)
        title = f"<title>{escape(told)}</title>"
        parts.append(
            f'<rect class="bar" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
            f'height="{bottom - top:.1f}">{title}</rect>'
        )
        dots.append(
            f'<circle class="dot" cx="{_x(part.confidence):.1f}" cy="{top:.1f}" '
            f'r="{radius:.1f}">{title}</circle>'
        )
    return _svg(
        "Confidence told against the share that was right, by tenths of confidence", parts + dots
    )


def risk_svg(points: Sequence[RiskPoint], operating: tuple[float, float] | None) -> str:
    """Return the risk-coverage curve; ``operating`` is the (coverage, risk) of the run itself."""
    highest = max([point.risk for point in points] + [operating[1] if operating else 0.0])
    top = next(limit for limit in _HEIGHTS if highest <= limit)
    parts = [_axes("share of the questions answered", "share of the answers wrong", top)]
    parts.append(_line("curve", [(point.coverage, point.risk) for point in points], top))
    if operating:
        coverage, risk = operating
        told = f"as it is set: {coverage:.0%} answered, {risk:.1%} of the answers wrong"
        parts.append(
            f'<g><title>{escape(told)}</title><circle class="here" cx="{_x(coverage):.1f}" '
            f'cy="{_y(risk, top):.1f}" r="6"/></g>'
        )
    return _svg("Share of wrong answers against the share of questions answered", parts)


def _svg(title: str, parts: Sequence[str]) -> str:
    width, height = _LEFT + _SIDE + _RIGHT, _TOP + _SIDE + _BOTTOM
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>'
        + "".join(parts)
        + "</svg>"
    )


def _axes(across: str, up: str, top: float) -> str:
    """Return the frame, its grid lines with their labels, and the names of the axes."""
    parts = []
    for tick in range(0, 101, 25):
        x = _x(tick / 100)
        parts.append(
            f'<path class="grid" d="M{x:.1f} {_TOP}V{_TOP + _SIDE}"/><text x="{x:.1f}" '
            f'y="{_TOP + _SIDE + 17}" text-anchor="middle">{tick}%</text>'
        )
    steps = 5 if top < 1.0 else 4  # so that every label is a whole number
    for step in range(steps + 1):
        value = top * step / steps
        y = _y(value, top)
        parts.append(
            f'<path class="grid" d="M{_LEFT} {y:.1f}H{_LEFT + _SIDE}"/>'
            f'<text x="{_LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{value:.0%}</text>'
        )
    middle = _TOP + _SIDE / 2
    parts.append(
        f'<text class="axis" x="{_LEFT + _SIDE / 2}" y="{_TOP + _SIDE + 38}" '
        f'text-anchor="middle">{escape(across)}</text>'
        f'<text class="axis" x="12" y="{middle}" text-anchor="middle" '
        f'transform="rotate(-90 12 {middle})">{escape(up)}</text>'
    )
    return "".join(parts)


def _line(name: str, points: Sequence[tuple[float, float]], top: float) -> str:
    path = " ".join(f"{_x(x):.1f},{_y(y, top):.1f}" for x, y in points)
    return f'<polyline class="{name}" points="{path}"/>'


def _x(value: float) -> float:
    return _LEFT + _SIDE * value


def _y(value: float, top: float) -> float:
    return _TOP + _SIDE * (1 - value / top)
