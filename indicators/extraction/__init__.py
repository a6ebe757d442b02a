"""The reading of figures in Chinese bulletins: text in, records out. Standard library only."""

from indicators.extraction.accounting import Coverage, coverage
from indicators.extraction.pipeline import extract, stream
from indicators.extraction.records import Context, Period, Record, Span

__all__ = ["Context", "Coverage", "Period", "Record", "Span", "coverage", "extract", "stream"]
