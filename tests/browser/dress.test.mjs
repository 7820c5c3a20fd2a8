// Sizes, roundness and shadow reach the panel too; from right to left the panel ends where its button
// does, and words of the feed keep their own direction.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver } from './browser.mjs';
import { embed, feed, startFeeds } from './feeds.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

async function open(t, body, html) {
  const feeds = await startFeeds({ '/feed/v1/summary.json': feed({ api: 'operational' }), '/feed/v1/feed.json': feed({ api: 'operational' }) });
  t.after(feeds.stop);
  return embed(t, browser, feeds, body, { html });
}

const css = (page, selector, name) => page.locator(`pilot-light ${selector}`).first().evaluate((node, property) => getComputedStyle(node)[property], name);

test('custom properties change badge and panel alike', async (t) => {
  const style = '<style>pilot-light{--pl-font-size:20px;--pl-radius:3px;--pl-shadow:rgb(1,2,3) 0px 0px 4px 0px}</style>';
  const { page } = await open(t, `${style}<pilot-light runtime="eager"></pilot-light>`);
  await takesOver(page);
  await page.locator('button[part~="badge"]').click();
  await page.locator('[part~="row"]').first().waitFor();
  for (const selector of ['.badge', '.panel']) {
    assert.equal(await css(page, selector, 'fontSize'), '20px', selector);
    assert.equal(await css(page, selector, 'borderRadius'), '3px', selector);
    assert.match(await css(page, selector, 'boxShadow'), /rgb\(1, 2, 3\)/, selector);
  }
  assert.equal(await css(page, '.rows', 'borderRadius'), '3px');
});

test('without them nothing is other than it was', async (t) => {
  const { page } = await open(t, '<pilot-light runtime="eager"></pilot-light>');
  await takesOver(page);
  await page.locator('button[part~="badge"]').click();
  await page.locator('[part~="row"]').first().waitFor();
  assert.deepEqual([await css(page, '.badge', 'fontSize'), await css(page, '.time', 'fontSize'), await css(page, '.panel', 'fontSize')], ['12px', '10.5px', '14px']);
  assert.deepEqual([await css(page, '.badge', 'borderRadius'), await css(page, '.panel', 'borderRadius'), await css(page, '.rows', 'borderRadius')], ['6px', '12px', '8px']);
});

for (const [html, edge] of [['lang="ar" dir="rtl"', 'right'], ['lang="en"', 'left']]) {
  test(`${html}: panel and button share their ${edge} edge`, async (t) => {
    const { page } = await open(t, '<p style="text-align:center"><pilot-light runtime="eager"></pilot-light></p>', html);
    await takesOver(page);
    await page.locator('button[part~="badge"]').click();
    await page.locator('[part~="row"]').first().waitFor();
    const at = (selector) => page.locator(`pilot-light ${selector}`).evaluate((node, name) => Math.round(node.getBoundingClientRect()[name]), edge);
    assert.ok(Math.abs((await at('.panel')) - (await at('.badge'))) <= 1, `${await at('.panel')} ${await at('.badge')}`);
  });
}

for (const runtime of ['none', 'eager']) {
  test(`runtime="${runtime}": what the feed says of itself keeps its direction`, async (t) => {
    const { page } = await open(t, `<pilot-light variant="pill" runtime="${runtime}"></pilot-light>`);
    if (runtime === 'eager') await takesOver(page);
    await reaches(page, { state: 'ready' });
    assert.equal(await page.locator('pilot-light bdi', { hasText: 'Acme says operational' }).count(), 1);
  });
}

test('in the panel too', async (t) => {
  const { page } = await open(t, '<pilot-light variant="panel" runtime="eager"></pilot-light>');
  await page.locator('[part~="header"] bdi', { hasText: 'Acme says operational' }).waitFor();
});
