"""A link of 20 Mbit/s and 40 ms between a browser and a server on this machine.

Every connection through it shares one pipe; a new connection costs a round trip before its first
byte, as TCP's handshake does. Slow start and loss are left out, for us and for the page that we
compare with alike.
"""

from __future__ import annotations

import asyncio
import threading

CHUNK = 16 * 1024


class SlowLink:
    """`with SlowLink(port) as link:` then talk to `link.port` instead."""

    def __init__(self, upstream: int, bits: float = 20e6, round_trip: float = 0.04) -> None:
        self.upstream, self.bits, self.half = upstream, bits, round_trip / 2
        self.port, self.free, self.sent = 0, 0.0, 0
        self.loop = asyncio.new_event_loop()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Server to browser: wait for the pipe, then for the light."""
        while data := await reader.read(CHUNK):
            now = self.loop.time()
            self.free = max(self.free, now) + len(data) * 8 / self.bits
            self.sent += len(data)
            delay = self.free + self.half - now
            self.loop.call_later(delay, self._write, writer, data)
            await asyncio.sleep(max(0.0, self.free - now - 0.002))
        self.loop.call_later(self.half, writer.close)

    @staticmethod
    def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
        if not writer.is_closing():
            writer.write(data)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2 * self.half)
        try:
            back_reader, back_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:
            writer.close()
            return
        down = asyncio.create_task(self._down(back_reader, writer))
        try:
            while data := await reader.read(CHUNK):
                self.loop.call_later(self.half, self._write, back_writer, data)
        except ConnectionError:
            pass
        down.cancel()
        back_writer.close()

    async def _serve(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self._client, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()

    def __enter__(self) -> SlowLink:
        ready = threading.Event()
        self.loop.create_task(self._serve(ready))
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        ready.wait(5)
        return self

    def __exit__(self, *args: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
