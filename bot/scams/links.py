"""Finds links however they are disguised, and says whose host each one really is.

Nothing is ever opened or fetched: the list of suffixes and the list of official hosts are shipped.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import tldextract
from rapidfuzz import fuzz

from bot.scams.reading import visited

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Standing(StrEnum):
    """What a host turned out to be."""

    OFFICIAL = "official"
    KNOWN = "known"
    LOOKALIKE = "lookalike"
    GOV_MISPLACED = "gov_misplaced"
    SHORTENER = "shortener"
    APK = "apk"
    IP = "ip"
    CHAT = "chat"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Host:
    """One link: where it stands in the text, the real host, and whose it is."""

    host: str
    registrable: str
    standing: Standing
    owner: str | None
    quote: str
    start: int
    end: int
    disguised: bool = False

    @property
    def dangerous(self) -> bool:
        """The address alone is reason to refuse."""
        return self.standing in {Standing.LOOKALIKE, Standing.GOV_MISPLACED, Standing.APK, Standing.IP}


_GLYPHS = str.maketrans(
    "авеёкмнорстухіјѕԁԛԝɡһӏαορυντικγ。．｡․",
    "abeekmhopctyxijsdqwghlaopuvtiky....",
)
_SURE = (
    r"com|net|org|info|vn|top|xyz|vip|cc|icu|club|online|site|shop|store|live|app|link|page|win|fun|"
    r"cfd|tech|asia|life|work|pro|biz|mobi|cn|sbs|cyou|website|space|click|buzz|bond|today|world|gov|"
    r"edu|io|ly|dev|tk|ml|cf|gq|apk|zip|lol|monster|rest|help|support|cloud|network|center|finance|"
    r"bank|money|loan|digital|group|ltd|ink|one|wiki|tv|gl|gd|hk|tw|sg|uk|jp|kr|th|kh|xn--[a-z0-9]+"
)
_AFTER_GAP = r"com|vn|net|top|xyz|vip|cc|icu|club|online|site|app|gov|org|info|shop"
_DOT = (
    rf"(?:\.\s(?=(?:{_AFTER_GAP})\b)|\.|\s?[\[({{<]\s?(?:\.|dot|cham|chấm)\s?[\])}}>]\s?"
    r"|\s(?:cham|chấm|dot)\s|\s\.\s?)"
)
_LABEL = r"[^\W_](?:[\w\-]{0,61}[^\W_])?"
_REST = r"(?P<rest>(?::\d{2,5})?(?:(?:/|[?#](?=\w))[^\s<>\"]{0,300})?)"
_SCHEME = r"(?P<scheme>h(?:tt|xx)ps?\s?:\s?/\s?/\s?)"
_LINK = re.compile(
    rf"(?:{_SCHEME}(?P<pretended>[^\s/?#@]{{1,200}}@)?|(?<![@\w.])(?P<posing>(?:{_LABEL}\.){{1,6}}[a-z]{{2,24}}@)?)"
    rf"(?P<host>(?:{_LABEL}{_DOT}){{1,10}}(?P<tld>[a-z0-9\-]{{2,24}})){_REST}",
    re.IGNORECASE,
)
_IP_DOT = r"(?:\.|\[\.\])"
_IP = re.compile(rf"(?:{_SCHEME})?(?P<host>(?:\d{{1,3}}{_IP_DOT}){{3}}\d{{1,3}}){_REST}", re.IGNORECASE)
_NUMERIC_HOST = r"(?:0x[0-9a-f]{1,8}|\d{1,10})(?:\.(?:0x[0-9a-f]{1,8}|\d{1,10})){0,2}|\[[0-9a-f:.]{2,45}\]"
_ODD_IP = re.compile(rf"{_SCHEME}(?P<host>{_NUMERIC_HOST})(?![\w.]){_REST}", re.IGNORECASE)
"""Other ways to write a bare address: one number, hexadecimal, of the sixth version."""
_APK = re.compile(r"(?<![\w.])[\w\-]{1,60}\s?\.x?apk\b", re.IGNORECASE)
_APK_FILE = re.compile(r"\.x?apk(?=$|[?&#/])", re.IGNORECASE)
_SURE_TLD = re.compile(_SURE, re.IGNORECASE)
_DOTS = re.compile(_DOT, re.IGNORECASE)
_GAPPED = re.compile(r"(?<!\s)\.\s")
_INSIDE = re.compile(r"\.(?:com|net|org|gov|vn)\.")
_SPELLED = re.compile(
    r"(?<!\S)[a-z0-9](?: ?[.\-] ?| )(?:[a-z0-9](?: ?[.\-] ?| )){5,60}[a-z0-9](?![^\s/])", re.IGNORECASE
)
_ENCODED_DOT = re.compile(r"%2e", re.IGNORECASE)
_ONWARD = re.compile(r"/amp/s/(?P<path>[^\s?#]{4,300})|[?&#](?P<key>\w{1,30})=(?P<value>[^&\s#]{4,300})", re.IGNORECASE)
_ONWARD_KEYS = frozenset(
    ["q", "u", "url", "to", "target", "redirect", "redirect_uri", "return", "returnurl", "return_url", "next"],
) | {"continue", "link", "goto", "dest", "destination", "out"}
_MOST_ENCODED = 3
_WEB_ADDRESS = re.compile(r"(?:https?:)?[/\\]{2,}", re.IGNORECASE)
_PASSING_ON = frozenset({Standing.OFFICIAL, Standing.KNOWN, Standing.CHAT})
_GOV = re.compile(r"[gq][o0]v[.\-_]?v+n|(?:^|[.\-])gov[.\-]|gov\.(?!vn$)|[gq][o0]v\.vn$")
_SHORT_BRAND = 4
_BANKISH = re.compile(r"(?:smart|ebank|bank|online|digi|app|secure|login|cskh|khoa|huy|hotro|xac|capnhat)\w*")
"""What imitators hang behind a short name."""
_NEAR = 86.0


_TRUSTED_LAST = (
    Standing.APK,
    Standing.LOOKALIKE,
    Standing.GOV_MISPLACED,
    Standing.IP,
    Standing.SHORTENER,
    Standing.UNKNOWN,
    Standing.CHAT,
    Standing.KNOWN,
    Standing.OFFICIAL,
)


def gravest(hosts: Iterable[Host]) -> Host | None:
    """The host that there is most reason to beware of; ``None`` if there is none."""
    return min(hosts, key=lambda host: _TRUSTED_LAST.index(host.standing), default=None)


class Hosts:
    """The dated list of official hosts, known services, shorteners and brands."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.checked_on = str(data["checked_on"])
        self._official: dict[str, str] = {entry["host"]: entry["owner"] for entry in data["official"]}
        self._known: dict[str, str] = data["known"]
        self._brands: dict[str, str] = data["brands"]
        self._kinds: dict[str, str] = data["kinds"]
        self._shorteners, self._chat = frozenset(data["shorteners"]), frozenset(data["chat"])
        self._hosting = frozenset(data["hosting"])
        self._extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
        self._extract("warm.vn")  # reads its list now rather than at the first message

    @classmethod
    def load(cls) -> Hosts:
        """The shipped list."""
        return cls(tomllib.loads(resources.files("locales").joinpath("vi/scams/hosts.toml").read_text("utf-8")))

    def find(self, text: str) -> tuple[Host, ...]:
        """Each link in ``text``, in order, at most 20."""
        found: list[Host] = []
        for host in self._candidates(text):
            if len(found) < 20 and all(host.start >= one.end or host.end <= one.start for one in found):  # noqa: PLR2004 - enough to judge
                found.append(host)
        return tuple(sorted(found, key=lambda one: one.start))

    def kind_of(self, host: Host) -> str | None:
        """The kind of scam that goes with imitating this host's owner, if one does."""
        return self._kinds.get(host.owner or "")

    def _candidates(self, text: str) -> Iterator[Host]:
        clean, places = _closed(*_visible(text))
        for match in _LINK.finditer(clean):
            if host := self._link(text, clean, places, match):
                yield host
        for match in _IP.finditer(clean):
            plain = match["host"].replace("[", "").replace("]", "")
            if _is_ip(plain) and (match["scheme"] or match["rest"]):
                yield self._host(text, places, match.span(), plain, match["rest"], disguised=False)
        for match in _ODD_IP.finditer(clean):
            yield self._host(text, places, match.span(), match["host"], match["rest"], disguised=False)
        for match in _APK.finditer(clean):
            start, end = places[match.start()], places[match.end() - 1] + 1
            yield Host(match[0], "", Standing.APK, None, text[start:end], start, end)

    def _link(self, text: str, clean: str, places: list[int], match: re.Match[str]) -> Host | None:
        raw = match["host"]
        host = _DOTS.sub(".", raw).lower().strip(".")
        spots = range(match.start("host"), match.end("host"))
        disguised = host != raw.lower() or any(text[places[spot]] != clean[spot] for spot in spots)
        if not self._is_meant(host, match, disguised=disguised):
            return None
        found = self._host(text, places, match.span(), host, match["rest"], disguised=disguised)
        if (
            _GAPPED.search(raw)
            and found.standing is Standing.UNKNOWN
            and raw.replace(".", "").replace(" ", "").isalpha()
        ):
            return None  # two sentences, the second of which begins like the end of an address
        if match["pretended"] or match["posing"]:  # what stands before the @ only looks like the host
            return replace(found, standing=Standing.LOOKALIKE, owner=None)
        if found.standing in _PASSING_ON and any(_foreign_letter(text[places[spot]]) for spot in spots):
            return replace(found, standing=Standing.LOOKALIKE)
        return self._led_on(found, match["rest"])

    def _is_meant(self, host: str, match: re.Match[str], *, disguised: bool) -> bool:
        """It is an address, rather than two sentences without a space or somebody's e-mail."""
        raw, tld = match["host"], match["tld"]
        if host.endswith((".apk", ".xapk")) or not self._extract(host).suffix:
            return False
        known_end = bool(_SURE_TLD.fullmatch(tld)) or bool(_INSIDE.search(host))
        if match["posing"] and not _SURE_TLD.fullmatch(match["posing"].rstrip("@").rpartition(".")[2]):
            return False
        if raw != _DOTS.sub(".", raw) and not known_end:
            return False
        sure = known_end and (disguised or not _glued(raw))
        return bool(match["scheme"]) or match["rest"].startswith("/") or host.startswith("www.") or sure

    def _led_on(self, found: Host, rest: str) -> Host:
        """Where a known place passes whoever presses it on to, if it does."""
        if found.standing not in _PASSING_ON:
            return found
        for onward in _ONWARD.finditer(rest):
            target = self._target(onward)
            if target is not None and target.registrable != found.registrable:
                return replace(target, quote=found.quote, start=found.start, end=found.end)
        return found

    def _target(self, onward: re.Match[str]) -> Host | None:
        if onward["path"]:
            return next(iter(self.find(f"https://{onward['path']}")), None)
        address = onward["value"]
        for _ in range(_MOST_ENCODED):
            address = unquote(address)
        if beginning := _WEB_ADDRESS.match(address):
            return next(iter(self.find(f"https://{address[beginning.end() :]}")), None)
        is_named = (onward["key"] or "").lower() in _ONWARD_KEYS
        return next((one for one in self.find(address) if one.start == 0), None) if is_named else None

    def _host(
        self, text: str, places: list[int], span: tuple[int, int], host: str, rest: str, *, disguised: bool
    ) -> Host:
        start, end = places[span[0]], places[span[1] - 1] + 1
        while end > start and text[end - 1] in ".,;:!?)…":
            end -= 1
        shown = _unpuny(host)
        standing, owner = self._standing(host, shown, rest, disguised=disguised)
        return Host(shown, self._registrable(host), standing, owner, text[start:end], start, end, disguised)

    def _registrable(self, host: str) -> str:
        parts = self._extract(host)
        return f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else host

    def _standing(self, host: str, shown: str, rest: str, *, disguised: bool) -> tuple[Standing, str | None]:
        if _APK_FILE.search(unquote(rest)):
            return Standing.APK, None
        if _is_ip(host):
            return Standing.IP, None
        registrable = self._registrable(host)
        if host in self._hosting:
            return Standing.UNKNOWN, None
        if owner := self._owner(host, registrable):
            return Standing.OFFICIAL, owner
        if registrable in self._known or host in self._known:
            return Standing.KNOWN, self._known.get(registrable) or self._known[host]
        if registrable in self._shorteners or host in self._shorteners:
            return Standing.SHORTENER, None
        if registrable in self._chat:
            return Standing.CHAT, None
        return self._foreign(host, shown, disguised=disguised)

    def _owner(self, host: str, registrable: str) -> str | None:
        for official, owner in self._official.items():
            if host == official or (host.endswith("." + official) and official == registrable):
                return owner
        if host.endswith(".gov.vn") and host.isascii() and not host.startswith("xn--"):
            return self._official["gov.vn"]
        return self._official.get(registrable)

    def _foreign(self, host: str, shown: str, *, disguised: bool) -> tuple[Standing, str | None]:
        """A host on no list: an imitation of one that is, or nobody that is known."""
        parts = self._extract(host)
        plain = _skeleton(shown)
        imitated = next((owner for brand, owner in self._brands.items() if _imitates(plain, parts.domain, brand)), None)
        if _GOV.search(_folded(shown)) and parts.suffix not in {"gov", "edu.vn"}:
            return Standing.GOV_MISPLACED, imitated
        if imitated:
            return Standing.LOOKALIKE, imitated
        if shown != host or (disguised and not host.isascii()):
            return Standing.LOOKALIKE, None
        return Standing.UNKNOWN, None


