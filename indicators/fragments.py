"""Links to the very words: text fragments, as browsers understand them (https://wicg.github.io/scroll-to-text-fragment/)."""

from urllib.parse import quote

# Characters beside the words, by which a browser knows this 20个 from another.
CONTEXT = 12


def fragment(pk: int, exact: str, prefix: str, suffix: str) -> str:
    """`record-7:~:text=…`: the figure's own place on the page, and its words for browsers that can find words."""
    before = prefix.rpartition("\n")[2][-CONTEXT:].strip()
    after = suffix.partition("\n")[0][:CONTEXT].strip()
    parts = [f"{_encoded(before)}-"] if before else []
    parts.append(_encoded(exact))
    parts += [f"-{_encoded(after)}"] if after else []
    return f"record-{pk}:~:text={','.join(parts)}"


class _Written(dict[int, str]):
    """Each character percent-encoded, put together when it is first met: quote() goes byte by byte through the same few thousand."""

    def __missing__(self, character: int) -> str:
        # A hyphen parts the words from what stands beside them, so it is written out too.
        self[character] = written = quote(chr(character), safe="").replace("-", "%2D")
        return written


_WRITTEN = _Written()


def _encoded(words: str) -> str:
    return words.translate(_WRITTEN)
