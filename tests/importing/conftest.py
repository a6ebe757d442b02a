import io
import json

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def bring_in(tmp_path):
    """Runs the command: (lines of output, sentences on stderr, exit status)."""

    def run(*files, **options):
        out, err, status = io.StringIO(), io.StringIO(), 0
        try:
            call_command("import_bulletin", *map(str, files), stdout=out, stderr=err, **options)
        except CommandError as error:
            status = error.returncode
        return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), status

    return run


@pytest.fixture
def write_file(tmp_path):
    def write(content: str | bytes, name: str = "bulletin.txt"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
