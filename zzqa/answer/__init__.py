"""From ranked passages to an answer: candidates, their evidence, a choice or an abstention."""

from zzqa.answer.extract import ChoiceSource, RuleExtractor, extract
from zzqa.answer.reader import ReaderSource
from zzqa.answer.reading.narrow import narrow
from zzqa.answer.reading.spans import SpanReader

__all__ = ["ChoiceSource", "ReaderSource", "RuleExtractor", "SpanReader", "extract", "narrow"]
