// Every kind of page policy, beside the badge and the panel: live where WebAssembly may run, and
// never blank, never wrongly green and never a violation of ours where it may not.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { startCompany } from './company.mjs';
import { servePage } from '../harness/serve.mjs';

let browser;
let acme;
let script;
before(async () => {
  browser = await launch();
  acme = await startCompany();
  script = await (await fetch(`${acme.origin}/widget.js`)).text();
});
after(() => Promise.all([browser.close(), acme.discard()]));

const NONCE = randomBytes(16).toString('base64');
const digest = (text) => createHash('sha384').update(text).digest('base64');

/** Policy, attributes of the script, other headers, and whether WebAssembly may run. */
const CASES = {
  'no policy': () => ({ isLive: true }),
  'a list of hosts': () => ({ policy: minimum(acme.origin), isLive: true }),
  'a list of hosts without WebAssembly': () => ({ policy: minimum(acme.origin).replace(" 'wasm-unsafe-eval'", ''), isLive: false }),
  'nonce and strict-dynamic': () => ({ policy: minimum(`'nonce-${NONCE}' 'strict-dynamic'`), attributes: `nonce="${NONCE}"`, isLive: true }),
  'nonce alone': () => ({ policy: minimum(`'nonce-${NONCE}'`), attributes: `nonce="${NONCE}"`, isLive: true }),
  'hash alone': () => ({
    policy: minimum(`'sha384-${digest(script)}'`),
    attributes: `integrity="sha384-${digest(script)}" crossorigin="anonymous"`,
    isLive: true,
  }),
  'trusted types': () => ({ policy: `${minimum(acme.origin)}; require-trusted-types-for 'script'; trusted-types 'none'`, isLive: true }),
  'COEP require-corp': () => ({ headers: { 'cross-origin-embedder-policy': 'require-corp' }, attributes: 'crossorigin="anonymous"', isLive: true }),
  'COEP credentialless': () => ({ headers: { 'cross-origin-embedder-policy': 'credentialless' }, isLive: true }),
};

const minimum = (source) =>
  `default-src 'none'; script-src ${source} 'wasm-unsafe-eval'; connect-src ${acme.origin}; img-src ${acme.origin} data:`;

for (const [name, settings] of Object.entries(CASES)) {
  for (const variant of ['badge', 'panel']) {
    test(`${name}: ${variant}`, async (t) => {
      const { policy, attributes = '', headers = {}, isLive } = settings();
      // The image is asked for by the page itself, as every foreign image under its policies.
      const image = variant === 'badge' ? `<a href="${acme.origin}/"><img src="${acme.origin}/badge.svg" width="200" height="28" alt="Service status"></a>` : '';
      const html = `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">${image && `<p id="own">${image}</p>`}
<script async src="${acme.origin}/widget.js" ${attributes}></script><p><pilot-light variant="${variant}">${image}</pilot-light></p>`;
      const host = await servePage(html, { headers: { ...headers, ...(policy && { 'content-security-policy': policy }) } });
      t.after(host.stop);
      const thrown = [];
      const prepare = (page) => page.on('pageerror', (error) => thrown.push(error.stack));
      const { page, context, blame } = await visit(browser, `${host.origin}/`, { origins: [acme.origin], prepare });
      t.after(() => context.close());
      await reaches(page, { state: 'ready', level: 'operational' });
      await page.getByText(/operational/i).locator('visible=true').first().waitFor();
      if (image) await page.waitForFunction(() => document.querySelector('#own img').naturalWidth === 200);
      if (isLive) {
        await takesOver(page);
        if (variant === 'badge') await page.locator('button[part~="badge"]').click();
        await page.locator('[part~="row-name"]', { hasText: 'Website' }).locator('visible=true').waitFor();
        // Another language is another file, and is fetched under the same policy.
        await page.locator('pilot-light').evaluate((element) => element.setAttribute('lang', 'de'));
        await page.getByText('Alle Systeme in Betrieb').locator('visible=true').first().waitFor();
        await blame();
      } else {
        await page.locator('pilot-light a[part~="badge"]').waitFor();
        if (variant === 'badge') {
          await page.locator('pilot-light a[part~="badge"]').click();
          await page.waitForURL(`${acme.origin}/`);
        }
      }
      assert.deepEqual(thrown, []);
    });
  }
}

test('an image that its server keeps to itself is not seen under COEP: the control', async (t) => {
  const files = await servePage('<!doctype html>', { headers: { 'cross-origin-resource-policy': 'same-site' } });
  const host = await servePage(`<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,"><img src="${files.origin.replace('127.0.0.1', 'localhost')}/" alt="">`, {
    headers: { 'cross-origin-embedder-policy': 'require-corp' },
  });
  t.after(() => Promise.all([files.stop(), host.stop()]));
  const { page, context, blame } = await visit(browser, `${host.origin}/`, { origins: [files.origin.replace('127.0.0.1', 'localhost')] });
  t.after(() => context.close());
  assert.equal(await page.locator('img').evaluate(({ naturalWidth }) => naturalWidth), 0);
  await assert.rejects(blame());
});

test('in a sandboxed frame without storage it works', async (t) => {
  const inner = `<!doctype html><html lang="en"><title>Inner</title><link rel="icon" href="data:,"><script async src="${acme.origin}/widget.js"></script><pilot-light dismissible></pilot-light>`;
  const framed = await servePage(inner);
  const host = await servePage(`<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,"><iframe height="300" sandbox="allow-scripts allow-popups" src="${framed.origin}/"></iframe>`);
  t.after(() => Promise.all([framed.stop(), host.stop()]));
  const { page, context, blame } = await visit(browser, `${host.origin}/`, { origins: [acme.origin, framed.origin] });
  t.after(() => context.close());
  const frame = page.frameLocator('iframe');
  await frame.locator('pilot-light[state="ready"]').waitFor({ state: 'attached' });
  await frame.locator('button[part~="badge"]').waitFor();
  await frame.locator('[part~="dismiss"]').click();
  await frame.locator('pilot-light').waitFor({ state: 'hidden' });
  await blame();
});
