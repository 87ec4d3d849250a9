"""Any sentence-transformers model as an encoder, and any cross-encoder as a reranker.

They need the extra ``zzqa[models]``. Prompts come from the model's own configuration; the E5
family, whose configuration names none, gets those of its model card.
"""

from __future__ import annotations

import hashlib
import importlib
import itertools
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from zzqa.encode.clean import encodable
from zzqa.encode.windows import Floats, pool, split_tokens, unit
from zzqa.errors import DependencyError, UsageError

if TYPE_CHECKING:
    from zzqa.protocols import Progress

INSTALL = "pip install 'zzqa[models]'"
_E5 = re.compile(r"(^|[/_-])e5-(small|base|large)(?!.*instruct)", re.IGNORECASE)
_E5_PROMPTS = {"query": "query: ", "passage": "passage: "}
_PASSAGE_KEYS = ("document", "passage", "corpus")  # what models call it, as the library looks it up
_BATCH = 32  # texts between two progress reports
_RESERVE = 8  # tokens of a window left for special tokens, which models differ in
_FALLBACK_TOKENS = 512  # for models that name no limit


class ModelEncoder:
    """A sentence-transformers model by name or folder; its vectors are not centred."""

    def __init__(self, name: str, *, threads: int | None = None) -> None:
        self.name = _full_name(name)
        self._threads = threads

    @cached_property
    def prompts(self) -> Mapping[str, str]:
        """What is put before a query and before a passage."""
        own: dict[str, str] = {key: text for key, text in self._model.prompts.items() if text}
        if not own and _E5.search(self.name):
            return _E5_PROMPTS
        passage = next((own[key] for key in _PASSAGE_KEYS if key in own), "")
        return {"query": own.get("query", ""), "passage": passage}

    @cached_property
    def revision(self) -> str:
        """The commit of a model from the hub, or the SHA-256 of a folder's files."""
        folder = Path(self.name)
        if folder.is_dir():
            return _folder_digest(folder)
        return _hub_revision(self._model, self.name)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over name or folder content, prompts and dimension."""
        name = "" if Path(self.name).is_dir() else self.name
        prompts = [self.prompts["query"], self.prompts["passage"]]
        parts = [name, self.revision, *prompts, str(self.dimension)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    @cached_property
    def dimension(self) -> int:
        """Length of each vector, as the model says."""
        model = self._model
        ask = getattr(model, "get_embedding_dimension", None)
        # Before release 5 of the library its name was longer.
        return int(ask() if ask else model.get_sentence_embedding_dimension())

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Floats:
        """Return vectors of shape (len(texts), dimension), each of length 1; progress counts texts.

        Longer texts than the model reads are cut into windows, and these pooled by length.
        """
        return self._encode(texts, self.prompts["passage"], progress)

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """Return vectors of shape (len(texts), dimension), each of length 1."""
        return self._encode(texts, self.prompts["query"], None)

    def _encode(self, texts: Sequence[str], prompt: str, progress: Progress | None) -> Floats:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        done = 0
        for start in range(0, len(texts), _BATCH):
            batch = [
                self._windows(encodable(text), prompt) for text in texts[start : start + _BATCH]
            ]
            flat = [prompt + window for windows in batch for window in windows]
            rows = np.asarray(
                self._model.encode(flat, prompt="", show_progress_bar=False), dtype=np.float32
            )
            taken = 0
            for windows in batch:
                units = np.stack([unit(row) for row in rows[taken : taken + len(windows)]])
                vectors[done] = pool(units, [len(window) for window in windows])
                taken, done = taken + len(windows), done + 1
            if progress is not None:
                progress(done, len(texts))
        return vectors

    def _windows(self, text: str, prompt: str) -> list[str]:
        """Cut a text where its tokens begin, so that each window fits with the prompt."""
        tokenizer = self._model.tokenizer
        limit = int(self._model.max_seq_length or _FALLBACK_TOKENS)
        if len(text) + len(prompt) + _RESERVE <= limit or not getattr(tokenizer, "is_fast", False):
            return [text]
        offsets = _offsets(tokenizer, text)
        room = limit - _RESERVE - len(_offsets(tokenizer, prompt))
        groups = split_tokens(range(len(offsets)), max(1, room))
        starts = [0] + [offsets[group[0]][0] for group in groups[1:]]
        ends = [*starts[1:], len(text)]
        return [text[start:end] for start, end in zip(starts, ends, strict=True)]

    @cached_property
    def _model(self) -> Any:
        library = _library()
        if self._threads is not None:
            importlib.import_module("torch").set_num_threads(self._threads)
        model = _load(library.SentenceTransformer, self.name)
        return model.half() if model.device.type == "cuda" else model


class ModelReranker:
    """A cross-encoder by name or folder, loaded at once: a wrong name shows before a question."""

    def __init__(self, name: str) -> None:
        self.name = _full_name(name)
        self._model = _load(_library().CrossEncoder, self.name)
        if self._model.model.device.type == "cuda":
            self._model.model.half()

    def score(self, question: str, passages: Sequence[str]) -> Floats:
        """Return how well each passage answers, 0 to 1, shape (len(passages),)."""
        if not passages:
            return np.zeros(0, dtype=np.float32)
        pairs = [(encodable(question), encodable(passage)) for passage in passages]
        # Some models give logits by default, others probabilities; these are always the latter.
        sigmoid = importlib.import_module("torch").nn.Sigmoid()
        scores = np.asarray(
            self._model.predict(pairs, activation_fn=sigmoid, show_progress_bar=False),
            dtype=np.float32,
        )
        if scores.shape != (len(passages),):
            raise UsageError(
                f"the reranker {self.name} gives {scores.shape[1:]} scores a pair; "
                "one was expected; name a cross-encoder that is trained to rank"
            )
        return scores


def _offsets(tokenizer: Any, text: str) -> Sequence[tuple[int, int]]:
    """Return the span of each token, without a warning for texts longer than the model reads."""
    spans: Sequence[tuple[int, int]] = tokenizer.backend_tokenizer.encode(
        text, add_special_tokens=False
    ).offsets
    return spans


def _library() -> Any:
    try:
        return importlib.import_module("sentence_transformers")
    except ImportError as error:
        raise DependencyError(
            "sentence-transformers is not installed; models other than the bundled one need it; "
            f"run: {INSTALL}"
        ) from error


def _full_name(name: str) -> str:
    """Return a folder's absolute path, so that the index serves from any other; else the name."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return str(folder.resolve())
    if name.startswith((".", "~")) or folder.is_absolute():
        raise UsageError(
            f"the model {name} cannot be loaded (no such folder); a folder with a "
            "sentence-transformers model was expected; name the one that holds it now"
        )
    return name


