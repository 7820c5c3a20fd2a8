// The status page is whole as it was published, so nothing of the widget comes as long as there is no news:
// a slow phone has nothing to do. What time alone changes the page says by itself. At news the widget takes
// the place of what was published, and the news is said aloud.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { passes } from './clock.mjs';
import { publishHealthyPage } from './published.mjs';

const MINUTE = 60_000;
/** Until the next look, and not as long that a widget on its way would be missed. */
const LOOK = MINUTE + 4_000;

let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
});
after(() => Promise.all([browser.close(), site.discard()]));

/** The published page; `now.feed` is what its feed says, and may be changed. Time stands but for `passes`. */
async function open(t, { feed = (was) => was, context: settings, prepare = async () => {} } = {}) {
  const now = { feed };
  const asked = [];
  const files = await site.serve((was) => now.feed(lasting(was)), { watch: ({ url }) => asked.push(url) });
  t.after(files.stop);
  const visited = await visit(browser, `${files.origin}/`, {
    context: settings,
    prepare: async (page) => {
      await page.clock.install();
      await prepare(page);
    },
  });
  t.after(() => visited.context.close());
  await visited.page.locator('pilot-light[state]').waitFor();
  const isAsked = () => asked.some((path) => /widget/.test(path));
  return { ...visited, now, isAsked };
}

const text = (time) => new Date(time).toISOString();
/** A promise that does not end while a test lets time pass. */
const lasting = (feed) => ({ ...feed, valid_until: text(Date.now() + 180 * MINUTE) });
const later = (feed, minutes) => ({ ...feed, generated_at: text(Date.parse(feed.generated_at) + minutes * MINUTE) });
const hurt = (feed) => ({
  ...feed,
  status: { level: 'major_outage', description: 'API is down' },
  components: feed.components.map((component) => ({ ...component, status: 'major_outage' })),
});

test('without news nothing of the widget comes, and the page says as of when it is', async (t) => {
  const { page, now, isAsked, blame } = await open(t);
  await reaches(page, { state: 'ready', level: 'operational' });
  const time = page.locator('.as-of time');
  const published = await time.innerText();
  now.feed = (feed) => later(feed, 5);
  await passes(page, 3 * MINUTE);
  assert.notEqual(await time.innerText(), published);
  assert.match(await time.innerText(), /^\d+ \w{3} \d{4}, \d\d:\d\d UTC/);
  await reaches(page, { state: 'ready', level: 'operational' });
  assert.equal(isAsked(), false);
  assert.equal(await page.locator('pilot-light a[href="/components/api/"]').isVisible(), true, 'what was published stands');
  await blame();
});

test('at news the widget comes and shows it, and it is said aloud', async (t) => {
  const { page, now, isAsked, blame, shift } = await open(t);
  const said = page.locator('.news[role="status"]');
  assert.equal(await said.textContent(), '');
  now.feed = hurt;
  await passes(page, LOOK);
  await takesOver(page);
  await reaches(page, { state: 'ready', level: 'major' });
  await page.getByText('API is down').locator('visible=true').first().waitFor();
  await page.locator('.news:text-is("API is down")').waitFor({ state: 'attached' });
  assert.equal(isAsked(), true);
  assert.equal(await page.locator('pilot-light a[href="/components/api/"]').isVisible(), false);
  assert.equal(await shift(), 0);
  await blame();
});

test('while an incident is open the widget comes at once', async (t) => {
  const incident = { id: 'i-1', name: 'Slow answers', status: 'investigating', impact: 'minor', started_at: '2026-01-01T00:00:00Z', components: [], updates: [] };
  const { page, isAsked } = await open(t, { feed: (feed) => ({ ...feed, incidents: [incident] }) });
  await takesOver(page);
  assert.equal(isAsked(), true);
  await page.locator('.news:text-is("Slow answers")').waitFor({ state: 'attached' });
});

test('bars that are an hour old are made anew', async (t) => {
  const { page, now, isAsked } = await open(t);
  for (const [minutes, isLive] of [[59, false], [61, true]]) {
    now.feed = (feed) => later(feed, minutes);
    await passes(page, 2 * MINUTE);
    assert.equal(isAsked(), isLive, `${minutes} minutes`);
  }
});

test('the promise ends without the widget, and the page says so', async (t) => {
  const { page, isAsked } = await open(t, { feed: (feed) => ({ ...feed, valid_until: text(Date.now() + 2 * MINUTE) }) });
  await reaches(page, { state: 'ready' });
  await page.route('**/*.json', (route) => route.abort());
  assert.equal(await page.locator('.doubt').isVisible(), false);
  await passes(page, 3 * MINUTE);
  await reaches(page, { state: 'stale' });
  assert.equal(await page.locator('.doubt').isVisible(), true);
  assert.equal(isAsked(), false);
  await passes(page, 60 * MINUTE);
  await reaches(page, { state: 'error', level: 'unknown' });
});

for (const [name, pattern] of [
  ['its script', '**/widget.js'],
  ['its WebAssembly', '**/*.wasm'],
]) {
  test(`news that cannot be shown for want of ${name} puts what was published in doubt`, async (t) => {
    const { page, now } = await open(t, { prepare: (visited) => visited.route(pattern, (route) => route.abort()) });
    await reaches(page, { state: 'ready' });
    assert.equal(await page.locator('.doubt').isVisible(), false, 'the control');
    now.feed = hurt;
    await passes(page, 2 * MINUTE);
    await page.locator('.doubt').waitFor();
  });
}

/** Counts what is made of `Intl`; run in the page before anything of its own. */
function count() {
  globalThis.made = 0;
  const plain = Date.prototype.toLocaleString;
  Date.prototype.toLocaleString = function (...given) {
    globalThis.made += 1;
    return plain.apply(this, given);
  };
  for (const name of ['DateTimeFormat', 'NumberFormat', 'PluralRules']) {
    Intl[name] = new Proxy(Intl[name], {
      construct(...given) {
        globalThis.made += 1;
        return Reflect.construct(...given);
      },
    });
  }
}

test('times of the published part are those of the reader, and no English is written by Intl', async (t) => {
  const prepare = (page) => page.addInitScript(count);
  const { page, shift } = await open(t, { context: { timezoneId: 'America/New_York', locale: 'en-US' }, prepare });
  const time = page.locator('.as-of time');
  assert.match(await time.innerText(), /^\d+ \w{3} \d{4}, \d\d:\d\d UTC-[45]$/);
  assert.match(await time.getAttribute('title'), /CES?T/);
  assert.equal(await shift(), 0);
  assert.equal(await page.evaluate(() => globalThis.made), 0);
  await page.evaluate(() => new Date().toLocaleString());
  assert.equal(await page.evaluate(() => globalThis.made), 1, 'it would be counted');

  const near = await open(t, { context: { timezoneId: 'Europe/Berlin' } });
  assert.equal(await near.page.locator('.as-of time').getAttribute('title'), null, 'the same clock');
});
