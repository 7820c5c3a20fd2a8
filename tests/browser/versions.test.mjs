// Two versions on one page: the first defines the element, the second leaves it alone, in both orders.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit, widget } from './browser.mjs';
import { promise, publishHealthyPage } from './published.mjs';
import { serveFolder, servePage } from '../harness/serve.mjs';

const NOW = '0.1.0';
/** One from before, which said something else on a button. */
const THEN = '0.0.9';
const WORDS = { [NOW]: 'Status', [THEN]: 'Old status' };

let browser;
let site;
let folder;
before(async () => {
  [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
  folder = await mkdtemp(path.join(os.tmpdir(), 'pilotlight-versions-'));
  await cp(site.folder, folder, { recursive: true });
  await cp(path.join(folder, 'widget', NOW), path.join(folder, 'widget/made'), { recursive: true });
  const file = path.join(folder, 'widget/made/widget.js');
  const script = await readFile(file, 'utf8');
  const old = script.replaceAll(NOW, THEN).replace(/(["'`])Status\1/, JSON.stringify(WORDS[THEN]));
  assert.ok(old.includes(WORDS[THEN]) && old.includes(`widget/${THEN}`), 'the copy is another version');
  await writeFile(file, old);
  await rename(path.join(folder, 'widget/made'), path.join(folder, 'widget', THEN));
});
after(async () => {
  await Promise.all([browser.close(), site.discard()]);
  await rm(folder, { recursive: true });
});

for (const order of [[NOW, THEN], [THEN, NOW], [NOW], [THEN]]) {
  test(`of ${order.join(' and then ')} the first is the widget, whole`, async (t) => {
    const asked = [];
    const end = promise(Date.now() + 3_600_000);
    const edit = (file, body) => (/\/(summary|feed)\.json$/.test(file) ? JSON.stringify(end(JSON.parse(body))) : body);
    const files = await serveFolder(folder, { edit, watch: ({ url }) => asked.push(url) });
    const scripts = order.map((version) => `<script src="${files.origin}/widget/${version}/widget.js"></script>`).join('');
    const host = await servePage(`<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">${scripts}
<pilot-light></pilot-light><pilot-light variant="button" runtime="none"></pilot-light>`);
    t.after(() => Promise.all([files.stop(), host.stop()]));
    const { page, context, blame } = await visit(browser, `${host.origin}/`, { origins: [files.origin] });
    t.after(() => context.close());
    await takesOver(page);
    await reaches(page, { variant: 'button', state: 'ready', level: 'operational' });
    assert.equal(await widget(page).count(), 2, 'neither has put one of its own beside');
    assert.equal(await page.locator('pilot-light [part~="badge"]').count(), 2);
    const label = page.locator('pilot-light[variant="button"] [part~="label"]');
    assert.equal(await label.textContent(), WORDS[order[0]]);
    const runtimes = asked.filter((url) => url.endsWith('.wasm')).map((url) => url.split('/')[2]);
    assert.deepEqual(runtimes, [order[0]], 'and asks only for what is its own');
    assert.equal(asked.filter((url) => url.endsWith('/summary.json')).length, 1);
    await page.locator('pilot-light button[part~="badge"]').click();
    await page.locator('[part~="row-name"]', { hasText: 'API' }).waitFor();
    // Commands of the page reach the elements, whichever version has made them.
    await page.evaluate(() => globalThis.pilotLight('close'));
    await page.locator('pilot-light [part~="panel"]').waitFor({ state: 'hidden' });
    await blame();
  });
}
