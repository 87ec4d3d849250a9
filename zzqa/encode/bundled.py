"""The encoder that zzqa ships: multilingual-e5-small, quantised, run by onnxruntime.

Each text runs alone. The model's arithmetic fills the processor with one text already, there is
no padding to pay for, and a vector cannot depend on what else is encoded.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from zzqa.encode.centering import Centering, Role
from zzqa.encode.clean import encodable
from zzqa.encode.files import BUNDLED, REMEDY, read_files
from zzqa.encode.runtime import import_onnxruntime
from zzqa.encode.windows import Floats, pool, split_tokens
from zzqa.errors import ZzqaError

if TYPE_CHECKING:
    from zzqa.protocols import Progress

_MOST_THREADS = 4
"""Threads within one text: beyond these a text of 20 to 500 tokens gains nothing."""
_MANY_TEXTS = 64
"""From here texts run side by side, a thread each (a fifth faster), for which the model is loaded
a second time (0.2 s, 60 MB): worth it for an index, not for a few questions."""
_TOKENISED_AT_ONCE = 256


class BundledEncoder:
    """Vectors of 384 dimensions; texts of any length, Chinese and English centred alike.

    ``threads`` is how many processor threads one call may use (default: all cores).
    ``centred=False`` leaves the model's own vectors, which is what the means are made of.
    """

    def __init__(
        self, *, folder: Path = BUNDLED, threads: int | None = None, centred: bool = True
    ) -> None:
        if threads is not None and threads < 1:
            raise ValueError(f"threads is {threads}; 1 or more was expected")
        self._files = read_files(folder)
        self._files.check_sizes()
        self._threads = threads or _cores()
        self._centred = centred

    @property
    def name(self) -> str:
        """The name in the encoder's manifest."""
        return self._files.name

    @property
    def digest(self) -> str:
        """SHA-256 over the checksums of model, tokenizer and means, and the prompts."""
        return self._files.digest

    @property
    def revision(self) -> str:
        """The beginning of the model file's SHA-256."""
        return self._files.files["model.onnx"].sha256[:12]

    @property
    def prompts(self) -> Mapping[str, str]:
        """What is put before a query and before a passage."""
        return {"query": self._files.query_prompt, "passage": self._files.passage_prompt}

    @property
    def dimension(self) -> int:
        """Length of each vector, 384."""
        return self._files.dimension

    def verify(self) -> None:
        """Compare the files with their checksums; raises ZzqaError that names a damaged one."""
        self._files.verify()

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Floats:
        """Return vectors of shape (len(texts), 384), each of length 1; progress counts texts."""
        return self._encode(texts, "passage", self._files.passage_prompt, progress)

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """Return vectors of shape (len(texts), 384), each of length 1."""
        return self._encode(texts, "query", self._files.query_prompt, None)

    def _encode(
        self, texts: Sequence[str], role: Role, prompt: str, progress: Progress | None
    ) -> Floats:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        cleaned = [encodable(text) for text in texts]
        pooled = self._map(self._vector, self._tokens(cleaned, prompt), len(texts))
        for index, vector in enumerate(pooled):
            if self._centred:
                vector = self._centering.apply(vector, cleaned[index], role)
            vectors[index] = vector
            if progress is not None:
                progress(index + 1, len(texts))
        return vectors

    def _tokens(self, texts: Sequence[str], prompt: str) -> Iterator[list[list[int]]]:
        """Yield each text's windows of token ids, the prompt before each."""
        lead = self._tokenizer.encode(prompt.rstrip(), add_special_tokens=False).ids
        room = self._files.max_tokens - len(lead) - 2
        for start in range(0, len(texts), _TOKENISED_AT_ONCE):
            batch = [prompt + text for text in texts[start : start + _TOKENISED_AT_ONCE]]
            for encoding in self._tokenizer.encode_batch_fast(batch, add_special_tokens=False):
                windows = split_tokens(encoding.ids[len(lead) :], room)
                yield [[self._files.bos, *lead, *window, self._files.eos] for window in windows]

    def _map(
        self, vector: Callable[[Any, list[list[int]]], Floats], texts: Iterable[Any], count: int
    ) -> Iterator[Floats]:
        if count < _MANY_TEXTS or self._threads == 1:
            session = self._session
            yield from (vector(session, windows) for windows in texts)
            return
        session = self._side_by_side
        with ThreadPoolExecutor(self._threads) as workers:
            yield from workers.map(functools.partial(vector, session), texts)

    @staticmethod
    def _vector(session: Any, windows: list[list[int]]) -> Floats:
        rows = [
            session.run(None, {"ids": np.array([window], dtype=np.int64)})[0][0]
            for window in windows
        ]
        return pool(np.stack(rows), [len(window) for window in windows])

    @functools.cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        path = self._files.path("tokenizer.json")
        try:
            return Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises no narrower class
            raise ZzqaError(f"{path} is damaged; a tokenizer was expected; {REMEDY}") from error

    @functools.cached_property
    def _centering(self) -> Centering:
        return Centering.load(self._files.path("centering.npy"), self.dimension)

    @functools.cached_property
    def _session(self) -> Any:
        """The model with its threads inside one text: the shortest wait for one vector."""
        return _open(self._files.path("model.onnx"), min(self._threads, _MOST_THREADS))

    @functools.cached_property
    def _side_by_side(self) -> Any:
        """The model with one thread a text: the most texts a second."""
        return _open(self._files.path("model.onnx"), 1)


def _open(path: Path, threads: int) -> Any:
    onnxruntime = import_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that spin while they wait keep the cores from those they wait for: beside other work
    # a text of 250 characters took 120 ms with spinning and 40 without, alone as long either way.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_mem_pattern = False  # a pattern is kept for each length that was ever seen
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3  # errors, which are raised as well
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library's exceptions share no public base
        raise ZzqaError(f"{path} is damaged; an ONNX model was expected; {REMEDY}") from error


def _cores() -> int:
    """Cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # absent on macOS and Windows
    return len(affinity(0)) if affinity else os.cpu_count() or 1
