"""Many questions from a file: reading them, answering them into a file, checking that file."""

from zzqa.batch.asking import Answerer, AskingOptions, answer_record
from zzqa.batch.check import QuoteCheck, check_quotes
from zzqa.batch.questions import BatchQuestion, read_questions
from zzqa.batch.run import BatchError, BatchReport, fitting_workers, run_batch

__all__ = [
    "Answerer",
    "AskingOptions",
    "BatchError",
    "BatchQuestion",
    "BatchReport",
    "QuoteCheck",
    "answer_record",
    "check_quotes",
    "fitting_workers",
    "read_questions",
    "run_batch",
]