def _visible(text: str) -> tuple[str, list[int]]:
    """``text`` without invisible characters, letters of other scripts as Latin, and where each came from."""
    letters: list[str] = []
    places: list[int] = []
    for place in visited(text):
        if one := _latin(text[place]):
            letters.append(one)
            places.append(place)
    return "".join(letters), places


def _closed(clean: str, places: list[int]) -> tuple[str, list[int]]:
    """``clean`` without the gaps in an address written letter by letter, and with encoded dots as dots."""
    cuts: set[int] = set()
    dots: set[int] = set()
    for match in _SPELLED.finditer(clean):
        if "." in match[0]:
            cuts.update(spot for spot in range(*match.span()) if clean[spot] == " ")
    for match in _ENCODED_DOT.finditer(clean):
        dots.add(match.start())
        cuts.update((match.start() + 1, match.start() + 2))
    if not cuts:
        return clean, places
    kept = [spot for spot in range(len(clean)) if spot not in cuts]
    return "".join("." if spot in dots else clean[spot] for spot in kept), [places[spot] for spot in kept]


@lru_cache(maxsize=4096)
def _foreign_letter(character: str) -> bool:
    """A letter that only looks Latin; full-width letters and dots are what browsers take for the plain ones."""
    return ord(character) in _GLYPHS and character.isalpha() and not unicodedata.normalize("NFKC", character).isascii()


