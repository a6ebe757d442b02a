"""A published record stays as it was published; what may still be said of it is which catalogue entry it belongs to, and
that somebody has confirmed it."""

from articles.freezing import PART_OF_PUBLISHED, Frozen

RECORDS = Frozen(
    "indicators_record",
    when=PART_OF_PUBLISHED,
    # `ends` and `cells` follow from what is frozen, and from the status; PostgreSQL works them out only after its triggers have run.
    may_change=("indicator_id", "status", "decided_by_id", "decided_at", "ends", "cells"),
    unless_changed_badly="(NEW.status <> OLD.status AND NOT (OLD.status = 'candidate' AND NEW.status = 'confirmed'))",
    guards_insert=True,
)

# Why what the checks found was let stand belongs to the version that was published so.
ANSWERS = Frozen("indicators_answer", when=PART_OF_PUBLISHED, guards_insert=True, unique=(("revision_id", "key"),))
# The log of mergers is added to; a line of it changes once, when its merger is taken back.
MERGERS = Frozen(
    "indicators_merger",
    when="TRUE",
    may_change=("undone_at", "undone_by_id"),
    unless_changed_badly="(OLD.undone_at IS NOT NULL)",
)

CORRECTIONS = Frozen("indicators_correction", when=PART_OF_PUBLISHED, guards_insert=True)
