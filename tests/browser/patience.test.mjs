// What cannot be had: it is asked for again, and no oftener than it should be.

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
const MINUTE = 60_000;
const prepare = (page) => page.clock.install();
const refusal = (more) => ({ status: 503, headers: more, body: '' });

async function open(t, answers, body, more = {}) {
  const feeds = await startFeeds(answers);
  t.after(feeds.stop);
  return { feeds, ...(await embed(t, browser, feeds, body, { prepare, ...more })) };
}

test('without WebAssembly failures double the pause up to a quarter of an hour', async (t) => {
  const { page, feeds } = await open(t, { [FEED]: refusal() }, '<pilot-light runtime="none"></pilot-light>');
  await reaches(page, { state: 'error' });
  assert.equal(feeds.count(FEED), 1);
  await passes(page, 60 * MINUTE);
  // After 2, 4, 8 and 15 minutes, and again after each 15; a look every 20 seconds.
  assert.ok(5 <= feeds.count(FEED) && feeds.count(FEED) <= 7, `${feeds.count(FEED)}`);
  feeds.answers[FEED] = feed({ api: 'operational' }, { forMs: 300 * MINUTE });
  await passes(page, 16 * MINUTE);
  await reaches(page, { state: 'ready', level: 'operational' });
});

for (const [runtime, after] of [['none', () => '1800'], ['eager', () => '1800'], ['none', () => new Date(Date.now() + 30 * MINUTE).toUTCString()], ['eager', () => new Date(Date.now() + 30 * MINUTE).toUTCString()]]) {
  test(`runtime="${runtime}": the first answer says when to ask again, ${after().length < 9 ? 'in seconds' : 'by a date'}`, async (t) => {
    const { page, feeds } = await open(t, { [FEED]: refusal({ 'retry-after': after(), 'access-control-expose-headers': 'retry-after' }) }, `<pilot-light runtime="${runtime}"></pilot-light>`);
    if (runtime === 'eager') await takesOver(page);
    await reaches(page, { state: 'error' });
    await passes(page, 28 * MINUTE);
    assert.equal(feeds.count(FEED), 1);
    await passes(page, 4 * MINUTE);
    await until('a second attempt', () => feeds.count(FEED) === 2);
  });
}

test('without WebAssembly poll="0" asks once', async (t) => {
  const { page, feeds } = await open(t, { [FEED]: feed({ api: 'operational' }, { forMs: MINUTE }) }, '<pilot-light runtime="none" poll="0"></pilot-light>');
  await reaches(page, { state: 'ready' });
  await passes(page, 10 * MINUTE);
  await reaches(page, { state: 'stale' });
  assert.equal(feeds.count(FEED), 1);
});

for (const [name, attributes] of Object.entries({
  'a feed that is no web address': 'feed="javascript:x"',
  'two feeds that are none': 'feed="ftp://x/, data:,"',
})) {
  for (const runtime of ['none', 'eager']) {
    test(`runtime="${runtime}": ${name} is asked of nobody, the page itself least`, async (t) => {
      const asked = [];
      const { page, heard, host } = await open(t, {}, `<pilot-light ${attributes} runtime="${runtime}"></pilot-light>`, {
        prepare: async (visited) => {
          await visited.clock.install();
          visited.on('request', (request) => asked.push(request.url()));
        },
      });
      if (runtime === 'eager') await takesOver(page);
      await reaches(page, { state: 'error', level: 'unknown' });
      await passes(page, 5 * MINUTE);
      assert.deepEqual(asked.filter((url) => url.startsWith(host.origin)), [`${host.origin}/`]);
      assert.deepEqual((await heard('error')).map(({ reason }) => reason), ['feed']);
    });
  }
}

const TOO_LONG = JSON.stringify({ ...feed({ api: 'operational' }), padding: 'ü'.repeat(140_000) });
for (const [reason, answer] of Object.entries({
  answer: { status: 500, body: '' },
  'answer ': { ...refusal({ 'retry-after': 'Mon, 23 Nov 2026 06:00:00 GMT', 'access-control-expose-headers': 'retry-after' }) },
  format: { body: '<!doctype html>' },
  size: { body: TOO_LONG },
  stale: feed({ api: 'operational' }, { forMs: -2 * 60 * MINUTE }),
  network: { headers: { 'access-control-allow-origin': 'https://other.example' }, body: '{}' },
})) {
  for (const runtime of ['none', 'eager']) {
    test(`runtime="${runtime}": why there is no status is told by the word "${reason}"`, async (t) => {
      const { page, heard } = await open(t, { [FEED]: answer }, `<pilot-light runtime="${runtime}"></pilot-light>`);
      if (runtime === 'eager') await takesOver(page);
      await reaches(page, { state: 'error' });
      assert.deepEqual((await heard('error')).map((told) => told.reason), [reason.trim()]);
    });
  }
}

