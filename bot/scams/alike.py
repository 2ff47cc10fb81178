"""Letters of other scripts that look like Latin ones: swindlers write with them past filters. Values only."""

from __future__ import annotations

SMALL = str.maketrans("авеёкмнорстухіјѕԁԛԝɡһӏαορυντικγ", "abeekmhopctyxijsdqwghlaopuvtiky")
LARGE = str.maketrans("АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXIJSABEZHIKMNOPTYX")
DOTS = str.maketrans("。．｡․", "....")
