// Out of sight nothing is asked for; in sight again, at once what has become due.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver } from './browser.mjs';
import { passes } from './clock.mjs';
import { embed, feed, startFeeds } from './feeds.mjs';
import { until } from '../harness/until.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const FEED = '/feed/v1/summary.json';
const BELOW = '<div style="height:5000px"></div>';

async function open(t, body) {
  const feeds = await startFeeds({ [FEED]: () => feed({ api: 'operational' }), '/feed/v1/feed.json': () => feed({ api: 'operational' }) });
  t.after(feeds.stop);
  const visited = await embed(t, browser, feeds, body, { prepare: (page) => page.clock.install() });
  await takesOver(visited.page);
  await reaches(visited.page, { state: 'ready' });
  // The browser tells what is in sight with its next frame.
  await visited.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  return { ...visited, polls: () => feeds.count(FEED) };
}

for (const variant of ['badge', 'panel', 'dot']) {
  test(`a ${variant} that is scrolled out of sight stops asking, and asks when it comes back`, async (t) => {
    const { page, polls } = await open(t, `<pilot-light variant="${variant}" runtime="eager"></pilot-light>${BELOW}`);
    const before = polls();
    await passes(page, 70_000);
    await until('a poll', () => before < polls());
    await page.evaluate(() => scrollTo(0, 4_000));
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const asked = polls();
    await passes(page, 600_000);
    assert.equal(polls(), asked);
    await page.evaluate(() => scrollTo(0, 0));
    await until('a poll at once', () => asked < polls());
  });
}

test('one of two in sight is enough', async (t) => {
  const { page, polls } = await open(t, `<pilot-light runtime="eager"></pilot-light>${BELOW}<pilot-light runtime="eager"></pilot-light>`);
  const before = polls();
  await passes(page, 70_000);
  await until('a poll', () => before < polls());
});

test('what is not displayed waits for news all the same', async (t) => {
  const feeds = await startFeeds({ [FEED]: () => feed({ api: 'operational' }) });
  t.after(feeds.stop);
  const { page } = await embed(t, browser, feeds, '<pilot-light show="incidents" runtime="eager"></pilot-light>', { prepare: (visited) => visited.clock.install() });
  await page.locator('pilot-light button[part~="badge"]').waitFor({ state: 'attached' });
  const before = feeds.count(FEED);
  await passes(page, 70_000);
  await until('a poll', () => before < feeds.count(FEED));
});
