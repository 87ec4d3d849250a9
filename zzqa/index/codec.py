"""Frozen records to JSON values and back, by the types that the records declare.

A record becomes the list of its fields' values (compact: a passage holds dozens of mentions); the
outermost record of a line becomes an object with named fields, so that a file can be read by eye.
A record that gains a field is stored with it without a change here, and ``schema`` changes, so
that an index written before is told apart.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

R = TypeVar("R")
Decode = Callable[[Any], Any]

ENCODING = "utf-8"
SURROGATES: Literal["surrogatepass"] = "surrogatepass"
"""No text of ours should hold lone surrogates; one that does is stored, not lost. In JSON, where
file names that are not valid text bring them, they are escaped, and any reader can read it."""


def to_bytes(text: str) -> bytes:
    """Encode a text as every text file of the index is encoded."""
    return text.encode(ENCODING, SURROGATES)


def to_text(data: bytes) -> str:
    """Decode what ``to_bytes`` made; raises ValueError for anything else."""
    return data.decode(ENCODING, SURROGATES)


def dump_json(value: object, *, indent: int | None = None) -> bytes:
    """Return canonical JSON: sorted keys, no spare space, UTF-8, no NaN (ValueError)."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(
        value,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        indent=indent,
        separators=separators,
    )
    # What JSON writes unescaped stands in strings only, so Python's \udcff is JSON's as well.
    return text.encode(ENCODING, "backslashreplace")


def load_json(data: bytes) -> Any:
    """Parse JSON; raises ValueError whatever is wrong with it."""
    try:
        return json.loads(data.decode(ENCODING))
    except RecursionError as error:
        raise ValueError("JSON nested too deeply") from error


def encode(value: object) -> object:
    """Return a record, or a value that a record may hold, as a JSON value."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return [encode(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: encode(part) for key, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return [encode(getattr(value, field.name)) for field in fields(value)]
    raise TypeError(f"a {type(value).__name__} cannot be stored; expected a record")


def encode_named(record: object) -> dict[str, object]:
    """Return a dataclass instance as an object of named fields."""
    if not is_dataclass(record) or isinstance(record, type):
        raise TypeError(f"{record!r} is no record")
    return {field.name: encode(getattr(record, field.name)) for field in fields(record)}


def decode_named(kind: type[R], value: object) -> R:
    """Return the record that ``encode_named`` wrote; raises ValueError for anything else."""
    decoders: dict[str, Decode] = _field_decoders(cast(Any, kind))
    if not isinstance(value, dict) or value.keys() != decoders.keys():
        seen = sorted(value) if isinstance(value, dict) else type(value).__name__
        raise ValueError(f"{kind.__name__}: saw {seen}; expected {sorted(decoders)}")
    return _built(kind, {name: decode(value[name]) for name, decode in decoders.items()})


@cache
def schema(kind: Any) -> str:
    """Describe a record's type down to its scalars: equal where stored records fit each other."""
    if is_dataclass(kind) or _is_named_tuple(kind):
        inner = ",".join(f"{name}:{schema(hint)}" for name, hint in _hints(kind).items())
        return f"{kind.__name__}({inner})"
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        # Another word of a closed set is no other layout: one that is unknown fails to decode.
        return "word"
    if origin in (Union, types.UnionType):
        return "?".join(sorted(schema(part) for part in parts))
    if origin is not None:
        inner = ",".join("*" if part is Ellipsis else schema(part) for part in parts)
        return f"{origin.__name__}[{inner}]"
    return str(kind.__name__)


@cache
def _decoder(kind: Any) -> Decode:
    """Return the function that turns a JSON value into a ``kind``."""
    if kind in (str, int, bool):
        return _scalar(kind)
    if kind is float:
        return _float
    if kind is date:
        return _date
    if is_dataclass(kind) or _is_named_tuple(kind):
        return _record(kind)
    return _generic(kind)


def _generic(kind: Any) -> Decode:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return _word(frozenset(parts))
    if origin in (Union, types.UnionType) and len(parts) == 2 and type(None) in parts:
        return _optional(_decoder(next(part for part in parts if part is not type(None))))
    if origin is tuple and len(parts) == 2 and parts[1] is Ellipsis:
        return _sequence(_decoder(parts[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping) and parts[0] is str:
        return _mapping(_decoder(parts[1]))
    raise TypeError(f"no way to store {kind!r}; expected scalars, dates, tuples and records")


def _is_named_tuple(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


def _hints(kind: Any) -> dict[str, Any]:
    names = kind._fields if _is_named_tuple(kind) else [field.name for field in fields(kind)]
    hints = get_type_hints(kind)
    return {name: hints[name] for name in names}


@cache
def _field_decoders(kind: Any) -> dict[str, Decode]:
    return {name: _decoder(hint) for name, hint in _hints(kind).items()}


def _built(kind: Callable[..., R], values: dict[str, Any]) -> R:
    return kind(**values)


def _scalar(kind: type) -> Decode:
    def decode(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"saw {value!r:.60}; expected {kind.__name__}")
        return value

    return decode


def _float(value: Any) -> Any:
    # An int stays an int: 3 and 3.0 are equal, and what was stored is what comes back.
    if type(value) not in (float, int):
        raise ValueError(f"saw {value!r:.60}; expected a number")
    return value


def _date(value: Any) -> date:
    if type(value) is not str:
        raise ValueError(f"saw {value!r:.60}; expected a date")
    return date.fromisoformat(value)


def _word(words: frozenset[str]) -> Decode:
    def decode(value: Any) -> Any:
        if type(value) is not str or value not in words:
            raise ValueError(f"saw {value!r:.60}; expected one of {sorted(words)}")
        return value

    return decode


def _optional(inner: Decode) -> Decode:
    return lambda value: None if value is None else inner(value)


def _sequence(inner: Decode) -> Decode:
    def decode(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise ValueError(f"saw {value!r:.60}; expected a list")
        return tuple([inner(part) for part in value])

    return decode


def _mapping(inner: Decode) -> Decode:
    def decode(value: Any) -> dict[str, Any]:
        if type(value) is not dict:
            raise ValueError(f"saw {value!r:.60}; expected an object")
        return {key: inner(part) for key, part in value.items()}

    return decode


def _as_they_are(kind: Any) -> frozenset[type]:
    """Return the types of the JSON values that are taken as they are where a ``kind`` is stored."""
    if kind in (str, int, bool):
        return frozenset({kind})
    if kind is float:
        return frozenset({float, int})
    if get_origin(kind) in (Union, types.UnionType):
        return frozenset().union(*map(_as_they_are, get_args(kind)))
    return frozenset({kind} if kind is type(None) else ())


def _record(kind: Any) -> Decode:
    decoders = tuple(_field_decoders(kind).values())
    # A question decodes thousands of numbers and words: a call for each was most of the time.
    plain = tuple(map(_as_they_are, _hints(kind).values()))

    def decode(value: Any) -> Any:
        if type(value) is not list or len(value) != len(decoders):
            raise ValueError(
                f"saw {value!r:.60}; expected {len(decoders)} fields of {kind.__name__}"
            )
        return kind(
            *[
                part if type(part) in taken else inner(part)
                for taken, inner, part in zip(plain, decoders, value)
            ]
        )

    return decode
