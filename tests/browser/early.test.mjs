// What a page has done before the script was there, and where it stands: properties that were set
// early, the language around it, relative addresses, a script that is loaded as a module.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { embed, feed, startFeeds } from './feeds.mjs';
import { servePage } from '../harness/serve.mjs';
import { until } from '../harness/until.mjs';

let browser;
let feeds;
before(async () => {
  browser = await launch();
  feeds = await startFeeds({ '/feed/v1/summary.json': feed({ api: 'major_outage', web: 'operational' }) });
});
after(() => Promise.all([browser.close(), feeds.stop()]));

const page = (html) => servePage(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,">${html}`);

async function open(t, html, origins = []) {
  const host = await page(html);
  const visited = await visit(browser, `${host.origin}/`, { origins: [feeds.origin, ...origins] });
  t.after(() => Promise.all([visited.context.close(), host.stop()]));
  return { ...visited, host };
}

test('what was set as a property before the script came is taken over, and can be set again', async (t) => {
  const early = `<pilot-light></pilot-light><script>
    Object.assign(document.querySelector('pilot-light'), { variant: 'pill', components: 'web', dismissible: true, headingLevel: 4, status: 'mine', other: 1 });
  </script><script async src="${feeds.origin}/widget.js"></script>`;
  const { page: opened, blame } = await open(t, early);
  await reaches(opened, { state: 'ready', level: 'operational', variant: 'pill' });
  await takesOver(opened);
  const element = opened.locator('pilot-light');
  assert.deepEqual(
    await element.evaluate((light) => [Object.keys(light).filter((name) => !name.startsWith('_') && name.length > 3), light.dismissible, light.headingLevel, light.getAttribute('heading-level'), light.other]),
    [['other'], true, '4', '4', 1],
  );
  await element.evaluate((light) => {
    light.components = 'api';
  });
  await reaches(opened, { state: 'ready', level: 'major' });
  await blame();
});

for (const [when, adds] of [
  ['after the document is there', `addEventListener('DOMContentLoaded', () => setTimeout(() => document.body.append(make())));`],
  ['on a later route', `globalThis.route = () => document.body.append(make());`],
]) {
  test(`a page that puts its element there ${when} has one widget`, async (t) => {
    const script = `<script>const make = () => Object.assign(document.createElement('pilot-light'), { id: 'own' }); ${adds}</script>`;
    const { page: opened } = await open(t, `<script async src="${feeds.origin}/widget.js"></script>${script}<main></main>`);
    if (adds.includes('route')) {
      await opened.locator('pilot-light[position="bottom-end"][state="ready"]').waitFor({ state: 'attached' });
      await opened.evaluate(() => globalThis.route());
    }
    await opened.locator('#own[state="ready"]').waitFor({ state: 'attached' });
    await until('the other to leave', async () => (await opened.locator('pilot-light').count()) === 1);
    await opened.evaluate(() => {
      const body = document.createElement('body');
      document.documentElement.replaceChild(body, document.body);
    });
    await opened.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    assert.equal(await opened.locator('pilot-light').count(), 0, 'it does not come back');
  });
}

test('an element of another feed, and one that a tag manager placed, leave the badge where it is', async (t) => {
  const { page: opened } = await open(t, `<script async src="${feeds.origin}/widget.js"></script><main></main>`);
  await opened.locator('pilot-light[state="ready"]').waitFor({ state: 'attached' });
  await opened.evaluate((origin) => {
    globalThis.pilotLight('create', { variant: 'dot' });
    document.body.append(Object.assign(document.createElement('pilot-light'), { feed: `${origin}/other.json` }));
  }, feeds.origin);
  await opened.locator('pilot-light[state="error"]').waitFor({ state: 'attached' });
  assert.equal(await opened.locator('pilot-light').count(), 3);
});

test('the language around an element is found from within a shadow root too', async (t) => {
  const inner = `<script>customElements.define('own-footer', class extends HTMLElement { connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = '<pilot-light></pilot-light>'; } })</script>`;
  const { page: opened } = await open(t, `${inner}<script async src="${feeds.origin}/widget.js"></script><div lang="de"><own-footer></own-footer></div>`);
  await takesOver(opened);
  assert.equal(await opened.locator('own-footer pilot-light .label').textContent(), 'Ausfall');
});

for (const runtime of ['none', 'eager']) {
  test(`runtime="${runtime}": an href is from the page that it stands on, as every link there`, async (t) => {
    const { page: opened, host } = await open(t, `<script async src="${feeds.origin}/widget.js"></script><pilot-light variant="panel" runtime="${runtime}" href="/status"></pilot-light>`);
    const link = opened.locator(`pilot-light a[part~="${runtime === 'none' ? 'badge' : 'link'}"]`);
    await reaches(opened, { state: 'ready' });
    await link.first().waitFor();
    assert.equal(await link.evaluate(({ href }) => href), `${host.origin}/status`);
  });
}

test('a script that is loaded as a module does not know where it is from, and asks nobody', async (t) => {
  const { page: opened, host } = await open(t, '');
  const asked = [];
  opened.on('request', (request) => asked.push(request.url()));
  await opened.evaluate((origin) => {
    document.body.innerHTML = '<pilot-light></pilot-light>';
    addEventListener('pilot-light:error', ({ detail }) => (globalThis.reason = detail.reason));
    document.head.append(Object.assign(document.createElement('script'), { type: 'module', src: `${origin}/widget.js` }));
  }, feeds.origin);
  await reaches(opened, { state: 'error', level: 'unknown' });
  assert.equal(await opened.evaluate(() => globalThis.reason), 'feed');
  assert.deepEqual(asked.filter((url) => url.startsWith(host.origin)), []);
});
