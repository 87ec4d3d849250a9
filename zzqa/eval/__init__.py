"""Measuring an index against labelled questions, and the gate that holds the figures."""

from zzqa.eval.compare import (
    Comparison,
    PairedFigure,
    Run,
    compare,
    comparison_lines,
    comparison_to_dict,
    permutation_p,
    read_run,
    run_of,
)
from zzqa.eval.gate import Shortfall, Threshold, check_gate, read_gate, shortfalls
from zzqa.eval.gate_report import gate_lines
from zzqa.eval.html import html_report
from zzqa.eval.junit import junit_xml
from zzqa.eval.measures import FIGURES, evaluate
from zzqa.eval.propose import propose, save_decided, write_new
from zzqa.eval.reading import Reading, ReadingReport, read_given
from zzqa.eval.reading_report import reading_lines, reading_to_dict
from zzqa.eval.records import (
    Evaluated,
    Evaluation,
    Evidence,
    LabelledQuestion,
    QuestionResult,
    Unit,
    read_labelled,
    read_questions,
)
from zzqa.eval.report import evaluation_to_dict, failures, report_lines
from zzqa.eval.run import run_evaluation
from zzqa.eval.spans import Overlap, overlap
from zzqa.eval.squad import SquadSet, read_squad, sample, squad_index

__all__ = [
    "Comparison",
    "Evaluated",
    "Evaluation",
    "Evidence",
    "FIGURES",
    "LabelledQuestion",
    "Overlap",
    "PairedFigure",
    "QuestionResult",
    "Reading",
    "ReadingReport",
    "Run",
    "Shortfall",
    "SquadSet",
    "Threshold",
    "Unit",
    "check_gate",
    "compare",
    "comparison_lines",
    "comparison_to_dict",
    "evaluate",
    "evaluation_to_dict",
    "failures",
    "gate_lines",
    "html_report",
    "junit_xml",
    "overlap",
    "permutation_p",
    "propose",
    "read_gate",
    "read_given",
    "read_labelled",
    "read_questions",
    "read_run",
    "read_squad",
    "reading_lines",
    "reading_to_dict",
    "report_lines",
    "run_evaluation",
    "run_of",
    "sample",
    "save_decided",
    "shortfalls",
    "squad_index",
    "write_new",
]
