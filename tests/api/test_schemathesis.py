"""Everything that the schema allows and forbids is asked, a bounded number of times and the same each run: no answer is a
fault of ours, and none is other than the schema says."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from portal.wsgi import application

QUESTIONS = 8  # for each operation and mode
ALWAYS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture(autouse=True)
def one_connection():
    """A request's end does not close the connection that the test's transaction is in; Django's own client sees to that, too."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_question_is_answered_otherwise_than_the_schema_says(figures, mode):
    schema = schemathesis.openapi.from_wsgi("/api/schema/", application)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 15
    asked, faults = 0, []
    for operation in operations:

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=QUESTIONS,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def ask(case):
            nonlocal asked
            asked += 1
            case.call_and_validate(checks=ALWAYS, headers={"Accept-Encoding": "identity"})

        try:
            ask()
        except Unsatisfiable:
            assert mode == GenerationMode.NEGATIVE  # an address that takes any text, or none, forbids nothing
        except Exception as error:
            faults.append(f"{operation.label}: {error} {[str(inner) for inner in getattr(error, 'exceptions', [])]}")
    assert faults == []
    assert asked > len(operations)
