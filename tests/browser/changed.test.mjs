// Files of the widget that are not what the script carries the digest of: by one byte, and done without.
// And a fault in the WebAssembly under several elements.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver } from './browser.mjs';
import { embed, feed, startFeeds } from './feeds.mjs';
import { greens } from './greens.mjs';
import { until } from '../harness/until.mjs';

const FEED = '/feed/v1/summary.json';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Answers with one byte of the file changed: valid as what it is, all the same. */
const change = (pattern, edit) => async (page) => {
  await page.route(pattern, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: edit(await response.body()) });
  });
};
const spell = (body) => Buffer.from(body.toString().replace('Alle', 'Olle'));
const last = (body) => Buffer.concat([body, Buffer.from(' ')]);
const section = (body) => Buffer.concat([body, Buffer.of(0, 1, 0)]);
const same = (body) => body;

for (const [file, edit, isKept] of [['de.json', spell, false], ['more.json', last, false], ['de.json', same, true], ['more.json', same, true]]) {
  test(`a page in German is told in ${isKept ? 'German' : 'English'} when ${file} is ${isKept ? 'as it was' : 'another'}`, async (t) => {
    const feeds = await startFeeds({ [FEED]: feed({ api: 'operational' }) });
    t.after(feeds.stop);
    const { page } = await embed(t, browser, feeds, '<pilot-light lang="de" variant="pill" runtime="eager"></pilot-light>', { prepare: change(`**/${file}`, edit) });
    await takesOver(page);
    await reaches(page, { state: 'ready', level: 'operational' });
    const words = await page.locator('button[part~="badge"]').textContent();
    assert.equal(/Alle Systeme/.test(words), isKept, words);
    assert.equal(/Olle/.test(words), false);
  });
}

for (const [file, edit, level] of [['adapters.wasm', section, 'unknown'], ['more.json', last, 'unknown'], ['adapters.wasm', same, 'operational']]) {
  test(`a feed of another make is ${level} when ${file} is ${edit === same ? 'as it was' : 'another'}`, async (t) => {
    const feeds = await startFeeds({ '/history/summary.json': { body: '[{"name":"Website","slug":"website","status":"up"}]' } });
    t.after(feeds.stop);
    const { page } = await embed(t, browser, feeds, (origin) => `<pilot-light feed="${origin}/history/summary.json"></pilot-light>`, { prepare: change(`**/${file}`, edit) });
    await reaches(page, { level, state: level === 'unknown' ? 'error' : 'ready' });
    if (level === 'unknown') assert.deepEqual(await greens(page), []);
  });
}

test('a fault gives back the places of all elements, and nothing is started again', async (t) => {
  const feeds = await startFeeds({ [FEED]: feed({ api: 'operational' }), '/feed/v1/feed.json': feed({ api: 'operational' }) });
  t.after(feeds.stop);
  const prepare = (page) =>
    page.addInitScript(() => {
      globalThis.starts = 0;
      globalThis.isTrapped = false;
      const { instantiate } = WebAssembly;
      WebAssembly.instantiate = async (...values) => {
        globalThis.starts += 1;
        const { instance, module } = await instantiate.apply(WebAssembly, values);
        const guard = (value) => (...given) => {
          if (globalThis.isTrapped) throw new WebAssembly.RuntimeError('unreachable');
          return value(...given);
        };
        const exports = Object.entries(instance.exports).map(([name, value]) => [name, typeof value === 'function' ? guard(value) : value]);
        return { module, instance: { exports: Object.fromEntries(exports) } };
      };
    });
  const body = '<pilot-light runtime="eager"></pilot-light><pilot-light runtime="eager" variant="pill"></pilot-light><pilot-light runtime="eager" variant="panel"></pilot-light>';
  const { page, blame } = await embed(t, browser, feeds, body, { prepare });
  await until('all to be live', async () => (await page.locator('button[part~="badge"]').count()) === 2 && (await page.locator('div[part~="panel"] [part~="row"]').count()) === 1);
  await page.evaluate(() => {
    globalThis.isTrapped = true;
    dispatchEvent(new Event('online'));
  });
  await until('all to be given back', async () => (await page.locator('a[part~="badge"]').count()) === 3);
  assert.equal(await page.locator('button[part~="badge"], div[part~="panel"]').count(), 0);
  await reaches(page, { state: 'ready', level: 'operational', variant: 'panel' });
  // What would call for it: another element, another option, a hand on the badge.
  await page.evaluate(() => {
    globalThis.isTrapped = false;
    document.querySelector('main').append(document.createElement('pilot-light'));
    document.querySelector('pilot-light').setAttribute('label', 'Well?');
  });
  await page.locator('a[part~="badge"]').nth(3).hover();
  await page.locator('a[part~="badge"]', { hasText: 'Well?' }).waitFor();
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve))));
  assert.equal(await page.locator('a[part~="badge"]').count(), 4);
  assert.equal(await page.evaluate(() => globalThis.starts), 1);
  await blame();
});
