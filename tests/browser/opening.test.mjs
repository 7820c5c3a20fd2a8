// The panel above the page: what opens it and what does not, that it is ours to the last letter, and
// that it stays within its window. Where there is no room for it the badge is a link.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, takesOver, visit } from './browser.mjs';
import { embed, feed, incident, startFeeds } from './feeds.mjs';
import { servePage } from '../harness/serve.mjs';
import { HttpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

const FEED = '/feed/v1/summary.json';
const WHOLE = '/feed/v1/feed.json';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

async function open(t, body, more = {}) {
  const feeds = await startFeeds({ [FEED]: feed({ api: 'major_outage', web: 'operational' }, { incidents: [incident('api', ['api'])] }) });
  t.after(feeds.stop);
  return { feeds, ...(await embed(t, browser, feeds, body, more)) };
}

const trigger = (page) => page.locator('button[part~="badge"]');
const panel = (page) => page.locator('pilot-light [part~="panel"]');

test('who takes the widget off the page has not opened it', async (t) => {
  const target = await HttpTarget.start();
  t.after(() => target.stop());
  const { page, feeds, heard } = await open(t, `<pilot-light dismissible reach="${target.url}" runtime="eager"></pilot-light>`, {
    origins: [new URL(target.url).origin],
  });
  await takesOver(page);
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  // The page keeps it there, so that what came of the click can be seen.
  await page.evaluate(() => addEventListener('pilot-light:dismiss', (event) => event.preventDefault(), { once: true }));
  await page.locator('[part~="dismiss"]').click();
  await until('it to be heard', async () => (await heard('dismiss')).length);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  assert.equal(await trigger(page).getAttribute('aria-expanded'), 'false');
  assert.deepEqual(asked, []);
  // The control: who opens it has.
  await trigger(page).click();
  await until('both to be asked', () => asked.includes(target.url) && feeds.count(WHOLE) === 1);
  assert.equal(await trigger(page).getAttribute('aria-expanded'), 'true');
});

const INHERITED = `text-transform: uppercase; letter-spacing: 9px; word-spacing: 20px; white-space: pre; text-indent: 40px;
  text-align: right; word-break: break-all; line-height: 5; font: italic 700 40px serif; cursor: wait; text-shadow: 0 0 9px red;
  hyphens: auto; tab-size: 20; color: red; border-spacing: 9px; list-style: square`;

for (const variant of ['badge', 'panel']) {
  test(`what a page says of its own texts is not said of those in the panel of a ${variant}`, async (t) => {
    const look = async (style) => {
      const { page } = await open(t, `<div style="${style}"><pilot-light variant="${variant}" runtime="eager"></pilot-light></div>`);
      await takesOver(page);
      if (variant === 'badge') await trigger(page).click();
      await page.locator('[part~="incident"]').waitFor();
      await page.locator('[part~="row"]').first().waitFor();
      return panel(page).evaluate((node) =>
        [node, ...node.querySelectorAll('*')].map((each) => {
          const styles = getComputedStyle(each);
          const { width, height } = each.getBoundingClientRect();
          const texts = ['textTransform', 'letterSpacing', 'wordSpacing', 'whiteSpace', 'textIndent', 'textAlign', 'wordBreak', 'lineHeight', 'font', 'cursor', 'textShadow', 'hyphens', 'tabSize', 'color', 'display'];
          return [each.localName, Math.round(width), Math.round(height), ...texts.map((name) => styles[name])].join();
        }),
      );
    };
    assert.deepEqual(await look(INHERITED), await look(''));
  });
}

test('a panel has its colours, direction and font from the page all the same', async (t) => {
  const { page } = await open(t, '<div style="color-scheme: dark; --pl-font: monospace"><pilot-light lang="ar" runtime="eager"></pilot-light></div>');
  await takesOver(page);
  await trigger(page).click();
  await page.locator('[part~="row"]').first().waitFor();
  const { backgroundColor, direction, fontFamily } = await panel(page).evaluate((node) => {
    const { backgroundColor, direction, fontFamily } = getComputedStyle(node);
    return { backgroundColor, direction, fontFamily };
  });
  assert.deepEqual({ backgroundColor, direction, fontFamily }, { backgroundColor: 'rgb(21, 27, 35)', direction: 'rtl', fontFamily: 'monospace' });
});

test('closed it takes no place, and is not seen where its host is not', async (t) => {
  const { page } = await open(t, '<div style="visibility: hidden"><pilot-light variant="panel" runtime="eager"></pilot-light></div><pilot-light id="badge" runtime="eager"></pilot-light>');
  await page.locator('#badge button').first().waitFor({ state: 'attached' });
  assert.equal(await page.locator('#badge [part~="panel"]').isVisible(), false);
  await page.locator('pilot-light div[part~="panel"]').first().waitFor({ state: 'attached' });
  assert.equal(await panel(page).first().isVisible(), false);
});

test('an open panel stays within its window when that becomes another', async (t) => {
  const { page } = await open(t, '<pilot-light position="bottom-end" runtime="eager"></pilot-light>', { context: { viewport: { width: 900, height: 420 } } });
  await takesOver(page);
  await trigger(page).click();
  await page.locator('[part~="row"]').first().waitFor();
  const within = async () => {
    const { width, height } = page.viewportSize();
    const box = await panel(page).boundingBox();
    return 0 <= box.x && 0 <= box.y && box.x + box.width <= width && box.y + box.height <= height;
  };
  assert.equal(await within(), true);
  for (const size of [{ width: 420, height: 900 }, { width: 900, height: 420 }, { width: 380, height: 300 }]) {
    await page.setViewportSize(size);
    await until(`the panel to stand within ${size.width} by ${size.height}`, within);
  }
});

test('in a frame as large as a badge it is a link that a click follows, before and after taking over', async (t) => {
  const { feeds } = await open(t, '');
  for (const [runtime, size] of [['none', 48], ['eager', 48], ['eager', 400]]) {
    // What a status page publishes under `/embed/`.
    const inner = await servePage(`<!doctype html><html lang="en"><title>Status</title><script async src="${feeds.origin}/widget.js"></script>
<pilot-light runtime="${runtime}" href="${feeds.origin}/there" target="_blank"></pilot-light>`);
    const host = await servePage(`<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">
<iframe src="${inner.origin}" title="Status" width="420" height="${size}" sandbox="allow-scripts allow-popups"></iframe>`);
    t.after(() => Promise.all([inner.stop(), host.stop()]));
    const { page, context } = await visit(browser, `${host.origin}/`, { origins: [inner.origin, feeds.origin] });
    t.after(() => context.close());
    const frame = page.frameLocator('iframe');
    // Taken over, its words are in a box of their own.
    await frame.locator(`pilot-light[state="ready"] ${runtime === 'none' ? '' : '.whole '}[part~="badge"]`).waitFor();
    if (size === 400) {
      // The control: where there is room, it opens.
      await frame.locator('[part~="badge"]').click();
      await frame.locator('[part~="panel"] [part~="link"]').waitFor();
      assert.equal(context.pages().length, 1);
      continue;
    }
    const opened = context.waitForEvent('page');
    await frame.locator('a[part~="badge"]').click();
    const next = await opened;
    await next.waitForURL(`${feeds.origin}/there`);
    assert.equal(await frame.locator('[part~="panel"]').count(), 0);
  }
});

test('where there is no room for a panel a script opens none and leaves no page', async (t) => {
  const { page, host } = await open(t, '<pilot-light runtime="eager"></pilot-light>', { context: { viewport: { width: 220, height: 120 } } });
  await page.locator('pilot-light .whole').waitFor();
  await page.evaluate(() => {
    document.querySelector('pilot-light').open();
    document.querySelector('pilot-light').toggle();
  });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  assert.equal(page.url(), `${host.origin}/`);
});
