"""Whom a list names is compared by a short way and by the long one, which say the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.reports.roster_comparing import Pairing, merged
from storage.roster import Beneficiary

LISTED = st.builds(
    Beneficiary,
    area_code=st.just("20971"),
    full_name=st.sampled_from(("Lê Thị Sáu", "Le Thi Sau", "LÊ THỊ SÁU")),
    birth_year=st.just(1939),
    hamlet=st.sampled_from((None, "Thôn 1")),
    scheme=st.sampled_from(("NCC", "HTXH")),
    paid_by=st.sampled_from(("cash", "account")),
    category=st.sampled_from(("", "Thương binh")),
    amount=st.sampled_from((None, 540_000)),
    bank=st.sampled_from(("", "Agribank")),
    account_tail=st.sampled_from(("", "1234")),
)
KEPT = st.builds(
    lambda person, status, left: person._replace(id=7, status=status, left_at=left),
    LISTED,
    st.sampled_from(("listed", "reported")),
    st.sampled_from((None, "2026-10-31")),
)


@given(LISTED, KEPT, st.booleans())
def test_whoever_is_found_is_kept_as_merged(person: Beneficiary, kept: Beneficiary, same: bool) -> None:  # noqa: FBT001
    listed = kept._replace(id=0, status="listed", left_at=None) if same else person
    assert Pairing(()).pair("key", listed, [kept]) == (merged(kept, listed), kept)
