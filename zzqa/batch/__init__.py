"""Many questions from a file: reading them, answering them into a file, checking that file."""

from zzqa.batch.check import QuoteCheck, check_quotes
from zzqa.batch.questions import BatchQuestion, read_questions
from zzqa.batch.run import Answerer, BatchError, BatchReport, answer_record, run_batch

__all__ = [
    "Answerer",
    "BatchError",
    "BatchQuestion",
    "BatchReport",
    "QuoteCheck",
    "answer_record",
    "check_quotes",
    "read_questions",
    "run_batch",
]
