"""What stands between LiveKit and the console's webhook receiver, and can be closed."""

import asyncio

from yarl import URL


class Relay:
    """Passes connections on to the console. Closed, it refuses them, as a receiver that is down."""

    def __init__(self, port, console_url):
        url = URL(console_url)
        self.port, self.target = port, (url.host, url.port)
        self.server, self.connections = None, set()

    async def open(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def close(self):
        if self.server:
            self.server.close()
            for task in list(self.connections):
                task.cancel()
            await self.server.wait_closed()
            self.server = None

    async def _serve(self, reader, writer):
        task = asyncio.current_task()
        self.connections.add(task)
        far = None
        try:
            far_reader, far = await asyncio.open_connection(*self.target)
            await asyncio.gather(self._pass(reader, far), self._pass(far_reader, writer))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self.connections.discard(task)
            for end in (writer, far):
                if end:
                    end.close()

    @staticmethod
    async def _pass(reader, writer):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
