// The whole line, from a target that stops to what people see: on the status page and on a page
// of another origin, and after the server has died.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { badge, serveForeignPage } from './foreign.mjs';
import { serveFolder } from '../harness/serve.mjs';
import { startServer } from '../harness/server.mjs';
import { HttpTarget, TcpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';
import { greens } from './greens.mjs';

const INTERVAL_SECONDS = 30;
const VALID_FOR_SECONDS = 60;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test('an outage and its end reach both pages, and neither outlives its promise', async (t) => {
  const api = await HttpTarget.start();
  const database = await TcpTarget.start();
  const every = `${INTERVAL_SECONDS}s`;
  const eager = { every, failures: 1, recoveries: 1 };
  const server = await startServer({
    refresh: '10s',
    validFor: `${VALID_FOR_SECONDS}s`,
    components: [
      { id: 'api', name: 'API', monitor: { kind: 'http', url: api.url, ...eager } },
      { id: 'database', name: 'Database', monitor: { kind: 'tcp', address: database.address, ...eager } },
    ],
  });
  t.after(() => Promise.all([server.discard(), api.stop(), database.stop()]));
  const host = await serveForeignPage(server.origin, { body: badge(server.origin, 'poll="30"') });
  t.after(host.stop);

  // A page that is opened before the first check reads unknown until it polls, a minute later.
  await until('the first checks', async () => (await server.feed()).status.level === 'operational');
  const status = await visit(browser, `${server.origin}/`);
  const foreign = await visit(browser, `${host.origin}/`, { origins: [server.origin] });
  const both = [status, foreign];
  const show = (wanted, seconds) =>
    Promise.all(both.map(({ page }) => reaches(page, wanted, { seconds })));
  const words = (text, seconds = 5) =>
    Promise.all(both.map(({ page }) => page.getByText(text).locator('visible=true').first().waitFor({ timeout: seconds * 1_000 })));

  // The tab of the status page, which is what is seen of it behind others.
  const tab = (wanted) => until(`the tab to say ${wanted}`, async () => wanted.test(await status.page.title()));

  await t.test('both say operational', async () => {
    await show({ state: 'ready', level: 'operational' }, 2 * INTERVAL_SECONDS);
    await words(/operational/i);
    await takesOver(foreign.page);
  });

  await t.test('both show an outage within three intervals', async () => {
    await api.stop();
    await show({ state: 'ready', level: 'partial' }, 3 * INTERVAL_SECONDS);
    await words(/is down|outage/i);
    // At news the widget comes to the status page too.
    await takesOver(status.page);
    await tab(/is down|outage/i);
  });

  await t.test('both recover within three intervals', async () => {
    await api.startAgain();
    await show({ state: 'ready', level: 'operational' }, 3 * INTERVAL_SECONDS);
    await tab(/operational/i);
    await Promise.all(both.map(({ blame }) => blame()));
  });

  await t.test('killed, the published folder on a plain file server goes on', async () => {
    await server.kill();
    const folder = await serveFolder(server.published, { port: server.port });
    t.after(folder.stop);
    const fresh = await visit(browser, `${server.origin}/`);
    const elsewhere = await visit(browser, `${host.origin}/`, { origins: [server.origin] });
    await takesOver(elsewhere.page);
    for (const { page, blame } of [fresh, elsewhere]) {
      await page.getByText(/operational/i).locator('visible=true').first().waitFor();
      await blame();
    }
    both.push(fresh, elsewhere);
  });

  await t.test('past its promise nothing is green', async () => {
    await show({ state: 'stale' }, VALID_FOR_SECONDS + 5);
    await tab(/^Acme status$/);
    await words(/as of|out of date/i);
    for (const { page, blame } of both) {
      assert.deepEqual(await greens(page), []);
      await blame();
    }
  });
});
