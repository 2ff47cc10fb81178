"""Connections for what is written already: each call gets its own answer, or an error that says whether it left."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import ssl
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bot.channels.telegram import lines
from bot.channels.telegram.lines import Lines, NotConnectedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

SECONDS = 10.0


def answer(content: bytes, status: int = 200, more: str = "") -> bytes:
    return f"HTTP/1.1 {status} X\r\n{more}Content-Length: {len(content)}\r\n\r\n".encode() + content


@dataclass
class Server:
    """Answers a call with what ``reply`` makes of its body; keeps each request's head by connection."""

    reply: Callable[[bytes], list[bytes]] = lambda body: [answer(body)]
    heads: list[list[bytes]] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads: list[bytes] = []
        self.heads.append(heads)
        self.writers.append(writer)
        try:
            while True:
                heads.append(await reader.readuntil(b"\r\n\r\n"))
                body = await reader.readexactly(int(heads[-1].partition(b"Content-Length: ")[2].split()[0]))
                self.asked.set()
                for piece in self.reply(body):
                    writer.write(piece)
                    await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    async def hang_up(self) -> None:
        """Close every connection."""
        for writer in self.writers:
            writer.close()
            await writer.wait_closed()
        self.writers.clear()


@asynccontextmanager
async def serving(tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    server.url = f"http{'s' * bool(tls)}://127.0.0.1:{listening.sockets[0].getsockname()[1]}/bot1:a/sendMessage"
    async with listening:
        yield server
        await server.hang_up()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as one:
        yield one


@pytest.fixture
async def client() -> AsyncIterator[Lines]:
    one = Lines("Test")
    yield one
    await one.close()
    await one.close()


async def test_a_call_says_what_a_server_needs(server: Server, client: Lines) -> None:
    assert await client.post(server.url, b'{"a":1}', SECONDS) == (200, b'{"a":1}')
    [[head]] = server.heads
    host = server.url.split("/")[2]
    assert head.splitlines()[:3] == [
        b"POST /bot1:a/sendMessage HTTP/1.1",
        f"Host: {host}".encode(),
        b"User-Agent: Test",
    ]
    assert b"Content-Type: application/json" in head.splitlines()


async def test_calls_at_once_get_each_its_own_answer_and_connections_are_kept(server: Server, client: Lines) -> None:
    some = asyncio.Semaphore(8)

    async def one(number: int) -> bool:
        async with some:
            body = b"%d" % number * (1 + number % 3_000)
            return await client.post(server.url, body, SECONDS) == (200, body)

    assert all(await asyncio.gather(*map(one, range(400))))
    assert len(server.heads) <= 8
    assert sum(map(len, server.heads)) == 400


async def test_an_answer_in_chunks_and_pieces_is_one(server: Server, client: Lines) -> None:
    whole = b"HTTP/1.1 403 X\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    server.reply = lambda _: [whole[at : at + 1] for at in range(len(whole))]
    assert await client.post(server.url, b"{}", SECONDS) == (403, b"abcde")
    assert await client.post(server.url, b"{}", SECONDS) == (403, b"abcde")
    assert len(server.heads) == 1


async def test_a_connection_that_the_server_gives_up_is_not_used_again(server: Server, client: Lines) -> None:
    server.reply = lambda body: [answer(body, more="Connection: close\r\n")]
    for _ in range(2):
        assert await client.post(server.url, b"1", SECONDS) == (200, b"1")
    assert len(server.heads) == 2
    server.reply = lambda body: [answer(body)]
    await client.post(server.url, b"2", SECONDS)
    await server.hang_up()
    while client._open:
        await asyncio.sleep(0)
    assert await client.post(server.url, b"3", SECONDS) == (200, b"3")
    assert len(server.heads) == 4


async def test_a_late_answer_is_nobodys(server: Server, client: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LOOK_SECONDS", 0.01)
    server.reply = lambda _: []
    with pytest.raises(TimeoutError):
        await client.post(server.url, b"late", 0.02)
    server.reply = lambda body: [answer(body)]
    assert await client.post(server.url, b"next", SECONDS) == (200, b"next")
    assert len(server.heads) == 2


async def test_idle_connections_are_closed(server: Server, client: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(lines, "IDLE_SECONDS", 0.02)
    await client.post(server.url, b"1", SECONDS)
    async with asyncio.timeout(SECONDS):
        await server.writers[0].wait_closed()
    assert await client.post(server.url, b"2", SECONDS) == (200, b"2")


async def test_who_gives_up_takes_the_connection_along(server: Server, client: Lines) -> None:
    server.reply = lambda _: []
    call = asyncio.create_task(client.post(server.url, b"1", SECONDS))
    await server.asked.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    server.reply = lambda body: [answer(body)]
    assert await client.post(server.url, b"2", SECONDS) == (200, b"2")
    assert len(server.heads) == 2


@pytest.mark.parametrize("pieces", [[b"SMTP ready\r\n\r\n"], [b"HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\n12"]])
async def test_what_breaks_off_may_have_arrived(server: Server, client: Lines, pieces: list[bytes]) -> None:
    server.reply = lambda _: pieces
    call = asyncio.create_task(client.post(server.url, b"1", SECONDS))
    await server.asked.wait()
    await server.hang_up()
    with pytest.raises(ConnectionError):
        await call


async def test_without_a_connection_it_is_said_that_nothing_left(client: Lines) -> None:
    async with serving() as gone:
        url = gone.url
    with pytest.raises(NotConnectedError, match="ConnectionRefusedError"):
        await client.post(url, b"1", SECONDS)


async def test_over_tls_only_to_whom_the_system_trusts(
    client: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certified(tmp_path)
    async with serving(context) as server:
        with pytest.raises(NotConnectedError, match="SSLCertVerificationError"):
            await Lines("Stranger").post(server.url, b"1", SECONDS)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert await client.post(server.url, b"2", SECONDS) == (200, b"2")
        await client.close()


def certified(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's side for 127.0.0.1, and the certificate that a client has to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now.replace(year=9999))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(certificate.public_bytes(Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, path
