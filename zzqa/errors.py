"""Every error that zzqa raises on purpose.

ZzqaError
├── UsageError              wrong usage or input (exit 2)
│   ├── QuestionError       a question that is empty, too long or not text
│   ├── ReadError           a source file that cannot be read as text
│   └── CorpusError         no document where documents were expected
├── IndexStateError         the index cannot serve (exit 3)
│   ├── IndexMissingError   there is no index where one was expected
│   ├── IndexDamagedError   a file of the index is absent, truncated or altered
│   ├── IndexMismatchError  the index was made by another version, encoder or configuration
│   └── IndexLockedError    another process is writing the index
├── GateError               an evaluation figure fell short of its threshold (exit 4)
└── DependencyError         an optional library is needed and not installed (exit 1)

A message says what was seen, what was expected and what to do, separated by "; ".
"""


class ZzqaError(Exception):
    """Base of all errors raised on purpose; its message is fit to be shown to a user."""

    exit_code = 1


class UsageError(ZzqaError):
    """The command, its options or its input cannot be used as given."""

    exit_code = 2


class QuestionError(UsageError):
    """The question is empty, too long or holds no text."""


class ReadError(UsageError):
    """A source file cannot be read as text."""


class CorpusError(UsageError):
    """The given paths hold no document that can be indexed."""


class IndexStateError(ZzqaError):
    """The index cannot serve as it is."""

    exit_code = 3


class IndexMissingError(IndexStateError):
    """There is no index where one was expected."""


class IndexDamagedError(IndexStateError):
    """A file of the index is absent, truncated or altered."""


class IndexMismatchError(IndexStateError):
    """The index was written by another format version, encoder or configuration."""


class IndexLockedError(IndexStateError):
    """Another process is writing the index."""


class GateError(ZzqaError):
    """A figure of the evaluation is under its threshold."""

    exit_code = 4


class DependencyError(ZzqaError):
    """An optional library is needed for what was asked and is not installed."""


def what_was_seen(error: ZzqaError) -> str:
    """Return an error's message without what was expected and what to do."""
    return str(error).partition("; ")[0]
