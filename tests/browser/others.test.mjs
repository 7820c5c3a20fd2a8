// Status pages of another make, read by the widget: the golden documents of the adapters, served as
// their own servers would.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, reaches, visit } from './browser.mjs';
import { serveForeignPage } from './foreign.mjs';
import { servePaths } from '../harness/serve.mjs';
import { ROOT, startServer } from '../harness/server.mjs';
import { HttpTarget } from '../harness/targets.mjs';

const GOLDEN = path.join(ROOT, 'feed/golden/adapter');

let browser;
let target;
let server;
before(async () => {
  browser = await launch();
  target = await HttpTarget.start();
  server = await startServer({ components: [{ id: 'api', name: 'API', monitor: { kind: 'http', url: target.url, every: '1s' } }] });
});
after(() => Promise.all([browser.close(), server.discard(), target.stop()]));

async function embed(t, paths, address, attributes = '') {
  const provider = await servePaths(paths, { 'access-control-allow-origin': '*' });
  t.after(provider.stop);
  const body = `<pilot-light variant="panel" feed="${provider.origin}${address}" ${attributes}></pilot-light>`;
  const host = await serveForeignPage(server.origin, { body });
  t.after(host.stop);
  const visited = await visit(browser, `${host.origin}/`, { origins: [server.origin, provider.origin] });
  t.after(() => visited.context.close());
  return visited;
}

/** When the golden documents were written. Checks that are days old are no news, so they are brought to the present. */
const WRITTEN = Date.parse('2026-11-23T06:10:00Z');

async function read(name) {
  const shift = Date.now() - WRITTEN;
  const text = await readFile(path.join(GOLDEN, `${name}.json`), 'utf8');
  return text.replace(/(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)/g, (_, day, between, time) =>
    new Date(Date.parse(`${day}T${time}Z`) + shift).toISOString().slice(0, 19).replace('T', between),
  );
}

/** Address, level of the outage, a component with its status then and on a good day; Instatus names none. */
const FORMATS = {
  statuspage: { address: '/api/v2/summary.json', level: 'partial', component: 'Tracking API', outage: 'Major outage' },
  'incident-io': { address: '/api/v2/summary.json', level: 'degraded', component: 'Payments', outage: 'Degraded' },
  openstatus: { address: '/api/v2/summary.json', level: 'partial', component: 'Routing', outage: 'Partial outage' },
  instatus: { address: '/summary.json', level: 'major' },
  upptime: { address: '/history/summary.json', level: 'partial', component: 'Appointments', outage: 'Major outage' },
  cstate: { address: '/index.json', level: 'major', component: 'Messages', outage: 'Major outage' },
  gatus: { address: '/api/v1/endpoints/statuses', level: 'partial', component: 'search', outage: 'Major outage' },
  // What there is and how it is are two documents.
  kuma: { address: '/api/status-page/acme', companion: '/api/status-page/heartbeat/acme', level: 'partial', component: 'Photos', outage: 'Major outage' },
};

for (const [name, { address, companion, level, component, outage }] of Object.entries(FORMATS)) {
  for (const [mood, file, wanted, words] of [['a good day', name, 'operational', 'Operational'], ['an outage', `${name}-outage`, level, outage]]) {
    test(`${mood} on a page of ${name} is read as that`, async (t) => {
      const paths = { [address]: await read(file) };
      if (companion) paths[companion] = await read(`${file}-heartbeat`);
      const { page, blame } = await embed(t, paths, address);
      await reaches(page, { state: 'ready', level: wanted });
      await page.locator('div[part~="panel"]').waitFor();
      await reaches(page, { state: 'ready', level: wanted });
      if (component) {
        const row = page.locator('[part~="row"]').filter({ has: page.locator('[part~="row-name"]', { hasText: new RegExp(`^${component}$`) }) });
        assert.match(await row.locator('[part~="row-status"]').innerText(), new RegExp(words, 'i'));
      } else {
        await page.locator('[part~="header"]', { hasText: wanted === 'operational' ? 'All systems operational' : /outage/i }).waitFor();
      }
      await blame();
    });
  }
}

test('feed-format says whose an empty list is, and does not make another document its own', async (t) => {
  const address = '/api/v1/endpoints/statuses';
  const unsaid = await embed(t, { [address]: '[]' }, address);
  await reaches(unsaid.page, { state: 'error', level: 'unknown' });
  const said = await embed(t, { [address]: '[]' }, address, 'feed-format="gatus"');
  await reaches(said.page, { state: 'ready', level: 'unknown' });
  const good = { '/api/v2/summary.json': await read('statuspage') };
  const right = await embed(t, good, '/api/v2/summary.json', 'feed-format="statuspage"');
  await reaches(right.page, { state: 'ready', level: 'operational' });
  const wrong = await embed(t, good, '/api/v2/summary.json', 'feed-format="kuma"');
  await reaches(wrong.page, { state: 'error', level: 'unknown' });
});

test('a page of kuma without its heartbeats reads unknown', async (t) => {
  const address = '/api/status-page/acme';
  const { page } = await embed(t, { [address]: await readFile(path.join(GOLDEN, 'kuma.json'), 'utf8') }, address);
  await reaches(page, { state: 'error', level: 'unknown' });
});

test('what is no status page of any kind reads unknown', async (t) => {
  const { page } = await embed(t, { '/x.json': '{"everything":"is fine"}' }, '/x.json');
  await reaches(page, { state: 'error', level: 'unknown' });
  assert.equal(await page.locator('pilot-light').getByText('operational').count(), 0);
});
