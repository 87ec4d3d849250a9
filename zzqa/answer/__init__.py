"""From ranked passages to an answer: candidates, their evidence, a choice or an abstention."""

from zzqa.answer.extract import AnswerExtractor, RuleExtractor, extract

__all__ = ["AnswerExtractor", "RuleExtractor", "extract"]
