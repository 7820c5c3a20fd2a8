// "Is it me?" never says of the network what the page itself forbids.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, takesOver } from './browser.mjs';
import { embed, feed, startFeeds } from './feeds.mjs';
import { HttpTarget } from '../harness/targets.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const BARRED = 'This page keeps the browser from checking whether you reach us.';

async function open(t, { reach, allowed = '', policy = true, isUp = true }) {
  const feeds = await startFeeds({ '/feed/v1/summary.json': feed({ api: 'operational' }) });
  const target = await HttpTarget.start();
  t.after(() => Promise.all([feeds.stop(), target.stop()]));
  const address = reach ?? target.url;
  const rules = `default-src 'none'; script-src ${feeds.origin} 'wasm-unsafe-eval'; connect-src ${feeds.origin} ${allowed && new URL(target.url).origin}; img-src data:`;
  const asked = [];
  const visited = await embed(t, browser, feeds, `<pilot-light reach="${address}" runtime="eager"></pilot-light>`, {
    policy: policy ? rules : undefined,
    prepare: (page) => page.on('request', (request) => asked.push(request.url())),
    origins: [new URL(target.url).origin],
  });
  if (!isUp) await target.stop();
  await takesOver(visited.page);
  await visited.page.locator('button[part~="badge"]').click();
  return { ...visited, asked, said: visited.page.locator('[part~="reach"]') };
}

test('a policy without the address is not the network of the visitor', async (t) => {
  const { page } = await open(t, {});
  await page.getByText(BARRED).waitFor();
});

test('the control: with the address in the policy what is down is down', async (t) => {
  const { page } = await open(t, { allowed: 'yes', isUp: false });
  await page.getByText('We are up, but your network does not reach us.').waitFor();
});

test('and what is up is up', async (t) => {
  const { page } = await open(t, { allowed: 'yes' });
  await page.getByText(/Reachable from here in \d+ ms/).waitFor();
});

test('what is no web address is asked of nobody', async (t) => {
  const { page, asked, host, said } = await open(t, { reach: 'ftp://example.com/x', policy: false });
  await page.locator('[part~="row"]').first().waitFor();
  assert.equal(await said.count(), 0);
  assert.deepEqual(asked.filter((url) => url.startsWith(host.origin)), [`${host.origin}/`]);
});

test('what the page has put on all objects is no option of the request', async (t) => {
  const feeds = await startFeeds({ '/feed/v1/summary.json': feed({ api: 'operational' }), '/ping': { body: 'ok' } });
  t.after(feeds.stop);
  const { page } = await embed(t, browser, feeds, (origin) => `<script>Object.prototype.method = 'POST'; Object.prototype.integrity = 'sha256-x';</script><pilot-light reach="${origin}/ping" runtime="eager"></pilot-light>`);
  await takesOver(page);
  await page.locator('button[part~="badge"]').click();
  await page.getByText(/Reachable from here in \d+ ms/).waitFor();
});
