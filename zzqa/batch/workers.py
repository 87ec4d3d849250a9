"""Several processes that answer, each with the index open; what they give comes in order.

Processes and not threads: most of a question is Python, of which threads run one at a time.
Each has a pipe of its own, so that none outlives the process that started it, however that ends.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from zzqa.batch.asking import Answerer, AskingOptions, answer_records
from zzqa.batch.questions import BatchQuestion
from zzqa.errors import ZzqaError
from zzqa.process import fewer_collections

Opener = Callable[[], AbstractContextManager[Answerer]]
"""Opens what answers. It is sent to other processes, so it must be picklable: a function of a
module, or ``functools.partial`` of one."""
Chunk = Sequence[BatchQuestion]
Answered = list[dict[str, Any]]

_AHEAD = 4
"""Chunks a worker may be ahead of the slowest: bounds what waits in memory."""


class _Worker(NamedTuple):
    process: BaseProcess
    pipe: Connection


@contextmanager
def worker_pool(
    opener: Opener, options: AskingOptions, count: int
) -> Iterator[Callable[[Iterable[Chunk]], Iterator[Answered]]]:
    """Yield what answers chunks of questions in ``count`` processes, and gives them in order."""
    context = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks
    workers: list[_Worker] = []
    try:
        for _ in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, opener, options), daemon=True)
            process.start()
            theirs.close()  # or the end of the worker would not be seen
            workers.append(_Worker(process, ours))
        yield lambda chunks: _in_order(workers, chunks)
    finally:
        for worker in workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in workers:
            worker.process.join()


def _in_order(workers: Sequence[_Worker], chunks: Iterable[Chunk]) -> Iterator[Answered]:
    """Yield the records of each chunk in the order of the chunks, whichever is ready first."""
    waiting = enumerate(chunks)
    idle = list(workers)
    busy: dict[Connection, tuple[_Worker, int]] = {}
    ready: dict[int, Answered] = {}
    told = 0
    while True:
        while idle and len(busy) + len(ready) < _AHEAD * len(workers):
            following = next(waiting, None)
            if following is None:
                break
            worker = idle.pop()
            number, chunk = following
            busy[worker.pipe] = worker, number
            _send(worker, chunk)
        if not busy:
            return
        for pipe in wait(list(busy)):
            worker, number = busy.pop(pipe)  # type: ignore[call-overload]
            ready[number] = _received(worker)
            idle.append(worker)
        while told in ready:
            yield ready.pop(told)
            told += 1


def _send(worker: _Worker, chunk: Chunk) -> None:
    # A worker that has ended has told why, or is found to have ended when that is read.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        worker.pipe.send(list(chunk))


def _received(worker: _Worker) -> Answered:
    """Return a worker's answers; raises what it raised, ZzqaError when it has ended."""
    try:
        result = worker.pipe.recv()
    except (EOFError, ConnectionResetError) as error:
        worker.process.join()
        raise ZzqaError(
            f"a worker process ended with {worker.process.exitcode}; expected it to answer; run "
            "the command again, which goes on where this one ended, with fewer --workers if "
            "memory is short"
        ) from error
    if isinstance(result, BaseException):
        raise result
    answered: Answered = result
    return answered


def _serve(pipe: Connection, opener: Opener, options: AskingOptions) -> None:
    """Answer chunks until the pipe ends; what cannot be opened or served is sent back."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started us
    fewer_collections()
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            with opener() as engine:
                while True:
                    pipe.send(answer_records(engine, pipe.recv(), options))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise
        except ZzqaError as error:
            pipe.send(error)
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            pipe.send(ZzqaError(f"a worker failed with {what}; expected answers; run it again"))
        pipe.recv()  # stay until the pipe is closed, so that what was sent is read