test('a time to wait is no reason of its own, and a reason does not outlive its failure', async (t) => {
  const { page, feeds, heard } = await open(t, { [FEED]: refusal({ 'retry-after': '60', 'access-control-expose-headers': 'retry-after' }) }, '<pilot-light runtime="none"></pilot-light>');
  await reaches(page, { state: 'error' });
  feeds.answers[FEED] = feed({ api: 'operational' }, { forMs: MINUTE });
  await page.locator('pilot-light').evaluate((element) => element.refresh());
  await reaches(page, { state: 'ready' });
  feeds.answers[FEED] = feed({ api: 'operational' }, { forMs: -60 * MINUTE });
  await passes(page, 70 * MINUTE);
  await reaches(page, { state: 'error' });
  assert.deepEqual((await heard('error')).map(({ reason }) => reason), ['answer', 'stale']);
});

test('adapters that could not be had once are asked for again', async (t) => {
  let fails = 1;
  const upptime = { body: '[{"name":"Website","slug":"website","status":"down"}]' };
  const answers = { '/history/summary.json': upptime };
  const { page, feeds } = await open(t, answers, (origin) => `<pilot-light feed="${origin}/history/summary.json" runtime="none"></pilot-light>`, {
    prepare: async (visited) => {
      await visited.clock.install();
      await visited.route('**/adapters.wasm', (route) => (fails-- > 0 ? route.abort() : route.continue()));
    },
  });
  await reaches(page, { state: 'error' });
  await passes(page, 4 * MINUTE);
  await reaches(page, { state: 'ready', level: 'major' });
  assert.equal(feeds.count('/history/summary.json'), 2);
});

test('words that could not be had once are asked for again', async (t) => {
  let fails = 1;
  const { page } = await open(t, { [FEED]: () => feed({ api: 'operational' }) }, '<pilot-light lang="de" runtime="eager"></pilot-light>', {
    prepare: async (visited) => {
      await visited.clock.install();
      await visited.route('**/more.json', (route) => (fails-- > 0 ? route.abort() : route.continue()));
    },
  });
  await takesOver(page);
  assert.equal(await page.locator('pilot-light .label').textContent(), 'Operational');
  await passes(page, 3 * MINUTE);
  await page.locator('pilot-light .said', { hasText: 'Alle Systeme' }).waitFor({ state: 'attached' });
});

test('the second document of Uptime Kuma has the limits of the first', async (t) => {
  const page1 = { body: JSON.stringify({ config: { slug: 'x', title: 'X' }, publicGroupList: [{ id: 1, name: 'G', monitorList: [{ id: 1, name: 'M' }] }] }) };
  const beat = '/api/status-page/heartbeat/x';
  const answers = { '/api/status-page/x': page1, [beat]: { body: `{"heartbeatList":{"1":[{"status":1,"time":"2026-11-23 06:10:00"}]}${' '.repeat(300_000)}}` } };
  const { page, heard } = await open(t, answers, (origin) => `<pilot-light feed="${origin}/api/status-page/x" runtime="none"></pilot-light>`);
  await reaches(page, { state: 'error' });
  assert.deepEqual((await heard('error')).map(({ reason }) => reason), ['size']);
});

test('where WebAssembly cannot run a script opens nothing, and a click goes where the page says', async (t) => {
  const { page, host, context } = await open(t, { [FEED]: feed({ api: 'operational' }) }, (origin) => `<pilot-light href="${origin}/there" target="_blank"></pilot-light>`, {
    prepare: (visited) => visited.addInitScript(() => delete globalThis.WebAssembly),
  });
  await reaches(page, { state: 'ready' });
  await page.evaluate(() => {
    document.querySelector('pilot-light').open();
    document.querySelector('pilot-light').toggle();
  });
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  assert.equal(page.url(), `${host.origin}/`);
  for (const attempt of ['held back', 'let through']) {
    const opened = context.waitForEvent('page');
    await page.locator('a[part~="badge"]').click();
    assert.match((await opened).url(), /\/there$|about:blank|^$/, attempt);
  }
  assert.equal(page.url(), `${host.origin}/`);
  assert.equal(context.pages().length, 3);
});
