"""Faults that change what a good answer says (F12, F17, F21-F28, F40, F41)."""

from collections.abc import Callable, Mapping
from typing import Any

from sim.kis.faults import Fault
from sim.kis.inquiries import NOTHING
from sim.kis.replies import PAD, Answer, Body, Row

Alteration = Callable[[Answer, Mapping[str, str]], Answer]
_FULL_WIDTH = str.maketrans("0123456789-.", "０１２３４５６７８９－．")
_KEEP = {"rt_cd", "msg_cd", "msg1"}


def order_number(fault: Fault) -> Alteration:
    """Replace the ODNO: F12 by `odno` (default blank; null removes it), F17 by another order's."""

    def change(answer: Answer, _params: Mapping[str, str]) -> Answer:
        output = answer.body.get("output")
        if not isinstance(output, dict) or "ODNO" not in output:
            return answer
        default: Any = "" if fault.fault == "F12" else f"{max(1, int(output['ODNO']) - 1):010d}"
        wanted = fault.detail.get("odno", default)
        changed = {k: v for k, v in output.items() if k != "ODNO"}
        if wanted is not None:
            changed["ODNO"] = wanted
        return _with(answer, output=changed)

    return change


def paging(fault: Fault) -> Alteration:
    """Break a list's continuation: mode early (ends too soon) or endless (F21)."""

    def change(answer: Answer, _params: Mapping[str, str]) -> Answer:
        keys = {name: text for name, text in answer.body.items() if name.startswith("ctx_area_")}
        if not keys:
            return answer
        early = fault.detail.get("mode") == "early"
        fill = "" if early else "N^AGAIN^"
        changed = _with(answer, **{name: fill.ljust(len(text)) for name, text in keys.items()})
        changed.tr_cont = "D" if early else "M"
        return changed

    return change


def moving_rows(fault: Fault) -> Alteration:
    """Let the last row of a page come again on the next (F23)."""

    def change(answer: Answer, _params: Mapping[str, str]) -> Answer:
        name, rows = _list(answer)
        if name is None:
            return answer
        last = fault.detail.get("seen")
        fault.detail["seen"] = rows[-1] if rows else None
        return _with(answer, **{name: [last, *rows] if last else rows})

    return change


def empty(_fault: Fault) -> Alteration:
    """Answer success without rows; totals stay (F25, measured on paper)."""

    def change(answer: Answer, _params: Mapping[str, str]) -> Answer:
        name, _ = _list(answer)
        if name is None:
            return answer
        keys = {k: " " * len(v) for k, v in answer.body.items() if k.startswith("ctx_area_")}
        words = {"msg_cd": NOTHING[0], "msg1": NOTHING[1].ljust(PAD)}
        changed = _with(answer, **{name: []}, **keys, **words)
        changed.tr_cont = "D"
        return changed

    return change


def written_otherwise(fault: Fault) -> Alteration:
    """Write numbers in another way (F26): `style` plus, pad, decimal, fullwidth, or key case.

    `field` narrows it to one key; style prefix puts an A before `pdno`.
    """
    style = str(fault.detail.get("style", "pad"))
    only = fault.detail.get("field")

    def write(key: str, value: Any) -> Any:
        if not isinstance(value, str) or (only and key != only) or style == "case":
            return value
        if style == "prefix":
            return f"A{value}" if key in ("pdno", "mksc_shrn_iscd") else value
        return _restyle(value, style) if _numeric(value) else value

    def change(answer: Answer, _params: Mapping[str, str]) -> Answer:
        def rewritten(row: Row) -> Row:
            found = {key: write(key, value) for key, value in row.items()}
            return {k.upper(): v for k, v in found.items()} if style == "case" else found

        return _rows(answer, rewritten)

    return change


def extra_key(fault: Fault) -> Alteration:
    """Add a key to every row (F27): `field` and `value`."""
    field, value = str(fault.detail.get("field", "new_fld")), fault.detail.get("value", "1")
    return lambda answer, _params: _rows(answer, lambda row: {**row, field: value})


def missing_key(fault: Fault) -> Alteration:
    """Take `field` away from every row, or null or blank it (F28, `mode`)."""
    mode = fault.detail.get("mode", "missing")
    field = str(fault.detail.get("field", "tot_ccld_qty"))

    def cut(row: Row) -> Row:
        if field not in row:
            return row
        rest: dict[str, Any] = {k: v for k, v in row.items() if k != field}
        if mode != "missing":
            rest[field] = None if mode == "null" else ""
        return rest

    return lambda answer, _params: _rows(answer, cut)


def filled_quantity(fault: Fault) -> Alteration:
    """Report more than was ordered (F40) or less than before (F41)."""

    def change_row(row: Row) -> Row:
        if "tot_ccld_qty" not in row or "ord_qty" not in row:
            return row
        by = int(fault.detail.get("by", 1))
        wrong = int(row["ord_qty"]) + by
        if fault.fault == "F41":
            wrong = max(0, int(row["tot_ccld_qty"]) - by)
        return {**row, "tot_ccld_qty": str(wrong)}

    return lambda answer, _params: _rows(answer, change_row)


def _with(answer: Answer, **changes: Any) -> Answer:
    return Answer({**answer.body, **changes}, tr_cont=answer.tr_cont, status=answer.status)


def _list(answer: Answer) -> tuple[str | None, list[Row]]:
    for name in ("output", "output1"):
        found = answer.body.get(name)
        if isinstance(found, list):
            return name, found
    return None, []


def _rows(answer: Answer, change: Callable[[Row], Row]) -> Answer:
    changed: Body = {}
    for name, value in answer.body.items():
        if name.startswith("output") and isinstance(value, list):
            changed[name] = [change(row) for row in value]
        elif name.startswith("output") and isinstance(value, dict):
            changed[name] = change(value)
        else:
            changed[name] = value
    return Answer(changed, tr_cont=answer.tr_cont, status=answer.status)


def _numeric(value: str) -> bool:
    digits = value.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdecimal()


def _restyle(value: str, style: str) -> str:
    if style == "plus":
        return value if value.startswith("-") else f"+{value}"
    if style == "decimal":
        return value if "." in value else f"{value}.0000"
    if style == "fullwidth":
        return value.translate(_FULL_WIDTH)
    return value if value.startswith("-") else value.rjust(15, "0")
