"""HTML in the making: what is not markup already is escaped, so nothing can slip through."""

from __future__ import annotations

from html import escape
from typing import Final

_ALONE: Final = frozenset({"meta", "br", "path"})


class Html(str):
    """Text that is HTML already; only this module makes it from other text."""

    __slots__ = ()


def join(*parts: str) -> Html:
    """Put parts behind each other; plain text among them is escaped and freed of what hides."""
    return Html("".join(p if isinstance(p, Html) else escape(_shown(p)) for p in parts))


def tag(name: str, /, *inside: str, **attributes: str | float | None) -> Html:
    """Make an element. ``class_`` is ``class``, other underscores are dashes; None is left out."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_shown(str(value)))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _ALONE:
        return Html(f"<{name}{given}/>")
    return Html(f"<{name}{given}>{join(*inside)}</{name}>")


def style(css: str) -> Html:
    """Make the sheet of styles; raises ValueError for one that would end itself."""
    if "<" in css:
        raise ValueError("a style sheet must not hold '<'")
    return Html(f"<style>{css}</style>")


def document(*inside: str, lang: str) -> Html:
    """Make a whole page."""
    return Html(f"<!doctype html>\n{tag('html', *inside, lang=lang)}\n")


def _shown(text: str) -> str:
    """Drop control, direction and other marks that show as nothing."""
    return "".join(c for c in text if c.isprintable() or c in "\n\t")
