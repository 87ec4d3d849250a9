"""The reference page of the Python interface, from the sources of what the package exports."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import typing
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import zzqa
from zzqa import config, records, views
from zzqa.errors import ZzqaError

_RECORDS = (records, views)
"""Modules whose classes are passed to users without being exported."""
_NAME = re.compile(r"\b[A-Z]\w+\b")


def python_page() -> str:
    """Return `docs/reference/python.md`."""
    public = {name: getattr(zzqa, name) for name in zzqa.__all__}
    errors = {n: c for n, c in public.items() if inspect.isclass(c) and issubclass(c, ZzqaError)}
    functions = {n: f for n, f in public.items() if inspect.isfunction(f)}
    classes = {n: c for n, c in public.items() if n not in errors and n not in functions}
    lines = [
        "# Python",
        "",
        "Everything in `zzqa.__all__`, imported as `zzqa.NAME`. "
        "[The guide](../guides/python-api.md) shows them in use.",
    ]
    for title, members in (("Functions", functions), ("Classes", classes)):
        lines += ["", f"## {title}"]
        for name in members:
            lines += ["", f"### {name}", "", *_entry(members[name])]
    inner = _held_by(classes.values())
    lines += ["", "## Records that these hold", "", "Not exported; reached through attributes."]
    for name in sorted(inner):
        lines += ["", f"### {name}", "", *_entry(inner[name])]
    lines += ["", "## Words that fields may hold", "", "| type | values |", "|---|---|", *_words()]
    lines += ["", "## Errors", "", "Each is also what is named above it."]
    lines += ["", "| error | raised for | exit code |", "|---|---|---|"]
    lines += _errors(ZzqaError, 0)
    return "\n".join(lines) + "\n"


def _words() -> Iterator[str]:
    for module in (config, *_RECORDS):
        for name, value in vars(module).items():
            if typing.get_origin(value) is typing.Literal:
                words = ", ".join(f'`"{word}"`' for word in typing.get_args(value))
                yield f"| `{name}` | {words} |"


def _errors(one: type, depth: int) -> Iterator[str]:
    told = inspect.cleandoc(one.__doc__ or "").splitlines()[0]
    indent = "&emsp;" * depth
    yield f"| {indent}`{one.__name__}` | {told} | {getattr(one, 'exit_code', 1)} |"
    below: type
    for below in one.__subclasses__():
        if below.__module__ == one.__module__:
            yield from _errors(below, depth + 1)


def _entry(member: object) -> Iterator[str]:
    module = inspect.getmodule(member)
    assert module is not None
    node = _node(module, getattr(member, "__name__", ""))
    if isinstance(node, ast.FunctionDef):
        yield from _function(node, node.name)
    else:
        yield from _class(node)


def _node(module: ModuleType, name: str) -> ast.FunctionDef | ast.ClassDef:
    tree = ast.parse(Path(inspect.getfile(module)).read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return node
    raise LookupError(f"{module.__name__} does not define {name}")


def _function(node: ast.FunctionDef, call: str, bound: bool = False) -> Iterator[str]:
    yield "```text"
    yield _signature(node, call, bound)
    yield "```"
    yield ""
    yield _markdown(ast.get_docstring(node) or "")


def _signature(node: ast.FunctionDef, call: str, bound: bool) -> str:
    arguments = node.args
    if bound:
        arguments.args = arguments.args[1:]
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    flat = f"{call}({ast.unparse(arguments)}){returns}"
    if len(flat) <= 90:
        return flat
    given = [*arguments.args, *arguments.kwonlyargs]
    defaults: list[ast.expr | None] = [None] * (len(arguments.args) - len(arguments.defaults))
    defaults += [*arguments.defaults, *arguments.kw_defaults]
    rows = []
    for argument, default in zip(given, defaults):
        if argument in arguments.kwonlyargs[:1]:
            rows.append("    *,")
        row = f"    {ast.unparse(argument)}"
        rows.append(f"{row}{f' = {ast.unparse(default)}' if default else ''},")
    return "\n".join([f"{call}(", *rows, f"){returns}"])


def _class(node: ast.ClassDef) -> Iterator[str]:
    yield _markdown(ast.get_docstring(node) or "")
    fields = list(_fields(node))
    if fields:
        yield from ("", "| field | type | default | is |", "|---|---|---|---|", *fields)
    for method in (one for one in node.body if isinstance(one, ast.FunctionDef)):
        if method.name.startswith("_"):
            continue
        decorators = [ast.unparse(one) for one in method.decorator_list]
        call = f"{node.name}.{method.name}"
        yield ""
        if any("property" in one for one in decorators):
            kind = ast.unparse(method.returns) if method.returns else ""
            told = " ".join((ast.get_docstring(method) or "").split())
            yield f"**`{call}`**: `{kind}`. {told}"
        else:
            yield from _function(method, call, bound=True)


def _fields(node: ast.ClassDef) -> Iterator[str]:
    for one, after in zip(node.body, [*node.body[1:], None]):
        if not (isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)):
            continue
        text = after.value.value if _is_text(after) else ""  # type: ignore[union-attr]
        told = " ".join(str(text).split()).replace("|", "\\|")
        kind = ast.unparse(one.annotation).replace("|", "\\|")
        default = f"`{_default(one.value)}`" if one.value else ""
        yield f"| `{one.target.id}` | `{kind}` | {default} | {told} |"


def _default(value: ast.expr) -> str:
    text = ast.unparse(value)
    made = re.fullmatch(r"field\(default_factory=(\w+)\)", text)
    return f"{made[1]}()" if made else text


def _is_text(node: ast.stmt | None) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _markdown(docstring: str) -> str:
    """Return a docstring as Markdown: names in double backticks as code, roles without theirs."""
    return re.sub(r":\w+:`~?([\w.]+)`", r"`\1`", docstring).replace("``", "`")


def _held_by(classes: Iterable[type]) -> dict[str, type]:
    """Return the records of zzqa that annotations of ``classes`` name, and those of theirs."""
    records_there = {
        name: member
        for module in _RECORDS
        for name, member in vars(module).items()
        if inspect.isclass(member) and member.__module__.startswith(module.__name__)
    }
    found: dict[str, type] = {}
    todo = list(classes)
    while todo:
        one = todo.pop(0)
        source = " ".join(_annotations(_node(sys.modules[one.__module__], one.__name__)))
        for name in _NAME.findall(source):
            if name in records_there and name not in found and name not in zzqa.__all__:
                found[name] = records_there[name]
                todo.append(found[name])
    return found


def _annotations(node: ast.FunctionDef | ast.ClassDef) -> Iterator[str]:
    for one in node.body:
        if isinstance(one, ast.AnnAssign):
            yield ast.unparse(one.annotation)
        elif isinstance(one, ast.FunctionDef) and not one.name.startswith("_") and one.returns:
            yield ast.unparse(one.returns)
