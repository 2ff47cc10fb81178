"""The configuration: environment variables or ``.env``. All mistakes come at once; secrets hide."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ANSINH_"


class Settings(BaseSettings):
    """What the operator decides. Every field is the variable ``ANSINH_<FIELD>``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    data: Path = Path("data")
    telegram_token: SecretStr | None = None
    telegram_base_url: AnyHttpUrl = AnyHttpUrl("https://api.telegram.org/bot")
    telegram_rate: Annotated[float, Field(gt=0, le=1000)] = 25.0
    telegram_chat_seconds: Annotated[float, Field(ge=0, le=60)] = 1.0
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    web_public_url: AnyHttpUrl | None = None
    locale: Literal["vi", "en"] = "vi"

    @field_validator("telegram_token")
    @classmethod
    def _token_form(cls, token: SecretStr | None) -> SecretStr | None:
        number, _, rest = token.get_secret_value().partition(":") if token else ("1", "", "x")
        if not (number.isdigit() and rest):
            raise ValueError("is not a bot token; BotFather gives one such as 123456:ABC-DEF")
        return token

    @property
    def store(self) -> Path:
        """The file of the store."""
        return self.data / "ansinh.sqlite3"

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
