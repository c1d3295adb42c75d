"""Write the table of `core.market.calendar` from exchange_calendars, put right where it errs.

Run `python -m core.market.make_calendar`; it is never imported by the running product.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from core.market.calendar import SEOUL, TABLE, SessionTable

FIRST = date(1985, 1, 1)
LAST = date(2028, 12, 31)
SATURDAYS_UNTIL = date(1998, 12, 5)
CSAT_OPEN, CSAT_CLOSE = time(10), time(16, 30)

Rows = dict[date, tuple[time, time]]

# Closures that exchange_calendars 4.13.2 lacks. Past ones are election days and the year's end of
# 1995, seen in daily bars of eight companies. Later ones: local election 2026-06-03 and Labour
# Day's substitute (its change 574), Constitution Day, a holiday again by the act in force since
# 2026-05-11, with its substitute (its change 583), the general election of 2028.
CLOSED = frozenset(
    date.fromisoformat(text)
    for text in (
        "1995-06-27", "1995-12-28", "1996-04-11", "1998-06-04",
        "2026-06-03", "2026-07-17", "2027-05-03", "2027-07-19", "2028-04-12", "2028-07-17",
    )
)  # fmt: skip

# Sessions that the library takes for closed; daily bars with volume of eight companies show them.
OPEN = frozenset(
    date.fromisoformat(text)
    for text in (
        "1989-10-12", "1992-12-28", "1993-07-07", "1994-01-03", "1994-02-14", "1994-05-20",
    )
)  # fmt: skip

# The library's weekmask knows of Saturday trading until 1998-12-05, its sessions do not hold it.
# These Saturdays were holidays or the year's end; every other one traded, mornings only.
SATURDAYS_CLOSED = frozenset(
    date.fromisoformat(text)
    for text in (
        "1985-12-28", "1986-03-01", "1986-04-05", "1986-12-27", "1987-01-03", "1987-06-06",
        "1987-08-15", "1987-10-03", "1988-01-02", "1988-09-17", "1988-10-01", "1988-12-31",
        "1989-12-30", "1990-01-27", "1990-03-10", "1990-05-05", "1990-12-29", "1991-02-16",
        "1991-09-21", "1991-12-28", "1992-06-06", "1992-08-15", "1992-09-12", "1992-10-03",
        "1993-01-02", "1993-01-23", "1993-07-17", "1993-12-25", "1994-01-01", "1994-12-31",
        "1995-09-09", "1995-12-30", "1996-09-28", "1996-11-23", "1996-12-28", "1997-02-08",
        "1997-03-01", "1997-04-05", "1998-06-06", "1998-08-15", "1998-10-03",
    )
)  # fmt: skip

# On the day of the college entrance examination all runs an hour late; the library stops at 2020.
# Dates as the ministry announced them; add 2028 when it is known.
CSAT_DAYS = (
    date(2021, 11, 18), date(2022, 11, 17), date(2023, 11, 16), date(2024, 11, 14),
    date(2025, 11, 13), date(2026, 11, 19), date(2027, 11, 18),
)  # fmt: skip

_SATURDAY_HOURS = (
    (date(1985, 1, 1), time(10), time(12)),
    (date(1986, 4, 1), time(9, 40), time(12)),
    (date(1987, 3, 1), time(9, 40), time(11, 40)),
    (date(1995, 1, 1), time(9, 30), time(11, 30)),
)


def from_library(first: date = FIRST, last: date = LAST) -> Rows:
    """Read the library's sessions with wall times in Seoul; takes about two seconds."""
    import exchange_calendars

    # A year more than wanted: the library misplaces the last year-opening day of its range.
    calendar = exchange_calendars.get_calendar(
        "XKRX", start=first.isoformat(), end=last.replace(year=last.year + 1).isoformat()
    )
    table = calendar.schedule
    rows = zip(table.index, table["open"], table["close"], strict=True)
    days = {d.date(): (_wall(o.to_pydatetime()), _wall(c.to_pydatetime())) for d, o, c in rows}
    return {day: hours for day, hours in days.items() if day <= last}


def corrected(library: Rows) -> Rows:
    """Apply the corrections above; changes nothing where a newer library has them already.

    A year's first session that the library lacks opens an hour late like all the others.
    """
    usual = usual_hours(library)
    rows = {day: hours for day, hours in library.items() if day not in CLOSED}
    rows |= {day: _hours_on(usual, day) for day in OPEN if day not in library}
    rows |= {d: _hours_on(_SATURDAY_HOURS, d) for d in _saturdays() if d not in library}
    rows |= dict.fromkeys(CSAT_DAYS, (CSAT_OPEN, CSAT_CLOSE))
    for year in range(FIRST.year, LAST.year + 1):
        day = min(d for d in rows if d.year == year)
        if day not in library:
            rows[day] = (_hour_later(rows[day][0]), rows[day][1])
    return dict(sorted(rows.items()))


def usual_hours(rows: Rows) -> tuple[tuple[date, time, time], ...]:
    """Find the ordinary hours: those of most weekdays of a month, from the day that they hold."""
    months: dict[tuple[int, int], Counter[tuple[time, time]]] = {}
    for day, hours in rows.items():
        months.setdefault((day.year, day.month), Counter())[hours] += 1
    found: list[tuple[date, time, time]] = []
    for day, hours in sorted(rows.items()):
        most = months[day.year, day.month].most_common(1)[0][0]
        if hours == most and (not found or found[-1][1:] != hours):
            found.append((day if found else FIRST, *hours))
    return tuple(found)


def compact(rows: Rows, usual: tuple[tuple[date, time, time], ...], *, source: str) -> SessionTable:
    """Write sessions as rules and exceptions."""
    bare = SessionTable(
        source=source,
        first=FIRST,
        last=LAST,
        saturdays_until=SATURDAYS_UNTIL,
        hours=usual,
        saturday_hours=_SATURDAY_HOURS,
        closed=(),
        special={},
    )
    days = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]
    closed = tuple(day for day in days if bare.trades(day) and day not in rows)
    special = {day: hours for day, hours in rows.items() if hours != bare.usual(day)}
    return bare.model_copy(update={"closed": closed, "special": special})


def main() -> None:
    """Make the table anew in its place."""
    import exchange_calendars

    library = from_library()
    source = f"exchange_calendars {exchange_calendars.__version__} XKRX, corrected"
    table = compact(corrected(library), usual_hours(library), source=source)
    TABLE.write_text(table.model_dump_json() + "\n", encoding="utf-8")


def _saturdays() -> Iterable[date]:
    day = FIRST + timedelta(days=(5 - FIRST.weekday()) % 7)
    while day <= SATURDAYS_UNTIL:
        if day not in SATURDAYS_CLOSED:
            yield day
        day += timedelta(days=7)


def _hours_on(hours: tuple[tuple[date, time, time], ...], day: date) -> tuple[time, time]:
    row = max((r for r in hours if r[0] <= day), key=lambda r: r[0])
    return row[1], row[2]


def _hour_later(wall: time) -> time:
    return wall.replace(hour=wall.hour + 1)


def _wall(at: datetime) -> time:
    return at.astimezone(SEOUL).time()


if __name__ == "__main__":
    main()
