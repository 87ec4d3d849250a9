"""The records that pass between the parts, frozen.

Every span is half-open, ``[start, end)``, in code points of the text it is said to lie in.
"""

from zzqa.records.answers import (
    Answer,
    AnswerType,
    Hit,
    Lang,
    OtherFigure,
    Place,
    Query,
    Quote,
)
from zzqa.records.documents import (
    Article,
    BuildReport,
    DatedEvidence,
    Document,
    Passage,
    Section,
    SkippedSource,
)
from zzqa.records.mentions import (
    Hedge,
    Mentions,
    Name,
    NameKind,
    Quantity,
    QuantityKind,
    Span,
    TimeInterval,
    TimeKind,
    TimeMention,
    Token,
)
from zzqa.records.workings import (
    Computed,
    ComputedOperand,
    Context,
    ListItem,
    Operation,
)

__all__ = [
    "Answer",
    "AnswerType",
    "Article",
    "BuildReport",
    "Computed",
    "ComputedOperand",
    "Context",
    "DatedEvidence",
    "Document",
    "Hedge",
    "Hit",
    "Lang",
    "ListItem",
    "Mentions",
    "Name",
    "NameKind",
    "Operation",
    "OtherFigure",
    "Passage",
    "Place",
    "Quantity",
    "QuantityKind",
    "Query",
    "Quote",
    "Section",
    "SkippedSource",
    "Span",
    "TimeInterval",
    "TimeKind",
    "TimeMention",
    "Token",
]
