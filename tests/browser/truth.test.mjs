// The absolute rule: nothing is green past the feed's promise, whatever failed. Each case runs
// beside one whose promise has not ended, which must stay green: else a widget that never shows
// green would pass.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, visit, widget } from './browser.mjs';
import { badge, serveForeignPage } from './foreign.mjs';
import { greens } from './greens.mjs';
import { promise, publishHealthyPage } from './published.mjs';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** Long enough to load a page and see it green, on a busy machine. */
const SHORT = 15 * SECOND;
/** How much later than its end a promise may still be shown, in milliseconds. */
const LATE = 2 * SECOND;

let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
});
after(() => Promise.all([browser.close(), site.discard()]));

/** Opens our page and a foreign one, both with a promise that ends at `validUntil`. */
async function open(t, validUntil, prepare) {
  const files = await site.serve(promise(validUntil));
  const host = await serveForeignPage(files.origin, {
    body: `${badge(files.origin)}<pilot-light variant="panel"></pilot-light>`,
  });
  t.after(() => Promise.all([files.stop(), host.stop()]));
  const visits = await Promise.all([
    visit(browser, `${files.origin}/`, { prepare }),
    visit(browser, `${host.origin}/`, { origins: [files.origin], prepare }),
  ]);
  return visits.map(({ page }) => page);
}

const FAILURES = {
  'with everything working': undefined,
  'with the WebAssembly blocked': (page) => page.route('**/*.wasm', (route) => route.abort()),
  'with the WebAssembly missing': (page) => page.route('**/*.wasm', (route) => route.fulfill({ status: 404 })),
  'with the WebAssembly torn': (page) => page.route('**/*.wasm', (route) => route.fulfill({ contentType: 'application/wasm', body: 'torn' })),
  'without WebAssembly': (page) => page.addInitScript(() => delete globalThis.WebAssembly),
};

for (const [name, prepare] of Object.entries(FAILURES)) {
  test(`${name}, green ends with the promise and not before`, async (t) => {
    const end = Date.now() + SHORT;
    const ending = await open(t, end, prepare);
    const lasting = await open(t, Date.now() + HOUR, prepare);
    for (const page of [...ending, ...lasting]) {
      await reaches(page, { state: 'ready', level: 'operational' });
      assert.notDeepEqual(await greens(page), [], 'a fresh page is green');
    }
    for (const page of ending) {
      await reaches(page, { state: 'stale' }, { seconds: (Math.max(end - Date.now(), 0) + LATE) / SECOND });
      assert.deepEqual(await greens(page), []);
    }
    for (const page of lasting) {
      assert.equal(await widget(page, { state: 'ready', level: 'operational' }).first().count(), 1);
      assert.notDeepEqual(await greens(page), [], 'the control stays green');
    }
  });
}

test('an hour past its promise a feed says nothing any more', async (t) => {
  for (const page of await open(t, Date.now() - 2 * HOUR)) {
    await reaches(page, { level: 'unknown' });
    assert.deepEqual(await greens(page), []);
  }
});

test('without a feed the status is unavailable, and the link stays', async (t) => {
  const [, foreign] = await open(t, Date.now() + HOUR, (page) => page.route('**/*.json', (route) => route.abort()));
  await reaches(foreign, { state: 'error', level: 'unknown' });
  await foreign.getByText(/status unavailable/i).locator('visible=true').first().waitFor();
  assert.deepEqual(await greens(foreign), []);
  assert.notEqual(await foreign.getByRole('link').count(), 0);
});
