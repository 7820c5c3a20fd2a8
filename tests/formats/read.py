"""Reads a published file as its readers do, and prints what they found, as JSON.

    read.py feed FILE       feedparser, which most feed readers of the language stand on
    read.py calendar FILE   icalendar
    read.py metrics FILE    prometheus_client, as OpenMetrics and as the older text format
    read.py picture FILE    Pillow
    read.py page FILE       extruct: what Schema.org and Open Graph say in it
    read.py security FILE   sectxt, which the Dutch government checks its sites with
    read.py robots FILE     the library of the language
    read.py guide FILE      llms-txt, by who thought of that file
    read.py statuspage URL  an exporter that watches status pages by Statuspage's API
"""

import datetime
import io
import json
import os
import sys
import tempfile
import urllib.robotparser

import extruct
import feedparser
import icalendar
import llms_txt
import PIL.Image
import sectxt
from prometheus_client import parser
from prometheus_client.openmetrics import parser as openmetrics


def instant(parsed):
    return parsed and datetime.datetime(*parsed[:6]).isoformat()


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
                "updated": instant(entry.get("updated_parsed") or entry.get("published_parsed")),
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
                "sequence": int(event["SEQUENCE"]),
                "changed": event["LAST-MODIFIED"].dt.isoformat(),
                "start": event["DTSTART"].dt.isoformat(),
                "end": event["DTEND"].dt.isoformat(),
            }
            for event in found.walk("VEVENT")
        ]
        return {"fault": None, "events": events}
    except (ValueError, KeyError) as fault:
        return {"fault": str(fault), "events": []}


def metrics(data):
    read = {
        "openmetrics": openmetrics.text_string_to_metric_families,
        "plain": parser.text_string_to_metric_families,
    }
    try:
        found = {
            name: [
                [sample.name, sample.labels, sample.value]
                for family in families(data.decode())
                for sample in family.samples
            ]
            for name, families in read.items()
        }
        return {"fault": None, **found}
    except ValueError as fault:
        return {"fault": str(fault)}


def picture(data):
    try:
        found = PIL.Image.open(io.BytesIO(data))
        found.load()
        return {"fault": None, "format": found.format, "size": found.size}
    except (OSError, SyntaxError) as fault:
        return {"fault": str(fault)}


def page(data):
    return extruct.extract(data.decode(), syntaxes=["microdata", "opengraph"], uniform=True)


def security(data):
    found = sectxt.Parser(data, is_local=True)
    return {
        "valid": found.is_valid(),
        "errors": [fault["code"] for fault in found.errors],
        "lines": {line["field_name"]: line["value"] for line in found.lines if line["field_name"]},
    }


def robots(data):
    found = urllib.robotparser.RobotFileParser()
    found.parse(data.decode().splitlines())
    return {"open": found.can_fetch("*", "/incidents/a/"), "maps": found.site_maps()}


def guide(data):
    try:
        found = llms_txt.parse_llms_file(data.decode())
        links = [link.url for links in found.sections.values() for link in links]
        return {"fault": None, "title": found.title, "summary": found.summary, "links": links}
    except AttributeError as fault:
        # It says no more of what it cannot read.
        return {"fault": str(fault)}


def statuspage(url):
    # It reads its services when it is imported, and keeps what it has read where it stands.
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        service = {"name": "Acme", "type": "status_page", "url": url}
        with open("services.json", "w") as services:
            json.dump({"acme": service}, services)
        from statuspage_prometheus_exporter.service_checker import check_service_status

        found = check_service_status("acme", service)
        os.chdir("/")
        return found


READERS = {
    "feed": feed,
    "calendar": calendar,
    "metrics": metrics,
    "picture": picture,
    "page": page,
    "security": security,
    "robots": robots,
    "guide": guide,
}
kind, place = sys.argv[1:]
if kind == "statuspage":
    print(json.dumps(statuspage(place)))
else:
    with open(place, "rb") as file:
        print(json.dumps(READERS[kind](file.read())))
