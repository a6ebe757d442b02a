import pytest

from indicators.checks import run
from tests.checks.drafts import subject


@pytest.fixture
def findings():
    """Every finding of one check about a text, or of all checks."""

    def find(code, text, **given):
        found = run(subject(text, **given), {})
        assert not [finding for finding in found if "未能完成" in finding.sentence]
        return [finding for finding in found if code in (None, finding.check)]

    return find


@pytest.fixture
def words(findings):
    """What stands at the places that one check points at."""

    def at(code, text, **given):
        whole = subject(text, **given).text
        return [whole[slice(*finding.place)] for finding in findings(code, text, **given) if finding.place]

    return at
