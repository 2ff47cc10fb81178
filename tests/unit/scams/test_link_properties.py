"""However an official address is disguised or put in front of another, it is never taken for the official one."""

from __future__ import annotations

import time
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.scams.links import Hosts, Standing

HOSTS = Hosts.load()
GENUINE = ("dichvucong.gov.vn", "vneid.gov.vn", "vietcombank.com.vn", "agribank.com.vn", "danang.gov.vn", "bidv.com.vn")
TRUSTED = {Standing.OFFICIAL, Standing.KNOWN, Standing.CHAT}
TWINS = {"a": "а", "c": "с", "e": "е", "i": "і", "o": "ο", "v": "ν", "n": "п", "d": "ԁ", "k": "κ", "u": "υ"}
genuine = st.sampled_from(GENUINE)
label = st.from_regex(r"[a-z][a-z0-9]{1,9}(?:-[a-z0-9]{1,5})?", fullmatch=True)
foreign = st.builds("{}.{}".format, label, st.sampled_from(["top", "vip", "cc", "net", "info"]))


@given(genuine, st.data())
def test_a_letter_of_another_script_makes_it_an_imitation(host: str, data: st.DataObject) -> None:
    spot = data.draw(st.sampled_from([place for place, letter in enumerate(host) if letter in TWINS]))
    twin = f"https://{host[:spot]}{TWINS[host[spot]]}{host[spot + 1 :]}/a"
    assert not TRUSTED & {one.standing for one in HOSTS.find(f"Mời bác vào {twin} nghe")}


@given(genuine, foreign, st.sampled_from(["{}.{}", "{}-{}", "http://{}@{}", "{}@{}", "https://x:{}@{}/", "{}%2e{}"]))
def test_an_official_name_before_another_host_counts_for_nothing(host: str, other: str, form: str) -> None:
    found = HOSTS.find(form.format(host, other))
    assert found
    assert not TRUSTED & {one.standing for one in found}
    assert found[0].registrable.endswith(other.rpartition(".")[2])


@given(
    genuine, foreign, st.sampled_from(["https://{}/a?url={}", "https://{}/?returnUrl={}&x=1", "https://{}/a?next={}"])
)
def test_a_way_on_leads_to_where_it_leads(host: str, other: str, form: str) -> None:
    for target in (f"https://{other}/b", f"//{other}", quote(f"http://{other}/b", safe=""), quote(quote(f"//{other}"))):
        (found,) = HOSTS.find(form.format(host, target))
        assert found.host == other


@given(
    genuine,
    st.sampled_from(["[.]", "(.)", " [.] ", "[dot]", "(dot)", "{.}", " . ", "．", "。", "\u200b.", " chấm ", "%2e"]),
)
def test_a_dot_in_disguise_is_a_dot(host: str, dot: str) -> None:
    (plain,) = HOSTS.find(f"https://{host}")
    (found,) = HOSTS.find(f"vào {host.replace('.', dot)} nghe")
    assert (found.host, found.standing) == (plain.host, plain.standing)
    imitation = f"{host.replace('.', '-')}.top"
    (found,) = HOSTS.find(f"vào {imitation.replace('.', dot)} nghe")
    assert found.host == imitation
    assert found.dangerous


@given(genuine, st.text("abcdefgh0123456789-_/", max_size=20), st.sampled_from(["", ":443", ":8080"]))
def test_any_page_of_an_official_host_is_official(host: str, path: str, port: str) -> None:
    (found,) = HOSTS.find(f"HTTPS://www.{host.upper()}{port}/{path}")
    assert found.standing is Standing.OFFICIAL
    assert found.owner


@given(
    st.one_of(st.text(max_size=200), st.text("ab.@:/?#%[] \u200bа-vn", max_size=80).map("http://vneid.gov.vn".__add__))
)
def test_nothing_raises_and_each_quote_is_the_persons_own(text: str) -> None:
    for found in HOSTS.find(text):
        assert text[found.start : found.end] == found.quote
        assert found.host


@pytest.mark.parametrize(
    ("text", "host", "standing"),
    [
        ("http://2130706433/", "2130706433", Standing.IP),
        ("http://0x7f.1/vcb", "0x7f.1", Standing.IP),
        ("http://[::1]/", "[::1]", Standing.IP),
        ("http://103[.]12[.]33[.]4/vcb", "103.12.33.4", Standing.IP),
        ("v i e t c o m b a n k . c o m", "vietcombank.com", Standing.LOOKALIKE),
        ("vietcombank. com", "vietcombank.com", Standing.LOOKALIKE),
        ("mbbank.com.vn.co", "mbbank.com.vn.co", Standing.LOOKALIKE),
        ("bidvsmartbanking.net", "bidvsmartbanking.net", Standing.LOOKALIKE),
        ("https://www.google.com/amp/s/vcb-x.top/a", "vcb-x.top", Standing.LOOKALIKE),
        ("https://tai-ve.top/tai?tep=vneid.apk", "tai-ve.top", Standing.APK),
        ("cài VNeID .apk", "VNeID .apk", Standing.APK),
        ("https://sites.google.com/view/vneid", "sites.google.com", Standing.UNKNOWN),
        ("a.b.c.d.e.f.g.h.qua-tang.top", "a.b.c.d.e.f.g.h.qua-tang.top", Standing.UNKNOWN),
    ],
)
def test_other_disguises(text: str, host: str, standing: Standing) -> None:
    assert [(one.host, one.standing) for one in HOSTS.find(text)] == [(host, standing)]


@pytest.mark.parametrize(
    "text",
    [
        "ăn xong. Com nuoc chua nau",
        "con ve roi. app nay hay",
        "nguyen.van.a@gmail.com",
        "Sở LĐ-TB.XH",
        "a b c d e f g h",
    ],
)
def test_what_only_looks_like_an_address(text: str) -> None:
    assert HOSTS.find(text) == ()


@settings(max_examples=15)
@given(
    st.sampled_from(
        ["a.", "a.b@", "http://", "[.]", "1 . ", "%2e", "a-", "xn--a.", "?q=", "/amp/s/a.b", "https://zalo.me/?u="]
    )
)
def test_bait_for_backtracking_is_read_in_bounded_time(piece: str) -> None:
    text = (piece * 4_000)[:4_000]
    HOSTS.find(text)
    begin = time.process_time()
    HOSTS.find(text)
    assert time.process_time() - begin < 0.1
