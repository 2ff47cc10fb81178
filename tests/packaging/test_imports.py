"""Who may import whom, who may hold SQL, and how long a function or a module may be: read from the source."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "locales", "storage")
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}
NETWORK = {"telegram", "aiohttp", "httpx", "httpx_aiohttp", "socket", "ssl", "urllib.request", "http", "requests"}
DRIVERS = {"sqlite3", "aiosqlite", "aiosql", "asyncpg"}
PURE = ("bot.messages", "bot.knowledge", "bot.scams", "bot.schedule.paydays", "bot.choices", "bot.masking")
WIRING = {"bot.app", "bot.cli", "bot.preflight", "bot.__main__"}
PARTS = ("bot.channels.web", "bot.channels.telegram", "bot.delivery.sender", "bot.dialogue", "bot.intake")
LONGEST_FUNCTION, LONGEST_MODULE = 60, 400
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE|PRAGMA\s)\b", re.DOTALL
)


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text("utf-8"))


def _imports(module: str, *, typing_too: bool = False) -> set[str]:
    """Full names of what ``module`` imports, ``if TYPE_CHECKING`` left out unless wanted."""
    found: set[str] = set()
    for node in _nodes(_tree(module), typing_too=typing_too):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _nodes(tree: ast.AST, *, typing_too: bool) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) and not typing_too:
            continue
        yield node
        yield from _nodes(node, typing_too=typing_too)


def _within(name: str, prefixes: set[str] | tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def _offending(modules: list[str], forbidden: set[str] | tuple[str, ...]) -> dict[str, set[str]]:
    found = {module: {name for name in _imports(module) if _within(name, forbidden)} for module in modules}
    return {module: names for module, names in found.items() if names}


def test_the_modules_are_found() -> None:
    assert {"bot.app", "handlers.routes", "storage.database", "bot.channels.telegram.channel"} <= set(MODULES)


def test_the_pure_parts_reach_no_network_no_store_and_no_clock() -> None:
    pure = [module for module in MODULES if _within(module, PURE)]
    assert len(pure) > 20
    assert _offending(pure, NETWORK | DRIVERS | {"asyncio", "subprocess", "storage.database", "bot.channels"}) == {}
    clocks = {
        module: node.lineno
        for module in pure
        for node in ast.walk(_tree(module))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
    }
    assert clocks == {}


def test_handlers_know_no_channel_and_no_driver() -> None:
    handlers = [module for module in MODULES if _within(module, ("handlers",))]
    assert _offending(handlers, NETWORK | DRIVERS | {"bot.channels", "bot.delivery", "storage.database"}) == {}


def test_the_store_knows_no_channel_and_no_handler() -> None:
    storage = [module for module in MODULES if _within(module, ("storage",))]
    assert _offending(storage, NETWORK | {"handlers", "bot.channels", "bot.delivery", "bot.dialogue"}) == {}


def test_only_the_telegram_channel_imports_telegram() -> None:
    others = [module for module in MODULES if not _within(module, ("bot.channels.telegram",))]
    assert _offending(others, {"telegram"}) == {}


def test_only_the_store_imports_a_driver() -> None:
    """``sqlite3`` elsewhere serves only to name its errors."""
    others = [module for module in MODULES if not _within(module, ("storage",))]
    assert _offending(others, {"aiosqlite", "aiosql"}) == {}
    for module in others:
        used = {
            node.attr
            for node in ast.walk(_tree(module))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sqlite3"
        }
        assert used <= {"Error", "OperationalError", "DatabaseError", "IntegrityError"}, module


def test_only_the_store_holds_sql() -> None:
    found = {
        module: node.value
        for module in MODULES
        if not _within(module, ("storage",))
        for node in ast.walk(_tree(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
    }
    assert found == {}


def test_only_the_root_wires_the_parts() -> None:
    others = [module for module in MODULES if module not in WIRING and not _within(module, ("bot.channels",))]
    assert _offending(others, PARTS) == {}


def test_nothing_imports_the_root_but_the_command_line() -> None:
    others = [module for module in MODULES if module not in WIRING]
    assert _offending(others, {"bot.app", "bot.cli"}) == {}


def test_nothing_shipped_imports_the_tests() -> None:
    found = {
        module: names
        for module in MODULES
        if (names := {n for n in _imports(module, typing_too=True) if _within(n, ("tests", "benchmarks"))})
    }
    assert found == {}


@pytest.mark.parametrize("module", MODULES)
def test_functions_and_modules_stay_short(module: str) -> None:
    assert len(MODULES[module].read_text("utf-8").splitlines()) <= LONGEST_MODULE
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(_tree(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == {}


@pytest.mark.parametrize("module", MODULES)
def test_each_module_says_what_it_owns(module: str) -> None:
    assert ast.get_docstring(_tree(module)) or not MODULES[module].read_text("utf-8").strip()
