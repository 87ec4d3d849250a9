"""From ranked passages to an answer: candidates, their evidence, a choice or an abstention."""

from zzqa.answer.extract import ChoiceSource, RuleExtractor, extract
from zzqa.answer.reader import ReaderSource

__all__ = ["ChoiceSource", "ReaderSource", "RuleExtractor", "extract"]
