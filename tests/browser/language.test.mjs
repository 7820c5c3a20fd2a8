// The widget in every language, each from one small file that only its readers fetch.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, takesOver, visit } from './browser.mjs';
import { startCompany } from './company.mjs';
import { ROOT } from '../harness/server.mjs';
import { servePage } from '../harness/serve.mjs';
import { faultsOf } from '../../widget/bundle/languages.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FOLDER = path.join(ROOT, 'feed/locale');
const read = async (tag) => JSON.parse(await readFile(path.join(FOLDER, `${tag}.json`), 'utf8'));
const TAGS = (await readdir(FOLDER)).map((file) => path.basename(file, '.json'));

let browser;
let acme;
before(async () => {
  browser = await launch();
  acme = await startCompany();
});
after(() => Promise.all([browser.close(), acme.discard()]));

async function embed(t, language, { asked = [], attributes = '' } = {}) {
  const html = `<!doctype html><html lang="${language}"><title>Host</title><link rel="icon" href="data:,">
<script async src="${acme.origin}/widget.js"></script><main><h1>Host</h1><pilot-light variant="panel" ${attributes}></pilot-light><pilot-light></pilot-light></main>`;
  const host = await servePage(html);
  t.after(host.stop);
  const prepare = (page) => page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const visited = await visit(browser, `${host.origin}/`, { origins: [acme.origin], prepare });
  t.after(() => visited.context.close());
  await takesOver(visited.page);
  return visited;
}

for (const tag of TAGS) {
  test(`a page in ${tag} is told in ${tag}`, async (t) => {
    const words = await read(tag);
    const asked = [];
    const { page, blame } = await embed(t, tag, { asked });
    await page.locator('[part~="header"]', { hasText: words.all_operational }).waitFor();
    await page.locator('[part~="row-status"]', { hasText: words.operational }).first().waitFor();
    await page.locator('button[part~="badge"]', { hasText: words.short_operational }).waitFor();
    const direction = await page.locator('[part~="panel"]').first().evaluate((panel) => getComputedStyle(panel).direction);
    assert.equal(direction, ['ar', 'he'].includes(tag) ? 'rtl' : 'ltr');
    const files = asked.filter((file) => /\/(languages|more|[a-z]{2}(-\w+)?)\.json$/.test(file)).map((file) => path.basename(file));
    assert.deepEqual(files.sort(), tag === 'en' ? [] : [`${tag}.json`, 'more.json'].sort());
    await blame();
  });
}

for (const [asked, tag] of [['de-AT', 'de'], ['pt', 'pt-BR'], ['zh-TW', 'zh-Hant'], ['zh', 'zh-Hans'], ['en-US', 'en'], ['tlh', 'en'], ['not a tag', 'en']]) {
  test(`lang="${asked}" is told in ${tag}`, async (t) => {
    const { page } = await embed(t, 'en', { attributes: `lang="${asked}"` });
    await page.locator('[part~="header"]', { hasText: (await read(tag)).all_operational }).waitFor();
  });
}

test('from right to left the newest day stands at the left, and a name in Latin at the right', async (t) => {
  const { page } = await embed(t, 'ar');
  await page.locator('[part~="history"]').first().waitFor();
  const sides = await page.locator('[part~="panel"]').first().evaluate((panel) => {
    const box = (selector) => panel.querySelector(selector).getBoundingClientRect();
    const row = box('.row');
    return { newest: box('.bar.operational').left - row.left, name: row.right - box('.name').right };
  });
  assert.ok(sides.newest < 40 && sides.name < 40, JSON.stringify(sides));
});

test('plurals are those of the language', async (t) => {
  const { page } = await embed(t, 'pl');
  await page.locator('[part~="row"]', { hasText: '90 dni temu' }).first().waitFor();
});

for (const tag of ['ar', 'de', 'ja']) {
  test(`the widget in ${tag} is accessible`, async (t) => {
    const { page } = await embed(t, tag);
    await page.locator('button[part~="badge"]').click();
    await page.locator('[part~="panel"]').locator('visible=true').first().waitFor();
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
  });
}

test('words that are missing, or do not fit, fail the build', async () => {
  const english = await read('en');
  const faults = (change) => faultsOf({ ...english, ...change }, english, 'en').length;
  assert.equal(faults({}), 0);
  assert.equal(faults({ close: undefined }), 1);
  assert.equal(faults({ close: '' }), 1);
  assert.equal(faults({ since: 'from then on' }), 1);
  assert.equal(faults({ days: { other: '{n} days' } }), 1);
  assert.equal(faults({ days: 'days' }), 1);
  assert.equal(faults({ close: '<b>Close</b>' }), 1);
  assert.equal(faults({ additional: 'x' }), 1);
});
