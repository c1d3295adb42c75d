"""Which function answers which call."""

from sim.kis.assets import Assets
from sim.kis.balance import Balances
from sim.kis.charts import Charts
from sim.kis.desk import Desk
from sim.kis.details import Details
from sim.kis.futures_side import FuturesSide
from sim.kis.gateway import Handlers
from sim.kis.inquiries import Inquiries
from sim.kis.orders import Orders
from sim.kis.overseas import overseas_handlers
from sim.kis.profit import Profits
from sim.kis.quotes import Quotes
from sim.kis.ranking import Rankings
from sim.kis.reference import Reference
from sim.kis.world import World


def make_handlers(world: World, desk: Desk, orders: Orders, futures: FuturesSide) -> Handlers:
    """Name every handler as the catalogue names its route."""
    details, assets = Details(world), Assets(world)
    quotes, charts, ranks = Quotes(world), Charts(world), Rankings(world)
    reference, asks = Reference(world), Inquiries(world, desk)
    balances, profits = Balances(world, desk), Profits(world)
    return {
        "inquire-price": quotes.price,
        "inquire-price-2": details.price,
        "inquire-asking-price-exp-ccn": quotes.book,
        "inquire-ccnl": quotes.trades,
        "inquire-time-itemconclusion": quotes.trades_by_time,
        "intstock-multprice": quotes.many,
        "inquire-daily-price": charts.recent,
        "inquire-daily-itemchartprice": charts.daily,
        "inquire-time-itemchartprice": charts.minutes,
        "inquire-time-dailychartprice": charts.past_minutes,
        "volume-rank": ranks.volume,
        "fluctuation": ranks.change,
        "market-cap": ranks.cap,
        "chk-holiday": reference.holidays,
        "search-stock-info": reference.stock,
        "search-info": reference.product,
        "market-time": reference.market_time,
        "order-cash": orders.place,
        "order-rvsecncl": orders.change,
        "inquire-psbl-order": asks.psbl_order,
        "inquire-psbl-sell": asks.psbl_sell,
        "inquire-psbl-rvsecncl": asks.open_orders,
        "inquire-daily-ccld": asks.daily_ccld,
        "inquire-balance": balances.balance,
        "inquire-balance-rlz-pl": balances.realised,
        "inquire-period-profit": profits.by_day,
        "inquire-period-trade-profit": profits.by_share,
        **futures.handlers(),
        "inquire-account-balance": assets.summary,
        "intgr-margin": assets.margin,
        **overseas_handlers(world),
    }
