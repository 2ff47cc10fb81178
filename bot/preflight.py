"""What is wrong before the start, all at once, each in one sentence with what to do."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

from bot.channels.setup import telegram
from bot.knowledge.library import validate
from bot.single import is_taken, upgrade
from storage.counts import differing
from storage.database import StoreError, inspect, migrate, open_vault, recall, remember

if TYPE_CHECKING:
    from bot.config import Settings


_ACCEPTED = "telegram_accepted"
"""The setting that says which token Telegram took last."""


async def problems(settings: Settings, *, starting: bool = False) -> list[str]:
    """Every reason why the bot cannot run. ``starting``: a network that is down is waited for, so it is none."""
    found = folder(settings) or _store(settings, starting=starting)
    if not (found or starting):  # it counts everybody, which a start need not wait for
        found += _figures(settings)
    if starting or not is_taken(settings.data):  # another bot that runs there has the port, and is no trouble
        found += _port(settings)
    found += _content(settings)
    return found + await _telegram(settings, starting=starting)


def folder(settings: Settings) -> list[str]:
    """Why nothing can be kept in the folder of data, which is made if there is none."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return [f"The folder {settings.data} cannot be used ({error.strerror}). Set ANSINH_DATA to another one."]
    if not os.access(settings.data, os.W_OK):
        return [f"The folder {settings.data} cannot be written. Change its rights, or set ANSINH_DATA."]
    return []


def _store(settings: Settings, *, starting: bool) -> list[str]:
    """A start holds the folder's lock and upgrades; a check does so only where no bot runs."""
    try:
        inspect(settings.store)
        if settings.store.exists():
            open_vault(settings.key, settings.store)
        if starting:
            migrate(settings.store)
        else:
            upgrade(settings.data, settings.store)
    except OSError as error:
        return [f"The folder {settings.data} cannot be used ({error.strerror}). Set ANSINH_DATA to another one."]
    except StoreError as error:
        return [str(error)]
    return []


def _figures(settings: Settings) -> list[str]:
    wrong = differing(settings.store)
    if not wrong:
        return []
    return [f"{wrong} figures of the roster are not what its rows say. Run: ansinh check --recount, and report this."]


def _port(settings: Settings) -> list[str]:
    family = socket.AF_INET6 if ":" in settings.web_host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.web_host, settings.web_port))
        except OSError as error:
            return [
                (
                    f"The address {settings.web_host}:{settings.web_port} cannot be used ({error.strerror}). "
                    f"Stop the other program, or set ANSINH_WEB_PORT."
                )
            ]
    return []


def _content(settings: Settings) -> list[str]:
    return [str(mistake) for mistake in validate(settings.content)]


async def _telegram(settings: Settings, *, starting: bool) -> list[str]:
    if settings.telegram_token is None:
        return []
    from bot.channels.telegram import TOKEN_REFUSED  # noqa: PLC0415 - half a second that a web-only start need not pay

    trouble = await telegram(settings.telegram_token, settings).check()
    if starting and trouble is None:
        remember(settings.store, _ACCEPTED, _token(settings))
    if starting and (trouble != TOKEN_REFUSED or recall(settings.store, _ACCEPTED) == _token(settings)):
        return []  # a token that was revoked takes Telegram away and not the web chat; the operator is told
    return [f"{trouble}."] if trouble else []


def _token(settings: Settings) -> str:
    """By what a token is known again."""
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    return open_vault(settings.key).digest(f"telegram token {token}")
