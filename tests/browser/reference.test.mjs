// The reference of the element, as every status page has it: nothing is missing, and it can be read
// everywhere.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, visit } from './browser.mjs';
import { ROOT, startServer } from '../harness/server.mjs';
import { HttpTarget } from '../harness/targets.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser;
let target;
let server;
before(async () => {
  browser = await launch();
  target = await HttpTarget.start();
  server = await startServer({ components: [{ id: 'api', name: 'API', monitor: { kind: 'http', url: target.url, every: '1s' } }] });
});
after(() => Promise.all([browser.close(), server.discard(), target.stop()]));

async function open(t, settings) {
  const visited = await visit(browser, `${server.origin}/docs/widget/`, { context: settings });
  t.after(() => visited.context.close());
  await visited.page.getByRole('link', { name: 'reference' }).click();
  await visited.page.getByRole('heading', { level: 1, name: 'Reference' }).waitFor();
  return visited;
}

const terms = (page, section) => page.getByRole('region', { name: section, exact: true }).locator('dt').allInnerTexts();

test('the page beside the builder names every option, with its values', async (t) => {
  const { page, blame } = await open(t);
  const api = await readFile(path.join(ROOT, 'www/loader/api.js'), 'utf8');
  const options = /OPTIONS =\s*'([^']*)'/.exec(api)[1].split(' ');
  assert.deepEqual((await terms(page, 'Attributes')).sort(), options.sort());
  const variant = page.locator('#attributes-variant');
  assert.match(await variant.innerText(), /badge pill dot button banner panel\s+Default: badge/);
  await blame();
});

test('it names what can be called, heard and styled', async (t) => {
  const { page } = await open(t);
  for (const [section, name] of [
    ['Attributes that it sets', 'state'],
    ['Properties', 'updatedAt'],
    ['Methods', 'explain'],
    ['Events', 'pilot-light:change'],
    ['Parts', 'row-name'],
    ['Slots', 'footer'],
    ['Custom properties', '--pl-radius'],
  ]) {
    assert.ok((await terms(page, section)).includes(name), `${section}: ${name}`);
  }
  assert.match(await page.locator('#custom-properties--pl-radius').innerText(), /Default: 6px/);
});

for (const colorScheme of ['light', 'dark']) {
  test(`the reference is accessible and fits a phone: ${colorScheme}`, async (t) => {
    const { page, blame } = await open(t, { colorScheme, viewport: { width: 320, height: 800 } });
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
    await blame();
  });
}
