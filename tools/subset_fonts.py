"""Cut the fonts of papers out of Debian's fonts-noto-core (SIL Open Font License 1.1).

Needs fontTools, which nothing else here does: `python tools/subset_fonts.py FOLDER`, where FOLDER
holds NotoSans-Regular.ttf and its kin. What the fonts can show is written beside them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset  # type: ignore[import-not-found]
from fontTools.ttLib import TTFont  # type: ignore[import-not-found]

OUT = Path(__file__).parents[1] / "src" / "muster" / "reporting" / "papers" / "font"
FACES = ("NotoSans-Regular", "NotoSans-Bold", "NotoSansArabic-Regular", "NotoSansArabic-Bold")
LATIN = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x259, 0x259), (0x2B0, 0x2DD), (0x300, 0x36F), (0x370, 0x3FF),
    (0x400, 0x52F), (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x202F, 0x205E), (0x20A0, 0x20BF),
    (0x2116, 0x2116), (0x2212, 0x2212),
)  # fmt: skip
"""Latin with what names of most states need, Greek and Cyrillic."""
ARABIC = (
    (0x20, 0x20), (0x28, 0x29), (0x2E, 0x2E), (0x3A, 0x3A), (0xA0, 0xA0), (0x600, 0x6FF),
    (0x750, 0x77F), (0x8A0, 0x8FF), (0x200C, 0x200D), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC),
)  # fmt: skip
"""Arabic, Kurdish, Persian, Urdu and Uyghur."""


def cut(source: Path, out: Path, ranges: tuple[tuple[int, int], ...]) -> set[int]:
    """Write a font with the characters of some ranges; returns those that it has."""
    options = subset.Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.hinting = False
    options.notdef_outline = True
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[c for first, last in ranges for c in range(first, last + 1)])
    cutter.subset(font)
    font.save(out)
    return set(font.getBestCmap())


def written(characters: set[int]) -> str:
    """Characters as ranges in hex, one a line."""
    lines: list[str] = []
    first = last = -2
    for each in [*sorted(characters), -1]:
        if each != last + 1:
            if first >= 0:
                lines.append(f"{first:04X}-{last:04X}")
            first = each
        last = each
    return "\n".join(lines) + "\n"


def main() -> None:
    """Cut all faces."""
    folder = Path(sys.argv[1])
    shown: dict[str, set[int]] = {}
    for face in FACES:
        family = face.partition("-")[0]
        ranges = ARABIC if family.endswith("Arabic") else LATIN
        has = cut(folder / f"{face}.ttf", OUT / f"{face}.ttf", ranges)
        shown[family] = shown.get(family, has) & has
    (OUT / "characters.txt").write_text(written(set.union(*shown.values())), encoding="ascii")


if __name__ == "__main__":
    main()
