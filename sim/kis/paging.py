"""Continuation by tr_cont and the two context keys, as trading inquiries have it."""

from collections.abc import Callable
from dataclasses import dataclass

from sim.kis.replies import Body, Row


@dataclass(frozen=True, slots=True)
class Page:
    """Hold one page: its rows, the header, and the context keys padded to their width."""

    rows: list[Row]
    tr_cont: str
    keys: Body


def paginate(
    rows: list[Row],
    *,
    asked: str,
    after: str,
    size: int,
    width: int,
    key: Callable[[Row], str],
    echo: str,
) -> Page:
    """Cut the page that follows the key `after`; a key that is unknown begins anew.

    `asked` is the request's tr_cont. Pages follow keys and not offsets, so that a row that comes
    in between moves nobody else to another page.
    """
    start = 0
    if asked == "N" and after.strip():
        wanted = after.strip().split("^")[1:2]
        start = next((i + 1 for i, row in enumerate(rows) if [key(row)] == wanted), 0)
    found = rows[start : start + size]
    more = start + size < len(rows)
    forward = f"N^{key(found[-1])}^{start + size}^" if more else ""
    names = f"ctx_area_fk{width}", f"ctx_area_nk{width}"
    texts = (echo if more else "").ljust(width), forward.ljust(width)
    return Page(found, "M" if more else "D", dict(zip(names, texts, strict=True)))
