// The back-forward cache: a page that comes back from it is the same page, with a clock that has
// moved on. The widget does not keep a page out of it, and knows at once that it was away.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { serveForeignPage } from './foreign.mjs';
import { greens } from './greens.mjs';
import { publishHealthyPage } from './published.mjs';
import { servePage } from '../harness/serve.mjs';
import { until } from '../harness/until.mjs';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let browser;
let site;
let elsewhere;
before(async () => {
  // What drives the browser switches the cache off unless it is told not to.
  browser = await launch({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  site = await publishHealthyPage();
  elsewhere = await servePage('<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,"><h1>Elsewhere</h1>');
});
after(() => Promise.all([browser.close(), site.discard(), elsewhere.stop()]));

const now = () => new Date().toISOString();
const well = (feed) => ({ ...feed, generated_at: now(), valid_until: new Date(Date.now() + HOUR).toISOString() });
const down = (feed) => ({
  ...well(feed),
  status: { level: 'major_outage', description: 'API is down' },
  components: feed.components.map((component) => ({ ...component, status: 'major_outage' })),
});

/** A page with `body` whose clock is `away` later when it is seen again. */
async function embed(t, { body, away, spoil = () => {} }) {
  let says = well;
  const asked = [];
  const files = await site.serve((feed) => says(feed), { watch: ({ url }) => asked.push(url) });
  const host = await serveForeignPage(files.origin, { body });
  t.after(() => Promise.all([files.stop(), host.stop()]));
  const prepare = async (page) => {
    await page.addInitScript((later) => {
      const real = Date.now;
      let isLeft = false;
      const move = () => {
        if (isLeft && !document.hidden) Date.now = () => real() + later;
      };
      addEventListener('pagehide', () => {
        isLeft = true;
      });
      document.addEventListener('visibilitychange', move, true);
      addEventListener('pageshow', ({ persisted }) => {
        move();
        globalThis.isKept = persisted;
      });
    }, away);
    await page.addInitScript(spoil);
  };
  const visited = await visit(browser, `${host.origin}/`, { origins: [files.origin, elsewhere.origin], prepare });
  t.after(() => visited.context.close());
  const { page } = visited;
  /** Asks for news that do not come. */
  const hold = async () => {
    says = () => new Promise(() => {});
    asked.length = 0;
    await page.evaluate(() => document.querySelector('pilot-light').refresh());
    await until('a request', () => asked.length);
  };
  const leaveAndReturn = async (rewrite) => {
    await page.goto(`${elsewhere.origin}/`);
    says = rewrite;
    asked.length = 0;
    await page.goBack({ waitUntil: 'commit' });
    await page.waitForFunction(() => globalThis.isKept !== undefined);
    return page.evaluate(() => ({
      isKept: globalThis.isKept,
      reasons: performance.getEntriesByType('navigation')[0].notRestoredReasons ?? null,
    }));
  };
  return { ...visited, files, asked, hold, leaveAndReturn };
}

for (const [name, body] of Object.entries({
  badge: '<pilot-light></pilot-light>',
  panel: '<pilot-light variant="panel"></pilot-light>',
})) {
  test(`a page with a ${name} is kept, asks at once when it comes back and shows what is new`, async (t) => {
    const { page, asked, leaveAndReturn, blame } = await embed(t, { body, away: 2 * HOUR });
    await reaches(page, { state: 'ready', level: 'operational' });
    await takesOver(page);
    if (body.includes('panel')) await page.locator('[part~="history"]').first().waitFor();
    const later = (feed) => ({ ...down(feed), valid_until: new Date(Date.now() + 3 * HOUR).toISOString() });
    assert.deepEqual(await leaveAndReturn(later), { isKept: true, reasons: null });
    await reaches(page, { state: 'ready', level: 'major' }, { seconds: 3 });
    assert.deepEqual(asked, [`/feed/v1/${body.includes('panel') ? 'feed' : 'summary'}.json`]);
    assert.equal(await page.locator(`pilot-light [part~="${body.includes('panel') ? 'panel' : 'badge'}"]`).count(), 1);
    await blame();
  });
}

test('what was under way when a page was left is waited for no longer than any request', async (t) => {
  const { page, asked, hold, leaveAndReturn } = await embed(t, { body: '<pilot-light></pilot-light>', away: MINUTE });
  await reaches(page, { state: 'ready', level: 'operational' });
  await takesOver(page);
  await hold();
  assert.equal((await leaveAndReturn(down)).isKept, true);
  await reaches(page, { state: 'ready', level: 'major' }, { seconds: 30 });
  assert.deepEqual(asked, ['/feed/v1/summary.json']);
});

test('an open panel is open when its page comes back', async (t) => {
  const { page, leaveAndReturn } = await embed(t, { body: '<pilot-light></pilot-light>', away: 2 * MINUTE });
  await takesOver(page);
  await page.locator('button[part~="badge"]').click();
  await page.locator('[part~="row"]').first().waitFor();
  assert.equal((await leaveAndReturn(down)).isKept, true);
  await page.locator('[part~="row-status"]', { hasText: 'Major outage' }).locator('visible=true').waitFor();
});

test('what was green and cannot be had any more is not green when its page comes back', async (t) => {
  const { page, files, leaveAndReturn } = await embed(t, { body: '<pilot-light></pilot-light>', away: 3 * HOUR });
  await takesOver(page);
  assert.notDeepEqual(await greens(page), []);
  await files.stop();
  assert.equal((await leaveAndReturn(well)).isKept, true);
  await reaches(page, { state: 'error', level: 'unknown' }, { seconds: 3 });
  assert.deepEqual(await greens(page), []);
});

test('without WebAssembly a page that comes back is not green for what was, and asks at once', async (t) => {
  const { page, asked, leaveAndReturn } = await embed(t, { body: '<pilot-light runtime="none"></pilot-light>', away: 3 * HOUR });
  await reaches(page, { state: 'ready', level: 'operational' });
  assert.notDeepEqual(await greens(page), []);
  // Less than the first view takes to look at the clock by itself.
  const later = (feed) => ({ ...down(feed), valid_until: new Date(Date.now() + 4 * HOUR).toISOString() });
  assert.equal((await leaveAndReturn(later)).isKept, true);
  await reaches(page, { state: 'ready', level: 'major' }, { seconds: 5 });
  assert.deepEqual(asked, ['/feed/v1/summary.json']);
});

test('a page that the cache refuses is told apart', async (t) => {
  const spoil = () => addEventListener('unload', () => {});
  const { page, leaveAndReturn } = await embed(t, { body: '<pilot-light></pilot-light>', away: MINUTE, spoil });
  await takesOver(page);
  const { isKept, reasons } = await leaveAndReturn(well);
  assert.equal(isKept, false);
  assert.notEqual(reasons, null);
});
