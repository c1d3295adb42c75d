"""Temporary."""
from datetime import timedelta
from core.domain.calendar import trading_date
def due_jobs(calendar):
    def within(after, until):
        out=[]
        day=trading_date(after)
        while day<=trading_date(until):
            s=calendar.session(day)
            if s:
                last=calendar.week(day)[-1].day==day
                for at,name in ((s.closes_at-timedelta(minutes=10),"before_close"),(s.closes_at+timedelta(minutes=5),"day_close")):
                    if after<at<=until: out.append((at,name))
                if last:
                    at=s.closes_at+timedelta(minutes=30)
                    if after<at<=until: out.append((at,"weekly_report"))
            day+=timedelta(days=1)
        return out
    return within
