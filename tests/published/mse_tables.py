"""Published capture histories, as counts per pattern: facts about numbers of people, typed here with their sources.

`table("kosovo4")` returns one. The first character of a pattern is the first list.
"""

from __future__ import annotations

from atleast.mse.table import Table, from_counts

COUNTS: dict[str, tuple[str, str]] = {
    # Killings, Kosovo, March-June 1999. Ball, Betts, Scheuren, Dudukovich, Asher 2002.
    "kosovo4": (
        "EXH,ABA,OSCE,HRW",
        "1000 1131, 0100 845, 0010 936, 0001 306, 1100 177, 1010 228, 0110 217, 1001 106, 0101 31, 0011 123, "
        "1110 181, 1101 18, 1011 42, 0111 32, 1111 27",
    ),
    # Traumatic-injury deaths, Gaza, October 2023-June 2024. Jamaluddine et al., Lancet 2025; 405: 469.
    "gaza3": (
        "hospital,survey,social",
        "100 19048, 010 5104, 001 1469, 110 1929, 101 1173, 011 351, 111 197",
    ),
    # Korean women held in Palembang. Ball, Shin, Yang 2018.
    "korea3": (
        "b,c,d",
        "100 5, 010 5, 001 41, 110 54, 101 6, 111 12",
    ),
    # Potential victims of trafficking, United Kingdom 2013. Silverman 2014, 2020.
    "uk6": (
        "LA,NG,PF,GO,GP,NCA",
        "100000 54, 010000 463, 001000 907, 000100 695, 000010 316, 000001 57, 110000 15, 101000 19, 011000 56, "
        "100100 3, 010100 19, 001100 69, 010010 1, 001010 10, 000110 8, 010001 3, 001001 31, 000101 6, 000011 1, "
        "111000 1, 110100 1, 011100 4, 011001 3, 001101 1, 111100 1",
    ),
    # The same, two police lists merged.
    "uk5": (
        "LA,NG,PFNCA,GO,GP",
        "10000 54, 01000 463, 00100 995, 00010 695, 00001 316, 11000 15, 10100 19, 01100 62, 10010 3, 01010 19, "
        "00110 76, 01001 1, 00101 11, 00011 8, 11100 1, 11010 1, 01110 4, 11110 1",
    ),
    # The same, without the list of the general public.
    "uk4": (
        "LA,NG,PFNCA,GO",
        "1000 54, 0100 464, 0010 1006, 0001 703, 1100 15, 1010 19, 0110 62, 1001 3, 0101 19, 0011 76, 1110 1, "
        "1101 1, 0111 4, 1111 1",
    ),
    # Trafficking victims, New Orleans. Chan, Silverman, Vincent 2021.
    "neworleans8": (
        "A,B,C,D,E,F,G,H",
        "10000000 25, 01000000 5, 00100000 70, 00010000 33, 00001000 6, 00000100 6, 00000010 6, 00000001 21, "
        "10100000 1, 10010000 2, 00110000 1, 10001000 1, 00101000 1, 00011000 2, 01000100 1, 00100010 1, "
        "00001001 1, 10011000 1, 10100010 1",
    ),
    # The same, small lists merged.
    "neworleans5": (
        "A,BEFG,C,D,H",
        "10000 25, 01000 24, 00100 70, 00010 33, 00001 21, 11000 1, 10100 1, 01100 2, 10010 2, 01010 2, 00110 1, "
        "01001 1, 11100 1, 11010 1",
    ),
    # Trafficking victims, a Western US site. Chan, Silverman, Vincent 2021.
    "westernus5": (
        "A,B,C,D,E",
        "10000 52, 01000 90, 00100 114, 00010 45, 00001 21, 10100 4, 01100 6, 10010 2, 01010 1, 10001 5, 00011 3, "
        "01110 1, 10101 1",
    ),
    # Human trafficking, Australia 2015-17. Lyneham, Dowling, Bricknell 2019.
    "australia4": (
        "A,B,C,D",
        "1000 34, 0100 13, 0010 198, 0001 100, 1100 3, 1010 4, 0110 36, 1001 1, 0101 2, 1110 6, 1101 1, 0111 15, 1111 1",
    ),
    # Made so that some models have no estimate. Chan, Silverman, Vincent 2021, table 2.
    "artificial3": (
        "A,B,C",
        "100 40, 010 30, 001 20, 110 6",
    ),
    # Congenital anomaly, Massachusetts. Madigan and York 1997.
    "congenital5": (
        "obstetric,other_hospital,public_health,mental_health,schools",
        "10000 27, 01000 37, 00100 4, 00010 97, 00001 83, 11000 19, 10100 4, 01100 1, 10010 22, 01010 37, "
        "00110 2, 10001 36, 01001 34, 00101 3, 00011 30, 11100 1, 11010 25, 10110 1, 01110 3, 11001 18, 10101 5, "
        "10011 5, 01011 23, 11110 5, 11101 2, 11011 8, 10111 3, 11111 2",
    ),
    # Spina bifida, New York 1969-74. Madigan and York 1997.
    "spina3": (
        "birth,death,rehab",
        "100 244, 010 48, 001 60, 110 142, 101 111, 011 4, 111 12",
    ),
    # Hepatitis A outbreak, Taiwan 1995. Chao et al. 2001; the true number is known, about 545.
    "hav3": (
        "P,Q,E",
        "100 69, 010 55, 001 63, 110 21, 101 17, 011 18, 111 28",
    ),
    # HIV, Rome. Abeni, Brancato, Perucci 1994.
    "hiv_rome4": (
        "c1,c2,c3,c4",
        "1000 403, 0100 545, 0010 621, 0001 205, 1100 33, 1010 20, 0110 35, 1001 6, 0101 10, 0011 11, 1110 3, 1101 1, 0111 3",
    ),
    # Allegheny County. Aaron et al. 2003.
    "lesbian4": (
        "A,B,C,D",
        "1000 589, 0100 534, 0010 281, 0001 208, 1100 104, 1010 44, 0110 64, 1001 143, 0101 53, 0011 28, 1110 27, "
        "1101 48, 1011 19, 0111 20, 1111 23",
    ),
    # Snowshoe hare. Cormack 1989.
    "hare6": (
        "c1,c2,c3,c4,c5,c6",
        "100000 3, 010000 6, 001000 5, 000100 3, 000010 4, 000001 4, 101000 1, 100100 2, 010100 3, 100010 2, "
        "010010 3, 000110 1, 100001 1, 010001 1, 001001 2, 000101 4, 000011 2, 101100 1, 110010 1, 101010 1, "
        "110001 1, 011001 2, 010101 3, 001101 1, 010011 1, 001011 1, 000111 1, 011101 2, 011011 1, 100111 1, "
        "010111 1, 011111 1, 111111 2",
    ),
    # Diabetes, Casale Monferrato. Bruno et al. 1994.
    "diabetes4": (
        "clinic,hospital,prescription,strips",
        "1000 709, 0100 74, 0010 182, 0001 10, 1100 104, 1010 650, 0110 20, 1001 12, 0101 7, 0011 8, 1110 157, "
        "1101 18, 1011 46, 0111 14, 1111 58",
    ),
}


def table(name: str) -> Table:
    """Return a published table by its short name."""
    lists, written = COUNTS[name]
    counts = {}
    for cell in written.split(", "):
        bits, count = cell.split()
        counts[sum((bit == "1") << j for j, bit in enumerate(bits))] = int(count)
    return from_counts(lists.split(","), counts)
