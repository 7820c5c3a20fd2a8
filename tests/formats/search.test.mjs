// What search engines and other finders read, by the programs of others: site map, robots.txt,
// llms.txt, security.txt, the marks of Schema.org and Open Graph, and what shields.io draws from.

import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { makeBadge } from 'badge-maker';
import { parseSitemap, parseSitemapIndex } from 'sitemap';

import { read, startPage } from './page.mjs';
import { until } from '../harness/until.mjs';


let server;
let discard;
let planned;
before(async () => {
  ({ server, discard } = await startPage({
    page: { security_contact: 'security@acme.example' },
    components: [{ id: 'web', name: 'Web' }],
  }));
  await server.operate('incident', 'open', 'Slow', '-c', 'web=degraded_performance', '-m', 'We look.');
  await server.operate('maintenance', 'plan', 'Disks', '--from', '1h', '--to', '2h', '-c', 'web', '-m', 'Short.');
  planned = await until('both are published', async () => {
    // In the folder the feed is written last.
    const { incidents, scheduled_maintenances: ahead } = JSON.parse(await readFile(published('feed/v1/feed.json'), 'utf8'));
    return incidents.length === 1 && ahead[0];
  });
});
after(async () => {
  await discard?.();
});

const published = (name) => path.join(server.published, name);

/** A copy with something else in it, to see that a reader notices. */
async function broken(name, from, to) {
  const text = await readFile(published(name), 'utf8');
  assert.ok(text.includes(from), `${name} has ${from}`);
  const file = path.join(server.home, path.basename(name));
  await writeFile(file, text.replace(from, to));
  return file;
}

test('every address of the site maps is a page, and the incident says when it changed', async () => {
  const maps = await parseSitemapIndex(createReadStream(published('sitemap.xml')));
  const names = maps.map(({ url }) => path.basename(url));
  const month = new Date().toISOString().slice(0, 7);
  assert.deepEqual(names, ['sitemap-pages.xml', `sitemap-${month}.xml`]);
  const read = names.map((name) => parseSitemap(createReadStream(published(name))));
  const items = (await Promise.all(read)).flat();
  assert.ok(8 < items.length, `${items.length}`);
  assert.equal(new Set(items.map(({ url }) => url)).size, items.length);
  for (const { url } of items) {
    const answer = await fetch(url);
    assert.equal(answer.status, 200, url);
    assert.match(answer.headers.get('content-type'), /^text\/html/, url);
  }
  const [{ id, updated_at }] = (await server.feed()).incidents;
  const incident = items.find(({ url }) => url.endsWith(`/incidents/${id}/`));
  assert.equal(Date.parse(incident.lastmod), Date.parse(updated_at));
  assert.equal(Date.parse(maps[1].lastmod), Date.parse(updated_at));
  await assert.rejects(parseSitemap(createReadStream(await broken('sitemap-pages.xml', '</loc>', ''))));
  await assert.rejects(parseSitemapIndex(createReadStream(await broken('sitemap.xml', '</loc>', ''))));
});

test('robots may come, and are told of the site map', async () => {
  const found = await read('robots', published('robots.txt'));
  assert.deepEqual(found, { open: true, maps: [`${server.origin}/sitemap.xml`] });
  assert.equal((await read('robots', await broken('robots.txt', 'Allow', 'Disallow'))).open, false);
});

test('every link of llms.txt leads somewhere', async () => {
  const found = await read('guide', published('llms.txt'));
  assert.equal(found.fault, null);
  assert.equal(found.title, 'Acme status');
  assert.match(found.summary, /^Whether Acme works/);
  assert.ok(10 < found.links.length);
  for (const link of found.links) assert.equal((await fetch(link)).status, 200, link);
  assert.notEqual((await read('guide', await broken('llms.txt', '- [', '- ('))).fault, null);
});

test('security.txt is valid, and says whom to tell', async () => {
  const { valid, errors, lines } = await read('security', published('.well-known/security.txt'));
  assert.deepEqual(errors, []);
  assert.ok(valid);
  assert.equal(lines.contact, 'mailto:security@acme.example');
  assert.ok(Date.now() < Date.parse(lines.expires));
  const without = await broken('.well-known/security.txt', 'Expires', 'Expected');
  assert.deepEqual((await read('security', without)).errors, ['no_expire']);
});

test('pages say in the marks of Schema.org and Open Graph what they say to people', async () => {
  const status = await read('page', published('index.html'));
  const { description, name } = status.microdata.find((item) => item['@type'] === 'WebPage');
  assert.equal(name, 'Web has degraded performance · Acme status');
  const [graph] = status.opengraph;
  assert.equal(graph['og:description'], description);
  assert.equal(graph['og:image'], `${server.origin}/preview.png?degraded`);
  assert.equal(graph['og:url'], `${server.origin}/`);
  const work = (await read('page', published('maintenance/index.html'))).microdata.flatMap(events);
  assert.equal(work.length, 1);
  const [event] = work;
  assert.equal(event.name, 'Disks');
  assert.equal(Date.parse(event.startDate), Date.parse(planned.starts_at));
  assert.equal(Date.parse(event.endDate), Date.parse(planned.ends_at));
  assert.match(event.eventStatus, /EventScheduled$/);
});

/** The events of an item and of all within it. */
function events(item) {
  if (Array.isArray(item)) return item.flatMap(events);
  if (typeof item !== 'object' || item === null) return [];
  return [...(item['@type'] === 'Event' ? [item] : []), ...Object.values(item).flatMap(events)];
}

test('shields.io draws what badge.json says', async () => {
  const { schemaVersion, ...badge } = JSON.parse(await readFile(published('badge.json'), 'utf8'));
  assert.equal(schemaVersion, 1);
  const drawing = makeBadge(badge);
  assert.match(drawing, /<title>Acme: Degraded, \d\d:\d\d UTC<\/title>/);
  const grey = makeBadge({ ...badge, color: 'no colour that it knows' });
  assert.notEqual(drawing, grey);
  assert.throws(() => makeBadge({ ...badge, words: 'no field of its' }));
});
