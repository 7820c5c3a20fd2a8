// Nothing on the page moves: neither when the first status comes nor when the WebAssembly takes over,
// whatever kind of box the widget stands in.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { badge, serveForeignPage } from './foreign.mjs';
import { promise, publishHealthyPage } from './published.mjs';

let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
});
after(() => Promise.all([browser.close(), site.discard()]));

/** A page whose body is `body` of the published files' origin, with the widget live on it. */
async function embed(t, body) {
  const files = await site.serve(promise(Date.now() + 3_600_000));
  const host = await serveForeignPage(files.origin, { body: body(files.origin) });
  t.after(() => Promise.all([files.stop(), host.stop()]));
  const visited = await visit(browser, `${host.origin}/`, { origins: [files.origin] });
  t.after(() => visited.context.close());
  await takesOver(visited.page);
  await reaches(visited.page, { state: 'ready', level: 'operational' });
  // What moved is told with the next picture.
  await visited.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  return visited;
}

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
