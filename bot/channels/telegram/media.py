"""Names what came with a message: one attachment by reference. No I/O."""

from __future__ import annotations

from telegram import Animation, Audio, Document, Message, PhotoSize, Sticker, Video, VideoNote, Voice

from bot.messages import Attachment, Media

_File = Animation | Audio | Document | PhotoSize | Sticker | Video | VideoNote | Voice


def attachment_of(message: Message) -> Attachment | None:
    """The attachment, or ``None`` if the message is text or a notice of the chat."""
    media, file = _file(message)
    if media is not None:
        return _reference(media, file)
    if message.contact is not None:
        return Attachment(Media.CONTACT)
    if message.location is not None or message.venue is not None:
        return Attachment(Media.LOCATION)
    return Attachment(Media.OTHER) if message.effective_attachment else None


def _file(message: Message) -> tuple[Media | None, _File | None]:
    """The kind and the file. An animation is a document as well, so it is looked for first."""
    if message.photo:
        return Media.PHOTO, message.photo[-1]  # the largest comes last
    files: tuple[tuple[Media, _File | None], ...] = (
        (Media.VOICE, message.voice or message.audio),
        (Media.VIDEO, message.video or message.video_note or message.animation),
        (Media.STICKER, message.sticker),
        (Media.DOCUMENT, message.document),
    )
    return next(((media, file) for media, file in files if file is not None), (None, None))


def _reference(media: Media, file: _File | None) -> Attachment:
    """Not every file has a name or a type: a photo or a sticker has neither."""
    return Attachment(
        media,
        file_id=getattr(file, "file_id", None),
        name=getattr(file, "file_name", None),
        mime=getattr(file, "mime_type", None),
        size=getattr(file, "file_size", None),
    )
