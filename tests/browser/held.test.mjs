// What stalls: a click is held back for as long as a request may take, and then the link is a link again.
// Nothing that ends later takes the visitor away.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver } from './browser.mjs';
import { embed, feed, startFeeds } from './feeds.mjs';
import { until } from '../harness/until.mjs';

const FEED = '/feed/v1/summary.json';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A page whose `pattern` is answered when the test says so. */
async function open(t, pattern, attributes = '') {
  const feeds = await startFeeds({ [FEED]: feed({ api: 'operational' }, { forMs: 9 * 3_600_000 }), '/there': { headers: { 'content-type': 'text/html' }, body: 'There' } });
  t.after(feeds.stop);
  let answer;
  const waits = new Promise((resolve) => {
    answer = resolve;
  });
  const asked = [];
  const prepare = async (page) => {
    await page.clock.install();
    await page.route(pattern, async (route) => {
      asked.push(route.request().url());
      const how = await waits;
      await route[how]().catch(() => {});
    });
  };
  const visited = await embed(t, browser, feeds, (origin) => `<input><pilot-light href="${origin}/there" ${attributes}></pilot-light>`, { prepare });
  await reaches(visited.page, { state: 'ready' });
  return { ...visited, feeds, answer, asked };
}

const badge = (page) => page.locator('pilot-light a[part~="badge"]');

test('while the WebAssembly does not come a click waits, and then the next one follows the link', async (t) => {
  const { page, host, feeds, asked } = await open(t, '**/pilotlight-*.wasm');
  await badge(page).click();
  await until('it to be asked for', () => asked.length);
  assert.equal(page.url(), `${host.origin}/`);
  await page.clock.runFor(9_000);
  assert.equal(page.url(), `${host.origin}/`, 'nobody has clicked since');
  await badge(page).click();
  await page.waitForURL(`${feeds.origin}/there`);
});

test('what fails long after a click takes nobody away from what he is doing', async (t) => {
  const { page, host, answer, asked } = await open(t, '**/pilotlight-*.wasm');
  await badge(page).click();
  await until('it to be asked for', () => asked.length);
  await page.clock.runFor(60_000);
  await page.locator('input').fill('half of a form');
  answer('abort');
  await until('it to have failed', () => page.locator('pilot-light').evaluate((element) => {
    // From then on a click is let through.
    const click = new MouseEvent('click', { bubbles: true, composed: true, cancelable: true });
    element.shadowRoot.addEventListener('click', (event) => setTimeout(() => event.preventDefault()), { once: true });
    addEventListener('click', (event) => { globalThis.isHeld = event.defaultPrevented; event.preventDefault(); }, { once: true });
    element.shadowRoot.querySelector('.badge').dispatchEvent(click);
    return globalThis.isHeld === false;
  }));
  await page.clock.runFor(1_000);
  assert.equal(page.url(), `${host.origin}/`);
  assert.equal(await page.locator('input').inputValue(), 'half of a form');
});

test('what comes long after a click opens nothing', async (t) => {
  const { page, answer, asked } = await open(t, '**/pilotlight-*.wasm');
  await badge(page).click();
  await until('it to be asked for', () => asked.length);
  await page.clock.runFor(20_000);
  answer('continue');
  await page.clock.resume();
  await takesOver(page);
  await page.locator('button[part~="badge"]').waitFor();
  assert.equal(await page.locator('[part~="panel"]').isVisible(), false);
  // The control: what is clicked now does.
  await page.locator('button[part~="badge"]').click();
  await page.locator('[part~="panel"]').waitFor();
});

test('words that do not come are done without', async (t) => {
  const { page, asked } = await open(t, '**/de.json', 'lang="de" runtime="eager"');
  await until('they to be asked for', () => asked.length);
  assert.equal(await page.locator('button[part~="badge"]').count(), 0);
  await until('the widget to take over in English', async () => {
    await page.clock.runFor(2_000);
    return page.locator('button[part~="badge"]').count();
  });
  assert.match(await page.locator('button[part~="badge"]').textContent(), /All systems|Acme says/);
});

for (const runtime of ['none', 'eager']) {
  test(`runtime="${runtime}": an answer whose body stalls is given up as one that does not come`, async (t) => {
    const feeds = await startFeeds({ [FEED]: { headers: { 'content-length': '4000' }, body: '{"format":' } });
    t.after(feeds.stop);
    const { page, heard } = await embed(t, browser, feeds, `<pilot-light runtime="${runtime}"></pilot-light>`);
    await reaches(page, { state: 'error', level: 'unknown' }, { seconds: 14 });
    assert.deepEqual((await heard('error')).map(({ reason }) => reason), ['network']);
  });
}
