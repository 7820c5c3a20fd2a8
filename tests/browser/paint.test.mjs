// The largest paint of a page is what was published: the WebAssembly, whether it comes or not, paints
// nothing larger and nothing that anybody waits for.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, takesOver, visit } from './browser.mjs';
import { startCompany } from './company.mjs';
import { bringNews } from './published.mjs';

const PHONE = { viewport: { width: 390, height: 800 } };
const DESK = { viewport: { width: 1280, height: 800 } };

let acme;
let browser;
before(async () => {
  acme = await startCompany();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await acme?.discard();
});

/** Notes each paint that is larger than all before it, from the first byte of a page. */
function notePaints() {
  globalThis.paints = [];
  new PerformanceObserver((list) => {
    for (const { element, size } of list.getEntries()) {
      globalThis.paints.push({ size, tag: element?.localName, text: element?.textContent.trim(), isOurs: element?.getRootNode() === document });
    }
  }).observe({ type: 'largest-contentful-paint', buffered: true });
}

/** All of them once nothing more is to come: the last frame of what stood there then is painted. */
const paints = (page) =>
  page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return globalThis.paints;
  });

async function open(t, { path, context, prepare = async () => {} }) {
  const visited = await visit(browser, `${acme.origin}${path}`, {
    context,
    prepare: async (page) => {
      await page.addInitScript(notePaints);
      // Without news nothing of the WebAssembly comes to the status page.
      await bringNews(page);
      await prepare(page);
    },
  });
  t.after(() => visited.context.close());
  return visited;
}

for (const [name, context] of Object.entries({ phone: PHONE, desk: DESK })) {
  for (const path of ['/', '/components/api/']) {
    test(`on a ${name} the largest paint of ${path} is the same with the WebAssembly and without`, async (t) => {
      let noteAsked;
      const asked = new Promise((resolve) => {
        noteAsked = resolve;
      });
      const { page: blocked } = await open(t, {
        path,
        context,
        prepare: (page) =>
          page.route('**/*.wasm', (route) => {
            noteAsked();
            return route.abort();
          }),
      });
      await asked;
      const without = await paints(blocked);
      const { page: free, shift } = await open(t, { path, context });
      await takesOver(free);
      const whole = await paints(free);
      assert.equal(await shift(), 0);
      assert.ok(0 < without.length && without.every(({ isOurs }) => isOurs), JSON.stringify(without));
      assert.deepEqual(whole.at(-1), without.at(-1));
    });
  }
}

test('the control: what a script paints larger is told apart', async (t) => {
  const { page } = await open(t, { path: '/', context: PHONE });
  await takesOver(page);
  const before = await paints(page);
  await page.evaluate(() => {
    const large = document.createElement('p');
    large.textContent = 'larger than all '.repeat(60);
    document.body.prepend(large);
  });
  await page.waitForFunction((count) => count < globalThis.paints.length, before.length);
  assert.notDeepEqual((await paints(page)).at(-1), before.at(-1));
});
