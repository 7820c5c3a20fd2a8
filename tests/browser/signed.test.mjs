// Signed feeds: with the public key on the element, whoever stands between server and reader cannot
// turn a page green.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit, widget } from './browser.mjs';
import { startCompany } from './company.mjs';
import { serveForeignPage } from './foreign.mjs';
import { greens } from './greens.mjs';
import { serveFolder } from '../harness/serve.mjs';
import { until } from '../harness/until.mjs';

let browser;
let acme;
let key;
before(async () => {
  browser = await launch();
  acme = await startCompany();
  ({ key } = await (await fetch(`${acme.origin}/feed/v1/key.json`)).json());
  await fail();
});
after(() => Promise.all([browser.close(), acme.discard()]));

const paint = (text) => text.replaceAll(/"(partial|major)_outage"/g, '"operational"').replace(/"description":"[^"]*"/, '"description":"All systems operational"');

/** A host that serves what was published, or what `change` makes of it, with the files that `isPainted` names painted green. */
async function embed(t, attributes, { isPainted = false, change = (file, body) => body, prepare: more = async () => {}, body: content } = {}) {
  const painted = isPainted === true ? /(summary|feed)\.json$/ : isPainted;
  const edit = (file, body) => (painted && painted.test(file) ? paint(String(body)) : change(file, body));
  const site = await serveFolder(acme.published, { edit });
  t.after(site.stop);
  const host = await serveForeignPage(site.origin, { body: content?.(site.origin) ?? `<pilot-light ${attributes}></pilot-light>` });
  t.after(host.stop);
  const prepare = async (page) => {
    await page.addInitScript(() => {
      globalThis.reasons = [];
      addEventListener('pilot-light:error', ({ detail }) => reasons.push(detail.reason));
    });
    await more(page);
  };
  const { page, context } = await visit(browser, `${host.origin}/`, { origins: [site.origin, acme.origin], prepare });
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

/** How many bars are drawn; their place is kept while nothing is known of them. */
const days = (page) => page.locator('[part~="history"] path').evaluateAll((paths) => paths.filter((path) => path.getAttribute('d')).length);

test('a painted feed.json behind a good summary shows nothing of itself', async (t) => {
  // The control: without the key its rows are believed.
  const believed = await embed(t, '', { isPainted: /\/feed\.json$/ });
  await takesOver(believed);
  await reaches(believed, { state: 'ready', level: 'partial' });
  await believed.locator('pilot-light').evaluate((element) => element.open());
  await until('its days', async () => 0 < (await days(believed)));
  await reaches(believed, { level: 'operational' });

  const page = await embed(t, `key="${key}"`, { isPainted: /\/feed\.json$/ });
  await takesOver(page);
  await reaches(page, { state: 'ready', level: 'partial' });
  const asked = page.waitForResponse(/\/feed\.json$/);
  await page.locator('pilot-light').evaluate((element) => element.open());
  await (await asked).finished();
  await page.locator('[part~="row-status"]', { hasText: /outage/ }).first().waitFor();
  // Whatever comes of it, it comes within the next pictures.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestIdleCallback(resolve))));
  assert.equal(await widget(page, { level: 'operational' }).count(), 0);
  assert.equal(await days(page), 0, 'a history that nobody has signed is no history');
  assert.notEqual(await page.locator('[part~="row-status"]', { hasText: /outage/ }).count(), 0);
});

test('of several feeds each is held against the keys, and a painted one is unknown by itself', async (t) => {
  const body = (origin) => `<pilot-light variant="panel" key="${key}" feed="${acme.feed}, ${origin}/feed/v1/summary.json"></pilot-light>`;
  const sections = (page) => page.locator('.section [part~="row-status"]').allInnerTexts();
  const good = await embed(t, '', { body });
  await until('both to be known', async () => (await sections(good)).join() === 'Partial outage,Partial outage');
  const painted = await embed(t, '', { body, isPainted: true });
  await until('the painted one to be unknown', async () => (await sections(painted)).join() === 'Partial outage,Unknown');
  assert.equal(await painted.getByText('Operational', { exact: true }).count(), 1, 'only what is up in the good one');
});

test('a file that was signed earlier holds as long as it promised, and no longer', async (t) => {
  // As it was while all was well: rightly signed, and replayed by whoever serves the files.
  await recover();
  const old = {};
  for (const name of ['summary.json', 'feed.json']) old[name] = await (await fetch(`${acme.origin}/feed/v1/${name}`)).text();
  t.after(fail);
  await fail();
  const change = (file, body) => old[/[^/]*$/.exec(file)[0]] ?? body;
  const prepare = (page) => page.clock.install();
  const page = await embed(t, `key="${key}"`, { change, prepare });
  await takesOver(page);
  // Within its promise it cannot be told from the newest.
  await reaches(page, { state: 'ready', level: 'operational' });
  const left = Date.parse(JSON.parse(old['summary.json']).valid_until) - (await page.evaluate(() => Date.now()));
  await page.clock.fastForward(left + 1_000);
  await reachesSoon(page, { state: 'stale' });
  assert.deepEqual(await greens(page), []);
  await page.clock.fastForward(3_600_000);
  await reachesSoon(page, { state: 'error', level: 'unknown' });
  assert.deepEqual(await greens(page), []);
});

/** As `reaches`, on a page whose clock stands unless it is let go on. */
const reachesSoon = (page, wanted) =>
  until(`the page to show ${Object.values(wanted)}`, async () => {
    await page.clock.runFor(1_000);
    return (await widget(page, wanted).count()) === 1;
  });

async function fail() {
  await acme.web.stop();
  await acme.reaches('partial_outage');
}

async function recover() {
  await acme.web.startAgain();
  await acme.reaches('operational');
}
