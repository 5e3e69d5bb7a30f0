"""A line with a bandwidth and a delay, between the bench and its province: ``python -m``, PORT of
the province, bytes a second each way, seconds one way. Says the port it listens on.
"""

import asyncio
import sys
import time
from contextlib import suppress

_PIECE_BYTES = 32_768


class Direction:
    """One way through the line, shared by all connections."""

    def __init__(self, bytes_a_second: float, delay: float) -> None:
        self._rate, self._delay = bytes_a_second, delay
        self._free_at = 0.0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Bring what comes from ``reader`` to ``writer``, in order and as fast as the line is."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.ensure_future(_arrive(under_way, writer))
        with suppress(OSError):
            while piece := await reader.read(_PIECE_BYTES):
                now = time.monotonic()
                self._free_at = max(now, self._free_at) + len(piece) / self._rate
                under_way.put_nowait((self._free_at + self._delay, piece))
                await asyncio.sleep(max(0.0, self._free_at - now))
        under_way.put_nowait((0.0, b""))
        await arriving


async def _arrive(
    under_way: "asyncio.Queue[tuple[float, bytes]]", to: asyncio.StreamWriter
) -> None:
    with suppress(OSError):
        while (due := await under_way.get())[1]:
            await asyncio.sleep(max(0.0, due[0] - time.monotonic()))
            to.write(due[1])
            await to.drain()
        to.write_eof()


async def run(port: int, rate: float, delay: float) -> None:
    there, back = Direction(rate, delay), Direction(rate, delay)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(there.carry(reader, far_writer), back.carry(far_reader, writer))
        far_writer.close()
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
