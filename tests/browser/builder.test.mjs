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

    const bare = await paste(t, snippet);
    await takesOver(bare.page);
    await reaches(bare.page, { state: 'ready', level: 'operational' });
    await bare.page.locator('pilot-light[position="top-start"] button[part~="pill"]').click();
    await bare.page.locator('[part~="row-name"]', { hasText: 'Website' }).waitFor();
    assert.equal(await bare.page.locator('[part~="row-name"]').count(), 1);
    await bare.blame();
  });
}

/** Puts a snippet on a page that has nothing else, and opens it. */
async function paste(t, snippet, settings = {}) {
  const host = await servePage(`<!doctype html><html lang="en"><title>Bare</title><link rel="icon" href="data:,"><body>${snippet}`);
  t.after(host.stop);
  const bare = await visit(browser, `${host.origin}/`, { origins: [acme.origin], ...settings });
  t.after(() => bare.context.close());
  return bare;
}

const snippetOf = async (page, form) => {
  await page.locator('#form').selectOption(form);
  return page.locator('#snippet').inputValue();
};

test('the image snippet is an image in a link', async (t) => {
  const { page } = await open(t);
  const snippet = await snippetOf(page, 'image');
  assert.equal(snippet, `<a href="${acme.origin}/"><img src="${acme.origin}/badge.svg" width="200" height="28" alt="Acme status"></a>`);
  const bare = await paste(t, snippet);
  await bare.page.waitForFunction(() => document.querySelector('img').naturalWidth === 200);
  await bare.blame();
  await page.getByLabel('Theme').selectOption('dark');
  assert.match(await snippetOf(page, 'image'), /src="[^"]+\/badge-dark\.svg"/);
});

for (const scheme of ['light', 'dark']) {
  test(`a picture takes the ${scheme} badge where the page is ${scheme}`, async (t) => {
    const snippet = `<picture><source media="(prefers-color-scheme: dark)" srcset="${acme.origin}/badge-dark.svg">
      <img src="${acme.origin}/badge-light.svg" width="200" height="28" alt="Acme status"></picture>`;
    const bare = await paste(t, snippet, { context: { colorScheme: scheme } });
    await bare.page.waitForFunction(() => document.querySelector('img').naturalWidth === 200);
    assert.equal(await bare.page.locator('img').evaluate((image) => image.currentSrc), `${acme.origin}/badge-${scheme}.svg`);
    await bare.blame();
  });
}

test('the frame snippet is a live badge in a frame that can do nothing else', async (t) => {
  const { page } = await open(t);
  const snippet = await snippetOf(page, 'frame');
  const bare = await paste(t, snippet);
  const frame = await bare.page.locator('iframe').evaluate(({ src, title, loading, sandbox }) => ({ src, title, loading, sandbox: sandbox.value }));
  assert.deepEqual(frame, { src: `${acme.origin}/embed/`, title: 'Acme status', loading: 'lazy', sandbox: 'allow-scripts allow-popups' });
  // In a frame as low as this no panel has room: the badge leads to the page.
  const badge = bare.page.frameLocator('iframe').locator('pilot-light[state="ready"] a[part~="badge"]');
  await badge.waitFor();
  assert.equal(await badge.getAttribute('href'), `${acme.origin}/`);
  // The badge is seen whole.
  const fits = await bare.page.frames()[1].evaluate(() => document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight);
  assert.ok(fits, 'the frame scrolls');
  await bare.blame();
});

test('no snippet ever has an empty digest: without one there is none to copy', async (t) => {
  const prepare = (page) => page.route('**/integrity.json', (route) => route.fulfill({ status: 404, body: 'not found' }));
  const { page } = await visit(browser, `${acme.origin}/docs/widget/`, { prepare });
  t.after(() => page.context().close());
  await page.getByText('could not be read').waitFor();
  assert.equal(await page.locator('#snippet').inputValue(), '');
  assert.ok(await page.getByRole('button', { name: 'Copy' }).isDisabled());
  for (const form of await page.locator('#form option').evaluateAll((options) => options.map(({ value }) => value))) {
    const snippet = await snippetOf(page, form);
    assert.doesNotMatch(snippet, /integrity=""/, form);
    assert.equal(snippet === '', form === 'pinned', form);
  }
  // The control: with the digest the same page pins.
  const other = await open(t);
  assert.match(await snippetOf(other.page, 'pinned'), /integrity="sha384-[\w+/]{64}"/);
});

test('what is chosen is written in each form, and does what it says', async (t) => {
  const { page } = await open(t);
  await page.getByLabel('Theme').selectOption('dark');
  await page.getByLabel('Language').selectOption('de');
  await page.getByLabel('Size').selectOption('lg');
  await page.getByLabel('Can be dismissed').check();
  await page.getByLabel('Shown').selectOption('incidents');
  for (const form of ['pinned', 'newest', 'npm']) {
    for (const option of ['theme="dark"', 'lang="de"', 'size="lg"', 'show="incidents"', 'dismissible']) {
      assert.ok((await snippetOf(page, form)).includes(option), `${form} without ${option}`);
    }
  }
  for (const form of ['script', 'query']) {
    const snippet = await snippetOf(page, form);
    const hidden = await paste(t, snippet);
    await reaches(hidden.page, { state: 'ready', level: 'operational' });
    assert.equal(await hidden.page.locator('pilot-light [part~="badge"]').isVisible(), false, 'nothing is wrong, so nothing is shown');
    const shown = await paste(t, snippet.replace('incidents', 'always'));
    await takesOver(shown.page);
    const badge = shown.page.locator('pilot-light button[part~="badge"]');
    assert.equal(await badge.locator('.label').innerText(), 'In Betrieb');
    const { background, height } = await badge.evaluate((node) => ({ background: getComputedStyle(node).backgroundColor, height: node.getBoundingClientRect().height }));
    assert.deepEqual({ background, height }, { background: 'rgb(21, 27, 35)', height: 35 });
    await shown.page.locator('pilot-light [part~="dismiss"]').click();
    await badge.waitFor({ state: 'hidden' });
  }
});

test('the button copies what is shown, and says so, also where it cannot', async (t) => {
  const { page } = await open(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  const copied = page.locator('#copied');
  for (const form of ['newest', 'frame']) {
    const snippet = await snippetOf(page, form);
    assert.equal(await copied.textContent(), '', 'another form is not copied yet');
    await page.getByRole('button', { name: 'Copy' }).click();
    await copied.getByText('Copied.').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), snippet);
  }
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await page.getByRole('button', { name: 'Copy' }).click();
  await copied.getByText('copy it by hand').waitFor();
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
