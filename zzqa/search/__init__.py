"""From a question to ranked passages: analysis, candidates, fusion, ranking."""

from zzqa.search.query import analyse
from zzqa.search.rank import Ranked, rank
from zzqa.search.repeats import fold_repeats
from zzqa.search.retrieve import Candidates, retrieve

__all__ = ["Candidates", "Ranked", "analyse", "fold_repeats", "rank", "retrieve"]
