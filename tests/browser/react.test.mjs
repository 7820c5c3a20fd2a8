// In a React application: strict mode mounts everything twice, and leaving a view unmounts it.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit, widget } from './browser.mjs';
import { publishHealthyPage, promise } from './published.mjs';
import { servePage } from '../harness/serve.mjs';
import { ROOT } from '../harness/server.mjs';
import { until } from '../harness/until.mjs';

const { build } = createRequire(path.join(ROOT, 'widget/package.json'))('esbuild');

/** The application; React's development build, because only that one mounts twice. */
const APPLICATION = `
import { StrictMode, createElement, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

globalThis.effects = 0;
function Status() {
  const [level, setLevel] = useState('');
  useEffect(() => { globalThis.effects += 1; }, []);
  return createElement('p', null,
    createElement('pilot-light', { variant: globalThis.variant, 'heading-level': 3, dismissible: true, 'onpilot-light:load': ({ detail }) => setLevel(detail.level) }),
    createElement('output', null, level));
}
const root = createRoot(document.querySelector('main'));
globalThis.show = (isShown) => root.render(createElement(StrictMode, null, isShown ? createElement(Status) : null));
globalThis.show(true);
`;

let browser;
let site;
let script;
before(async () => {
  [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
  const { outputFiles } = await build({
    stdin: { contents: APPLICATION, resolveDir: path.join(ROOT, 'tests/browser') },
    bundle: true,
    write: false,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'silent',
  });
  script = outputFiles[0].text.replaceAll('</script', '<\\/script');
});
after(() => Promise.all([browser.close(), site.discard()]));

for (const variant of ['badge', 'panel']) {
  test(`a ${variant} that is mounted twice is one widget with one request, and leaves nothing`, async (t) => {
    const asked = [];
    const files = await site.serve(promise(Date.now() + 3_600_000), { watch: ({ url }) => asked.push(url) });
    const html = `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,"><script async src="${files.origin}/widget.js"></script>
<main></main><script>globalThis.variant = '${variant}';</script><script>${script}</script>`;
    const host = await servePage(html);
    t.after(() => Promise.all([files.stop(), host.stop()]));
    const { page, context, blame } = await visit(browser, `${host.origin}/`, { origins: [files.origin] });
    t.after(() => context.close());
    await takesOver(page);
    await reaches(page, { state: 'ready', level: 'operational' });
    if (variant === 'panel') await page.locator('[part~="history"]').first().waitFor();
    assert.equal(await page.evaluate(() => globalThis.effects), 2, 'strict mode mounts twice');
    assert.equal(await widget(page).count(), 1);
    assert.equal(await page.locator(`pilot-light [part~="${variant}"]`).count(), 1);
    assert.equal(asked.filter((file) => file.endsWith('/summary.json')).length, 1);
    assert.equal(asked.filter((file) => file.endsWith('.wasm')).length, 1);
    assert.equal(await page.locator('output').textContent(), 'operational', 'React hears its events');
    assert.equal(await widget(page).getAttribute('heading-level'), '3');

    const client = await context.newCDPSession(page);
    const cycles = async (count) => {
      for (let cycle = 0; cycle < count; cycle += 1) {
        await page.evaluate(() => globalThis.show(false));
        await widget(page).waitFor({ state: 'detached' });
        assert.equal(await page.locator('main').innerHTML(), '');
        await page.evaluate(() => globalThis.show(true));
        await takesOver(page);
      }
      await client.send('HeapProfiler.collectGarbage');
      return client.send('Memory.getDOMCounters');
    };
    const before = await cycles(5);
    const after = await cycles(50);
    assert.ok(after.nodes - before.nodes < 50, `${before.nodes} nodes became ${after.nodes}`);
    assert.ok(after.jsEventListeners - before.jsEventListeners < 10, `${before.jsEventListeners} listeners became ${after.jsEventListeners}`);
    assert.equal(asked.filter((file) => file.endsWith('/summary.json')).length, 1, 'what is known already is not asked for again');
    assert.equal(await page.locator(`pilot-light [part~="${variant}"]`).count(), 1);
    await blame();
  });
}
