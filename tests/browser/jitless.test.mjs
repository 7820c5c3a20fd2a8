// A browser that has no WebAssembly at all, as Lockdown Mode and hardened profiles leave it: every
// form says the truth by the loader alone, and nothing is thrown.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { startCompany } from './company.mjs';
import { greens } from './greens.mjs';
import { servePage } from '../harness/serve.mjs';

const VARIANTS = ['badge', 'pill', 'dot', 'button', 'banner', 'panel'];

let acme;
let without;
let control;
before(async () => {
  without = await launch({ flags: ['--js-flags=--jitless'] });
  control = await launch();
  acme = await startCompany();
});
after(() => Promise.all([without.close(), control.close(), acme.discard()]));

/** A page with one element of each variant, or of those asked for. */
async function open(t, browser, variants = VARIANTS) {
  const elements = variants.map((variant) => `<p><pilot-light variant="${variant}"></pilot-light></p>`).join('');
  const html = `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">
<script async src="${acme.origin}/widget.js"></script>${elements}`;
  const host = await servePage(html);
  const visited = await visit(browser, `${host.origin}/`, { origins: [acme.origin] });
  t.after(() => Promise.all([visited.context.close(), host.stop()]));
  return visited;
}

/** All elements once they show this level. */
const shows = (page, level) =>
  page.waitForFunction(
    (wanted) => [...document.querySelectorAll('pilot-light')].every((element) => element.getAttribute('level') === wanted),
    level,
  );

test('without WebAssembly every variant says what is so, and leads to the page', async (t) => {
  const { page, blame } = await open(t, without);
  assert.equal(await page.evaluate(() => typeof WebAssembly), 'undefined');
  await shows(page, 'operational');
  for (const variant of VARIANTS) {
    const element = page.locator(`pilot-light[variant="${variant}"]`);
    assert.equal(await element.getAttribute('state'), 'ready');
    const link = element.locator('a').first();
    assert.equal(new URL(await link.getAttribute('href'), acme.origin).origin, acme.origin, variant);
  }
  assert.notDeepEqual(await greens(page), []);
  await acme.web.stop();
  await acme.reaches('partial_outage');
  // A page that is looked at again asks at once.
  await page.locator('pilot-light').evaluateAll((all) => all.forEach((element) => element.refresh()));
  await shows(page, 'partial');
  // What works is still green in the list, and nothing else is.
  assert.deepEqual((await greens(page)).filter((html) => !html.startsWith('<span part="row-status"')), []);
  await acme.web.startAgain();
  await acme.reaches('operational');
  await blame();
});

test('the control: without the flag the same page is taken over by the WebAssembly', async (t) => {
  const { page, blame } = await open(t, control, ['panel']);
  assert.equal(await page.evaluate(() => typeof WebAssembly), 'object');
  await reaches(page, { level: 'operational' });
  await takesOver(page);
  await blame();
});
