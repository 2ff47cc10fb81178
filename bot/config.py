"""The configuration: environment variables or ``.env``. All mistakes come at once; secrets hide."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AnyHttpUrl, BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.messages import Address
from storage.retention import Periods

PREFIX = "ANSINH_"
MIN_PATH = 2
"""A slash and something behind it: the web chat has the slash alone."""


def _days(value: object) -> object:
    return timedelta(days=int(value)) if isinstance(value, str) and value.isdigit() else value


Days = Annotated[timedelta, BeforeValidator(_days), Field(ge=timedelta(days=1), le=timedelta(days=3650))]
"""A number of days, at least one."""


class Settings(BaseSettings):
    """What the operator decides. Every field is the variable ``ANSINH_<FIELD>``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    data: Path = Path("data")
    telegram_token: SecretStr | None = None
    telegram_base_url: AnyHttpUrl = AnyHttpUrl("https://api.telegram.org/bot")
    telegram_webhook_url: AnyHttpUrl | None = None
    telegram_rate: Annotated[float, Field(gt=0, le=1000)] = 29.5
    telegram_chat_seconds: Annotated[float, Field(ge=0, le=60)] = 1.0
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    web_public_url: AnyHttpUrl | None = None
    locale: Literal["vi", "en"] = "vi"
    keep_messages: Days = timedelta(days=30)
    keep_questions: Days = timedelta(days=90)
    keep_reports: Days = timedelta(days=730)
    keep_reminders: Days = timedelta(days=365)
    keep_checks: Days = timedelta(days=400)
    keep_sessions: Days = timedelta(days=365)
    keep_audit: Days = timedelta(days=1825)
    operator: str | None = None
    backups: Path | None = None
    key_file: Path | None = None
    log: Literal["plain", "json"] = "plain"

    @field_validator("telegram_token")
    @classmethod
    def _token_form(cls, token: SecretStr | None) -> SecretStr | None:
        number, _, rest = token.get_secret_value().partition(":") if token else ("1", "", "x")
        if not (number.isdigit() and rest):
            raise ValueError("is not a bot token; BotFather gives one such as 123456:ABC-DEF")
        return token

    @field_validator("telegram_webhook_url")
    @classmethod
    def _webhook_form(cls, url: AnyHttpUrl | None) -> AnyHttpUrl | None:
        local = url is not None and url.host in {"127.0.0.1", "localhost"}
        if url is not None and (len(url.path or "/") < MIN_PATH or not (url.scheme == "https" or local)):
            raise ValueError("has to be https with a path of its own, such as https://bot.example.vn/telegram")
        return url

    @field_validator("operator")
    @classmethod
    def _operator_form(cls, operator: str | None) -> str | None:
        channel, _, chat = (operator or "telegram:0").partition(":")
        if channel != "telegram" or not chat.lstrip("-").isdigit():
            raise ValueError("is not a chat; write telegram: and the chat's number, such as telegram:123456")
        return operator

    @property
    def operator_chat(self) -> Address | None:
        """Where the operator is told how the bot is."""
        return Address(*self.operator.split(":", 1)) if self.operator else None

    @property
    def backup_folder(self) -> Path:
        """Where the nightly copies of the store go."""
        return self.backups or self.data / "backups"

    @property
    def periods(self) -> Periods:
        """How long what is finished is kept."""
        return Periods(
            messages=self.keep_messages,
            questions=self.keep_questions,
            reports=self.keep_reports,
            reminders=self.keep_reminders,
            checks=self.keep_checks,
            sessions=self.keep_sessions,
            audit=self.keep_audit,
        )

    @property
    def store(self) -> Path:
        """The file of the store."""
        return self.data / "ansinh.sqlite3"

    @property
    def key(self) -> Path:
        """The file with the key under which names and texts are sealed."""
        return self.key_file or self.store.with_suffix(".key")

    @property
    def content(self) -> Path:
        """The folder of the operator's corrections of facts and answers."""
        return self.data / "content"

    @property
    def public_url(self) -> str:
        """Where people open the web chat."""
        return str(self.web_public_url or f"http://{self.web_host}:{self.web_port}").rstrip("/")


class ConfigurationError(Exception):
    """Some settings are wrong; ``mistakes`` has one sentence for each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


def load() -> Settings:
    """The settings, or ``ConfigurationError`` with every mistake."""
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigurationError([_sentence(dict(one)) for one in error.errors()]) from None


def _sentence(error: dict[str, object]) -> str:
    location = error["loc"]
    field = str(location[0]) if isinstance(location, tuple) and location else "?"
    reason = str(error["msg"]).removeprefix("Value error, ")
    return f"{PREFIX}{field.upper()}: {reason[:1].lower()}{reason[1:]}."
