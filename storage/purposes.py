"""What ``processing.toml`` says of each table: what it is for, how long it is kept, which columns are sealed."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def purposes() -> dict[str, dict[str, Any]]:
    """By table."""
    return tomllib.loads((files("storage") / "processing.toml").read_text("utf-8"))


@cache
def sealed() -> frozenset[tuple[str, str]]:
    """Every table and column that is sealed."""
    return frozenset((table, column) for table, one in purposes().items() for column in one.get("sealed", []))