@lru_cache(maxsize=4096)
def _latin(character: str) -> str:
    """One character as Latin, or nothing for what cannot be seen."""
    if unicodedata.category(character) in {"Cf", "Mn"}:
        return ""
    one = character.translate(_GLYPHS)
    return chr(ord(one) - 0xFEE0) if "\uff01" <= one <= "\uff5e" else one


def _glued(raw: str) -> bool:
    """Two sentences without a space (``xong.Info``) rather than a host."""
    head, _, tail = raw.rpartition(".")
    return (
        tail[:1].isupper() and head[-1:].islower() and not tail.isupper() and tail.lower() not in {"com", "vn", "net"}
    )


def _is_ip(host: str) -> bool:
    if re.fullmatch(_NUMERIC_HOST, host, re.IGNORECASE):
        return True
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True


def _unpuny(host: str) -> str:
    if "xn--" not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _folded(host: str) -> str:
    decomposed = unicodedata.normalize("NFKD", host.translate(_GLYPHS).lower().replace("đ", "d"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _skeleton(host: str) -> str:
    """``host`` with what looks alike made alike."""
    return _folded(host).replace("0", "o").replace("1", "l").replace("rn", "m").replace("vv", "w").replace("3", "e")


def _imitates(plain: str, domain: str, brand: str) -> bool:
    pieces = [piece for piece in re.split(r"[.\-_]", plain) if piece]
    if len(brand) <= _SHORT_BRAND:
        return any(_is_short_brand(piece, brand) for piece in pieces[:-1])
    if brand in plain.replace("-", ""):
        return True
    name = re.sub(r"\d+$", "", _skeleton(domain))
    return any(
        fuzz.ratio(piece, brand) >= _NEAR and abs(len(piece) - len(brand)) <= 2  # noqa: PLR2004 - a slip or two, not another word
        for piece in {*re.split(r"[\-_]", name), *(piece for piece in pieces[:-1])}
    )


def _is_short_brand(piece: str, brand: str) -> bool:
    behind = piece.removeprefix(brand)
    is_hung = behind != piece and bool(_BANKISH.fullmatch(behind))
    return piece == brand or is_hung or piece.startswith((brand + "vn", "vn" + brand))
