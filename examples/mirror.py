"""Keeps a copy of a portal's bulletins and records in a local SQLite file: run it as often as you like.

    python mirror.py http://127.0.0.1:8000 mirror.sqlite3

It follows /api/v1/changes/ from where it stopped last time. What a page of changes says and the cursor behind it are written in one
transaction, so it may be interrupted at any moment and run again. Only Python's standard library is needed.
"""

import argparse
import json
import sqlite3
import sys
import urllib.error
import urllib.parse
import urllib.request

TABLES = """
CREATE TABLE IF NOT EXISTS article (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, json TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY, article INTEGER NOT NULL, json TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS record_of_article ON record (article);
CREATE TABLE IF NOT EXISTS progress (id INTEGER PRIMARY KEY CHECK (id = 1), cursor TEXT NOT NULL);
"""
NO_LONGER_PUBLIC = {404, 410}


def fetch(address):
    if not address.startswith(("http://", "https://")):
        raise OSError(f"not an address of the web: {address}")
    request = urllib.request.Request(address, headers={"Accept": "application/json"})  # noqa: S310  # looked at above
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return json.load(answer)


def follow(portal, database, page_size=100):
    """Brings the copy up to date; returns how many changes there were."""
    database.executescript(TABLES)
    asked, seen = {"page_size": page_size}, 0
    for (cursor,) in database.execute("SELECT cursor FROM progress"):
        asked["since"] = cursor
    address = f"{portal.rstrip('/')}/api/v1/changes/?{urllib.parse.urlencode(asked)}"
    while address:
        page = fetch(address)
        # An article's last change says how it is now; what was before need not be fetched.
        newest = {change["article"]: change for change in page["results"]}
        wanted = {number: public_version(change) for number, change in newest.items()}
        with database:
            for number, article in wanted.items():
                put(database, number, article)
            database.execute("REPLACE INTO progress VALUES (1, ?)", [page["cursor"]])
        seen += len(page["results"])
        address = page["next"]
    return seen


def public_version(change):
    """The version that the change is about, with its records; None if nobody may read it (any more)."""
    if change["kind"] == "withdrawn":
        return None
    try:
        return fetch(f"{change['version_url']}?include=records")
    except urllib.error.HTTPError as error:
        if error.code in NO_LONGER_PUBLIC:
            return None  # a later change says why
        raise


def put(database, number, article):
    database.execute("DELETE FROM article WHERE id = ?", [number])
    database.execute("DELETE FROM record WHERE article = ?", [number])
    if article is None:
        return
    records = article.pop("records")
    database.execute("INSERT INTO article VALUES (?, ?, ?)", [number, article["revision"], json.dumps(article)])
    database.executemany(
        "INSERT INTO record VALUES (?, ?, ?)", [(record["id"], number, json.dumps(record)) for record in records]
    )


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("portal", help="http://127.0.0.1:8000")
    words.add_argument("file", help="mirror.sqlite3")
    words.add_argument("--page-size", type=int, default=100, help="changes in one transaction")
    given = words.parse_args()
    try:
        print(follow(given.portal, sqlite3.connect(given.file), given.page_size))
    except urllib.error.HTTPError as error:
        sys.exit(f"{error.url}: {error.code} {error.read().decode('utf-8', 'replace')}")
    except OSError as error:
        sys.exit(f"{given.portal}: {error}")


if __name__ == "__main__":
    main()
