// The snippet builder: what it shows is what it writes, and what it writes works on a bare page.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { startCompany } from './company.mjs';
import { servePage } from '../harness/serve.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser;
let acme;
before(async () => {
  browser = await launch();
  acme = await startCompany();
});
after(() => Promise.all([browser.close(), acme.discard()]));

async function open(t, settings) {
  const visited = await visit(browser, `${acme.origin}/docs/widget/`, { context: settings });
  t.after(() => visited.context.close());
  await visited.page.getByLabel('Website').waitFor();
  return visited;
}

for (const form of ['pinned', 'newest', 'script', 'query']) {
  test(`the ${form} snippet works on a bare page as it was shown`, async (t) => {
    const { page, blame } = await open(t);
    await page.getByLabel('Variant').selectOption('pill');
    await page.getByLabel('Position').selectOption('top-start');
    await page.getByLabel('Website').check();
    await page.getByLabel('Only with our signature').check();
    await page.locator('#preview pilot-light[variant="pill"][components="web"][state="ready"]').waitFor({ state: 'attached' });
    await page.locator('#form').selectOption(form);
    const snippet = await page.locator('#snippet').inputValue();
    await blame();

    const host = await servePage(`<!doctype html><html lang="en"><title>Bare</title><link rel="icon" href="data:,"><body>${snippet}`);
    t.after(host.stop);
    const bare = await visit(browser, `${host.origin}/`, { origins: [acme.origin] });
    t.after(() => bare.context.close());
    await takesOver(bare.page);
    await reaches(bare.page, { state: 'ready', level: 'operational' });
    await bare.page.locator('pilot-light[position="top-start"] button[part~="pill"]').click();
    await bare.page.locator('[part~="row-name"]', { hasText: 'Website' }).waitFor();
    assert.equal(await bare.page.locator('[part~="row-name"]').count(), 1);
    await bare.blame();
  });
}

test('the image snippet is an image in a link', async (t) => {
  const { page } = await open(t);
  await page.locator('#form').selectOption('image');
  assert.equal(
    await page.locator('#snippet').inputValue(),
    `<a href="${acme.origin}/"><img src="${acme.origin}/badge.svg" width="200" height="28" alt="Acme status"></a>`,
  );
});

for (const colorScheme of ['light', 'dark']) {
  test(`the builder is accessible and fits a phone: ${colorScheme}`, async (t) => {
    const { page, blame } = await open(t, { colorScheme, viewport: { width: 320, height: 800 } });
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
    await blame();
  });
}
