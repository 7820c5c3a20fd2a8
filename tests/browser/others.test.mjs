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

for (const [name, address, companion] of [
  ['statuspage', '/api/v2/summary.json'],
  ['instatus', '/summary.json'],
  ['upptime', '/history/summary.json'],
  ['cstate', '/index.json'],
  ['gatus', '/api/v1/endpoints/statuses'],
  // What there is and how it is are two documents.
  ['kuma', '/api/status-page/acme', '/api/status-page/heartbeat/acme'],
]) {
  const read = (file) => readFile(path.join(GOLDEN, `${file}.json`), 'utf8');

  test(`an outage on a page of ${name} is shown`, async (t) => {
    const paths = { [address]: await read(`${name}-outage`) };
    if (companion) paths[companion] = await read(`${name}-outage-heartbeat`);
    const { page, blame } = await embed(t, paths, address);
    await page.locator('pilot-light:is([level="partial"],[level="major"],[level="degraded"],[level="maintenance"])[state="ready"]').waitFor({ timeout: 20_000 });
    await page.locator('[part~="header"]').waitFor();
    await blame();
  });
}

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
