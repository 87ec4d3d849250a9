"""Measuring an index against labelled questions, and the gate that holds the figures."""

from zzqa.eval.gate import Shortfall, Threshold, check_gate, read_gate, shortfalls
from zzqa.eval.measures import FIGURES, evaluate
from zzqa.eval.records import (
    Evaluated,
    Evaluation,
    Evidence,
    LabelledQuestion,
    QuestionResult,
    read_labelled,
)
from zzqa.eval.report import evaluation_to_dict, failures, report_lines
from zzqa.eval.run import run_evaluation

__all__ = [
    "FIGURES",
    "Evaluated",
    "Evaluation",
    "Evidence",
    "LabelledQuestion",
    "QuestionResult",
    "Shortfall",
    "Threshold",
    "check_gate",
    "evaluate",
    "evaluation_to_dict",
    "failures",
    "read_gate",
    "read_labelled",
    "report_lines",
    "run_evaluation",
    "shortfalls",
]
