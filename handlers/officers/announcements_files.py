"""The picture, file or recording that goes with an announcement: in our store, since every channel must show it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.messages import Attachment, Media

if TYPE_CHECKING:
    from bot.forms import Answers
    from bot.talk import Talk
    from storage.work import Job

KEEP = timedelta(days=90)
_FITTING = frozenset({Media.PHOTO, Media.DOCUMENT, Media.VOICE})
_NAMES = {
    Media.PHOTO: ("hinh.jpg", "image/jpeg"),
    Media.VOICE: ("ghi-am.ogg", "audio/ogg"),
    Media.DOCUMENT: ("tep", "application/octet-stream"),
}


def fits(attachment: Attachment) -> bool:
    return attachment.media in _FITTING and attachment.file_id is not None


async def keep(attachment: Attachment, talk: Talk) -> None:
    """Begin to take the file into the store."""
    await talk.begin_work(
        "announcement.file",
        media=str(attachment.media),
        file_id=attachment.file_id,
        name=attachment.name,
        mime=attachment.mime,
        size=attachment.size,
    )


def sent(job: Job) -> Attachment:
    """The file as the channel names it."""
    return Attachment(**(job.arguments | {"media": Media(job.arguments["media"])}))


async def kept(job: Job, content: bytes, talk: Talk) -> dict[str, Any]:
    """Keep the bytes; the answer that names them in the form."""
    file = sent(job)
    name, mime = _NAMES[file.media]
    own = await talk.store.files.add(file.media, file.name or name, file.mime or mime, content, talk.now, keep=KEEP)
    answer = {"media": str(own.media), "file_id": own.file_id, "name": own.name, "mime": own.mime, "size": own.size}
    return {"attachment": answer}


def attachment_of(answers: Answers) -> Attachment | None:
    """The file of a form that began with one."""
    answer = answers.get("attachment")
    return Attachment(**(answer | {"media": Media(answer["media"])})) if answer else None
