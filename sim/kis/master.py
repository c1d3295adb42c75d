"""Master files: the fixed-width symbol lists that KIS publishes as zips (section 2.14)."""

import io
import zipfile
from collections.abc import Callable

from sim.kis.facts import facts
from sim.kis.futures_side import FuturesSide
from sim.kis.world import World
from sim.values import Listing, VenueBar

_ROOT = "/common/master/"
KOSPI_TAIL, KOSDAQ_TAIL = 227, 221
_MIDNIGHT = (1980, 1, 1, 0, 0, 0)  # a fixed time stamp: the same market gives the same bytes

# Offset and width in the tail, by field; what is not named stays 0 or blank.
_KOSPI = {
    "group": (0, 2), "base": (41, 9), "unit": (50, 5), "after_unit": (55, 5), "halted": (60, 1),
    "liquidation": (61, 1), "administrative": (62, 1), "alarm": (63, 2), "margin": (74, 3),
    "volume": (81, 12), "par": (93, 12), "since": (105, 8), "listed": (113, 15),
    "capital": (128, 21), "month": (149, 2), "preferred": (158, 1), "cap": (212, 9),
}  # fmt: skip
_KOSDAQ = {
    "group": (0, 2), "base": (36, 9), "unit": (45, 5), "after_unit": (50, 5), "halted": (55, 1),
    "liquidation": (56, 1), "administrative": (57, 1), "alarm": (58, 2), "margin": (69, 3),
    "volume": (76, 12), "par": (88, 12), "since": (100, 8), "listed": (108, 15),
    "capital": (123, 21), "month": (144, 2), "preferred": (153, 1), "cap": (206, 9),
}  # fmt: skip


class MasterFiles:
    """Serve the lists of the market's own shares and stock futures.

    KONEX and index futures are there and empty.
    """

    def __init__(self, world: World, futures: FuturesSide) -> None:
        self._world, self._futures = world, futures

    def __call__(self, path: str) -> bytes | None:
        """Give a file's bytes, None for any other path."""
        if not path.startswith(_ROOT):
            return None
        makers: dict[str, Callable[[], str]] = {
            "kospi_code.mst": lambda: self._text("KOSPI", KOSPI_TAIL, _KOSPI),
            "kosdaq_code.mst": lambda: self._text("KOSDAQ", KOSDAQ_TAIL, _KOSDAQ),
            "konex_code.mst": str,
            "fo_stk_code_mts.mst": self._futures_text,
            "fo_idx_code_mts.mst": str,
        }
        name = path.removeprefix(_ROOT).removesuffix(".zip")
        maker = makers.get(name)
        return _zip(name, maker().encode("cp949", errors="replace")) if maker else None

    def _text(self, market: str, width: int, layout: dict[str, tuple[int, int]]) -> str:
        rows = [item for item in self._world.listings() if item.market == market]
        return "".join(self._line(item, width, layout) for item in rows)

    def _futures_text(self) -> str:
        """Write nine columns parted by pipes; month class 0 is the continuous series."""
        world = self._futures.world
        lines = []
        for contract in world.contracts():
            share = contract.underlying
            kind = "3" if share.market == "KOSDAQ" else "1"
            rank = world.exchange.market.rank(contract, world.exchange.day())
            tail = f"{share.code}|{share.name}\n"
            if rank == 1:
                series = f"{contract.code[:3]}000"
                lines.append(f"{kind}|{series}||{share.name} F 연결선물 (  10)||0|0|{tail}")
            head = f"{kind}|{contract.code}|{contract.standard}|{contract.name}"
            lines.append(f"{head}||0|{rank}|{tail}")
        return "".join(lines)

    def _line(self, listing: Listing, width: int, layout: dict[str, tuple[int, int]]) -> str:
        before = self._world.before(listing.code, self._world.exchange.day())
        halted = self._world.exchange.quote(listing.code).halted
        tail = ["0"] * width
        for name, value in _values(listing, before, halted=halted).items():
            at, size = layout[name]
            tail[at : at + size] = value.rjust(size, "0")[-size:]
        head = f"{listing.code:<9}{facts(listing).isin:<12}{listing.name:<40}"
        return f"{head}{''.join(tail)}\n"


def _values(listing: Listing, before: VenueBar | None, *, halted: bool) -> dict[str, str]:
    info = facts(listing)
    close = before.close if before else 0
    return {
        "group": "EF" if listing.kind == "etf" else "ST",
        "base": str(close),
        "unit": str(listing.lot),
        "after_unit": str(listing.lot),
        "halted": "Y" if halted else "N",
        "liquidation": "N",
        "administrative": "N",
        "alarm": "00",
        "margin": "20",
        "volume": str(before.volume if before else 0),
        "par": str(info.par),
        "since": f"{info.since:%Y%m%d}",
        "listed": str(info.listed // 1000),
        "capital": str(info.listed * info.par),
        "month": "12",
        "preferred": "0",
        "cap": str(info.cap(close)),
    }


def _zip(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo(name, _MIDNIGHT), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