def _load(kind: Any, name: str) -> Any:
    try:
        with _quiet(Path(name).is_dir()):
            return kind(name)
    except Exception as error:  # what a damaged folder raises shares no narrower base
        cause = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise UsageError(
            f"the model {name} cannot be loaded ({cause}); a sentence-transformers model was "
            "expected; check its name or folder, and the network for one that is not yet here"
        ) from error


@contextmanager
def _quiet(local: bool) -> Iterator[None]:
    """Keep reports of loading off the terminal, and progress bars unless there may be a download.

    Both settings are the process's; they are left as they were.
    """
    log = importlib.import_module("transformers").utils.logging
    level, bars = log.get_verbosity(), log.is_progress_bar_enabled()
    log.set_verbosity_error()
    if local and bars:
        log.disable_progress_bar()
    try:
        yield
    finally:
        log.set_verbosity(level)
        if local and bars:
            log.enable_progress_bar()


def _hub_revision(model: Any, name: str) -> str:
    """Return the commit that a model from the hub was loaded from, ``unknown`` if it cannot be had.

    Releases of the libraries keep it in different places; the hub's cache, whose folders are named
    by commit, is the one that all share.
    """
    config = getattr(getattr(model[0], "auto_model", None), "config", None)
    if commit := getattr(config, "_commit_hash", None):
        return str(commit)
    find = importlib.import_module("huggingface_hub").try_to_load_from_cache
    caches = (os.environ.get("SENTENCE_TRANSFORMERS_HOME"), None)
    # The library looks for a name without an owner among its own models.
    names = (name,) if "/" in name else (f"sentence-transformers/{name}", name)
    for cache, repository in itertools.product(caches, names):
        path = find(repository, "config.json", cache_dir=cache)
        if isinstance(path, str):
            return Path(path).parent.name
    return "unknown"


def _folder_digest(folder: Path) -> str:
    """Hash names and contents of a model's files; its card and hidden files shape no vector."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and path.suffix != ".md" and not any(p.startswith(".") for p in parts):
            with path.open("rb") as stream:
                content = hashlib.file_digest(stream, "sha256").hexdigest()
            digest.update(f"{'/'.join(parts)} {content}\n".encode())
    return digest.hexdigest()
