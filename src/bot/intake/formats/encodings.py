"""Bytes of unknown encoding → text."""

_TRIED = ["utf_8", "gb18030", "big5hkscs", "utf_16", "utf_16_le", "utf_16_be", "utf_32"]
"""What Chinese pages are written in, the larger encoding where one contains another."""


def decode(data: bytes) -> tuple[str, str] | None:
    """Return text and encoding, or None if no encoding makes sense of the bytes."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - for those who take pages in

    likely = from_bytes(data, cp_isolation=_TRIED).best()
    if likely is None or "\0" in str(likely):
        return None
    return str(likely), likely.encoding.replace("_", "-")


def read_as(data: bytes, encoding: str) -> str | None:
    """Decode bytes, or return None if the encoding is unknown or does not fit every byte."""
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
