// What programs of others read beside feeds and calendars: Statuspage's API by clients of Statuspage,
// metrics, and the picture for links. Everything published has headers of its own.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { Statuspage } from 'statuspage.io';

import { read, startPage } from './page.mjs';
import { until } from '../harness/until.mjs';

const NAME = 'Web "main" \\ {x}';

let server;
let discard;
before(async () => {
  ({ server, discard } = await startPage({
    groups: [{ id: 'core', name: 'Core' }],
    components: [
      { id: 'web', name: NAME, group: 'core' },
      { id: 'api', name: 'API' },
    ],
  }));
  await server.operate('incident', 'open', 'Slow', '-c', 'web=degraded_performance', '-m', 'We look.');
  await server.operate('maintenance', 'plan', 'Disks', '--from', '1h', '--to', '2h', '-c', 'api', '-m', 'Short.');
  await until('both are published', async () => {
    // In the folder the feed is written last.
    const feed = JSON.parse(await readFile(path.join(server.published, 'feed/v1/feed.json'), 'utf8'));
    return feed.incidents.length === 1 && feed.scheduled_maintenances.length === 1;
  });
});
after(async () => {
  await discard?.();
});

test('a client of Statuspage reads the page as one of its own', async () => {
  const client = new Statuspage('acme');
  client.setApiUrl(server.origin);
  const summary = await client.api.getSummary();
  assert.equal(summary.page.name, 'Acme');
  assert.deepEqual(summary.status, (await client.api.getStatus()).status);
  assert.equal(summary.status.indicator, 'minor');
  const { components } = await client.api.getComponents();
  assert.deepEqual(components, summary.components);
  const [group, web] = components;
  assert.deepEqual(group.components, ['web']);
  assert.equal(web.group_id, group.id);
  assert.equal(web.name, NAME);
  const [open] = (await client.api.incidents.getUnresolved()).incidents;
  assert.deepEqual(summary.incidents, [open]);
  assert.deepEqual((await client.api.incidents.getAll()).incidents, [open]);
  assert.equal(open.incident_updates[0].body, 'We look.');
  assert.equal(open.components[0].id, 'web');
  const [work] = (await client.api.scheduledMaintenances.getUpcoming()).scheduled_maintenances;
  assert.deepEqual(summary.scheduled_maintenances, [work]);
  assert.equal(Date.parse(work.scheduled_until) - Date.parse(work.scheduled_for), 7_200_000);
  for (const list of ['components', 'incidents', 'scheduled_maintenances'])
    for (const { created_at: made, updated_at: changed } of summary[list]) assert.ok(Date.parse(made) <= Date.parse(changed), list);
});

test('an exporter that watches pages of Statuspage watches ours', async () => {
  const found = await read('statuspage', `${server.origin}/api/v2/summary.json`);
  assert.equal(found.success, true);
  assert.equal(found.raw_status, 'minor');
  assert.deepEqual(found.component_metadata.map(({ name }) => name).slice(1), [NAME, 'API']);
  assert.deepEqual(found.incident_metadata.map(({ name, impact }) => [name, impact]), [['Slow', 'minor']]);
  assert.deepEqual(found.maintenance_metadata.map(({ name, status }) => [name, status]), [['Disks', 'scheduled']]);
});

test('metrics are read as OpenMetrics and as the older text', async () => {
  const found = await read('metrics', path.join(server.published, 'metrics.txt'));
  assert.equal(found.fault, null);
  assert.deepEqual(found.openmetrics, found.plain);
  const value = (name, component) =>
    found.openmetrics.find(([known, labels]) => known === name && labels.component === component)?.[2];
  assert.equal(value('status_component_severity', 'web'), 3);
  assert.equal(value('status_page_severity'), 3);
  assert.equal(value('status_incidents_open'), 1);
  const names = found.openmetrics.filter(([, labels]) => labels.component === 'web').map(([, labels]) => labels.name);
  assert.deepEqual(new Set(names), new Set([NAME]));
  const { headers } = await fetch(`${server.origin}/metrics.txt`);
  assert.equal(headers.get('content-type'), 'application/openmetrics-text; version=1.0.0; charset=utf-8');
});

test('the picture for links is one, and the pages name it', async () => {
  const found = await read('picture', path.join(server.published, 'preview.png'));
  assert.deepEqual(found, { fault: null, format: 'PNG', size: [1200, 630] });
  const page = await (await fetch(`${server.origin}/`)).text();
  const [, address] = /<meta content="([^"]+)" property="og:image"/.exec(page);
  const answer = await fetch(address);
  assert.equal(answer.headers.get('content-type'), 'image/png');
});

test('everything published stands in exactly one pattern of the headers', async () => {
  const files = (await readdir(server.published, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(server.published, path.join(entry.parentPath ?? entry.path, entry.name)))
    .filter((name) => name !== '_headers');
  const lines = (await readFile(path.join(server.published, '_headers'), 'utf8')).split('\n');
  const patterns = lines.filter((line) => line.startsWith('/') && line !== '/*');
  const covers = (pattern, address) => (pattern.endsWith('*') ? address.startsWith(pattern.slice(0, -1)) : address === pattern);
  const counts = files.map((name) => [name, patterns.filter((pattern) => covers(pattern, `/${name}`)).length]);
  assert.deepEqual(counts.filter(([, count]) => count !== 1), []);
  assert.ok(30 < files.length);
  for (const open of ['api/v2/summary.json', 'badge/web.svg', 'badge/web/uptime-7.svg', 'metrics.txt', 'jsonfeed.json', 'preview.png']) {
    const { headers, ok } = await fetch(`${server.origin}/${open}`);
    assert.ok(ok, open);
    assert.equal(headers.get('access-control-allow-origin'), '*', open);
  }
});
