// What pages go through while the widget stands on them: bodies that are replaced, pages that the
// browser freezes, and connections that come and go. Afterwards it is there and asks at once.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit, widget } from './browser.mjs';
import { passes } from './clock.mjs';
import { serveForeignPage } from './foreign.mjs';
import { publishHealthyPage } from './published.mjs';
import { until } from '../harness/until.mjs';

const HOUR = 3_600_000;

let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
});
after(() => Promise.all([browser.close(), site.discard()]));

const well = (feed) => ({ ...feed, generated_at: new Date().toISOString(), valid_until: new Date(Date.now() + 2 * HOUR).toISOString() });
const down = (feed) => ({ ...well(feed), status: { level: 'major_outage', description: 'API is down' } });

async function embed(t, body, { clock = false } = {}) {
  let says = well;
  const asked = [];
  const watch = ({ url }) => url.endsWith('/summary.json') && asked.push(url);
  const files = await site.serve((feed) => says(feed), { watch });
  const host = await serveForeignPage(files.origin, { body });
  t.after(() => Promise.all([files.stop(), host.stop()]));
  const prepare = (page) => (clock ? page.clock.install() : undefined);
  const visited = await visit(browser, `${host.origin}/`, { origins: [files.origin], prepare });
  t.after(() => visited.context.close());
  await takesOver(visited.page);
  await reaches(visited.page, { state: 'ready', level: 'operational' });
  asked.length = 0;
  return { ...visited, asked, change: () => (says = down) };
}

/** Puts another body in the place of the page's, as Turbo and its like do when somebody follows a link. */
const replaceBody = (page, html) =>
  page.evaluate((inside) => {
    const body = document.createElement('body');
    body.innerHTML = inside;
    document.documentElement.replaceChild(body, document.body);
  }, html);

test('in a body that takes the place of the old one the widget lives, with what is known already', async (t) => {
  const { page, asked, context, change, blame } = await embed(t, '<pilot-light></pilot-light>');
  for (let visits = 1; visits <= 3; visits += 1) {
    await replaceBody(page, '<h1>Another page</h1><pilot-light></pilot-light>');
    await takesOver(page);
    await reaches(page, { state: 'ready', level: 'operational' });
    assert.equal(await widget(page).count(), 1);
    assert.equal(await page.locator('pilot-light [part~="badge"]').count(), 1);
  }
  assert.deepEqual(asked, []);
  // The one live region went with the old body, and another has taken its place.
  assert.equal(await page.locator('pilot-light [role="status"]').count(), 1);
  change();
  await widget(page).evaluate((element) => element.refresh());
  await reaches(page, { level: 'major' });
  await page.locator('pilot-light [role="status"]', { hasText: 'API is down' }).waitFor({ state: 'attached' });
  await replaceBody(page, '<h1>A page without it</h1>');
  const client = await context.newCDPSession(page);
  await client.send('HeapProfiler.collectGarbage');
  assert.equal(await widget(page).count(), 0);
  await blame();
});

test('a page that the browser freezes asks for nothing, and at once when somebody comes back to it', async (t) => {
  const { page, context, asked, change, blame } = await embed(t, '<pilot-light poll="30"></pilot-light>', { clock: true });
  const client = await context.newCDPSession(page);
  const hide = (isHidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
      document.dispatchEvent(new Event('visibilitychange'));
    }, isHidden);
  // A browser freezes only what nobody sees.
  await hide(true);
  await client.send('Page.setWebLifecycleState', { state: 'frozen' });
  change();
  await client.send('Page.setWebLifecycleState', { state: 'active' });
  await passes(page, 600_000);
  assert.deepEqual(asked, []);
  await hide(false);
  await until('a request', () => asked.length, { seconds: 10 });
  await reaches(page, { state: 'ready', level: 'major' });
  assert.equal(asked.length, 1, 'once');
  await blame();
});

test('a page that was without a connection asks at once when it has one again', async (t) => {
  const { page, context, asked, change } = await embed(t, '<pilot-light poll="30"></pilot-light>', { clock: true });
  await context.setOffline(true);
  await passes(page, 300_000);
  assert.deepEqual(asked, []);
  change();
  await context.setOffline(false);
  await until('a request', () => asked.length, { seconds: 10 });
  await reaches(page, { state: 'ready', level: 'major' });
  assert.equal(asked.length, 1, 'once');
});
