"""How much one visitor, and one network, may send up: so that nobody fills the space that is everybody's. Memory only.

Asked before the first byte is read, by the size that the browser states. Knows nothing of what is in a file.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.channels.web_limits import Limiter, Rate
from bot.channels.web_requests import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.times import Clock

DAY = 24 * 60 * 60
"""Seconds after which a file is gone again (``web_files.KEPT_FOR``)."""
OF_A_VISITOR = 60_000_000
"""Bytes at once; a day later as many again. Three large lists, or some forty photographs."""
OF_A_NETWORK = 250_000_000
"""The same of one network address, behind which a village may be."""
UNDER_WAY = 200_000_000
"""Bytes of all files that are on their way at one time: they are held in memory until they are whole."""
UNDER_WAY_OF_A_NETWORK = 60_000_000

TOO_MUCH = "Dạ, hôm nay đã nhận nhiều ảnh và tệp từ đây. Xin gửi tiếp vào ngày mai, hoặc gõ chữ vào ô bên dưới."
CROWDED = "Dạ, đang có nhiều người gửi tệp cùng lúc. Xin đợi vài phút rồi bấm “Gửi lại”."
CROWDED_SECONDS = 20.0


class Room:
    """What is taken of the bounds above."""

    def __init__(self, clock: Clock) -> None:
        self._of_visitor = Limiter(Rate(OF_A_VISITOR, OF_A_VISITOR / DAY), clock)
        self._of_network = Limiter(Rate(OF_A_NETWORK, OF_A_NETWORK / DAY), clock)
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def taken(self, visitor: str, network: str, size: int) -> Iterator[None]:
        """Room for a file while it comes in; what fails inside gives back what it took of the day."""
        if self._is_crowded(network, size):
            raise ProblemError(503, CROWDED, retry_after=CROWDED_SECONDS)
        self._take(visitor, network, size)
        self._under_way[network] += size
        try:
            yield
        except BaseException:
            self._of_visitor.give_back(visitor, size)
            self._of_network.give_back(network, size)
            raise
        finally:
            self._under_way[network] -= size
            self._under_way += Counter()  # forgets whoever has nothing under way

    def _is_crowded(self, network: str, size: int) -> bool:
        return self._under_way.total() + size > UNDER_WAY or self._under_way[network] + size > UNDER_WAY_OF_A_NETWORK

    def _take(self, visitor: str, network: str, size: int) -> None:
        if self._of_visitor.wait(visitor, size) > 0:
            raise ProblemError(507, TOO_MUCH)
        if self._of_network.wait(network, size) > 0:
            self._of_visitor.give_back(visitor, size)
            raise ProblemError(507, TOO_MUCH)
