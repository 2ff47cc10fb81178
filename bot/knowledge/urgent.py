"""What must never wait for a model: money leaving now, a wish to die, violence, hunger, a death, "stop".

Plain rules on folded text in common words. Precision matters as much as recall: ``máy chết`` is no
death, ``tạm dừng trợ cấp`` is no wish to stop our messages. Must not know answers.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from bot.knowledge.features import excerpt
from bot.knowledge.named_death import named_death
from bot.knowledge.vietnamese import compose, fold, has_diacritics, standardise

UrgencyKind = Literal["scam_victim", "death_wish", "violence", "neglect", "child_violence", "deceased", "stop"]


@dataclass(frozen=True, slots=True)
class Urgency:
    """What is urgent, and the words that say so (folded)."""

    kind: UrgencyKind
    quote: str


_RULES_FILE = Path(__file__).with_name("urgent.toml")
_Patterns = tuple[tuple[UrgencyKind, re.Pattern[str]], ...]
_Needs = tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]


def _load(path: Path) -> tuple[_Patterns, dict[str, re.Pattern[str]], _Needs]:
    """The rules by kind, gravest first, the exceptions by name, and what texts without marks must also say."""
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    parts = {name: "|".join(alternatives) for name, alternatives in written["parts"].items()}

    def compiled(alternatives: list[str], end: str = "") -> re.Pattern[str]:
        pattern = "|".join(alternatives)
        for name, part in parts.items():
            pattern = pattern.replace(f"<{name}>", f"(?:{part})")
        return re.compile(rf"(?<!\w)(?:{pattern}){end}")

    rules = tuple(
        (cast("UrgencyKind", kind), compiled(listed, end=r"(?!\w)")) for kind, listed in written["rules"].items()
    )
    exceptions = {name: compiled(listed) for name, listed in written["exceptions"].items()}
    needs = tuple((re.compile(rf"\b{word}\b"), re.compile(need)) for word, need in written["bare"].items())
    return rules, exceptions, needs


_COMPILED, _EXCEPTIONS, _NEEDS = _load(_RULES_FILE)
_WRITTEN_OUT = (
    (re.compile(r"\btu tu\b"), ("tự tử",)),
    (re.compile(r"(?<!qua )\bdoi\b(?! song)"), ("đói",)),
    (re.compile(r"\bmat\b"), ("mất",)),
    (re.compile(r"\b(?:co|di) mat\b"), ("cô mất", "dì mất")),
    (re.compile(r"\bdanh\b"), ("đánh",)),
    (re.compile(r"\bchet\b"), ("chết",)),
    (re.compile(r"\btu van\b"), ("tự vẫn", "tự vận")),
    (re.compile(r"\bqua co\b"), ("quá cố",)),
    (re.compile(r"\bbao tu\b"), ("báo tử",)),
    (re.compile(r"\bchan song\b"), ("chán sống",)),
    (re.compile(r"\bbao hanh\b"), ("bạo hành",)),
    (re.compile(r"\bda \w+$"), ("đá",)),
    (re.compile(r"\bdam \w+$"), ("đấm", "đâm")),
    (re.compile(r"\btat \w+$"), ("tát",)),
    (re.compile(r"^lo (?=lam|nghe)"), ("lỡ",)),
)
"""Words that look like others once folded: who writes marks must have written one of these."""
_STOP_FORBIDDEN = re.compile(r"tat (?:bat|ca)$")
_LOOKS_ALIKE = frozenset({"đúng", "dùng", "đứng", "dụng", "đựng", "dũng", "đụng", "tất", "tật", "đúng rồi"})


def urgent(text: str) -> Urgency | None:
    """What in ``text`` cannot wait, the gravest first; ``None`` if nothing is."""
    standard = standardise(excerpt(text))
    folded = " ".join(re.sub(r"[^a-z0-9?.,!]+", " ", fold(standard)).split())
    if _asks_to_stop(text, folded):
        return Urgency("stop", folded)
    harmless = _EXCEPTIONS["harmless"].sub(" ~ ", folded)
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(folded if kind in {"neglect", "scam_victim"} else harmless):
            if _is_meant(kind, match[0], folded, standard):
                return Urgency(kind, match[0].strip())
    named = named_death(excerpt(text))
    return Urgency("deceased", named) if named and not _EXCEPTIONS["mourning"].search(folded) else None


def _is_meant(kind: UrgencyKind, quote: str, folded: str, standard: str) -> bool:
    if kind == "scam_victim" and _EXCEPTIONS["not_yet"].search(folded):
        return False
    if kind == "deceased" and _EXCEPTIONS["mourning"].search(folded):
        return False
    if has_diacritics(standard):
        meant = (spellings for pattern, spellings in _WRITTEN_OUT if pattern.search(quote))
        return all(any(word in standard for word in spellings) for spellings in meant)
    return all(need.search(folded) for word, need in _NEEDS if word.search(quote))


def _asks_to_stop(text: str, folded: str) -> bool:
    bare = " ".join(re.sub(r"[?.,!]+", " ", folded).split())
    if not _EXCEPTIONS["stop"].fullmatch(bare):
        return False
    written = compose(text).lower().split()
    return not (written and written[0].strip(".,!?") in _LOOKS_ALIKE) and _STOP_FORBIDDEN.search(bare) is None
