"""Other ways to match two rosters: `python -m bench.matching_peers METHOD ROSTERS.json`.

Runs in .venv-peers, which holds none of Muster. Prints one line of JSON: the best F1 over all
thresholds, and how many people of b were then taken for somebody else.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

NAMES = ("bones", "bones_second", "bones_last")
"""Consonants of the words of a name, in which ICU's unvowelled Arabic and Latin are comparable."""

MOST = 10
"""Pairs of a row that are scored further, or handed to the assignment."""

Row = Sequence[Any]
"""Id, name, birth year (0: not said), sex, nationality, governorate."""
Scored = list[tuple[float, int, int]]


def rapidfuzz_on_icu(a: list[Row], b: list[Row]) -> Scored:
    """Token-sort ratio on ICU's transliteration; years and governorates that agree as a bonus."""
    from rapidfuzz import fuzz, process

    left, right = _transliterated(a), _transliterated(b)
    found: Scored = []
    for first in range(0, len(right), 500):
        part = right[first : first + 500]
        ratio = process.cdist(part, left, scorer=fuzz.token_sort_ratio, workers=1)
        for offset, row in enumerate(ratio):
            j = first + offset
            for i in np.argpartition(-row, MOST * 3)[: MOST * 3].tolist():
                found.append((float(row[i]) + _bonus(a[i], b[j]), i, j))
    return found


def _bonus(x: Row, y: Row) -> float:
    bonus = 0.0
    if x[2] and y[2]:
        bonus += {0: 8.0, 1: 4.0}.get(abs(x[2] - y[2]), -8.0)
    if x[5] and y[5]:
        bonus += 4.0 if x[5] == y[5] else -4.0
    return bonus


def _transliterated(rows: list[Row]) -> list[str]:
    from icu import Transliterator

    latin = Transliterator.createInstance("Any-Latin; NFD; [:Nonspacing Mark:] Remove; Lower")
    return ["".join(c for c in latin.transliterate(r[1]) if c.isalpha() or c == " ") for r in rows]


def splink_on_icu(a: list[Row], b: list[Row]) -> Scored:
    """Splink (Fellegi-Sunter with term frequencies and EM) on the transliterated words."""
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    def table(rows: list[Row]) -> list[dict[str, Any]]:
        records = []
        for number, (row, text) in enumerate(zip(rows, _transliterated(rows), strict=True)):
            words = [word for word in text.split() if word not in ("bn", "bin", "ibn", "al", "el")]
            words += [""] * (2 - len(words))
            records.append(
                {
                    "unique_id": number,
                    "year": row[2] or None,
                    "sex": row[3] or None,
                    "state": row[4] or None,
                    "place": row[5] or None,
                    "bones": _bones(words[0]),
                    "bones_last": _bones(words[-1]),
                    "bones_second": _bones(words[1]),
                }
            )
        return records

    rules = [
        block_on("bones", "bones_last"),
        block_on("bones", "bones_second"),
        block_on("bones_second", "bones_last"),
        block_on("bones", "year"),
        block_on("bones_last", "year"),
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            *(
                compare.JaroWinklerAtThresholds(name, [0.92, 0.8, 0.7]).configure(
                    term_frequency_adjustments=True
                )
                for name in NAMES
            ),
            compare.ExactMatch("year").configure(term_frequency_adjustments=True),
            compare.ExactMatch("sex"),
            compare.ExactMatch("state"),
            compare.ExactMatch("place"),
        ],
        blocking_rules_to_generate_predictions=rules,
    )
    database = DuckDBAPI()
    linker = Linker(
        [database.register(table(a), table_name="a"), database.register(table(b), table_name="b")],
        settings,
    )
    train = linker.training
    train.estimate_probability_two_random_records_match(rules[:2], recall=0.6)
    train.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("bones", "bones_last"), block_on("bones_second", "bones_last")):
        train.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_weight=-10).as_record_list()
    return [
        (float(pair["match_weight"]), int(pair["unique_id_l"]), int(pair["unique_id_r"]))
        for pair in found
    ]


def _bones(word: str) -> str | None:
    """The consonants of a word, alike ones as one."""
    alike = str.maketrans("qcgzdvpxy", "kkjsdbbki")
    bones = [c for c in word.translate(alike) if c not in "aeiouwhy"]
    return "".join(c for k, c in enumerate(bones) if k == 0 or c != bones[k - 1]) or None


def nomenklatura_logic(a: list[Row], b: list[Row]) -> Scored:
    """logic-v2 of OpenSanctions, asked about the ten likeliest of each row by RapidFuzz."""
    from followthemoney import model
    from nomenklatura.matching import LogicV2, ScoringConfig
    from rapidfuzz import fuzz, process

    def entity(row: Row, side: str) -> Any:
        proxy = model.make_entity("Person")
        proxy.id = f"{side}-{row[0]}"
        proxy.add("name", row[1])
        if row[2]:
            proxy.add("birthDate", str(row[2]))
        if len(row[4]) == 2:
            proxy.add("nationality", row[4].lower())
        proxy.add("gender", {"M": "male", "F": "female"}.get(row[3]))
        return proxy

    config = ScoringConfig.defaults()
    people = [entity(row, "a") for row in a]
    left, right = _transliterated(a), _transliterated(b)
    found: Scored = []
    for first in range(0, len(right), 500):
        part = right[first : first + 500]
        ratio = process.cdist(part, left, scorer=fuzz.token_sort_ratio, workers=1)
        for offset, row in enumerate(ratio):
            j = first + offset
            asked = entity(b[j], "b")
            for i in np.argpartition(-row, MOST)[:MOST].tolist():
                score = LogicV2.compare(asked, people[i], config).score
                found.append((float(score), i, j))
    return found


METHODS: dict[str, tuple[str, Callable[[list[Row], list[Row]], Scored]]] = {
    "rapidfuzz": ("RapidFuzz token sort on ICU transliteration", rapidfuzz_on_icu),
    "splink": ("Splink 5 on ICU transliteration", splink_on_icu),
    "nomenklatura": ("nomenklatura logic-v2", nomenklatura_logic),
}


def best_f1(scored: Scored, a: list[Row], b: list[Row], truth: set[tuple[str, str]]) -> Any:
    """Greedy one to one, likeliest first; the best F1 over all thresholds, and the swapped."""
    present = {pair[1] for pair in truth}
    used_a: set[int] = set()
    used_b: set[int] = set()
    right = swapped = 0
    best: tuple[float, int] = (0.0, 0)
    for _, i, j in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
        if i in used_a or j in used_b:
            continue
        used_a.add(i)
        used_b.add(j)
        is_right = (a[i][0], b[j][0]) in truth
        right += is_right
        swapped += not is_right and b[j][0] in present
        best = max(best, (2 * right / (len(used_a) + len(truth)), swapped))
    return {"f1": best[0], "swapped": best[1]}


def main(arguments: Sequence[str]) -> int:
    """Run one method and print what it found."""
    name, method = METHODS[arguments[0]]
    given = json.loads(Path(arguments[1]).read_text(encoding="utf-8"))
    truth = {(x, y) for x, y in given["truth"]}
    scored = method(given["a"], given["b"])
    print(json.dumps({"name": name, **best_f1(scored, given["a"], given["b"], truth)}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
