// The widget as a guest: exactly the requests it must make, none while nobody looks, no quarrel with
// a second one of its kind, and usable by keyboard and in forced colours.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit, widget } from './browser.mjs';
import { passes } from './clock.mjs';
import { startCompany } from './company.mjs';
import { serveForeignPage } from './foreign.mjs';
import { serveFolder, servePage } from '../harness/serve.mjs';
import { until } from '../harness/until.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser;
let acme;
before(async () => {
  browser = await launch();
  acme = await startCompany();
});
after(() => Promise.all([browser.close(), acme.discard()]));

/** A page with `body` beside a copy of what was published, whose requests are noted. */
async function embed(t, body, { prepare } = {}) {
  const seen = [];
  const watch = ({ method, url, headers }) => seen.push({ method, path: url.split('?')[0], headers });
  const site = await serveFolder(acme.published, { watch });
  t.after(site.stop);
  const host = await serveForeignPage(site.origin, { body });
  t.after(host.stop);
  const visited = await visit(browser, `${host.origin}/`, { origins: [site.origin], prepare });
  t.after(() => visited.context.close());
  const count = (name) => seen.filter(({ path }) => path.endsWith(name)).length;
  return { ...visited, seen, count, site };
}

test('ten widgets make one request for the status, and none says who asks', async (t) => {
  const { page, seen, count, blame } = await embed(t, '<pilot-light></pilot-light>'.repeat(9) + '<pilot-light variant="panel"></pilot-light>');
  await until('all to be live', async () => (await widget(page, { state: 'ready' }).count()) === 10);
  await page.locator('[part~="history"]').first().waitFor();
  assert.deepEqual(
    [...new Set(seen.map(({ path }) => path.replace(/pilotlight-\w+/, 'pilotlight')))].sort(),
    ['/feed/v1/feed.json', '/feed/v1/summary.json', '/widget.js', '/widget/0.1.0/pilotlight.wasm'],
  );
  for (const name of ['summary.json', 'feed.json', '.wasm']) assert.equal(count(name), 1, name);
  for (const { method, path, headers } of seen) {
    assert.equal(method, 'GET', `${method} ${path}`);
    assert.equal(headers.cookie, undefined, path);
    // The script itself is the page's own request.
    if (path !== '/widget.js') assert.equal(headers.referer, undefined, path);
  }
  await blame();
});

test('nothing is asked for while nobody looks, and at once when somebody comes back', async (t) => {
  const prepare = async (page) => {
    await page.clock.install();
    await page.addInitScript(() => {
      globalThis.isHidden = false;
      Object.defineProperty(document, 'hidden', { get: () => globalThis.isHidden });
    });
  };
  const { page, count } = await embed(t, '<pilot-light runtime="eager"></pilot-light>', { prepare });
  await takesOver(page);
  assert.equal(count('summary.json'), 1);
  await passes(page, 70_000);
  await until('a poll', () => count('summary.json') === 2);
  const hide = (isHidden) =>
    page.evaluate((value) => {
      globalThis.isHidden = value;
      document.dispatchEvent(new Event('visibilitychange'));
    }, isHidden);
  await hide(true);
  await passes(page, 600_000);
  assert.equal(count('summary.json'), 2);
  await hide(false);
  await until('a poll at once', () => count('summary.json') === 3);
});

test('poll="0" asks once', async (t) => {
  const prepare = (page) => page.clock.install();
  const { page, count } = await embed(t, '<pilot-light runtime="eager" poll="0"></pilot-light>', { prepare });
  await takesOver(page);
  await passes(page, 600_000);
  assert.equal(count('summary.json'), 1);
});

test('two scripts, also of two versions, are one widget', async (t) => {
  const html = `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">
<script async src="${acme.origin}/widget.js"></script><script async src="${acme.origin}/widget/0.1.0/widget.js"></script><pilot-light></pilot-light>`;
  const host = await servePage(html);
  t.after(host.stop);
  const { page, context, blame } = await visit(browser, `${host.origin}/`, { origins: [acme.origin] });
  t.after(() => context.close());
  await takesOver(page);
  assert.equal(await page.locator('pilot-light').count(), 1);
  assert.equal(await page.locator('pilot-light [part~="badge"]').count(), 1);
  await blame();
});

test('everything is reached by keyboard, and what is closed is not', async (t) => {
  const { page } = await embed(t, '<a href="#before">Before</a><pilot-light></pilot-light><a href="#after">After</a>');
  await takesOver(page);
  const focused = () => page.evaluate(() => (document.activeElement.shadowRoot?.activeElement ?? document.activeElement).part?.value || document.activeElement.textContent);
  await page.getByText('Before').focus();
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'badge badge');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'After', 'a closed panel is out of the order');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.locator('[part~="panel"]').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'close');
  await page.keyboard.press('Enter');
  await page.locator('[part~="panel"]').waitFor({ state: 'hidden' });
  await until('the focus to be given back', async () => (await focused()) === 'badge badge');
});

for (const [name, media] of [['forced colours', { forcedColors: 'active' }], ['reduced motion', { reducedMotion: 'reduce' }]]) {
  test(`closed and open it is accessible with ${name}`, async (t) => {
    const { page } = await embed(t, '<pilot-light></pilot-light>', { prepare: (visited) => visited.emulateMedia(media) });
    await takesOver(page);
    const check = async () => {
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
    };
    await check();
    await page.locator('button[part~="badge"]').click();
    await page.locator('[part~="row"]').first().waitFor();
    await check();
  });
}

test('targets are at least 24 by 24 pixels', async (t) => {
  const variants = ['badge', 'pill', 'dot', 'button', 'banner'];
  const { page } = await embed(t, variants.map((variant) => `<pilot-light variant="${variant}" dismissible></pilot-light>`).join(''));
  await until('all to be live', async () => (await page.locator('pilot-light button[part~="badge"]').count()) === variants.length);
  await page.locator('button[part~="badge"]').first().click();
  await page.locator('[part~="close"]').first().waitFor();
  for (const button of await page.locator('pilot-light button').all()) {
    if (!(await button.isVisible())) continue;
    const { width, height } = await button.boundingBox();
    assert.ok(24 <= width && 24 <= height, `${await button.getAttribute('part')}: ${width} by ${height}`);
  }
});

test('a trap in the WebAssembly gives the place back to the first view', async (t) => {
  const prepare = (page) =>
    page.addInitScript(() => {
      const { instantiate } = WebAssembly;
      WebAssembly.instantiate = async (...values) => {
        const { instance, module } = await instantiate.apply(WebAssembly, values);
        const exports = Object.fromEntries(
          Object.entries(instance.exports).map(([name, value]) => [
            name,
            typeof value === 'function'
              ? (...given) => {
                  if (globalThis.isTrapped) throw new WebAssembly.RuntimeError('unreachable');
                  return value(...given);
                }
              : value,
          ]),
        );
        return { module, instance: { exports } };
      };
    });
  const { page, blame } = await embed(t, '<pilot-light></pilot-light>', { prepare });
  await takesOver(page);
  await page.evaluate(() => {
    globalThis.isTrapped = true;
    dispatchEvent(new Event('online'));
  });
  await page.locator('a[part~="badge"]').waitFor();
  await reaches(page, { state: 'ready', level: 'operational' });
  assert.equal(await page.locator('pilot-light [part~="badge"]').count(), 1);
  await blame();
});
