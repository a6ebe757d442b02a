"""Columns and regions as files."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.csv_columns import Known, One, Parted, Plain
from articles.csv_tables import Table, tree
from articles.models import Column, Region
from articles.places import DEEPEST_COLUMN

# Country, province, city, county, and the towns that an office may add.
DEEPEST_REGION = 6


def whole_code(cell: str) -> str:
    """A spreadsheet takes 000000 for a number."""
    return "000000" if cell and not cell.strip("0") else cell


class AreaCode(Plain):
    def settle(self, cell: str) -> str:
        return whole_code(super().settle(cell))

    def read(self, cell: str, known: Known) -> str:
        try:
            code: str = super().read(cell, known)
        except ValidationError:
            raise ValidationError(_("“%(code)s”不是六位数字的行政区划代码。") % {"code": cell[:40]}) from None
        return code


class AreaAbove(One):
    def settle(self, cell: str) -> str:
        return whole_code(super().settle(cell))


COLUMNS = Table(
    columns=[
        Plain(Column, "slug"),
        Plain(Column, "name"),
        Plain(Column, "name_en"),
        above := One(Column, "parent", to=Column, key="slug"),
        Plain(Column, "position"),
        Plain(Column, "description"),
    ],
    filename="columns.csv",
    rules=[tree(above, DEEPEST_COLUMN)],
)
SHORT_NAMES = Parted(Region, "short_names")
REGIONS = Table(
    columns=[
        AreaCode(Region, "code"),
        Plain(Region, "name"),
        SHORT_NAMES,
        lies_in := AreaAbove(Region, "parent", to=Region, key="code"),
    ],
    filename="regions.csv",
    rules=[tree(lies_in, DEEPEST_REGION)],
)
