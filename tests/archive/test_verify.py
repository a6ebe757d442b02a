"""The archive shows by itself that nothing was changed: one changed digit, one version taken out, is found."""

import pytest
from django.core.management import call_command

from articles.archive import BrokenChain, Entry, TextChanged, seal, verify
from articles.models import Revision
from indicators.models import Record


@pytest.fixture
def chain() -> list[Entry]:
    entries: list[Entry] = []
    for sequence, content in enumerate([b"352.4", b"12.4", b"100"], start=1):
        previous = entries[-1].sha256 if entries else ""
        entries.append(Entry(sequence, seal(content, previous), previous, content))
    return entries


def kinds(entries):
    return [type(fault) for fault in verify(entries)]


def test_an_untouched_chain_holds(chain):
    assert kinds(chain) == []


def test_one_changed_digit_is_found(chain):
    from dataclasses import replace

    assert kinds([chain[0], replace(chain[1], content=b"12.5"), chain[2]]) == [TextChanged]


def test_a_version_taken_out_is_found(chain):
    assert kinds([chain[0], chain[2]]) == [BrokenChain]
    assert kinds(chain[1:]) == [BrokenChain]


def test_a_digit_changed_together_with_its_hash_breaks_the_next_link(chain):
    forged = Entry(1, seal(b"352.5", ""), "", b"352.5")
    assert kinds([forged, *chain[1:]]) == [BrokenChain]


def test_verify_holds_for_what_was_published(town, capsys):
    call_command("verify")
    assert "ok: 4" in capsys.readouterr().out


@pytest.mark.parametrize("where", ["text", "record", "gone"])
def test_verify_names_what_does_not_hold(town, unfrozen, capsys, where):
    revision = Revision.objects.get(sequence=2)
    if where == "text":
        Revision.objects.filter(pk=revision.pk).update(text=revision.text.replace("240", "250"))
    elif where == "record":
        Record.objects.filter(pk=revision.records.first().pk).update(value="250")
    else:
        Record.objects.filter(revision=revision).delete()
        Revision.objects.filter(pk=revision.pk).delete()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify")
    assert stopped.value.code == 1
    assert ("BrokenChain" if where == "gone" else "TextChanged") in capsys.readouterr().out


@pytest.fixture
def unfrozen(town):
    """What somebody with the database in hand could do: take the triggers away first."""
    from django.db import connection

    tables = ["articles_revision", "indicators_record", "indicators_correction"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the fixtures' deferred foreign keys are in the way
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                for act in ("update", "delete", "insert"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen_{act}")
