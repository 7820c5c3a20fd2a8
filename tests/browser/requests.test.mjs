// What every way to put the widget on a page asks for, counted where it arrives: nothing more than
// documented, no preflight, no cookie, and no word of the page that asks.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { passes } from './clock.mjs';
import { badge, serveForeignPage } from './foreign.mjs';
import { promise, publishHealthyPage } from './published.mjs';
import { servePage } from '../harness/serve.mjs';
import { startServer } from '../harness/server.mjs';
import { HttpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

let browser;
let site;
let digest;
before(async () => {
  [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
  digest = JSON.parse(await readFile(path.join(site.folder, 'widget/0.1.0/integrity.json'), 'utf8'))['widget.js'];
});
after(() => Promise.all([browser.close(), site.discard()]));

const SCRIPT = ['/widget.js'];
const LIVE = ['/feed/v1/summary.json', '/widget/0.1.0/pilotlight.wasm'];
const image = (origin) => `<img src="${origin}/badge.svg" width="200" height="28" alt="Service status">`;

/** The documented ways, each with what it asks for. */
const WAYS = {
  'the script alone': { asks: [...SCRIPT, ...LIVE], head: (origin) => `<script async src="${origin}/widget.js"></script>` },
  'the element with its image': {
    asks: [...SCRIPT, ...LIVE, '/badge.svg'],
    head: (origin) => `<script async src="${origin}/widget.js"></script>`,
    body: (origin) => badge(origin),
  },
  'the pinned script': {
    asks: ['/widget/0.1.0/widget.js', ...LIVE, '/badge.svg'],
    head: (origin) => `<script async crossorigin="anonymous" src="${origin}/widget/0.1.0/widget.js" integrity="${digest}"></script>`,
    body: (origin) => badge(origin),
  },
  'the image alone': { asks: ['/badge.svg'], body: image, isLive: false },
  'a frame': { asks: [...SCRIPT, ...LIVE], isFramed: true, head: (origin) => `<script async src="${origin}/widget.js"></script>` },
  'a query, for tag managers': {
    asks: [...SCRIPT, ...LIVE],
    head: (origin) => `<script async src="${origin}/widget.js?variant=pill&position=bottom-start"></script>`,
  },
  'commands, for tag managers': {
    asks: [...SCRIPT, ...LIVE],
    head: (origin) => `<script>window.pilotLight = function () { (pilotLight.q = pilotLight.q || []).push(arguments) }; pilotLight('create', { variant: 'pill' });</script>
      <script async src="${origin}/widget.js"></script>`,
  },
  'an element made by a script': {
    asks: [...SCRIPT, ...LIVE],
    head: (origin) => `<script async src="${origin}/widget.js"></script>`,
    body: () => `<div id="here"></div><script>here.append(document.createElement('pilot-light'));</script>`,
  },
};

/** A copy of what was published, and the requests that reach it. */
async function watched(t) {
  const requests = [];
  const watch = ({ method, url, headers }) =>
    requests.push({ method, path: url.split('?')[0].replace(/pilotlight-\w+/, 'pilotlight'), headers });
  const files = await site.serve(promise(Date.now() + 3_600_000), { watch });
  t.after(files.stop);
  return { files, requests, paths: () => requests.map(({ path: asked }) => asked).sort() };
}

/** The page's own markup asks for script and image; all else is ours, and says nothing of the page. */
function anonymous(requests) {
  for (const { method, path: asked, headers } of requests) {
    assert.equal(method, 'GET', `${method} ${asked}`);
    assert.equal(headers.cookie, undefined, asked);
    if (!/widget\.js$|badge\.svg$/.test(asked)) assert.equal(headers.referer, undefined, asked);
  }
}

for (const [name, { asks, head = () => '', body = () => '', isFramed = false, isLive = true }] of Object.entries(WAYS)) {
  test(`${name}: ${asks.length} ${asks.length === 1 ? 'request' : 'requests'}, and none says who asks`, async (t) => {
    const { files, requests, paths } = await watched(t);
    const html = (inside) => `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">${inside}</html>`;
    const inner = await servePage(html(`${head(files.origin)}<main>${body(files.origin)}</main>`));
    const outer = await servePage(html(`<iframe title="Status" height="300" sandbox="allow-scripts allow-popups" src="${inner.origin}/"></iframe>`));
    t.after(() => Promise.all([inner.stop(), outer.stop()]));
    const prepare = (page) => page.context().addCookies([{ name: 'secret', value: 'x', url: files.origin }]);
    const { page, context } = await visit(browser, `${(isFramed ? outer : inner).origin}/`, { origins: [files.origin, inner.origin], prepare });
    t.after(() => context.close());
    if (isLive) await (isFramed ? page.frameLocator('iframe') : page).locator('button[part~="badge"]').waitFor();
    assert.deepEqual(paths(), [...asks].sort());
    const marked = requests.filter(({ path: asked }) => !/widget\.js$|badge\.svg$/.test(asked));
    anonymous(marked);
  });
}

test('a page that names itself is told apart', async (t) => {
  const { files, requests } = await watched(t);
  const host = await serveForeignPage(files.origin, { body: `<script>fetch('${files.origin}/feed/v1/summary.json', { headers: { 'x-page': 'me' } }).catch(() => {})</script>`, script: false });
  t.after(host.stop);
  const { context } = await visit(browser, `${host.origin}/`, { origins: [files.origin] });
  t.after(() => context.close());
  await until('the request', () => requests.length);
  assert.throws(() => anonymous(requests), /OPTIONS/);
});

test('the server answers a poll without news by 304, and the browser asks it in the simplest way', async (t) => {
  const target = await HttpTarget.start();
  // Published anew only every few minutes, so that nothing is new meanwhile.
  const server = await startServer({ refresh: '300s', validFor: '900s', components: [{ id: 'api', name: 'API', monitor: { kind: 'http', url: target.url, every: '1s' } }] });
  t.after(() => Promise.all([server.discard(), target.stop()]));
  await until('the feed to be operational', async () => (await server.feed()).status.level === 'operational');
  const host = await serveForeignPage(server.origin, { body: '<pilot-light runtime="eager"></pilot-light>' });
  t.after(host.stop);
  const { page, context, blame } = await visit(browser, `${host.origin}/`, { origins: [server.origin], prepare: (visited) => visited.clock.install() });
  t.after(() => context.close());
  await takesOver(page);
  await reaches(page, { state: 'ready', level: 'operational' });
  // As it is on the wire: what the page sees is always the whole document.
  const client = await context.newCDPSession(page);
  const asked = [];
  const answered = [];
  client.on('Network.requestWillBeSent', ({ request: { method, url } }) => asked.push(`${method} ${new URL(url).pathname}`));
  client.on('Network.requestWillBeSentExtraInfo', ({ headers }) => asked.push(Object.keys(headers).some((name) => /^if-none-match$/i.test(name))));
  client.on('Network.responseReceivedExtraInfo', ({ statusCode }) => answered.push(statusCode));
  await client.send('Network.enable');
  for (let polls = 1; polls <= 3; polls += 1) {
    await passes(page, 67_000);
    await until('an answer', () => answered.length === polls);
  }
  assert.deepEqual(answered, [304, 304, 304]);
  assert.deepEqual(asked.filter((each) => typeof each === 'string'), Array(3).fill('GET /feed/v1/summary.json'));
  assert.deepEqual(asked.filter((each) => typeof each === 'boolean'), [true, true, true]);
  // The control: what is new comes whole.
  await target.stop();
  await until('the outage', async () => (await server.feed()).status.level !== 'operational');
  await passes(page, 67_000);
  await until('an answer', () => answered.length === 4);
  assert.equal(answered[3], 200);
  await reaches(page, { state: 'ready', level: 'major' });
  await blame();
});

test('however many elements there are, each poll is one request', async (t) => {
  const { files, requests, paths } = await watched(t);
  const host = await serveForeignPage(files.origin, { body: '<pilot-light runtime="eager"></pilot-light>'.repeat(20) });
  t.after(host.stop);
  const prepare = (page) => page.clock.install();
  const { page, context } = await visit(browser, `${host.origin}/`, { origins: [files.origin], prepare });
  t.after(() => context.close());
  await takesOver(page);
  await reaches(page, { state: 'ready', level: 'operational' });
  await until('all to be live', async () => (await page.locator('button[part~="badge"]').count()) === 20);
  assert.deepEqual(paths(), [...SCRIPT, ...LIVE].sort());
  for (let polls = 1; polls <= 3; polls += 1) {
    requests.length = 0;
    // A minute, a tenth more at most; and not two of the shortest.
    await passes(page, 67_000);
    await until('a poll', () => requests.length);
    assert.deepEqual(paths(), ['/feed/v1/summary.json']);
    anonymous(requests);
  }
});
