// The status page for everyone: without script, on a narrow screen, by screen reader, in the dark.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { badge, serveForeignPage } from './foreign.mjs';
import { bringNews } from './published.mjs';
import { startServer } from '../harness/server.mjs';
import { HttpTarget, TcpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser;
let server;
let targets;
before(async () => {
  browser = await launch();
  targets = { good: await HttpTarget.start(), bad: await HttpTarget.start({ status: 500 }), port: await TcpTarget.start() };
  const every = '1s';
  server = await startServer({
    groups: [{ id: 'core', name: 'Core' }],
    components: [
      { id: 'web', name: 'Website', group: 'core', description: 'The public pages', monitor: { kind: 'http', url: targets.good.url, every } },
      { id: 'api', name: 'API', group: 'core', monitor: { kind: 'http', url: targets.bad.url, every } },
      { id: 'db', name: 'Database', monitor: { kind: 'tcp', address: targets.port.address, every } },
    ],
  });
  await until('the outage to be published', async () => {
    const { components } = await server.feed();
    return components.map(({ status }) => status).join() === 'operational,major_outage,operational';
  });
});
after(async () => {
  await Promise.all([browser.close(), server.discard()]);
  await Promise.all(Object.values(targets).map((target) => target.stop()));
});

async function accessible(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.flat().join(' ')}`));
  assert.deepEqual(found, []);
}

test('without script the page says everything', async () => {
  const { page, context } = await visit(browser, `${server.origin}/`, { context: { javaScriptEnabled: false } });
  const text = await page.locator('body').innerText();
  for (const expected of ['Acme', 'Core', 'Website', 'API', 'Database', 'Operational', 'Major outage', 'API is down']) {
    assert.match(text, new RegExp(expected, 'i'));
  }
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  await context.close();
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [320, 1280]) {
    test(`the page is accessible and fits: ${colorScheme}, ${width} px`, async () => {
      const context = { colorScheme, viewport: { width, height: 800 } };
      const { page, blame, shift, context: opened } = await visit(browser, `${server.origin}/`, { context, prepare: bringNews });
      await reaches(page, { state: 'ready' });
      await takesOver(page);
      assert.equal(await shift(), 0, 'the live panel moves what it replaces');
      await accessible(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(overflow, 0, 'horizontal overflow');
      await blame();
      await opened.close();
    });
  }

  test(`the widget is accessible on a foreign page: ${colorScheme}`, async (t) => {
    const body = `${badge(server.origin)}<pilot-light variant="panel"></pilot-light>`;
    const host = await serveForeignPage(server.origin, { body });
    t.after(host.stop);
    const { page, context } = await visit(browser, `${host.origin}/`, { origins: [server.origin], context: { colorScheme } });
    await page.locator('button[part~="badge"]').waitFor();
    await page.locator('[part~="panel"] [part~="history"]').first().waitFor();
    await accessible(page);
    await context.close();
  });
}

test('the page names its own 404', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const response = await page.goto(`${server.origin}/no/such/page`);
  assert.equal(response.status(), 404);
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  await accessible(page);
  await context.close();
});
