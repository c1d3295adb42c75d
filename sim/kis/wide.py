"""More shares than the synthetic market has: what balance paging needs above fifty holdings."""

from collections.abc import Sequence
from datetime import date

from sim.values import Feed, Listing, VenueBar


class WideFeed:
    """Give a market twins of its shares until it has `count`; each twin has its model's bars.

    Twins trade apart: their codes seed other paths over the same day.
    """

    def __init__(self, feed: Feed, *, count: int) -> None:
        self._feed = feed
        models = list(feed.listings())
        self._model = {listing.code: listing.code for listing in models}
        extra = []
        for index in range(max(0, count - len(models))):
            model = models[index % len(models)]
            name = f"{model.name}{index // len(models) + 2}호"
            twin = Listing(
                f"98{index:04d}", name, model.market, model.kind, model.lot, model.sector
            )
            extra.append(twin)
            self._model[twin.code] = model.code
        self._listings = sorted([*models, *extra], key=lambda listing: listing.code)

    @property
    def start(self) -> date:
        """Give the first day that can be traded."""
        return self._feed.start

    def listings(self) -> Sequence[Listing]:
        """List every share by code."""
        return self._listings

    def bar(self, code: str, day: date) -> VenueBar | None:
        """Give the bar of a day, or None."""
        return self._feed.bar(self._model[code], day)

    def bars(self, code: str, *, until: date, count: int) -> list[VenueBar]:
        """Give the last `count` bars up to and with `until`, oldest first."""
        return self._feed.bars(self._model[code], until=until, count=count)
