"""The columns of a table that is kept as CSV: how a row's value is written into a cell, and what a cell means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.utils.translation import gettext as _

# Everything that no form would take, but for tabs and line ends inside a note.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

# Rows by the key that they are known by in files, for every model that a table refers to.
Known = Mapping[type[Model], Mapping[str, Any]]


@dataclass(frozen=True)
class Plain:
    """A field as it stands."""

    model: type[Model]
    name: str

    @property
    def field(self) -> Field:
        return self.model._meta.get_field(self.name)  # type: ignore[return-value]

    @property
    def label(self) -> Any:
        return self.field.verbose_name

    def show(self, row: Any) -> str:
        value = getattr(row, self.name)
        return "" if value is None else str(value)

    def settle(self, cell: str) -> str:
        """What counts of a cell: a spreadsheet may write line ends and spaces around it in its own way."""
        return cell.replace("\r\n", "\n").replace("\r", "\n").strip()

    def read(self, cell: str, known: Known) -> Any:
        """Raises ValidationError with a reason in words."""
        if CONTROL.search(cell):
            raise ValidationError(_("有看不见的控制字符，请重新输入这一格。"))
        if not cell and self.field.has_default():
            return self.field.get_default()
        return self.field.clean(cell, None)


@dataclass(frozen=True)
class Parted(Plain):
    """Several words in one field, |浙江|浙| there and 浙江|浙 in the cell."""

    def show(self, row: Any) -> str:
        return super().show(row).strip("|")

    def settle(self, cell: str) -> str:
        return "|".join(filter(None, map(str.strip, cell.split("|"))))

    def read(self, cell: str, known: Known) -> Any:
        return super().read(f"|{cell}|" if cell else "", known)


@dataclass(frozen=True)
class One(Plain):
    """A row of a table, by its key there; an empty cell is none."""

    to: type[Model]
    key: str

    def show(self, row: Any) -> str:
        other = getattr(row, self.name)
        return str(getattr(other, self.key)) if other else ""

    def read(self, cell: str, known: Known) -> Any:
        if not cell:
            if not self.field.null:
                raise ValidationError(_("没有填写。"))
            return None
        if cell not in known[self.to]:
            raise ValidationError(_("没有“%(code)s”。请先添加它，或改正这一格。") % {"code": cell[:80]})
        return known[self.to][cell]


@dataclass(frozen=True)
class Many(One):
    """Rows of another table, by their keys, parted by |."""

    def show(self, row: Any) -> str:
        return "|".join(sorted(getattr(other, self.key) for other in getattr(row, self.name).all()))

    def settle(self, cell: str) -> str:
        return "|".join(sorted({part.strip() for part in cell.split("|") if part.strip()}))

    def read(self, cell: str, known: Known) -> Any:
        return [super(Many, self).read(part, known) for part in cell.split("|") if part]
