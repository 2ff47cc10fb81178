"""What each kind of update says to the core, and that nothing odd breaks the reading."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.channels.telegram.intake import Intake
from bot.channels.telegram.transport import readable
from bot.channels.telegram.updates import Identity, incoming_of
from bot.messages import Address, Incoming, Kind, Media
from tests.fakes.bot_api_limits import Limits
from tests.fakes.bot_api_people import People
from tests.fakes.bot_api_world import World

NOW = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
WORLD = World("ansinh_thu_bot", Limits(), open_to_all=False)
BOT = Identity(WORLD.bot["id"], "ansinh_thu_bot")
PEOPLE = People(WORLD)


async def accept(_incoming: Incoming) -> bool:
    return True


INTAKE = Intake(accept, BOT, lambda: NOW)
GROUP = -100_77
RESTRICTIONS = (
    *("is_member", "can_change_info", "can_invite_users", "can_pin_messages", "can_send_messages"),
    *("can_send_polls", "can_send_other_messages", "can_add_web_page_previews", "can_manage_topics"),
    *("can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos", "can_send_video_notes"),
    *("can_send_voice_notes", "can_edit_tag", "can_react_to_messages"),
)
ALWAYS_THERE = {"chat", "from", "old_chat_member", "new_chat_member"}
"""What PTB does not miss by itself in an update, and Telegram never leaves out where it counts."""


def read(raw: dict[str, Any]) -> Incoming | None:
    update = Update.de_json(raw, None)
    return incoming_of(update, BOT, NOW)


def heard(raw: dict[str, Any]) -> Incoming:
    incoming = read(raw)
    assert incoming is not None
    return incoming


@pytest.mark.parametrize(
    ("raw", "media"),
    [
        (PEOPLE.photo(42, "đây là gì"), Media.PHOTO),
        (PEOPLE.voice(42), Media.VOICE),
        (PEOPLE.video(42), Media.VIDEO),
        (PEOPLE.sticker(42), Media.STICKER),
        (PEOPLE.document(42), Media.DOCUMENT),
        (PEOPLE.contact(42), Media.CONTACT),
        (PEOPLE.location(42), Media.LOCATION),
        (PEOPLE._message(42, dice={"emoji": "🎲", "value": 3}), Media.OTHER),
    ],
)
def test_what_comes_instead_of_a_text_is_named(raw: dict[str, Any], media: Media) -> None:
    incoming = heard(raw)
    assert incoming.attachment is not None
    assert (incoming.attachment.media, incoming.kind) == (media, Kind.MESSAGE)


def test_of_a_photo_the_largest_is_kept_with_its_caption() -> None:
    raw = PEOPLE.photo(42, "tin này thật không", b"x" * 500)
    incoming = heard(raw)
    assert incoming.attachment is not None
    assert (incoming.text, incoming.attachment.size) == ("tin này thật không", 500)
    assert incoming.attachment.file_id == raw["message"]["photo"][-1]["file_id"]


def test_a_document_has_its_name_and_type() -> None:
    attachment = heard(PEOPLE.document(42, "danh sách.pdf")).attachment
    assert attachment is not None
    assert (attachment.name, attachment.mime) == ("danh sách.pdf", "application/pdf")


def test_a_phone_number_in_a_contact_is_not_taken_over() -> None:
    assert "905000000" not in repr(heard(PEOPLE.contact(42)))


@pytest.mark.parametrize("origin", ["user", "hidden_user", "channel"])
def test_a_forwarded_text_is_marked(origin: str) -> None:
    incoming = heard(PEOPLE.forward(42, "Chuyển 1 triệu để giữ trợ cấp", origin))
    assert (incoming.kind, incoming.text) == (Kind.FORWARDED, "Chuyển 1 triệu để giữ trợ cấp")


def test_addresses_hidden_behind_words_and_buttons_are_shown() -> None:
    incoming = heard(
        PEOPLE.say(
            42,
            "👵 Bấm vào đây",
            reply_markup={"inline_keyboard": [[{"text": "Nhận tiền", "url": "http://lua.example/b"}]]},
        )
    )
    assert incoming.text == "👵 Bấm vào đây\nhttp://lua.example/b"
    raw = PEOPLE.say(42, "👵 Bấm vào đây http://ro.example")
    raw["message"]["entities"] = [
        {"type": "text_link", "offset": 3, "length": 11, "url": "http://lua.example/a"},
        {"type": "text_link", "offset": 3, "length": 3, "url": "http://ro.example"},
    ]
    assert heard(raw).text == "👵 Bấm vào đây http://ro.example\nhttp://lua.example/a"


def test_an_edit_carries_the_new_text_and_the_same_message() -> None:
    first = PEOPLE.say(42, "cu")
    number = first["message"]["message_id"]
    incoming = heard(PEOPLE.edit(42, number, "mới"))
    assert (incoming.kind, incoming.text, incoming.message_ref) == (Kind.EDITED, "mới", f"42:{number}")
    assert incoming.event_id != str(first["update_id"])


def test_a_location_that_moves_is_not_an_edit() -> None:
    moved = PEOPLE.location(42)["message"] | {"edit_date": 1_700_000_000}
    assert read({"update_id": 1, "edited_message": moved}) is None


@pytest.mark.parametrize(
    ("text", "expected", "code"),
    [
        ("/start", "/start", None),
        ("/start Ab-9_x", "/start", "Ab-9_x"),
        ("/start@ansinh_thu_bot Ab9", "/start", "Ab9"),
        ("/start@Ansinh_Thu_Bot", "/start", None),
        ("/start@another_bot Ab9", "/start@another_bot Ab9", None),
        ("/start xin chào", "/start xin chào", None),
        ("/start " + "a" * 65, "/start " + "a" * 65, None),
        ("/luadao@ansinh_thu_bot tin này\ncó thật không", "/luadao tin này\ncó thật không", None),
        ("hỏi /start Ab9", "hỏi /start Ab9", None),
    ],
)
def test_start_codes_and_commands(text: str, expected: str, code: str | None) -> None:
    incoming = heard(PEOPLE.say(42, text))
    assert (incoming.text, incoming.start_code) == (expected, code)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@ansinh_thu_bot ơi", True),
        ("chào @Ansinh_Thu_Bot", True),
        ("👵👵 @ansinh_thu_bot", True),
        ("/start", True),
        ("/start@ansinh_thu_bot SECRET", True),
        ("/start@another_bot", False),
        ("@another_bot ơi", False),
        ("hôm nay chợ đông", False),
    ],
)
def test_in_a_group_only_a_call_is_heard_and_nothing_of_the_text(text: str, called: bool) -> None:  # noqa: FBT001 - a column of the table
    incoming = read(PEOPLE.say_in_group(GROUP, 42, text))
    assert (incoming is not None) is called
    if incoming is not None:
        assert (incoming.kind, incoming.address) == (Kind.GROUP, Address("telegram", str(GROUP)))
        assert (incoming.text, incoming.start_code) == ("", None)


def test_a_reply_to_the_bot_and_being_added_are_calls_too() -> None:
    own = {"message_id": 5, "date": 1, "chat": WORLD.chats[GROUP], "from": WORLD.bot, "text": "Dạ"}
    assert heard(PEOPLE.say_in_group(GROUP, 42, "cảm ơn", reply_to_message=own)).kind == Kind.GROUP
    assert heard(PEOPLE.add_to_group(GROUP, 42)).kind == Kind.GROUP


def test_being_put_out_of_a_group_is_like_a_block() -> None:
    raw = PEOPLE._membership(WORLD.chats[GROUP], 42, "member", "left")
    assert (heard(raw).kind, heard(raw).address.external_id) == (Kind.BLOCKED, str(GROUP))


def test_a_change_of_rights_is_not_an_event() -> None:
    raw = PEOPLE._membership(WORLD.chats[GROUP], 42, "member", "restricted")
    raw["my_chat_member"]["new_chat_member"] |= dict.fromkeys(RESTRICTIONS, False) | {"until_date": 0}
    assert read(raw) is None


@pytest.mark.parametrize(
    "change",
    [
        {"from": {"id": 9, "is_bot": True, "first_name": "Máy"}},
        {"sender_chat": {"id": -100_5, "type": "channel", "title": "Kênh"}},
        {"chat": {"id": -100_5, "type": "channel", "title": "Kênh"}},
        {"text": None, "message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
    ],
)
def test_bots_channels_and_notices_are_not_people(change: dict[str, Any]) -> None:
    raw = PEOPLE.say(42, "chào")
    message = {key: value for key, value in (raw["message"] | change).items() if value is not None}
    assert read(raw | {"message": message}) is None


def test_a_channel_post_and_an_unknown_kind_of_update_are_nothing() -> None:
    post = {"message_id": 1, "date": 1, "chat": {"id": -100_5, "type": "channel", "title": "K"}, "text": "x"}
    assert read({"update_id": 1, "channel_post": post}) is None
    assert read({"update_id": 2, "something_new": {"a": 1}}) is None


SAMPLES: list[dict[str, Any]] = [
    PEOPLE.say(42, "/start@ansinh_thu_bot X @someone http://a.b 👵"),
    PEOPLE.forward(42, "tin", "channel"),
    PEOPLE.photo(42, "chú thích"),
    PEOPLE.voice(42),
    PEOPLE.sticker(42),
    PEOPLE.document(42),
    PEOPLE.contact(42),
    PEOPLE.location(42),
    PEOPLE.say_in_group(GROUP, 42, "@ansinh_thu_bot ơi"),
    PEOPLE.add_to_group(GROUP, 42),
    PEOPLE.block(42),
    {"update_id": 1, "edited_message": PEOPLE.say(42, "sửa")["message"]},
    {"update_id": 2, "callback_query": {"id": "1", "from": WORLD.users[42], "chat_instance": "1", "data": "a"}},
]
FRESH: tuple[st.SearchStrategy[Any], ...] = (
    st.builds(dict),
    st.lists(st.builds(dict), max_size=1),
)  # new ones each time, since they get changed
JUNK = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.floats(), *FRESH)


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, part in inner for found in [(*path, key), *spots(part, (*path, key))]]


@st.composite
def odd_updates(draw: st.DrawFn, junk: st.SearchStrategy[Any] | None) -> dict[str, Any]:
    """A true update with up to four values taken away or, with ``junk``, replaced by anything."""
    raw: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 4))):
        kept = ALWAYS_THERE if junk is None else set()
        free = [spot for spot in spots(raw) if spot != ("update_id",) and spot[-1] not in kept]
        path = draw(st.sampled_from(free or [("nothing",)]))
        holder: Any = raw
        for key in path[:-1]:
            holder = holder[key]
        if junk is not None and draw(st.booleans()):
            holder[path[-1]] = draw(junk)
        elif isinstance(holder, dict):
            holder.pop(path[-1], None)
    return raw


@given(odd_updates(junk=None))
def test_an_update_with_parts_missing_is_read_or_skipped(raw: dict[str, Any]) -> None:
    number = raw["update_id"]
    incoming = read(readable(raw))
    assert incoming is None or (incoming.event_id, incoming.address.channel) == (str(number), "telegram")


@given(odd_updates(junk=JUNK))
def test_whatever_is_in_an_update_the_intake_goes_on(raw: dict[str, Any]) -> None:
    number = raw["update_id"]
    update = Update.de_json(readable(raw), None)
    assert update.update_id == number
    incoming = INTAKE._read(update)
    assert incoming is None or (incoming.event_id, incoming.address.channel) == (str(number), "telegram")


@given(st.text(max_size=40), st.integers(-5, 60), st.integers(-5, 60))
def test_entities_that_point_anywhere_do_no_harm(text: str, offset: int, length: int) -> None:
    raw = PEOPLE.say(42, text or "x")
    raw["message"]["entities"] = [
        {"type": kind, "offset": offset, "length": length, "url": "http://a.b"} for kind in ("text_link", "mention")
    ]
    assert (text or "x").strip() in heard(raw).text
    raw["message"]["chat"] = {"id": GROUP, "type": "group", "title": "Xóm"}
    group = read(raw)
    assert group is None or group.kind == Kind.GROUP
