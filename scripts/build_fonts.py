"""Make the fonts that reports ship, from the npm packages of Inter and Vazirmatn (both under the SIL Open Font License).

    npm pack inter-ui@4.1.1 vazirmatn@33.0.3, unpack each into a folder, then
    python scripts/build_fonts.py INTER_FOLDER VAZIRMATN_FOLDER

It writes to `src/atleast/reports/data/fonts`: one variable WOFF2 a family for the HTML page (there in a `data:` address) and
static TTF instances for the PDF (Typst reads no variable fonts), all cut down to the letters a report needs: Latin with its
extensions, Persian and Arabic, the punctuation and signs of the catalogues; `letters.txt` lists them. Same input, same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FONTS = Path(__file__).resolve().parents[1] / "src" / "atleast" / "reports" / "data" / "fonts"

PUNCTUATION = [
    *range(0x2010, 0x2016), 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2020, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033,
    0x2039, 0x203A, 0x200C, 0x200D, 0x200E, 0x200F, 0x202F, 0x2009, 0x20AC, 0x2116, 0x2122, 0x2190, 0x2192, 0x2212, 0x2248,
    0x2260, 0x2264, 0x2265, 0xFFFD,
]  # fmt: skip
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x1E24, 0x1E25, 0x1E62, 0x1E63, 0x1E6C, 0x1E6D, 0x1E92, 0x1E93, *PUNCTUATION]
EXTENDED = [*LATIN, 0x192, *range(0x1CD, 0x1DD), *range(0x218, 0x21C), 0x259, 0x2BB, 0x2BC, 0x2BE, 0x2BF, *range(0x300, 0x30D)]
ARABIC = [
    *range(0x600, 0x604), *range(0x606, 0x700), *range(0x750, 0x780), 0xFD3E, 0xFD3F, 0xFDFC, *range(0x20, 0x7F),
    *range(0xA0, 0x180), *PUNCTUATION,
]  # fmt: skip
FEATURES = ["calt", "ccmp", "fina", "init", "kern", "liga", "locl", "mark", "medi", "mkmk", "rlig", "tnum", "pnum", "lnum"]

# The PDF knows three weights: text, emphasis, headline. CSS weights 650 and 720 are drawn by the nearest.
WEIGHTS = {"Regular": 400, "SemiBold": 600, "Bold": 700}


def cut(font: TTFont, letters: list[int]) -> None:
    """Keep only these letters, and what shaping needs of them."""
    options = Options()
    options.layout_features = FEATURES
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)


def rename(font: TTFont, family: str, style: str, weight: int) -> None:
    """Give an instance the names by which it is found."""
    names = font["name"]
    for number, text in {1: family, 2: style, 4: f"{family} {style}", 6: f"{family}-{style}"}.items():
        names.removeNames(nameID=number)
        names.setName(text, number, 3, 1, 0x409)
    for number in (16, 17, 25):
        names.removeNames(nameID=number)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (
        0x20 if style == "Bold" else 0x40 if style == "Regular" else 0
    )
    font["head"].macStyle = 1 if style == "Bold" else 0
    if "STAT" in font:
        del font["STAT"]


def build(source: Path, family: str, letters: list[int], weights: dict[str, int], size: dict[str, tuple[float, float]]) -> None:
    """Write one family: the variable WOFF2 with its range of weights and the TTF instances."""
    web = TTFont(source, recalcTimestamp=False)
    cut(web, letters)
    web = instancer.instantiateVariableFont(web, {"wght": (400, 800), **size})
    web.flavor = "woff2"
    web.save(FONTS / f"{family}.woff2")
    for style, weight in weights.items():
        font = TTFont(source, recalcTimestamp=False)
        cut(font, letters)
        place = {axis: low if weight < 700 else high for axis, (low, high) in size.items()}
        font = instancer.instantiateVariableFont(font, {"wght": weight, **place})
        font.flavor = None
        rename(font, family, style, WEIGHTS[style])
        font.save(FONTS / f"{family}-{style}.ttf")


def main(inter: str, vazirmatn: str) -> None:
    """Build both families and put their licences beside them."""
    FONTS.mkdir(parents=True, exist_ok=True)
    build(
        Path(inter) / "variable" / "InterVariable.woff2",
        "Inter",
        EXTENDED,
        {"Regular": 400, "SemiBold": 640, "Bold": 720},
        {"opsz": (14, 28)},
    )
    build(
        Path(vazirmatn) / "fonts" / "variable" / "Vazirmatn[wght].ttf",
        "Vazirmatn",
        ARABIC,
        {"Regular": 400, "SemiBold": 650, "Bold": 800},
        {},
    )
    drawn = [set(TTFont(path).getBestCmap()) for path in sorted(FONTS.glob("*.ttf"))]
    letters = sorted((drawn[0] | drawn[-1]) - {0, 13})
    (FONTS / "letters.txt").write_text("".join(map(chr, letters)), "utf-8", newline="")
    (FONTS / "Inter-LICENSE.txt").write_text((Path(inter) / "LICENSE.txt").read_text("utf-8"), "utf-8")
    (FONTS / "Vazirmatn-LICENSE.txt").write_text((Path(vazirmatn) / "OFL.txt").read_text("utf-8"), "utf-8")
    for path in sorted(FONTS.iterdir()):
        print(f"{path.stat().st_size:>8} {path.name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
