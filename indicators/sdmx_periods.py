"""Periods as SDMX writes them (SDMX 3 technical notes, time formats): 2023, 2023-S1, 2023-Q2, 2023-06, 2023-01-01/P9M, 2023-06-30."""

from datetime import date, timedelta

LENGTHS = {1: "M", 3: "Q", 6: "S", 12: "A"}
OTHER, POINT = "_O", "_Z"


def time_period(start: date | None, end: date | None) -> str:
    """TIME_PERIOD; a stock is the day that it stands at. Empty where nothing is said."""
    if end is None:
        return ""
    if start is None or start == end:
        return end.isoformat()
    months = _months(start, end)
    if not months:
        return f"{start.isoformat()}/P{(end - start).days + 1}D"
    if months in LENGTHS and (start.month - 1) % months == 0:
        nth = (start.month - 1) // months + 1
        ending = {"M": f"-{nth:02}", "Q": f"-Q{nth}", "S": f"-S{nth}", "A": ""}[LENGTHS[months]]
        return f"{start.year:04}{ending}"
    return f"{start.isoformat()}/P{months // 12}Y" if months % 12 == 0 else f"{start.isoformat()}/P{months}M"


def frequency(start: date | None, end: date | None) -> str:
    """FREQ of CL_FREQ: A, S, Q, M, D; _O for other spans, such as the year so far; _Z for a day that a stock stands at."""
    if start is None or end is None:
        return POINT
    if start == end:
        return "D"
    months = _months(start, end)
    return LENGTHS[months] if months in LENGTHS and (start.month - 1) % months == 0 else OTHER


def _months(start: date, end: date) -> int:
    """How many whole calendar months; 0 where it is not whole months."""
    if start.day != 1 or (end + timedelta(days=1)).day != 1:
        return 0
    return (end.year - start.year) * 12 + end.month - start.month + 1
