// `debug` on the element: the console says what stops it, and nothing without it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver } from './browser.mjs';
import { startCompany } from './company.mjs';
import { servePage } from '../harness/serve.mjs';
import { until } from '../harness/until.mjs';

let browser;
let acme;
before(async () => {
  browser = await launch();
  acme = await startCompany();
});
after(() => Promise.all([browser.close(), acme.discard()]));

/** Opens a page under a policy and gives what the widget said in its console. */
async function embed(t, { policy, attributes = 'debug', feed = acme.feed }) {
  const html = `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">
<script async src="${acme.origin}/widget.js"></script><p><pilot-light feed="${feed}" runtime="eager" ${attributes}></pilot-light></p>`;
  const host = await servePage(html, { headers: policy ? { 'content-security-policy': policy } : {} });
  const context = await browser.newContext();
  t.after(() => Promise.all([context.close(), host.stop()]));
  const page = await context.newPage();
  const said = [];
  page.on('console', (message) => message.text().startsWith('pilot-light:') && said.push(message.text()));
  await page.goto(`${host.origin}/`);
  const says = (pattern) => until(`${pattern} in ${said}`, () => said.some((line) => pattern.test(line)));
  return { page, said, says };
}

const policy = () => `default-src 'none'; script-src ${acme.origin} 'wasm-unsafe-eval'; connect-src ${acme.origin}; img-src data:`;

test('a policy without WebAssembly is named with what to add', async (t) => {
  const { page, says } = await embed(t, { policy: policy().replace(" 'wasm-unsafe-eval'", '') });
  await reaches(page, { state: 'ready' });
  await says(/script-src 'wasm-unsafe-eval'/);
  await says(/^pilot-light: no WebAssembly: /);
});

test('a policy without the feed is named with what to add', async (t) => {
  const { page, says } = await embed(t, { policy: policy().replace(`connect-src ${acme.origin}`, '') });
  await reaches(page, { state: 'error' });
  await says(new RegExp(`connect-src ${acme.origin}$`));
  await says(/^pilot-light: no fresh feed: /);
});

test('a feed that is not there is named with the reason', async (t) => {
  const { page, says } = await embed(t, { feed: `${acme.origin}/nowhere.json` });
  await reaches(page, { state: 'error' });
  await says(/^pilot-light: no fresh feed: \S/);
});

test('a widget that lives says nothing, and so does one that is not asked', async (t) => {
  const live = await embed(t, { policy: policy() });
  await takesOver(live.page);
  assert.deepEqual(live.said, []);
  const silent = await embed(t, { attributes: '', policy: policy().replace(" 'wasm-unsafe-eval'", '') });
  await reaches(silent.page, { state: 'ready' });
  await silent.page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  assert.deepEqual(silent.said, []);
});
