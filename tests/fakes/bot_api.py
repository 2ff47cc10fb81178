"""A fake Bot API over real HTTP on its own port: in a test's process, or as a command.

    async with BotApi() as api:
        channel = TelegramChannel(api.token, Settings(base_url=api.base_url))
        api.people.say(42, "xin chào")
        [reply] = await api.wait_for(42)

    python -m tests.fakes.bot_api --port 8081 --token 123456:test

As a command it is driven over HTTP (``tests.fakes.bot_api_remote.RemoteBotApi``). Waiting is by event,
never by sleeping. Modules beside this one: world (state), methods, people, limits, faults, http, remote.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import signal
from typing import TYPE_CHECKING, Any, Self

from tests.fakes.bot_api_faults import Fault, Faults, Plan
from tests.fakes.bot_api_http import HttpServer
from tests.fakes.bot_api_limits import Flood, Limits
from tests.fakes.bot_api_methods import Methods
from tests.fakes.bot_api_people import People
from tests.fakes.bot_api_world import Json, SentMessage, World

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TOKEN = "123456789:AAFakeFakeFakeFakeFakeFakeFakeFakeFak"
WITHIN = 30.0
"""Seconds after which a wait gives up; longer than the watch takes from one look to the next."""


class BotApi:
    """The fake server with everything a test needs: people, faults, what was sent, and waiting for it."""

    def __init__(
        self,
        token: str = TOKEN,
        *,
        username: str = "ansinh_thu_bot",
        limits: Limits | None = None,
        open_to_all: bool = False,
        longest_poll: float = math.inf,
    ) -> None:
        self.token = token
        self.username = username
        self.world = World(username, limits or Limits(), open_to_all=open_to_all)
        self.world.longest_poll = longest_poll
        self.people = People(self.world)
        self.faults = Faults()
        self.port = 0
        self._server = HttpServer(token, self.world, Methods(self.world), self.faults, self.control)
        self._heard: dict[int, int] = {}

    async def start(self, port: int = 0) -> None:
        self.port = await self._server.start(port)

    async def stop(self) -> None:
        await self._server.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What the bot's configuration wants."""
        return f"{self.url}/bot"

    @property
    def sent(self) -> list[SentMessage]:
        """Every message of the bot, in the order of sending."""
        return self.world.sent

    @property
    def calls(self) -> Mapping[str, int]:
        """How often each method was called."""
        return self.world.calls

    @property
    def unconfirmed(self) -> int:
        """Updates that the bot has not confirmed by an offset."""
        return len(self.world.pending)

    def set_limits(self, limits: Limits) -> None:
        self.world.flood = Flood(limits)

    def revoke_token(self) -> None:
        """From now on the token is refused, as after a reset with @BotFather."""
        self._server.revoked = True

    async def wait_for(
        self,
        chat: int,
        count: int = 1,
        *,
        where: Callable[[SentMessage], bool] = lambda _sent: True,
        within: float = WITHIN,
    ) -> list[SentMessage]:
        """All of the bot's messages to the chat ``where`` it holds, once there are ``count``."""

        def found() -> list[SentMessage]:
            return [sent for sent in self.world.by_chat[chat] if where(sent)]

        await self.world.until(lambda: len(found()) >= count, within)
        return found()

    async def next_reply(self, chat: int, within: float = WITHIN) -> SentMessage:
        """The first message to the chat that no call of this method has given yet."""
        heard = self._heard.get(chat, 0)
        await self.world.until(lambda: len(self.world.by_chat[chat]) > heard, within)
        self._heard[chat] = heard + 1
        return self.world.by_chat[chat][heard]

    async def wait_for_total(self, count: int, within: float = WITHIN) -> None:
        """Wait until the bot has sent that many messages to all chats together."""
        await self.world.until(lambda: len(self.world.sent) >= count, within)

    async def wait_for_call(self, method: str, count: int = 1, within: float = WITHIN) -> list[Json]:
        """The parameters of the method's calls (of none that sends or polls), once it was called so often."""
        await self.world.until(lambda: self.world.calls[method] >= count, within)
        return self.world.params[method]

    async def wait_until_confirmed(self, within: float = WITHIN) -> None:
        """Wait until the bot has taken every update."""
        await self.world.until(lambda: not self.world.pending, within)

    async def control(self, name: str, params: Json) -> Any:
        """One order of whoever drives the fake over HTTP: an action of people, or one of the below."""
        if not name.startswith("_") and callable(action := getattr(self.people, name, None)):
            return action(**params)
        return await getattr(self, f"_control_{name}")(**params)

    async def _control_batch(self, orders: list[tuple[str, Json]]) -> list[Any]:
        return [await self.control(name, params) for name, params in orders]

    async def _control_sent(self, chat: int | None = None, since: int = 0) -> list[Json]:
        messages = self.sent if chat is None else self.world.by_chat[chat]
        return [sent.as_json() for sent in messages[since:]]

    async def _control_wait_for(self, chat: int, count: int = 1, within: float = WITHIN) -> list[Json]:
        return [sent.as_json() for sent in await self.wait_for(chat, count, within=within)]

    async def _control_next_reply(self, chat: int, within: float = WITHIN) -> Json:
        return (await self.next_reply(chat, within)).as_json()

    async def _control_wait_for_total(self, count: int, within: float = WITHIN) -> None:
        await self.wait_for_total(count, within)

    async def _control_wait_for_call(self, method: str, count: int = 1, within: float = WITHIN) -> list[Json]:
        return await self.wait_for_call(method, count, within)

    async def _control_wait_until_confirmed(self, within: float = WITHIN) -> None:
        await self.wait_until_confirmed(within)

    async def _control_fault(
        self, method: str, fault: str, count: int = 1, share: float | None = None, **plan: Any
    ) -> None:
        planned = Plan(Fault(fault), **plan)
        if share is None:
            self.faults.next(method, planned, count)
        else:
            self.faults.share(method, planned, share)

    async def _control_clear_faults(self) -> None:
        self.faults.clear()

    async def _control_limits(self, **limits: Any) -> None:
        self.set_limits(Limits(**limits))

    async def _control_revoke_token(self) -> None:
        self.revoke_token()

    async def _control_state(self) -> Json:
        """Counts and the profile, at a glance."""
        return {
            "sent": len(self.sent),
            "unconfirmed": self.unconfirmed,
            "calls": dict(self.calls),
            "profile": self.world.profile,
            "flood_violations": self.world.flood.violations,
            "faults_done": self.faults.done,
            "now": asyncio.get_running_loop().time(),
        }


async def serve(arguments: argparse.Namespace) -> None:
    """Run until SIGTERM or SIGINT; the first line of output says that it listens, and where."""
    limits = Limits(per_second=arguments.per_second, per_chat_seconds=arguments.per_chat_seconds)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    api = BotApi(arguments.token, limits=limits, open_to_all=arguments.open_to_all)
    await api.start(arguments.port)
    print(f"listening on {api.url}", flush=True)  # noqa: T201 - the line that the caller waits for
    await stop.wait()
    await api.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description="A fake Telegram Bot API on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one (default: 8081)")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--per-second", type=int, help="flood limit of the whole token")
    parser.add_argument("--per-chat-seconds", type=float, help="flood limit of one chat")
    parser.add_argument("--open-to-all", action="store_true", help="let the bot write to any chat")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
