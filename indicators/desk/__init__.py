"""校对台: a draft's text and the records that were read from it, side by side; every decision is one small form."""

from indicators.desk.views import urls

__all__ = ["urls"]
