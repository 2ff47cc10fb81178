"""The fake's HTTP: reads calls in every encoding that Telegram takes, carries out faults, writes answers."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.fakes.bot_api_faults import WITHOUT_EFFECT, Fault, Faults, Plan
from tests.fakes.bot_api_limits import ApiError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.fakes.bot_api_methods import Methods
    from tests.fakes.bot_api_world import Json, World

    Control = Callable[[str, Json], Awaitable[Any]]

_TOKEN = re.compile(r"\d+:[\w-]+")
_UPLOAD = 50_000_000


class HttpServer:
    """One listener for the Bot API, for its files, and for the control routes."""

    def __init__(self, token: str, world: World, methods: Methods, faults: Faults, control: Control) -> None:
        self._token = token
        self._world = world
        self._methods = methods
        self._faults = faults
        self._control = control
        self._closing = asyncio.Event()
        self._runner: web.ServerRunner | None = None
        self.revoked = False

    async def start(self, port: int = 0) -> int:
        """Listen on 127.0.0.1; the port."""
        self._runner = web.ServerRunner(web.Server(self._answer, access_log=None), shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        port_taken: int = self._runner.addresses[0][1]
        return port_taken

    async def stop(self) -> None:
        """End every call under way, then the listener."""
        self._closing.set()
        self._world.wake(conflict=False)
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        root, _, rest = request.path.lstrip("/").partition("/")
        if root == "control":
            return await self._answer_control(request, rest)
        if root == "file":
            return self._answer_file(rest)
        if not root.startswith("bot"):
            return web.Response(status=404)
        try:
            self._check_token(root.removeprefix("bot"))
            method = self._methods.known(rest)
        except ApiError as error:
            return _json(error.body(), error.code)
        plan = self._faults.take(method)
        params = await read_params(request)
        try:
            return await (self._call(method, params) if plan is None else self._fail(request, plan, method, params))
        finally:
            self._world.changed()

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise ApiError(404, "Not Found")
        if token != self._token or self.revoked:
            raise ApiError(401, "Unauthorized")

    async def _call(self, method: str, params: Json) -> web.Response:
        try:
            result = await self._methods.call(method, params)
        except ApiError as error:
            return _json(error.body(), error.code)
        return _json({"ok": True, "result": result})

    async def _fail(self, request: web.BaseRequest, plan: Plan, method: str, params: Json) -> web.StreamResponse:
        answer = web.Response() if plan.fault in WITHOUT_EFFECT else await self._call(method, params)
        match plan.fault:
            case Fault.BAD_GATEWAY:
                return web.Response(status=502, text="<html>502 Bad Gateway</html>", content_type="text/html")
            case Fault.REFUSE:
                return _json(ApiError(plan.code, plan.description).body(), plan.code)
            case Fault.HANG_BEFORE | Fault.HANG_AFTER:
                await self._closing.wait()
            case Fault.SLOW:
                await self._late(plan.seconds)
                return answer
            case Fault.GARBLED:
                return web.Response(body=b'{"ok": tr', content_type="application/json")
            case Fault.CUT:
                await _write_half(request, answer)
        if request.transport is not None:
            request.transport.close()
        return web.Response()

    async def _late(self, seconds: float) -> None:
        """Wait, but not beyond the end of the server."""
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return

    def _answer_file(self, rest: str) -> web.Response:
        root, _, path = rest.partition("/")
        file = next((file for file in self._world.files.values() if file.path == path), None)
        if root != f"bot{self._token}" or file is None:
            return _json(ApiError(404, "Not Found").body(), 404)
        return web.Response(body=file.content)

    async def _answer_control(self, request: web.BaseRequest, name: str) -> web.Response:
        try:
            return _json({"ok": True, "result": await self._control(name, await request.json())})
        except Exception as error:  # noqa: BLE001 - whoever drives the fake has to see what went wrong
            return _json({"ok": False, "error": f"{type(error).__name__}: {error}"}, 400)


async def read_params(request: web.BaseRequest) -> Json:
    """The parameters, from the address and from a form, an upload or JSON."""
    params: Json = dict(request.query)
    kind = request.content_type
    if kind == "application/json":
        params |= await request.json()
    elif kind == "multipart/form-data":
        params |= await _read_upload(request)
    elif body := await request.read():
        params |= parse_qsl(body.decode(), keep_blank_values=True)
    return params


async def _read_upload(request: web.BaseRequest) -> Json:
    fields: Json = {}
    async for part in await request.multipart():
        raw = bytes(await part.read())  # type: ignore[union-attr]  # Telegram's forms are not nested
        if len(raw) > _UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        fields[str(part.name)] = raw if part.filename else raw.decode()  # type: ignore[union-attr]  # as above
    return fields


def _json(body: Json, status: int = 200) -> web.Response:
    return web.Response(
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"),
        status=status,
        content_type="application/json",
    )


async def _write_half(request: web.BaseRequest, answer: web.Response) -> None:
    body = answer.body if isinstance(answer.body, bytes) else b""
    response = web.StreamResponse(status=answer.status)
    response.content_type = "application/json"
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
