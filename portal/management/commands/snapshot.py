"""The whole archive as CSV and Parquet files, for bulk download; to be run each night."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal import snapshots


class Command(BaseCommand):
    help = "把全部公开的公报、指标记录、指标目录、地区写成 CSV 和 Parquet 文件，附校验值和清单。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            type=Path,
            nargs="?",
            default=settings.SNAPSHOTS_DIR,
            metavar="DIR",
            help="写到这个文件夹之下，每次一个新的子文件夹；不写时写到 SNAPSHOTS_DIR，由接口列出并提供下载",
        )
        parser.add_argument("--keep", type=int, default=7, metavar="N", help="保留最近几次的（默认 7）")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"] < 1:
            raise CommandError(_("--keep 至少为 1。"))
        try:
            self.stdout.write(str(snapshots.write(options["folder"], options["keep"])))
        except OSError as error:
            raise CommandError(_("写不了文件：%(error)s") % {"error": error}) from error
