// What a plain load of the status page weighs: every byte that Chromium asks for while there is no news, as the
// server sends it to a browser that reads brotli, and the icon of the tab, which a browser without tabs leaves out.
// That is the page, its stylesheet and script, and `summary.json`, by which the script knows that there is no news.
// Only the widget's WebAssembly would not count, were it asked for. A server that has just begun has no 90 days to
// show: `site/tests/rules/weight.rs` weighs the same files with bars in which every day is another.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, test } from 'node:test';

import { launch, takesOver, visit } from './browser.mjs';
import { bringNews } from './published.mjs';
import { startServer } from '../harness/server.mjs';
import { TcpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

/** Bytes over the wire of a page with fifty components. */
const MOST_BYTES = 50_000;
const COMPONENTS = 50;
/** As many as make a past of half a month long. */
const INCIDENTS = 10;
const DAY = 86_400_000;

let browser;
let server;
let target;
before(async () => {
  [browser, target] = await Promise.all([launch(), TcpTarget.start()]);
  const monitor = { kind: 'tcp', address: target.address, every: '30s' };
  const components = Array.from({ length: COMPONENTS }, (_, index) => ({ id: `part-${index}`, name: `Part number ${index}`, description: `What part ${index} is for`, monitor }));
  server = await startServer({ admin: true, components });
  const levels = ['degraded_performance', 'partial_outage', 'major_outage'];
  for (let number = 0; number < INCIDENTS; number += 1) {
    const [from, to] = [0, 0.5].map((more) => new Date(Date.now() - (2 + number * 1.2 - more) * DAY).toISOString());
    const affected = components.filter((_, index) => index % INCIDENTS === number).map(({ id }, index) => ['-c', `${id}=${levels[index % 3]}`]);
    await server.operate('incident', 'open', `Answers are slow, the ${number}th time`, ...affected.flat(), '-m', `We look into what happened ${number} times.`, '--at', from);
    await server.operate('incident', 'resolve', '-m', 'It is over, and will not come again.', '--at', to);
  }
  await until('all to be published', async () => {
    const feed = await server.feed();
    return feed.status.level === 'operational' && feed.past_incidents?.length === INCIDENTS && feed.components.length === COMPONENTS;
  });
});
after(() => Promise.all([browser.close(), target.stop(), server.discard()]));

/** Bytes of a body on its way, compressed or not. */
async function sent(url, encoding) {
  const request = http.get(url, { headers: { 'accept-encoding': encoding } });
  const [answer] = await once(request, 'response');
  assert.equal(answer.statusCode, 200, url);
  let bytes = 0;
  for await (const part of answer) bytes += part.length;
  return bytes;
}

/** What one load asks for, by path, with its bytes. */
async function load(t, { prepare = async () => {}, settles, encoding = 'br' }) {
  const asked = new Set();
  const visited = await visit(browser, `${server.origin}/`, {
    prepare: async (page) => {
      page.on('request', (request) => asked.add(request.url()));
      await prepare(page);
    },
  });
  t.after(() => visited.context.close());
  await settles(visited.page);
  asked.add(new URL(await visited.page.locator('link[rel="icon"]').getAttribute('href'), server.origin).href);
  const counted = [...asked].filter((url) => !url.endsWith('.wasm'));
  const sizes = await Promise.all(counted.map(async (url) => [new URL(url).pathname, await sent(url, encoding)]));
  return { sizes: Object.fromEntries(sizes), all: sizes.reduce((sum, [, size]) => sum + size, 0) };
}

/** It has asked, and knows that there is no news. */
const isReady = async (page) => {
  await page.locator('pilot-light[state="ready"]').waitFor();
  await page.waitForLoadState('networkidle');
};

test('a plain load of a page of fifty components is light', async (t) => {
  const { sizes, all } = await load(t, { settles: isReady });
  t.diagnostic(`${all} bytes: ${JSON.stringify(sizes)}`);
  const kinds = Object.keys(sizes).map((path) => path.replace(/^\/assets\/\w+/, '')).sort();
  assert.deepEqual(kinds, ['.css', '.js', '.svg', '/', '/feed/v1/summary.json']);
  assert.ok(all < MOST_BYTES, `${all}: ${JSON.stringify(sizes)}`);
});

test('the control: what is asked for beyond that is counted, and so is what is not compressed', async (t) => {
  const plain = await load(t, { settles: isReady });
  const news = await load(t, { prepare: bringNews, settles: takesOver });
  assert.ok(plain.all + news.sizes['/widget.js'] <= news.all, JSON.stringify(news.sizes));
  // So much is left that this, too, is below.
  assert.ok(news.all < MOST_BYTES, JSON.stringify(news.sizes));
  const large = await load(t, { settles: isReady, encoding: 'identity' });
  assert.ok(MOST_BYTES < large.all, JSON.stringify(large.sizes));
});
