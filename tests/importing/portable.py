"""PDFs for tests, written by hand: a Chinese font that every reader knows by name, nothing embedded."""

import zlib

Text = tuple[float, float, float, str]  # x, y, size, words
LEFT, RIGHT, TOP, STEP, SIZE = 90.0, 506.0, 700.0, 26.0, 16.0
ROW = int((RIGHT - LEFT) / SIZE)  # characters of a full line; every character of the font is as wide as high


def prose(text: str, top: float = TOP, *, indent: int = 2) -> list[Text]:
    """A paragraph set in lines from `top` downwards."""
    lines = [text[: ROW - indent]] + [text[at : at + ROW] for at in range(ROW - indent, len(text), ROW)]
    return [
        (LEFT + (indent * SIZE if not number else 0), top - number * STEP, SIZE, line)
        for number, line in enumerate(lines)
    ]


def pdf(
    *pages: list[Text],
    rules: list[tuple[float, float, float, float]] | None = None,
    encoding: str = "UniGB-UCS2-H",
    trailer: str = "",
    raw: bytes | None = None,
    bold: frozenset[str] = frozenset(),
) -> bytes:
    """rules: lines from x, y to x, y on every page. raw: the whole content of each page instead."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    fonts = "".join(f"/{name} {at} 0 R" for name, at in (("F1", 3), ("F2", 6)))
    for name in ("STSong-Light", "SimHei"):
        at = len(objects) + 1
        objects += [
            f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/{encoding}/DescendantFonts[{at + 1} 0 R]>>".encode(),
            f"<</Type/Font/Subtype/CIDFontType0/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
            f"/FontDescriptor {at + 2} 0 R/DW 1000>>".encode(),
            f"<</Type/FontDescriptor/FontName/{name}/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120>>".encode(),
        ]
    kids = []
    for page in pages:
        content = raw if raw is not None else _content(page, rules or [], bold)
        packed = zlib.compress(content)
        objects.append(f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n".encode() + packed + b"\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R/Resources<</Font<<{fonts}>>>>>>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    return _file(objects, trailer)


def _content(page: list[Text], rules: list[tuple[float, float, float, float]], bold: frozenset[str]) -> bytes:
    words = [
        f"BT /{'F2' if text in bold else 'F1'} {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"
        for x, y, size, text in page
    ]
    lines = [f"{x0} {y0} m {x1} {y1} l S" for x0, y0, x1, y1 in rules]
    return "\n".join(words + lines).encode()


def _file(objects: list[bytes], trailer: str) -> bytes:
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer.encode(), start)
    return bytes(out)
