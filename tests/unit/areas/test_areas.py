"""The table of areas is complete, and finds where people say that they live."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.areas import Area, AreaIndex
from bot.knowledge.vietnamese import fold

INDEX = AreaIndex.load()
DISTRICTS = {
    district: {area for area in INDEX.all if area.former_district == district}
    for district in sorted({area.former_district for area in INDEX.all if area.former_district})
}
EARLY_2024_COMMUNES = 241
ONLY_IN_2025 = 18
"""Names of 2025-01-01 that early 2024 did not have: 2 new communes and 16 other spellings."""


def _names(text: str) -> list[str]:
    return [area.name for area in INDEX.find(text).areas]


def test_has_every_unit_of_the_city() -> None:
    kinds = Counter(area.kind for area in INDEX.all)

    assert kinds == {"phường": 23, "xã": 70, "đặc khu": 1}
    assert len({area.code for area in INDEX.all}) == 94


def test_has_the_eighteen_former_districts() -> None:
    sizes = {district: len(areas) for district, areas in DISTRICTS.items()}

    assert len(sizes) == 18
    assert sum(sizes.values()) == 78
    assert sizes["Huyện Thăng Bình"] == 6
    assert sizes["Huyện Nông Sơn"] == 2


def test_a_former_commune_of_quang_nam_went_to_one_unit() -> None:
    seen = Counter(
        (area.former_district, unit) for area in INDEX.all if area.former_district for unit in area.former_units
    )

    assert set(seen.values()) == {1}
    assert len(seen) == EARLY_2024_COMMUNES + ONLY_IN_2025


def test_an_area_is_got_by_its_code() -> None:
    area = INDEX.get("20791")

    assert area is not None
    assert area.full_name == "Xã Thăng Bình"
    assert area.former_units == ("Thị trấn Hà Lam", "Xã Bình Nguyên", "Xã Bình Phục", "Xã Bình Quý")
    assert INDEX.get("1") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nhà em ở xã bình triều thăng bình", "Thăng An"),
        ("cho em hỏi mẹ em ở hà lam muốn mở tài khoản", "Thăng Bình"),
        ("me o ha lam muon hoi", "Thăng Bình"),
        ("tt ha lam", "Thăng Bình"),
        ("thị trấn Hà Lam", "Thăng Bình"),
        ("tam xuan 1", "Tam Xuân"),
        ("Tam Xuân II", "Tam Xuân"),
        ("quế xuân 2", "Xuân Phú"),
        ("P. Hội An Tây", "Hội An Tây"),
        ("p.hoi an tay", "Hội An Tây"),
        ("điện ngọc", "Điện Bàn Đông"),
        ("xã điện ngọc", "Điện Bàn Đông"),
        ("DIEN NAM DONG", "Điện Bàn Đông"),
        ("bình nguyên, thăng bình", "Thăng Bình"),
        ("Xã: Bình Triều, huyện: Thăng Bình", "Thăng An"),
        ("xã Núi Thành mới", "Núi Thành"),
        ("xã mới Núi Thành", "Núi Thành"),
        ("xa nui thanh moi", "Núi Thành"),
        ("xã Núi Thành", "Núi Thành"),
        ("phường Hội An, thành phố Hội An", "Hội An"),
        ("thị trấn núi thành", "Núi Thành"),
        ("xa Axan", "Hùng Sơn"),
        ("A Xan", "Hùng Sơn"),
        ("AXan", "Hùng Sơn"),
        ("Ga Ri", "Hùng Sơn"),
        ("gari", "Hùng Sơn"),
        ("Ch'ơm", "Hùng Sơn"),
        ("chom", "Hùng Sơn"),
        ("Tr’hy", "Hùng Sơn"),
        ("trhy", "Hùng Sơn"),
        ("La Êê", "La Êê"),
        ("Laêê", "La Êê"),
        ("laee", "La Êê"),
        ("la dee", "La Dêê"),
        ("Zuôich", "Nam Giang"),
        ("zuoih", "Nam Giang"),
        ("P Rao", "Đông Giang"),
        ("prao", "Đông Giang"),
        ("A Vương", "Avương"),
        ("avuong", "Avương"),
        ("Mà Cooi", "Bến Hiên"),
        ("ma cooih", "Bến Hiên"),
        ("Bha Lê", "Avương"),
        ("Bhalêê", "Avương"),
        ("dak pring", "Đắc Pring"),
        ("tam mĩ tây", "Tam Mỹ"),
        ("hoà tiến", "Hòa Tiến"),
        ("xã Phước Hoà", "Phước Hiệp"),
        ("phường Phước Hòa", "Tam Kỳ"),
        ("Tam Thành", "Tây Hồ"),
        ("Tam Thạnh", "Đức Phú"),
        ("tam thanh nui thanh", "Đức Phú"),
        ("xã tam thanh, núi thành", "Đức Phú"),
        ("Trà Dơn", "Trà Leng"),
        ("Trà Don", "Nam Trà My"),
        ("quế tân", "Hiệp Đức"),
        ("xa que luu", "Hiệp Đức"),
        ("xã Bình Định, Thăng Bình", "Đồng Dương"),
        ("quế lộc nông sơn", "Nông Sơn"),
        ("Quế Lộc, Quế Sơn", "Nông Sơn"),
        ("quế sơn, trung phước", "Nông Sơn"),
        ("xã Ba", "Sông Vàng"),
        ("xa tu", "Sông Vàng"),
        ("Ba", "Sông Vàng"),
        ("xã ba đông giang", "Sông Vàng"),
        ("xa ba na", "Bà Nà"),
        ("lăng", "Tây Giang"),
        ("phường Hòa Khánh", "Hòa Khánh"),
        ("đặc khu Hoàng Sa", "Hoàng Sa"),
        ("tôi ở Duy Trinh, muốn làm thẻ", "Duy Xuyên"),
        ("ha\u0300 lam", "Thăng Bình"),
        ("bình\u200b triều", "Thăng An"),
    ],
)
def test_finds_one_area_for_certain(text: str, name: str) -> None:
    found = INDEX.find(text)

    assert ([area.name for area in found.areas], found.certain) == ([name], True)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("que son", ["Quế Sơn", "Xuân Phú", "Quế Sơn Trung"]),
        ("Quế Sơn ạ", ["Quế Sơn", "Xuân Phú", "Quế Sơn Trung"]),
        ("Núi Thành", ["Núi Thành", "Tam Xuân", "Đức Phú", "Tam Anh", "Tam Hải", "Tam Mỹ"]),
        ("núithành", ["Núi Thành", "Tam Xuân", "Đức Phú", "Tam Anh", "Tam Hải", "Tam Mỹ"]),
        ("huyện Núi Thành", ["Núi Thành", "Tam Xuân", "Đức Phú", "Tam Anh", "Tam Hải", "Tam Mỹ"]),
        (
            "Thăng Bình cũ",
            ["Thăng Bình", "Thăng An", "Đồng Dương", "Thăng Phú", "Thăng Trường", "Thăng Điền"],
        ),
        ("tp hội an", ["Hội An", "Hội An Tây", "Hội An Đông", "Tân Hiệp"]),
        ("tam ki", ["Tam Kỳ", "Bàn Thạch", "Hương Trà", "Quảng Phú"]),
        ("huyen phuoc son", ["Khâm Đức", "Phước Hiệp", "Phước Năng", "Phước Chánh", "Phước Thành"]),
        ("bac tra my", ["Trà My", "Trà Liên", "Trà Đốc", "Trà Tân", "Trà Giáp"]),
        ("nong son", ["Nông Sơn", "Quế Phước"]),
        ("Phước Hòa", ["Tam Kỳ", "Phước Hiệp"]),
        ("hoa thuan", ["Hòa Cường", "Bàn Thạch"]),
        ("tra don", ["Trà Leng", "Nam Trà My"]),
        ("tam thanh", ["Quảng Phú", "Tây Hồ", "Đức Phú"]),
        ("tam dan phu ninh", ["Chiên Đàn", "Phú Ninh"]),
        ("thanh binh", ["Thạnh Bình", "Hải Châu"]),
        ("phước ninh", ["Hải Châu", "Quế Phước"]),
        ("Hòa Liên", ["Hải Vân", "Liên Chiểu"]),
        ("hòa khánh", ["Hòa Khánh", "Liên Chiểu"]),
        ("điện thắng", ["Điện Bàn Bắc", "An Thắng"]),
    ],
)
def test_asks_where_a_name_can_mean_several_areas(text: str, names: list[str]) -> None:
    found = INDEX.find(text)

    assert ([area.name for area in found.areas], found.certain) == (names, False)


def test_a_name_shared_with_a_wider_place_has_the_area_of_that_name_first() -> None:
    for text in ("Trà My", "Hải Châu", "quận Hải Châu", "nam tra my", "dien ban", "Liên Chiểu"):
        found = INDEX.find(text)

        assert fold(found.areas[0].name) in fold(text)
        assert len(found.areas) > 1
        assert not found.certain


@pytest.mark.parametrize("district", DISTRICTS)
def test_a_former_district_stands_for_all_of_its_areas(district: str) -> None:
    found = INDEX.find(district)

    assert set(found.areas) == DISTRICTS[district]
    assert not found.certain


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ai ngia", "Đại Lộc"),
        ("binh trieeuu thang binh", "Thăng An"),
        ("bin trieu, thang binh", "Thăng An"),
        ("xã binh treu", "Thăng An"),
        ("Bình Triếu", "Thăng An"),
        ("khâm đứx", "Khâm Đức"),
    ],
)
def test_a_slip_of_the_hand_is_a_suggestion_at_most_unless_only_a_letter_is_doubled(text: str, name: str) -> None:
    found = INDEX.find(text)

    assert [area.name for area in found.areas] == [name]
    assert found.certain == ("eeuu" in text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙂",
        "ba em hỏi",
        "ba tôi bị bệnh",
        "an bình hỏi thăm",
        "chuc binh an",
        "bác Bình Minh hỏi",
        "chị Thanh Hà muốn hỏi",
        "con em làm ở Bình Dương",
        "Đại học Duy Tân",
        "là để làm gì",
        "da la de lam gi",
        "đang",
        "tôi đang hỏi",
        "tra tan nha duoc khong",
        "tien lanh thang nay chua co",
        "tien chau gui me",
        "mã otp là gì",
        "Đà Nẵng",
        "Quảng Nam",
        "Sài Gòn",
        "lang thang",
    ],
)
def test_words_of_a_sentence_are_no_places(text: str) -> None:
    assert _names(text) == []


def test_two_places_that_disagree_are_both_asked_about() -> None:
    found = INDEX.find("xã Bình Triều huyện Duy Xuyên")

    assert [area.name for area in found.areas][:2] == ["Thăng An", "Duy Xuyên"]
    assert not found.certain


@given(st.sampled_from(INDEX.all), st.sampled_from([str, str.upper, str.lower]))
def test_the_name_on_a_button_is_its_area(area: Area, written: type[str]) -> None:
    found = INDEX.find(written(area.full_name))

    assert found.areas == (area,)
    assert found.certain


@given(
    pair=st.sampled_from([(area, unit) for area in INDEX.all for unit in area.former_units]),
    plain=st.booleans(),
)
def test_every_former_unit_leads_to_its_area(pair: tuple[Area, str], *, plain: bool) -> None:
    area, unit = pair
    text = f"{unit}, {area.former_district or 'Đà Nẵng'}"

    assert area in INDEX.find(fold(text) if plain else text).areas


@pytest.mark.parametrize("district", DISTRICTS)
def test_a_former_unit_with_its_district_is_certain(district: str) -> None:
    for area in DISTRICTS[district]:
        for unit in area.former_units:
            found = INDEX.find(f"nhà em ở {unit}, {district}, Quảng Nam")

            assert (found.areas, found.certain) == ((area,), True), unit


@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    found = INDEX.find(text)

    assert set(found.areas) <= set(INDEX.all)
    assert not found.certain or len(found.areas) == 1
