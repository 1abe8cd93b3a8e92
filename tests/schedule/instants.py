#!/usr/bin/env python3
"""Makes instants.csv: what UTC instant each local hour is, by Python's zoneinfo and the tzdata package of PyPI.

    python3 -m venv venv && venv/bin/pip install tzdata
    venv/bin/python tests/schedule/instants.py > tests/schedule/instants.csv

The table is complete: eleven zones, every date from FIRST to LAST, all 24 hours. To stay small it is written as runs:
local hours that follow each other and are the same distance from UTC. Where an hour does not exist or happens twice,
a run ends. Nothing of the system's own zone files is read, for they are often years old.
"""

import importlib.metadata
import platform
import zoneinfo
from datetime import date, datetime, time, timedelta, timezone

import tzdata

ZONES = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Khartoum",
    "Africa/Tunis",
    "Asia/Aden",
    "Asia/Amman",
    "Asia/Baghdad",
    "Asia/Beirut",
    "Asia/Damascus",
    "Asia/Gaza",
    "Asia/Hebron",
]

# A course of four weeks that starts on the last day of 2027 is closed well before the end of February.
FIRST, LAST = date(2026, 1, 1), date(2028, 2, 29)

HOUR = timedelta(hours=1)


def instant(local: datetime, zone: zoneinfo.ZoneInfo) -> datetime:
    """The UTC instant of a local time, as naive UTC.

    With fold=0 zoneinfo takes the offset from before a change, both for a time that the clocks skip and for one that
    happens twice. For a skipped time this is the later instant, as far after the gap as the time was after the gap's
    start; for a time that happens twice it is the first. Java's and JavaScript's word for it is "compatible".
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(timezone.utc).replace(tzinfo=None)


def runs(zone: zoneinfo.ZoneInfo):
    """(first local hour, last local hour, UTC instant of the first) for runs of hours at one distance from UTC."""
    local, end = datetime.combine(FIRST, time()), datetime.combine(LAST, time(23))
    first, first_utc = local, instant(local, zone)
    while local < end:
        following = local + HOUR
        if instant(following, zone) - following != first_utc - first:
            yield first, local, first_utc
            first, first_utc = following, instant(following, zone)
        local = following
    yield first, local, first_utc


def main():
    zoneinfo.reset_tzpath(to=())
    print(f"# tzdata {tzdata.IANA_VERSION}")
    print(f"# Made by instants.py: zoneinfo of Python {platform.python_version()},", end=" ")
    print(f"package tzdata {importlib.metadata.version('tzdata')} of PyPI. Do not edit.")
    print("# Local hours from first to last follow each other, and so do their instants from first_utc.")
    print("zone,first_local,last_local,first_utc")
    for name in ZONES:
        for first, last, first_utc in runs(zoneinfo.ZoneInfo(name)):
            print(f"{name},{first:%Y-%m-%dT%H:%M},{last:%Y-%m-%dT%H:%M},{first_utc:%Y-%m-%dT%H:%MZ}")


main()
