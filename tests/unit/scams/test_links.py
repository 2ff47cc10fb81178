"""Links are found however they are written, and named for what they are."""

from __future__ import annotations

import pytest

from bot.scams.links import Hosts, Standing


@pytest.fixture(scope="module")
def hosts() -> Hosts:
    return Hosts.load()


CASES = [
    ("https://dichvucong.gov.vn/p/home", "dichvucong.gov.vn", Standing.OFFICIAL),
    ("csgt.bocongan.gov.vn", "csgt.bocongan.gov.vn", Standing.OFFICIAL),
    ("danang.gov.vn/tin-tuc", "danang.gov.vn", Standing.OFFICIAL),
    ("https://quangnam.baohiemxahoi.gov.vn", "quangnam.baohiemxahoi.gov.vn", Standing.OFFICIAL),
    ("vneid.gov.vn", "vneid.gov.vn", Standing.OFFICIAL),
    ("https://www.vietcombank.com.vn", "www.vietcombank.com.vn", Standing.OFFICIAL),
    ("bidv.com.vn", "bidv.com.vn", Standing.OFFICIAL),
    ("ebank.tpb.vn", "ebank.tpb.vn", Standing.OFFICIAL),
    ("https://viettel.vn/km191", "viettel.vn", Standing.OFFICIAL),
    ("mattran.org.vn", "mattran.org.vn", Standing.OFFICIAL),
    ("Theo doi tai i.ghtk.vn/A12", "i.ghtk.vn", Standing.KNOWN),
    ("https://msb.com.vn", "msb.com.vn", Standing.KNOWN),
    ("ghtk-giaohang.top", "ghtk-giaohang.top", Standing.LOOKALIKE),
    ("https://tuoitre.vn/bai-1.htm", "tuoitre.vn", Standing.KNOWN),
    ("https://myvt.page.link/goidata", "myvt.page.link", Standing.KNOWN),
    ("http://vietcombank.vn-ms.top", "vietcombank.vn-ms.top", Standing.LOOKALIKE),
    ("vcb-digi.vip", "vcb-digi.vip", Standing.LOOKALIKE),
    ("https://techcombank.vn-pl.top", "techcombank.vn-pl.top", Standing.LOOKALIKE),
    ("vietc0mbank.com", "vietc0mbank.com", Standing.LOOKALIKE),
    ("vietcornbank.com", "vietcornbank.com", Standing.LOOKALIKE),
    ("agribanlk.com", "agribanlk.com", Standing.LOOKALIKE),
    ("acb-vn.net", "acb-vn.net", Standing.LOOKALIKE),
    ("bidv.com.vn.xacthuc.top", "bidv.com.vn.xacthuc.top", Standing.LOOKALIKE),
    ("baohiemxahoi-vn.com", "baohiemxahoi-vn.com", Standing.LOOKALIKE),
    ("dichvucongbaohiemxahoi.com", "dichvucongbaohiemxahoi.com", Standing.LOOKALIKE),
    ("vneid.online", "vneid.online", Standing.LOOKALIKE),
    ("csgt-nopphat.cc", "csgt-nopphat.cc", Standing.LOOKALIKE),
    ("evn-hoantien.net", "evn-hoantien.net", Standing.LOOKALIKE),
    ("vіetcombank.com", "vietcombank.com", Standing.LOOKALIKE),
    ("https://xn--vitcombank-3p7d.com", None, Standing.LOOKALIKE),
    ("vietcombank[.]com-vn[.]top", "vietcombank.com-vn.top", Standing.LOOKALIKE),
    ("vneid chấm online", "vneid.online", Standing.LOOKALIKE),
    ("www . bidv . top", "www.bidv.top", Standing.LOOKALIKE),
    ("vietcom\u200bbank.top", "vietcombank.top", Standing.LOOKALIKE),
    ("hxxps://acb-huy.com", "acb-huy.com", Standing.LOOKALIKE),
    ("dichvucong.gov.vn-x.com", "dichvucong.gov.vn-x.com", Standing.GOV_MISPLACED),
    ("bocongan.gov.vn.cc", "bocongan.gov.vn.cc", Standing.GOV_MISPLACED),
    ("dichvucong-gov.vn", "dichvucong-gov.vn", Standing.GOV_MISPLACED),
    ("vneid.gov-vn.info", "vneid.gov-vn.info", Standing.GOV_MISPLACED),
    ("gplxgov.org.vn", "gplxgov.org.vn", Standing.GOV_MISPLACED),
    ("govvvn.com", "govvvn.com", Standing.GOV_MISPLACED),
    ("thue.qov.vn", "thue.qov.vn", Standing.GOV_MISPLACED),
    ("bit.ly/3xQz9", "bit.ly", Standing.SHORTENER),
    ("https://tinyurl.com/abc", "tinyurl.com", Standing.SHORTENER),
    ("shorturl.at/kd82s", "shorturl.at", Standing.SHORTENER),
    ("https://tai-ve.net/vneid.apk", "tai-ve.net", Standing.APK),
    ("tải giayphat.apk về máy", "giayphat.apk", Standing.APK),
    ("https://vietcombank.com.vn@tai-lieu.top/login", "tai-lieu.top", Standing.LOOKALIKE),
    ("http://dichvucong.gov.vn@103-1.example.com", "103-1.example.com", Standing.LOOKALIKE),
    ("https://www.google.com/url?q=http://vcb-xacthuc.top/a&sa=D", "vcb-xacthuc.top", Standing.LOOKALIKE),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fbit.ly%2F3x&h=1", "bit.ly", Standing.SHORTENER),
    ("http://103.12.33.4/vcb", "103.12.33.4", Standing.IP),
    ("zalo.me/0905123123", "zalo.me", Standing.CHAT),
    ("t.me/nhomdautu", "t.me", Standing.CHAT),
    ("https://trocap-tet.site/nhan", "trocap-tet.site", Standing.UNKNOWN),
    ("quatang2026.com.vn", "quatang2026.com.vn", Standing.UNKNOWN),
]


@pytest.mark.parametrize(("text", "host", "standing"), CASES)
def test_link(hosts: Hosts, text: str, host: str | None, standing: Standing) -> None:
    found = hosts.find(f"Mời bác xem {text} rồi trả lời")
    assert [one.standing for one in found] == [standing]
    assert host is None or found[0].host == host


@pytest.mark.parametrize(
    "text",
    [
        "TP.HCM ngày 20.11.2026",
        "Số tiền 1.200.000 đồng",
        "gửi a@gmail.com",
        "xong rồi.Em về",
        "ngay.co gi goi lai",
        "lúc 8h30.Mời bác",
        "Q.1, P.Bến Nghé",
    ],
)
def test_not_a_link(hosts: Hosts, text: str) -> None:
    assert hosts.find(text) == ()


def test_quote_is_what_the_person_sent(hosts: Hosts) -> None:
    text = "Vào vietcom\u200bbank[.]top ngay"
    (host,) = hosts.find(text)
    assert text[host.start : host.end] == host.quote == "vietcom\u200bbank[.]top"
    assert host.disguised


def test_official_hosts_are_dated(hosts: Hosts) -> None:
    assert hosts.checked_on.startswith("20")
