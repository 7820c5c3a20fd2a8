"""Reads a published file as its readers do, and prints what they found, as JSON.

    read.py feed FILE       feedparser, which most feed readers of the language stand on
    read.py calendar FILE   icalendar
"""

import json
import sys

import feedparser
import icalendar


def feed(data):
    found = feedparser.parse(data)
    return {
        "fault": str(found.bozo_exception) if found.bozo else None,
        "version": found.version,
        "title": found.feed.get("title"),
        "entries": [
            {
                "id": entry.get("id"),
                "title": entry.get("title"),
                "updated": bool(entry.get("updated_parsed") or entry.get("published_parsed")),
                "text": (entry.get("content") or [{"value": entry.get("summary", "")}])[0]["value"],
            }
            for entry in found.entries
        ],
    }


def calendar(data):
    try:
        found = icalendar.Calendar.from_ical(data)
        events = [
            {
                "uid": str(event["UID"]),
                "name": str(event["SUMMARY"]),
                "text": str(event["DESCRIPTION"]),
                "status": str(event["STATUS"]),
                "start": event["DTSTART"].dt.isoformat(),
                "end": event["DTEND"].dt.isoformat(),
            }
            for event in found.walk("VEVENT")
        ]
        return {"fault": None, "events": events}
    except (ValueError, KeyError) as fault:
        return {"fault": str(fault), "events": []}


print(json.dumps({"feed": feed, "calendar": calendar}[sys.argv[1]](open(sys.argv[2], "rb").read())))
