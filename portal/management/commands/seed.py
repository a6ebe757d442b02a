from typing import Any

from django.core.management.base import BaseCommand

from portal import seeding


class Command(BaseCommand):
    help = (
        "Fills an empty database with the catalogue, the regions, the demonstration bulletins and an editor's account."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for what, load in [
            ("columns", seeding.load_columns),
            ("regions", seeding.load_regions),
            ("indicators", seeding.load_catalogue),
            ("bulletins", seeding.load_bulletins),
        ]:
            if count := load():
                self.stdout.write(f"{what}: {count}")
        if password := seeding.make_editor():
            self.stdout.write(
                f"\n编辑账号 editor's account: {seeding.EDITOR}\n密码 password (shown once): {password}\n"
            )
