"""KIS's list of symbols: a zip of fixed-width lines in cp949 (sheet 2.14)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Final

from core.domain.instrument import SYMBOL, Instrument, InstrumentKind, Market
from core.errors import ReadFailed

PATHS: Final = {
    Market.KOSPI: "/common/master/kospi_code.mst.zip",
    Market.KOSDAQ: "/common/master/kosdaq_code.mst.zip",
}
# Width of the part after the name, without the line end.
TAILS: Final = {Market.KOSPI: 227, Market.KOSDAQ: 221}
HEAD: Final = 21
UNZIPPED_MAX: Final = 64_000_000
GROUPS: Final = {"ST": InstrumentKind.STOCK, "EF": InstrumentKind.ETF}


def instruments(packed: bytes, market: Market) -> list[Instrument]:
    """Give the shares and ETF of a master file; other groups are left out.

    Raises ReadFailed when the file is not of the form.
    """
    return listed(lines(packed), market)


def listed(lines: Iterable[str], market: Market) -> list[Instrument]:
    """Give the shares and ETF of a master file's lines; raises ReadFailed as `instruments`."""
    found = [_read(line, market) for line in lines if line.strip()]
    return [instrument for instrument in found if instrument is not None]


def lines(packed: bytes) -> list[str]:
    """Give the lines of a packed file; raises ReadFailed when it is not one."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            (entry,) = archive.infolist()
            if entry.file_size > UNZIPPED_MAX:
                raise ReadFailed(f"master file is {entry.file_size} bytes unpacked: too long")
            return archive.read(entry).decode("cp949").split("\n")
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
        raise ReadFailed(f"master file is not readable: {type(error).__name__}") from error


def _read(line: str, market: Market) -> Instrument | None:
    line = line.removesuffix("\r")
    # The name holds Hangul: widths count characters once decoded, the tail is plain.
    cut = len(line) - TAILS[market]
    if cut <= HEAD:
        raise ReadFailed(f"master file of {market} has a line of {len(line)} characters")
    code, name, tail = line[:9].strip(), line[HEAD:cut].strip(), line[cut:]
    kind = GROUPS.get(tail[:2])
    if kind is None or not SYMBOL.fullmatch(code):
        return None
    return Instrument(code, name, market, kind)
