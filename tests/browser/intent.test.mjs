// When the WebAssembly comes: on idle, or at once when somebody means the badge. And what an element says
// of itself before it knows anything.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, widget } from './browser.mjs';
import { embed, feed, startFeeds } from './feeds.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const answers = () => ({ '/feed/v1/summary.json': feed({ api: 'operational' }), '/feed/v1/feed.json': feed({ api: 'operational' }) });

/** A page whose browser is never idle. */
async function open(t, body = '<pilot-light></pilot-light>') {
  const feeds = await startFeeds(answers());
  t.after(feeds.stop);
  const visited = await embed(t, browser, feeds, body, { prepare: (page) => page.addInitScript(() => (globalThis.requestIdleCallback = () => 0)) });
  await reaches(visited.page, { state: 'ready' });
  const isAsked = () => feeds.asked.some((path) => path.endsWith('.wasm'));
  return { ...visited, isAsked };
}

const badge = (page) => page.locator('pilot-light [part~="badge"]');

for (const [name, means] of Object.entries({
  'a pointer over it': (page) => badge(page).hover(),
  'the focus on it': (page) => badge(page).focus(),
})) {
  test(`${name} brings the WebAssembly, and opens nothing`, async (t) => {
    const { page, isAsked, blame } = await open(t);
    assert.equal(isAsked(), false, 'the control: nobody has meant it yet');
    await means(page);
    await takesOver(page);
    assert.equal(await page.locator('[popover]:popover-open').count(), 0);
    await blame();
  });
}

test('a click on it is not lost: the panel opens when it can', async (t) => {
  const { page, isAsked, host, blame } = await open(t);
  assert.equal(isAsked(), false);
  await badge(page).evaluate((link) => link.click());
  await page.locator('[popover]:popover-open [part~="row"]').first().waitFor();
  assert.equal(page.url(), `${host.origin}/`);
  await blame();
});

test('a click with a key that opens another tab is the link\'s own', async (t) => {
  const { page, context } = await open(t);
  const opened = context.waitForEvent('page');
  await badge(page).click({ modifiers: ['ControlOrMeta'] });
  await opened;
  assert.equal(await page.locator('[popover]:popover-open').count(), 0);
});

test('runtime="none" has no intent that would bring it', async (t) => {
  const { page, isAsked } = await open(t, '<pilot-light runtime="none"></pilot-light>');
  await badge(page).hover();
  await badge(page).focus();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  assert.equal(isAsked(), false);
  assert.equal(await badge(page).evaluate(({ localName }) => localName), 'a');
});

test('until there is an answer an element is loading, of no level, and shows what it contains', async (t) => {
  let answer;
  const waits = new Promise((resolve) => {
    answer = () => resolve(feed({ api: 'operational' }));
  });
  const feeds = await startFeeds({ ...answers(), '/feed/v1/summary.json': () => waits });
  t.after(feeds.stop);
  const { page } = await embed(t, browser, feeds, '<pilot-light><a id="own" href="/">Our status</a></pilot-light>');
  await reaches(page, { state: 'loading' });
  assert.equal(await widget(page).getAttribute('level'), null);
  assert.deepEqual(await widget(page).evaluate(({ status, level, updatedAt }) => [status, level, updatedAt]), ['', 'unknown', undefined]);
  assert.equal(await page.locator('#own').isVisible(), true);
  answer();
  await reaches(page, { state: 'ready', level: 'operational' });
  assert.equal(await page.locator('#own').isVisible(), false);
});
