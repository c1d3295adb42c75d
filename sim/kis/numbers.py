"""Numbers as KIS writes them: plain decimal text with a fixed number of decimals."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from sim.values import VenueQuote


def text(value: int) -> str:
    """Write whole won or shares."""
    return str(value)


def fixed(value: Decimal | int, places: int) -> str:
    """Write a number with exactly `places` decimals, half away from zero."""
    quantum = Decimal(1).scaleb(-places)
    # Adding 0 takes the sign off a zero; the format keeps 0.00000000 from becoming 0E-8.
    return f"{Decimal(value).quantize(quantum, rounding=ROUND_HALF_UP) + 0:f}"


def ratio(part: int, whole: int, *, places: int = 2) -> str:
    """Write part / whole in percent; zero when there is no whole."""
    if not whole:
        return fixed(0, places)
    return fixed(Decimal(part) * 100 / Decimal(whole), places)


def average(amount: int, quantity: int) -> str:
    """Write an average price with four decimals, cut as KIS cuts it."""
    if not quantity:
        return "0.0000"
    value = Decimal(amount) / Decimal(quantity)
    return str(value.quantize(Decimal("0.0001"), rounding=ROUND_DOWN))


def sign(change: int) -> str:
    """Give the sign code of a change: 2 up, 3 unchanged, 5 down."""
    if not change:
        return "3"
    return "2" if change > 0 else "5"


def quote_sign(quote: VenueQuote) -> str:
    """Give the sign code of a share: as `sign`, with 1 and 4 at the day's limits."""
    if quote.price == quote.upper:
        return "1"
    return "4" if quote.price == quote.lower else sign(quote.price - quote.base)


def whole(value: str) -> int | None:
    """Read digits; None for anything else, a sign or a decimal point among them."""
    return int(value) if value.isascii() and value.isdecimal() else None
