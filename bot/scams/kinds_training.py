"""Learns which words tell the kinds of scams apart; run by hand when the data or the lessons change.

``python -m bot.scams.kinds_training tests/data/scams_learning*.tsv``. Needs scikit-learn; nothing at run time does.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.scams.judge import Judge
from bot.scams.kinds import Kinds, features
from bot.scams.lessons import Lessons
from bot.scams.training import examples

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = Path(__file__).with_name("kinds.json")
KINDS_OF_TYPE = {
    "account_rent": ("rent_account",),
    "account_rental": ("rent_account",),
    "allowance": ("allowance",),
    "app": ("remote_control",),
    "bank": ("bank", "otp_theft", "brandname"),
    "bank_debt_threat": ("debt_threat",),
    "bhxh": ("bhxh",),
    "blackmail": ("debt_threat",),
    "booklet": ("booklet",),
    "charity": ("charity",),
    "delivery": ("shipper",),
    "door": ("home_visit",),
    "electric": ("power",),
    "electricity": ("power",),
    "fake_allowance": ("allowance",),
    "fake_bank": ("bank", "otp_theft", "brandname"),
    "fake_bhxh": ("bhxh",),
    "fake_police": ("police",),
    "family_emergency": ("relative", "school_emergency"),
    "fb": ("hacked_account", "social_recovery"),
    "fine": ("fine",),
    "fire_booklet": ("booklet",),
    "flash_scare": ("remote_control",),
    "goods": ("fake_goods",),
    "hacked_zalo": ("hacked_account",),
    "health": ("health_sale",),
    "id_photo": ("stolen_id", "home_visit"),
    "invest": ("investment",),
    "investment": ("investment",),
    "job": ("job",),
    "loan": ("loan",),
    "lottery": ("lottery",),
    "lottery_tips": ("lottery",),
    "medicine": ("health_sale",),
    "new_card": ("bank",),
    "otp": ("otp_theft", "bank"),
    "parcel": ("shipper", "romance"),
    "police": ("police",),
    "police_call": ("police",),
    "prize": ("prize",),
    "recover": ("recovery",),
    "recovery": ("recovery",),
    "relative": ("relative", "deepfake", "hacked_account"),
    "rent": ("rent_account",),
    "romance": ("romance",),
    "school": ("school_emergency",),
    "seminar_product": ("health_sale",),
    "shipper": ("shipper",),
    "sim": ("sim",),
    "tax": ("tax",),
    "tour": ("tour",),
    "traffic_fine": ("fine",),
    "utility": ("power",),
    "veterans": ("allowance",),
    "vneid": ("vneid",),
    "vneid_app": ("vneid",),
    "wrong": ("wrong_transfer",),
    "wrong_transfer": ("wrong_transfer",),
}
"""The types that authors wrote beside their texts, as kinds that may be named for them, the usual one first."""
_SCALES = {"w": 1.0, "s": 1.0, "c": 0.7, "l": 1.5, "h": 1.5}
_STRENGTH = 3.0
_MIN_EXAMPLES = 2
_LEAST_WEIGHT = 0.1

Labelled = list[tuple[frozenset[str], str]]


def labelled(paths: Iterable[Path], judge: Judge, lessons: Lessons) -> Labelled:
    """The features and the kind of each scam whose type says its kind."""
    rows = [one for path in paths for one in examples(path) if one.label == "scam"]
    named = [(row.text, KINDS_OF_TYPE.get(row.type.split("|")[0])) for row in rows]
    return [(features(judge.find(text), lessons), kinds[0]) for text, kinds in named if kinds]


def told(judge: Judge, lessons: Lessons) -> Labelled:
    """What each lesson says itself: every kind is known, though nobody wrote an example of it."""
    texts = [(kind, f"{one.title}. {one.how}") for kind, one in lessons.items()]
    texts += [(kind, ", ".join(one.cues)) for kind, one in lessons.items()]
    return [(features(judge.find(text), lessons), kind) for kind, text in texts]


def learn(data: Labelled) -> Kinds:
    """Weights from features and kinds; the same data give the same weights."""
    from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415 - only for training
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - the same

    counts = Counter(name for names, _ in data for name in names)
    rows = [{name: _scale(name) for name in sorted(names) if counts[name] >= _MIN_EXAMPLES} for names, _ in data]
    vectorizer: Any = DictVectorizer()
    matrix = vectorizer.fit_transform(rows)
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    model: Any = LogisticRegression(C=_STRENGTH, max_iter=500)
    model.fit(matrix, [kind for _, kind in data])
    weights: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for kind, row in zip(model.classes_, model.coef_, strict=True):
        for name, weight in zip(vectorizer.get_feature_names_out(), row, strict=True):
            if abs(weight) >= _LEAST_WEIGHT:
                weights[str(name)][str(kind)] = round(float(weight) * _scale(str(name)), 2)
    bias = {str(kind): round(float(one), 2) for kind, one in zip(model.classes_, model.intercept_, strict=True)}
    return Kinds(dict(sorted(weights.items())), bias)


def _scale(name: str) -> float:
    return _SCALES[name[0]]


def main(arguments: list[str]) -> int:
    """Learn from the files that are named and write the weights."""
    judge, lessons = Judge.load(), Lessons.load()
    data = labelled(sorted(Path(argument) for argument in arguments), judge, lessons) + told(judge, lessons)
    kinds = learn(data)
    lines = [f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in kinds.weights.items()]
    weights = ",\n".join(lines)
    KINDS.write_text(f'{{"bias": {json.dumps(kinds.bias)},\n"weights": {{\n{weights}\n}}}}\n', encoding="utf-8")
    sys.stdout.write(f"{len(data)} texts, {len(kinds.weights)} features\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
