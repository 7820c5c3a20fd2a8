// Signed feeds: with the public key on the element, whoever stands between server and reader cannot
// turn a page green.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { startCompany } from './company.mjs';
import { serveForeignPage } from './foreign.mjs';
import { serveFolder } from '../harness/serve.mjs';

let browser;
let acme;
let key;
before(async () => {
  browser = await launch();
  acme = await startCompany();
  ({ key } = await (await fetch(`${acme.origin}/feed/v1/key.json`)).json());
  await acme.web.stop();
  await acme.reaches('partial_outage');
});
after(() => Promise.all([browser.close(), acme.discard()]));

/** A host that serves what was published, and paints it green when it is asked to. */
async function embed(t, attributes, { isPainted = false } = {}) {
  const paint = (text) => text.replaceAll(/"(partial|major)_outage"/g, '"operational"').replace(/"description":"[^"]*"/, '"description":"All systems operational"');
  const edit = (file, body) => (isPainted && /(summary|feed)\.json$/.test(file) ? paint(String(body)) : body);
  const site = await serveFolder(acme.published, { edit });
  t.after(site.stop);
  const host = await serveForeignPage(site.origin, { body: `<pilot-light ${attributes}></pilot-light>` });
  t.after(host.stop);
  const prepare = (page) =>
    page.addInitScript(() => {
      globalThis.reasons = [];
      addEventListener('pilot-light:error', ({ detail }) => reasons.push(detail.reason));
    });
  const { page, context } = await visit(browser, `${host.origin}/`, { origins: [site.origin], prepare });
  t.after(() => context.close());
  return page;
}

test('the control: without a key a painted page is believed', async (t) => {
  const page = await embed(t, '', { isPainted: true });
  await reaches(page, { state: 'ready', level: 'operational' });
});

test('with the key what the server said is shown', async (t) => {
  const page = await embed(t, `key="${key}"`);
  await takesOver(page);
  await reaches(page, { state: 'ready', level: 'partial' });
  await page.locator('pilot-light').evaluate((element) => element.open());
  await page.locator('[part~="history"]').first().waitFor();
});

test('one of several keys is enough, so that a key can be changed', async (t) => {
  const page = await embed(t, `key="${'A'.repeat(43)} ${key}"`);
  await reaches(page, { state: 'ready', level: 'partial' });
});

for (const [name, attributes, settings] of [
  ['a painted page', () => `key="${key}"`, { isPainted: true }],
  ['another key', () => `key="${'A'.repeat(43)}"`, {}],
  ['a key that is none', () => 'key="nonsense"', {}],
]) {
  test(`with ${name} the status is unknown, and why is said`, async (t) => {
    const page = await embed(t, attributes(), settings);
    await takesOver(page);
    await reaches(page, { state: 'error', level: 'unknown' });
    await page.locator('pilot-light').evaluate((element) => element.open());
    await page.getByText('This status is not signed as it should be').waitFor();
    assert.deepEqual([...new Set(await page.evaluate(() => globalThis.reasons))], ['signature']);
    assert.equal(await page.getByText(/operational/i).count(), 0);
  });
}

test('without WebAssembly the key is held against the feed all the same', async (t) => {
  const page = await embed(t, `key="${key}" runtime="none"`, { isPainted: true });
  await reaches(page, { state: 'error', level: 'unknown' });
  const good = await embed(t, `key="${key}" runtime="none"`);
  await reaches(good, { state: 'ready', level: 'partial' });
});
