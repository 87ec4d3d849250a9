"""Reasons for having no answer, in Chinese: all that the engine can say."""

import ast
import re
from pathlib import Path

import pytest

import zzqa.answer
from zzqa.cli.reasons_chinese import in_chinese

FOLDER = Path(zzqa.answer.__file__).parent


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        (
            "no passage gives this for the time asked about, 30 June 2019; what comes nearest is "
            "of 8 August 2024, April 2024 and 2021",
            "没有段落给出所问时间（2019年6月30日）的数据；"
            "最接近的是2024年8月8日、2024年4月和2021年的",
        ),
        (
            "no passage gives this for the time asked about, January to June 2024",
            "没有段落给出所问时间（2024年1月至6月）的数据",
        ),
        (
            "no passage gives this for the time asked about, 2019 to 2021; what comes nearest is "
            "of 2022-01-05 to 2022-03-04",
            "没有段落给出所问时间（2019年至2021年）的数据；最接近的是2022-01-05至2022-03-04的",
        ),
        (
            "the passages found do not speak of 衡阳; they speak of 株洲, 湘潭 and 长沙",
            "找到的段落没有提到衡阳；说的是株洲、湘潭和长沙",
        ),
        ("the passages found do not speak of 衡阳", "找到的段落没有提到衡阳"),
        (
            "a comparison needs all its values; found 2024年6月: 12420件; no passage gives one for "
            "2019年 or 2018年",
            "比较需要全部数值；已找到 2024年6月: 12420件；没有段落给出2019年或2018年的数值",
        ),
    ],
)
def test_times_and_lists_are_written_as_in_chinese(said, chinese):
    assert in_chinese(said) == chinese


def test_every_reason_that_the_engine_gives_has_its_chinese():
    reasons = list(_reasons())
    assert len(reasons) > 9
    for said in reasons:
        left = re.sub("株洲|2024", "", in_chinese(said))
        assert not re.search("[A-Za-z]{2}", left), f"{said!r} is not in zzqa/cli/reasons_chinese.py"


def _reasons():
    """Yield what is returned as a reason in the code, with 株洲 where something is put in."""
    for file, functions in (
        ("reasons.py", {"reason", "_of_other_times", "_of_other_places"}),
        ("compare.py", {"reason"}),
    ):
        tree = ast.parse((FOLDER / file).read_text("utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and function.name in functions:
                for node in ast.walk(function):
                    if isinstance(node, ast.Return) and isinstance(
                        node.value, ast.Constant | ast.JoinedStr
                    ):
                        yield _text(node.value)
    for node in ast.walk(ast.parse((FOLDER / "decide.py").read_text("utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "reason" and _text(node.value):
            yield _text(node.value)


def _text(node):
    """Return a text as it may come out: a tail that may be there or not is not."""
    if isinstance(node, ast.Constant):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    return "".join(
        part.value if isinstance(part, ast.Constant)
        else "" if getattr(part.value, "id", "") == "told" else "株洲"
        for part in node.values
    )  # fmt: skip
