"""Documents are read in a child process, so that none costs more than it may.

Files are anybody's and the libraries that read them are not ours: what takes too much memory or
time, or ends the process, ends the child alone. It is kept for the next document, and goes when
none has come for a while.
"""

import atexit
import contextlib
import io
import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from typing import IO, Any, Final

from bot import errors, model, remarks
from bot.errors import KnowledgeError, UnreadableDocument
from bot.model import Chunked
from bot.remarks import Remark

log = logging.getLogger(__name__)

MEGABYTE: Final = 1 << 20

MOST_MEMORY: Final = 512 * MEGABYTE
"""Bytes of the child, of which our own code, dictionaries and the libraries take 90 million."""

MOST_SECONDS: Final = 20.0
"""On the clock; the first bulletin takes a twentieth of one, its PDF half of one."""

IDLE_SECONDS: Final = 60.0
"""How long a child waits for the next document."""

_PROGRAM: Final = """
import sys
_, memory, *sys.path = sys.argv
from bot.intake import box
box.work(int(memory))
"""

Read = Chunked | KnowledgeError


class Box:
    """Reads documents, one at a time, in a child that is started when one comes."""

    def __init__(self, seconds: float = MOST_SECONDS, memory: int = MOST_MEMORY) -> None:
        """`seconds` and bytes of `memory` are what a document may take."""
        self._seconds, self._memory = seconds, memory
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def bulletin_of(self, name: str, data: bytes, url: str | None = None) -> Chunked:
        """Return the bulletin in a document, its id given by date and title.

        Raises `UnreadableDocument`, `UnsupportedFormat` or `NotABulletin`; any thread may call it.
        """
        with self._lock:
            read = self._read(name, pickle.dumps((name, data, url)))
        if isinstance(read, Chunked):
            return read
        raise read

    def _read(self, name: str, job: bytes) -> Read:
        for _ in range(2):
            # Whoever interrupts us leaves no child behind that would answer the next one with this.
            child, self._child = self._child or _started(self._memory), None
            late = threading.Event()
            timer = threading.Timer(self._seconds, _give_up, (child, late))
            timer.start()
            try:
                read = _asked(child, job)
                if read is None:
                    _end(child)
            finally:
                timer.cancel()
            if read is not None:
                self._child = child
                return read
            if late.is_set():
                reason = Remark.TOO_SLOW.format(seconds=int(self._seconds))
                return UnreadableDocument(name, reason)
            if child.returncode:
                break
            # It had left before it took this on.
        return UnreadableDocument(name, Remark.BROKE_READER)

    def close(self) -> None:
        """Have the child go, if there is one."""
        child, self._child = self._child, None
        if child is not None:
            _end(child)


def _started(memory: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", _PROGRAM, str(memory), *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not name.startswith("BOT_")},
    )


def _give_up(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _end(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):  # something was still on its way
        if child.stdin:
            child.stdin.close()
    child.wait()
    if child.stdout:
        child.stdout.close()


def _asked(child: subprocess.Popen[bytes], job: bytes) -> Read | None:
    """Return what a child makes of a document; None if it goes instead."""
    if child.stdin is None or child.stdout is None:
        return None
    try:
        _put(child.stdin, job)
        read: Read
        read, trace = _Nouns(io.BytesIO(_taken(child.stdout))).load()
    except (OSError, EOFError):
        return None
    except (pickle.UnpicklingError, ValueError, TypeError):
        child.kill()  # what it says is nothing of ours
        return None
    if trace:
        log.info("a document could not be read:\n%s", trace)
    return read


class _Nouns(pickle.Unpickler):
    """Takes our own nouns and errors from a child, and nothing that does anything."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - a class
        """Return a class of our own."""
        for known in (model, errors, remarks):
            found = vars(known).get(name)
            if module == known.__name__ == getattr(found, "__module__", ""):
                return found
        raise pickle.UnpicklingError(name)


def _put(stream: IO[bytes], frame: bytes) -> None:
    stream.write(len(frame).to_bytes(8, "big") + frame)
    stream.flush()


def _taken(stream: IO[bytes]) -> bytes:
    """Return a frame, whole; raise `EOFError` where there is none."""
    head = stream.read(8)
    size = int.from_bytes(head, "big")
    frame = stream.read(size)
    if len(head) < 8 or len(frame) < size:
        raise EOFError
    return frame


# --- in the child


def work(memory: int) -> None:
    """Read documents from standard input until there are no more: the child's whole life."""
    taken, given = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for those who wait for us
    _limit(memory)
    fresh = True
    while True:
        idle = threading.Timer(IDLE_SECONDS, os._exit, (0,))
        idle.daemon = True
        idle.start()
        try:
            job = _taken(taken)
        except EOFError:
            return
        idle.cancel()
        name, data, url = pickle.loads(job)  # noqa: S301 - from our parent
        try:
            _put(given, pickle.dumps(_result(name, data, url)))
        except MemoryError:
            if fresh:
                reason = Remark.TOO_MUCH_MEMORY.format(limit=memory // MEGABYTE)
                _put(given, pickle.dumps((UnreadableDocument(name, reason), "")))
            return  # what was read before may have left no room: one that starts afresh will tell
        fresh = False


def _result(name: str, data: bytes, url: str | None) -> tuple[Read, str]:
    """Read a document; return what came of it, and the traceback of what nobody foresaw."""
    from bot.intake.chunker import bulletin_of  # noqa: PLC0415 - the parent reads nothing

    try:
        return bulletin_of(name, data, url), ""
    except KnowledgeError as error:
        return error, ""
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - libraries raise what they like
        return UnreadableDocument(name, Remark.BROKE_READER), traceback.format_exc()


def _limit(memory: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
