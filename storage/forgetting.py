"""Forgetting a person: all that they told, at once. Where they are answered goes within the day (``personal``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from storage.people import Contact
    from storage.store import Store


async def forget(store: Store, contact: Contact, now: datetime) -> None:
    """Take back and delete everything of ``contact``, in the transaction of ``store``."""
    for kept in await store.enrolments.own(contact.id):
        await store.enrolments.withdraw(kept.id, contact.id, now)
    await store.wishes.unsubscribe_all(contact.id, now)
    await store.outbox.drop_unasked(contact.id, now)
    await store.questions.forget(contact.id)
    await store.files.remove_of(contact.id)
    await store.people.forget(contact.id, now)
    await store.turns.forget(contact.id)
    await store.webchat.clear(contact.address.external_id)
    await store.officers.audit(contact.id, "erased own data", None, now)
