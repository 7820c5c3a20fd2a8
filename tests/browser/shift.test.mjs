// Nothing on the page moves: neither when the first status comes nor when the WebAssembly takes over,
// whatever kind of box the widget stands in.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit, widget } from './browser.mjs';
import { badge, serveForeignPage } from './foreign.mjs';
import { promise, publishHealthyPage } from './published.mjs';
import { until } from '../harness/until.mjs';

let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
});
after(() => Promise.all([browser.close(), site.discard()]));

/** A page whose body is `body` of the published files' origin, with the widget live on it. */
async function embed(t, body, { end = 3_600_000, state = 'ready', isLive = true, clock = false } = {}) {
  const files = await site.serve(promise(Date.now() + end));
  const host = await serveForeignPage(files.origin, { body: body(files.origin) });
  t.after(() => Promise.all([files.stop(), host.stop()]));
  const prepare = (page) => (clock ? page.clock.install() : undefined);
  const visited = await visit(browser, `${host.origin}/`, { origins: [files.origin], prepare });
  t.after(() => visited.context.close());
  if (isLive) await takesOver(visited.page);
  await reaches(visited.page, { state });
  if (!clock) await drawn(visited.page);
  return visited;
}

/** What moved is told with the next picture. */
const drawn = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));

const HOSTS = {
  block: 'display:block',
  inline: 'display:inline',
  'inline-block': 'display:inline-block',
  flex: 'display:flex;gap:8px',
  'flex that is centred': 'display:flex;align-items:center;justify-content:space-between',
  'flex of a column': 'display:flex;flex-direction:column;align-items:flex-start',
  grid: 'display:grid;grid-template-columns:auto 1fr',
  'right-to-left': 'display:block;direction:rtl',
  'right-to-left flex': 'display:flex;direction:rtl',
  table: 'display:table-cell;vertical-align:middle',
};

for (const [name, style] of Object.entries(HOSTS)) {
  test(`nothing moves when an image becomes the widget, in a box of ${name}`, async (t) => {
    const { shift, blame } = await embed(t, (origin) => `</p><div style="${style}"><span>Before</span>${badge(origin)}<span>After</span></div><p>`);
    assert.equal(await shift(), 0);
    await blame();
  });
}

const OFTEN = { variant: ['pill', 'dot', 'button', 'banner'], size: ['sm', 'lg'], lang: ['de', 'ar', 'ja'] };

for (const [option, values] of Object.entries(OFTEN)) {
  for (const value of values) {
    test(`nothing moves with ${option}="${value}" when the WebAssembly takes over`, async (t) => {
      // Without an image it begins with nothing, so what is watched begins with the first status.
      const { page, shift, blame } = await embed(t, () => `</p><div>Text <pilot-light ${option}="${value}" runtime="none"></pilot-light> goes on.</div><p>`, { isLive: false });
      await reaches(page, { state: 'ready' });
      await drawn(page);
      const before = await shift();
      await page.locator('pilot-light').evaluate((element) => element.setAttribute('runtime', 'eager'));
      await takesOver(page);
      await drawn(page);
      assert.equal((await shift()) - before, 0);
      await blame();
    });
  }
}

for (const [name, end, state] of [['minutes past its promise', -600_000, 'stale'], ['hours past its promise', -7_200_000, 'error']]) {
  test(`nothing moves when an image becomes a widget of a feed ${name}`, async (t) => {
    const { page, shift } = await embed(t, (origin) => `</p><div><span>Before</span>${badge(origin)}<span>After</span></div><p>`, { end, state });
    await widget(page, { state }).waitFor();
    assert.equal(await shift(), 0);
  });
}

test('nothing around it moves when a promise ends under the eyes of a reader', async (t) => {
  const { page, shift } = await embed(t, (origin) => `</p><div><span>Before</span>${badge(origin)}<span>After</span></div><p>`, { clock: true });
  const around = () => Promise.all(['Before', 'After', 'What follows must not move.'].map((words) => page.getByText(words, { exact: true }).boundingBox()));
  const before = await around();
  await page.clock.fastForward(3_700_000);
  await until('the end of the promise', async () => {
    await page.clock.runFor(1_000);
    return (await widget(page, { state: 'stale' }).count()) === 1;
  });
  await page.clock.runFor(1_000);
  assert.deepEqual(await around(), before);
  // "12:03" becomes "as of 12:03" at the other end of the badge: less than browsers' figures show.
  assert.ok((await shift()) < 0.0001, `${await shift()}`);
});

test('nothing moves when the script alone puts the widget into the corner', async (t) => {
  const { shift, blame } = await embed(t, () => '');
  assert.equal(await shift(), 0);
  await blame();
});

test('what moves is told', async (t) => {
  const { page, shift } = await embed(t, () => '<pilot-light></pilot-light>');
  await page.evaluate(() => new Promise((resolve) => {
    document.querySelector('h1').style.marginBottom = '200px';
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
  }));
  await page.waitForFunction(() => 0 < globalThis.layoutShift);
  assert.notEqual(await shift(), 0);
});
