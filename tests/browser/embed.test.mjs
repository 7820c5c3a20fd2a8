// The widget as a guest: it moves nothing, asks nobody else, stores nothing, breaks no policy.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit, widget } from './browser.mjs';
import { badge, serveForeignPage, strictPolicy } from './foreign.mjs';
import { startServer } from '../harness/server.mjs';
import { HttpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

let browser;
let server;
let target;
before(async () => {
  browser = await launch();
  target = await HttpTarget.start();
  const monitor = { kind: 'http', url: target.url, every: '1s' };
  server = await startServer({ components: [{ id: 'api', name: 'API', monitor }] });
  await until('the feed to be operational', async () => (await server.feed()).status.level === 'operational');
});
after(async () => {
  await Promise.all([browser.close(), server.discard()]);
  await target.stop();
});

async function embed(t, settings = {}, prepare) {
  const host = await serveForeignPage(server.origin, settings);
  t.after(host.stop);
  const visited = await visit(browser, `${host.origin}/`, { origins: [server.origin], prepare });
  t.after(() => visited.context.close());
  return visited;
}

const box = (locator) => locator.evaluate((element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x, y, width, height };
});

test('the badge takes the place of its image to the pixel', async (t) => {
  const without = await embed(t, { script: false });
  const before = await box(without.page.getByText('What follows must not move.'));
  const image = await box(without.page.locator('img'));
  const { page, blame, shift } = await embed(t);
  await reaches(page, { state: 'ready', level: 'operational' });
  const upgraded = page.locator('button[part~="badge"]');
  await upgraded.waitFor();
  assert.deepEqual(await box(upgraded), image);
  assert.deepEqual(await box(page.getByText('What follows must not move.')), before);
  assert.equal(await shift(), 0);
  await blame();
});

test('the panel opens from the badge, closes by Escape and gives the focus back', async (t) => {
  const { page, blame } = await embed(t);
  await reaches(page, { state: 'ready' });
  const button = page.getByRole('button', { name: /operational/i });
  await button.click();
  const panel = page.locator('[part~="panel"]');
  await panel.waitFor();
  await panel.getByText('API').waitFor();
  assert.equal(await button.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });
  await page.locator('button[aria-expanded="false"]').waitFor();
  assert.equal(await button.evaluate((element) => element.getRootNode().activeElement === element), true);
  await blame();
});

test('the documented minimum of a policy is enough', async (t) => {
  const body = `${badge(server.origin)}<pilot-light variant="panel"></pilot-light>`;
  const { page, blame } = await embed(t, { body, policy: strictPolicy(server.origin) });
  await page.locator('[part~="panel"]').locator('visible=true').getByText('API').first().waitFor();
  await page.getByRole('button', { name: /operational/i }).waitFor();
  await blame();
});

test('under a policy without WebAssembly the status is there all the same', async (t) => {
  const policy = strictPolicy(server.origin).replace(" 'wasm-unsafe-eval'", '');
  const body = `${badge(server.origin)}<pilot-light variant="panel"></pilot-light>`;
  const { page } = await embed(t, { body, policy });
  await reaches(page, { state: 'ready', level: 'operational' });
  await page.getByText(/operational/i).locator('visible=true').first().waitFor();
});

test('elements with one feed share its requests', async (t) => {
  const asked = [];
  const prepare = (page) => page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const { page } = await embed(t, { body: badge(server.origin).repeat(5) }, prepare);
  await until('all badges to be ready', async () => (await widget(page, { state: 'ready' }).count()) === 5);
  assert.equal(asked.filter((path) => path.endsWith('/summary.json')).length, 1);
});

test('nothing is stored', async (t) => {
  const { page, context } = await embed(t);
  await takesOver(page);
  const { cookies, origins } = await context.storageState({ indexedDB: true });
  assert.deepEqual({ cookies, origins }, { cookies: [], origins: [] });
});
