"""Draws the page for keys: no script, no address of elsewhere, and no key in it, ever."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from typing import Final

from bot.key_checks.found import State
from bot.locale.catalogue import Catalogue
from bot.setup.desk import KEEP, Desk, Result
from bot.setup.services import KEYS, Key

CSRF: Final = "csrf"
STYLE: Final = """
:root { color-scheme: light dark; --ink: #1d1d1f; --soft: #6e6e73; --paper: #ffffff;
  --ground: #f2f2f5; --line: #d5d5da; --good: #1b7f3b; --bad: #c02626; --accent: #1f5fbf; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f2f5; --soft: #a0a0a8; --paper: #1c1c20;
  --ground: #101013; --line: #3a3a40; --good: #5fd08a; --bad: #ff7b72; --accent: #6ea8ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); word-break: keep-all;
  overflow-wrap: anywhere; font: 16px/1.55 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR',
  'Noto Sans CJK KR', 'NanumGothic', system-ui, sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.35rem; margin: 0 0 .25rem; } .lead { color: var(--soft); margin: 0 0 1.25rem; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 14px;
  padding: 1rem 1.1rem 1.15rem; margin: 0 0 1rem; }
h2 { font-size: 1.05rem; margin: 0 0 .2rem; display: flex; justify-content: space-between;
  gap: .5rem; } .how { color: var(--soft); font-size: .88rem; margin: 0 0 .5rem; }
label { display: block; font-weight: 600; font-size: .92rem; margin: .8rem 0 .25rem; }
label span { font-weight: 400; color: var(--soft); }
input[type=password], input[type=text] { width: 100%; padding: .65rem .75rem; font: inherit;
  color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: 9px; }
input:focus-visible, button:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
.result { margin: .8rem 0 0; padding: .6rem .75rem; border-radius: 9px; font-size: .92rem;
  border-left: 4px solid var(--bad); background: var(--ground); }
.result b { color: var(--bad); } .fine.result { border-color: var(--good); }
.fine b { color: var(--good); }
.keep { display: flex; gap: .5rem; align-items: center; font-weight: 400; }
button { width: 100%; padding: .85rem; font: inherit; font-weight: 700; color: #fff;
  background: #1f5fbf; border: 0; border-radius: 11px; cursor: pointer; }
.small { color: var(--soft); font-size: .85rem; margin: 1rem 0 0; }
"""
_DIGEST: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_DIGEST}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def draw(desk: Desk, words: Catalogue, *, action: str, csrf: str) -> str:
    """Draw the form with what was found so far; fields are always empty."""
    if desk.done:
        return _whole(words, _done(desk, words))
    sections = "".join(_section(desk, service, words) for service in desk.services)
    return _whole(
        words,
        f'<h1>{_t(words, "page.title")}</h1><p class="lead">{_t(words, "page.lead")}</p>'
        f'<form method="post" action="{escape(action)}" autocomplete="off">'
        f'<input type="hidden" name="{CSRF}" value="{escape(csrf)}">{sections}'
        f'<button type="submit">{_t(words, "page.send")}</button></form>'
        f'<p class="small">{_t(words, "page.small")}</p>',
    )


def draw_refusal(words: Catalogue, key: str) -> str:
    """Draw a page that only says why there is nothing here."""
    return _whole(words, f"<h1>{_t(words, 'page.closed')}</h1><p>{_t(words, key)}</p>")


def _whole(words: Catalogue, body: str) -> str:
    return (
        f'<!doctype html><html lang="{words.code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{_t(words, "page.tab")}</title>'
        f"<style>{STYLE}</style></head><body><main>{body}</main></body></html>"
    )


def _done(desk: Desk, words: Catalogue) -> str:
    rows = "".join(
        f"<section><h2>{_t(words, f'keys.service.{s}')}</h2>{_result(desk.results[s], words)}"
        "</section>"
        for s in desk.services
    )
    return (
        f'<h1>{_t(words, "page.done")}</h1><p class="lead">{_t(words, "page.done_lead")}</p>{rows}'
    )


def _section(desk: Desk, service: str, words: Catalogue) -> str:
    result = desk.results.get(service)
    name = _t(words, f"keys.service.{service}")
    if result is not None and result.done:
        return f"<section><h2>{name}</h2>{_result(result, words)}</section>"
    fields = "".join(_field(desk, key, words) for key in KEYS[service])
    return (
        f'<section><h2>{name}</h2><p class="how">{_t(words, f"page.how.{service}")}</p>{fields}'
        f"{_result(result, words) if result else ''}{_keep(service, result, words)}</section>"
    )


def _field(desk: Desk, key: Key, words: Catalogue) -> str:
    kind = "text" if key.seen else "password"
    there = desk.is_set(key.name)
    note = "page.there" if there else "page.optional" if key.optional else ""
    hint = f" <span>{_t(words, note)}</span>" if note else ""
    return (
        f'<label for="{key.name}">{_t(words, f"page.key.{key.name}")}{hint}</label>'
        f'<input type="{kind}" id="{key.name}" name="{key.name}" autocomplete="off" '
        'autocapitalize="off" autocorrect="off" spellcheck="false" maxlength="600">'
    )


def _result(result: Result, words: Catalogue) -> str:
    found = result.found
    fix = "" if found.fine else escape(words.said(f"{found.key}.fix", found.fields))
    kept = f" {_t(words, 'page.kept_untried')}" if result.kept and not found.fine else ""
    mark = "✓" if result.done else "✗"
    return (
        f'<p class="result{" fine" if result.done else ""}"><b>{mark}</b> '
        f"{escape(words.said(found.key, found.fields))}{'<br>' if fix else ''}{fix}{kept}</p>"
    )


def _keep(service: str, result: Result | None, words: Catalogue) -> str:
    """Offer to keep keys of a service that could not be asked; never ones that it refused."""
    if result is None or result.found.state is not State.UNREACHABLE:
        return ""
    return (
        f'<label class="keep"><input type="checkbox" name="{KEEP}{service}" value="1"> '
        f"{_t(words, 'page.keep')}</label>"
    )


def _t(words: Catalogue, key: str) -> str:
    return escape(words.t(key))
