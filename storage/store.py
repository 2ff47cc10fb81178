"""Everything that can be kept, inside one transaction."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from storage.announcements import Announcements
from storage.areas import Areas
from storage.enrolments import Enrolments
from storage.files import Files
from storage.follow_up import FollowUps
from storage.held import HeldMail
from storage.mail import Inbox, Outbox
from storage.monthly import Monthly
from storage.officers import Officers
from storage.payments import Payments
from storage.people import People
from storage.personal import Personal
from storage.planning import Planning
from storage.questions import Questions
from storage.retention import Retention
from storage.roster import Roster
from storage.roster_import import RosterImports
from storage.settings import Remembered
from storage.turns import Turns
from storage.webchat import Webchat
from storage.wishes import Wishes
from storage.work import Jobs

if TYPE_CHECKING:
    from storage.sql import Pipeline
    from storage.vault import Vault


class Store:
    """The store's parts on one connection; valid until the transaction ends."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self.connection = connection
        self.vault = vault

    @cached_property
    def people(self) -> People:
        return People(self.connection)

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(self.connection, self.vault)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.connection, self.vault)

    @cached_property
    def held(self) -> HeldMail:
        return HeldMail(self.connection)

    @cached_property
    def turns(self) -> Turns:
        return Turns(self.connection, self.vault)

    @cached_property
    def officers(self) -> Officers:
        return Officers(self.connection)

    @cached_property
    def announcements(self) -> Announcements:
        return Announcements(self.connection)

    @cached_property
    def areas(self) -> Areas:
        return Areas(self.connection)

    @cached_property
    def enrolments(self) -> Enrolments:
        return Enrolments(self.connection, self.vault)

    @cached_property
    def follow_ups(self) -> FollowUps:
        return FollowUps(self.connection, self.vault)

    @cached_property
    def payments(self) -> Payments:
        return Payments(self.connection)

    @cached_property
    def planning(self) -> Planning:
        return Planning(self.connection)

    @cached_property
    def wishes(self) -> Wishes:
        return Wishes(self.connection, self.vault)

    @cached_property
    def questions(self) -> Questions:
        return Questions(self.connection, self.vault)

    @cached_property
    def roster(self) -> Roster:
        return Roster(self.connection, self.vault)

    @cached_property
    def roster_imports(self) -> RosterImports:
        return RosterImports(self.connection, self.vault)

    @cached_property
    def monthly(self) -> Monthly:
        return Monthly(self.connection)

    @cached_property
    def personal(self) -> Personal:
        return Personal(self.connection, self.vault)

    @cached_property
    def retention(self) -> Retention:
        return Retention(self.connection)

    @cached_property
    def settings(self) -> Remembered:
        return Remembered(self.connection)

    @cached_property
    def webchat(self) -> Webchat:
        return Webchat(self.connection, self.vault)

    @cached_property
    def files(self) -> Files:
        return Files(self.connection, self.vault)

    @cached_property
    def jobs(self) -> Jobs:
        return Jobs(self.connection, self.vault)
