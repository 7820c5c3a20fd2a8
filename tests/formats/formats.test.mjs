// Feeds and calendar, read by the programs of others: what an operator says arrives, updated in place,
// and what is broken is not read.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { parseJsonFeed } from 'feedsmith';
import ICAL from 'ical.js';

import { read, startPage } from './page.mjs';
import { until } from '../harness/until.mjs';

const HOSTILE = 'Bold <b>&amp;</b>, "quoted"; ]]> a\\b';

let server;
let discard;
let folder;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'formats-'));
  ({ server, discard } = await startPage({ components: [{ id: 'web', name: 'Web, main' }] }));
});
after(async () => {
  await discard?.();
  await rm(folder, { recursive: true, force: true });
});

async function readText(kind, text) {
  const file = path.join(folder, kind);
  await writeFile(file, text);
  return read(kind, file);
}

const published = (name) => readFile(path.join(server.published, name), 'utf8');

/** What a file says, once it says what is wanted. */
const until_read = (kind, name, wanted) =>
  until(name, async () => {
    const found = await readText(kind, await published(name));
    assert.equal(found.fault, null, name);
    return wanted(found) && found;
  });

test('an incident is one entry, which changes in place', async () => {
  await server.operate('incident', 'open', HOSTILE, '-c', 'web=degraded_performance', '-m', `First: ${HOSTILE}`);
  for (const [name, version] of [['feed.atom', 'atom10'], ['feed.rss', 'rss20']]) {
    const found = await until_read('feed', name, ({ entries }) => entries.length === 1);
    assert.equal(found.version, version);
    assert.equal(found.title, 'Acme status');
    const [entry] = found.entries;
    assert.match(entry.title, /Bold/);
    assert.ok(entry.updated);
    assert.match(entry.text, /First:.*&lt;b&gt;/);
    assert.match(entry.id, /\/incidents\/\w+\/$/);
  }
  const [{ id }] = (await readText('feed', await published('feed.atom'))).entries;
  await server.operate('incident', 'resolve', '-m', 'Second.');
  for (const name of ['feed.atom', 'feed.rss']) {
    const later = await until_read('feed', name, ({ entries }) => /Second\./.test(entries[0].text));
    assert.deepEqual(later.entries.map((entry) => entry.id), [id], name);
    assert.match(later.entries[0].text, /Resolved.*Second\..*First:/s);
  }

  const { version, items } = JSON.parse(await published('jsonfeed.json'));
  assert.equal(version, 'https://jsonfeed.org/version/1.1');
  assert.deepEqual(items.map((item) => item.id), [id]);
});

test('planned work is one event, which is moved and cancelled in place', async () => {
  await server.operate('maintenance', 'plan', HOSTILE, '--from', '1h', '--to', '2h', '-c', 'web', '-m', 'One; two, three.');
  const planned = await until_read('calendar', 'maintenance.ics', ({ events }) => events.length === 1);
  const [event] = planned.events;
  assert.equal(event.name, HOSTILE);
  assert.equal(event.text, 'Web, main\nOne; two, three.');
  assert.equal(event.status, 'CONFIRMED');
  assert.equal(Date.parse(event.end) - Date.parse(event.start), 7_200_000);
  const { id } = (await server.feed()).scheduled_maintenances[0];
  await server.operate('maintenance', 'edit', id, '--from', '3h', '--to', '4h');
  const later = ({ events }) => events.length === 1 && event.start < events[0].start;
  const [moved] = (await until_read('calendar', 'maintenance.ics', later)).events;
  assert.equal(moved.uid, event.uid);
  assert.ok(event.sequence < moved.sequence, 'a calendar keeps the event of the higher sequence');
  assert.ok(event.changed <= moved.changed);
  await agrees_with_ical(moved);
  const single = await until_read('calendar', `calendar/${id}.ics`, later);
  assert.deepEqual(single.events, [moved]);
  await server.operate('maintenance', 'cancel', '-m', 'Not needed.');
  const cancelled = await until_read('calendar', 'maintenance.ics', ({ events }) => events[0]?.status === 'CANCELLED');
  assert.deepEqual(cancelled.events.map(({ uid }) => uid), [event.uid]);
  assert.ok(moved.sequence < cancelled.events[0].sequence, 'else a calendar keeps what was planned');
});

/** ical.js, on which the calendar of Thunderbird stands, finds the same. */
async function agrees_with_ical(event) {
  const [, , parts] = ICAL.parse(await published('maintenance.ics'));
  const calendar = new ICAL.Component(['vcalendar', [], parts]);
  const [found] = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
  assert.equal(found.uid, event.uid);
  assert.equal(found.summary, HOSTILE);
  assert.equal(found.sequence, event.sequence);
  assert.equal(found.startDate.toUnixTime() * 1000, Date.parse(event.start));
}

test('a new name is news to a reader of feeds', async () => {
  const { id } = (await server.feed()).past_incidents[0];
  const entry = ({ entries }) => entries.find((one) => one.id.endsWith(`/${id}/`));
  const before = entry(await readText('feed', await published('feed.atom')));
  await server.operate('incident', 'edit', id, '--name', 'Renamed');
  const found = await until_read('feed', 'feed.atom', (feed) => entry(feed)?.title === 'Renamed');
  const renamed = entry(found);
  assert.ok(before.updated < renamed.updated, 'its time moves on');
  const items = parseJsonFeed(JSON.parse(await published('jsonfeed.json'))).items;
  assert.equal(items.find((item) => item.id.endsWith(`/${id}/`)).title, 'Renamed');
});

test('what is broken is not read', async () => {
  const atom = await published('feed.atom');
  assert.notEqual((await readText('feed', atom.slice(0, atom.length / 2))).fault, null);
  assert.notEqual((await readText('feed', atom.replace('&lt;', '<'))).fault, null);
  const calendar = await published('maintenance.ics');
  assert.notEqual((await readText('calendar', calendar.replace(/UID:.*\r\n/, ''))).fault, null);
  assert.notEqual((await readText('calendar', calendar.replace('END:VEVENT\r\n', ''))).fault, null);
});
