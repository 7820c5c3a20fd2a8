// Whatever is wrong with what the widget fetches: it is never blank, never throws, and never green
// for a feed that could not be read. A good feed beside them is green, and live.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { serveForeignPage } from './foreign.mjs';
import { greens } from './greens.mjs';
import { promise, publishHealthyPage } from './published.mjs';

const HOUR = 3_600_000;
const ERROR = { state: 'error', level: 'unknown' };
const READY = { state: 'ready', level: 'operational' };
const FEED = '**/feed/v1/*.json';
const WASM = '**/*.wasm';
const CORS = { 'access-control-allow-origin': '*' };

let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
});
after(() => Promise.all([browser.close(), site.discard()]));

/** A foreign page with a badge and a panel; `spoil(page, origin)` comes between them and the feed. */
async function embed(t, { spoil = async () => {}, rewrite = promise(Date.now() + HOUR) }) {
  const files = await site.serve(rewrite);
  const host = await serveForeignPage(files.origin, { body: '<pilot-light></pilot-light></p><pilot-light variant="panel"></pilot-light><p>' });
  t.after(() => Promise.all([files.stop(), host.stop()]));
  const thrown = [];
  const prepare = async (page) => {
    page.on('pageerror', (error) => thrown.push(error.message));
    await spoil(page, files.origin);
  };
  const visited = await visit(browser, `${host.origin}/`, { origins: [files.origin], prepare });
  t.after(() => visited.context.close());
  return { ...visited, thrown };
}

/** Both are there, with words that are seen. */
async function isThere(page) {
  for (const element of await page.locator('pilot-light').all()) {
    const words = await element.evaluate((host) => host.shadowRoot.textContent.trim());
    assert.notEqual(words, '');
    await element.locator('[part~="icon"]').first().waitFor();
  }
}

const answer = (pattern, response) => (page) => page.route(pattern, (route) => route.fulfill({ headers: CORS, contentType: 'application/json', ...response }));

const FEEDS = {
  'that never answers': { spoil: (page) => page.route(FEED, () => {}), seconds: 12 },
  'that is huge': {
    spoil: answer(FEED, { body: `{"format":"pilotlight/1","status":{"level":"operational","description":"${'x'.repeat(300_000)}"}}` }),
  },
  'that is a page': { spoil: answer(FEED, { contentType: 'text/html', body: '<!doctype html><title>Sign in</title>' }) },
  'that is cut off': { spoil: answer(FEED, { body: '{"format":"pilotlight/1","status":{"level":"oper' }) },
  'that is empty': { spoil: answer(FEED, { body: '' }) },
  'with everything of another type': {
    spoil: answer(FEED, { body: '{"format":"pilotlight/1","valid_until":"2999-01-01T00:00:00Z","generated_at":7,"status":"operational","components":{},"incidents":"none","page":[]}' }),
  },
  ...Object.fromEntries(
    Object.entries({
      'with a component that is none': { components: [null] },
      'with an incident that is none': { incidents: [null] },
      'with components that are a word': { components: 'api' },
      'with components that are no list': { components: { api: 'operational' } },
      'without a page': { page: undefined },
      'that does not say when it was made': { generated_at: undefined },
      'that was made at no time': { generated_at: 'today' },
    }).map(([name, broken]) => [`with a good status ${name}`, { rewrite: (feed) => ({ ...promise(Date.now() + HOUR)(feed), ...broken }), reason: 'format' }]),
  ),
  'with status 500': { spoil: answer(FEED, { status: 500, body: '{}' }) },
  'with status 503 and a time to wait': { spoil: answer(FEED, { status: 503, headers: { ...CORS, 'retry-after': '600' }, body: '' }) },
  'that is blocked': { spoil: (page) => page.route(FEED, (route) => route.abort('blockedbyclient')) },
  'that may not be read by other pages': { spoil: answer(FEED, { headers: {}, body: '{}' }) },
  'that may be read by another page only': { spoil: answer(FEED, { headers: { 'access-control-allow-origin': 'https://other.example' }, body: '{}' }) },
  'that leads nowhere': { spoil: (page, origin) => page.route(FEED, (route) => route.fulfill({ status: 302, headers: { ...CORS, location: `${origin}/nothing` } })) },
  'two hours past its promise': { rewrite: promise(Date.now() - 2 * HOUR) },
  'without a promise': { rewrite: ({ valid_until, ...feed }) => feed },
};

for (const [name, { spoil, rewrite, seconds, reason }] of Object.entries(FEEDS)) {
  test(`a feed ${name} reads unavailable`, async (t) => {
    const { page, thrown } = await embed(t, { spoil, rewrite });
    if (reason) {
      // The same in both tiers: the first one alone, and what comes after it.
      await reaches(page, ERROR);
      const said = await page.locator('pilot-light').first().evaluate((element) => {
        const alone = element.cloneNode();
        alone.setAttribute('runtime', 'none');
        return new Promise((resolve) => {
          // Told before it is painted, in the same task.
          alone.addEventListener('pilot-light:error', ({ detail }) => setTimeout(() => resolve([detail.reason, alone.level, alone.shadowRoot.textContent.includes('NaN')])));
          element.after(alone);
        });
      });
      assert.deepEqual(said, [reason, 'unknown', false]);
    }
    for (const each of ['badge', 'panel']) await reaches(page, { ...ERROR, ...(each === 'panel' && { variant: 'panel' }) }, { seconds: seconds ?? 5 });
    await page.getByText('Status unavailable').locator('visible=true').first().waitFor();
    await isThere(page);
    assert.deepEqual(await greens(page), []);
    assert.deepEqual(thrown, []);
  });
}

test('a feed past its promise by minutes reads as of then, and is not green', async (t) => {
  const { page, thrown } = await embed(t, { rewrite: promise(Date.now() - 600_000) });
  await reaches(page, { state: 'stale', variant: 'panel' });
  await page.getByText(/as of/i).locator('visible=true').first().waitFor();
  await isThere(page);
  assert.deepEqual(await greens(page), []);
  assert.deepEqual(thrown, []);
});

test('a pill past its promise says as of when, and before it does not', async (t) => {
  for (const [end, isPast] of [[Date.now() - 600_000, true], [Date.now() + HOUR, false]]) {
    const { page } = await embed(t, { rewrite: promise(end) });
    await page.locator('pilot-light').first().evaluate((element) => element.setAttribute('variant', 'pill'));
    await reaches(page, { variant: 'pill', state: isPast ? 'stale' : 'ready' });
    const time = page.locator('pilot-light [part~="pill"] .time');
    await time.waitFor({ state: isPast ? 'visible' : 'hidden' });
  }
});

test('a good feed is green and live, also behind a redirect', async (t) => {
  for (const spoil of [undefined, moved]) {
    const { page, thrown } = await embed(t, { spoil });
    await reaches(page, READY);
    await takesOver(page);
    await page.locator('[part~="history"]').first().waitFor();
    await isThere(page);
    assert.notDeepEqual(await greens(page), []);
    assert.deepEqual(thrown, []);
  }
});

/** Sends those who ask for the feed to the same under another address. */
async function moved(page, origin) {
  await page.route(`${origin}/feed/v1/summary.json`, (route) => route.fulfill({ status: 301, headers: { ...CORS, location: `${origin}/feed/v1/summary.json?moved` } }));
}

const RUNTIMES = {
  'of another type is live all the same': { response: async (route) => ({ response: await route.fetch(), contentType: 'text/plain' }), isLive: true },
  'that is missing leaves the first view': { response: () => ({ status: 404, headers: CORS, body: '' }) },
  'that is another than the script carries leaves the first view': {
    response: async (route) => {
      const response = await route.fetch();
      // Valid, and a byte longer: a custom section without name.
      return { response, body: Buffer.concat([await response.body(), Buffer.from([0, 1, 0])]) };
    },
  },
  'that is a page leaves the first view': { response: () => ({ headers: CORS, contentType: 'application/wasm', body: '<!doctype html>' }) },
};

for (const [name, { response, isLive = false }] of Object.entries(RUNTIMES)) {
  test(`a WebAssembly ${name}`, async (t) => {
    let answered;
    const done = new Promise((resolve) => {
      answered = resolve;
    });
    const spoil = (page) =>
      page.route(WASM, async (route) => {
        await route.fulfill(await response(route));
        answered();
      });
    const { page, thrown } = await embed(t, { spoil });
    await reaches(page, READY);
    await done;
    if (isLive) await takesOver(page);
    else await page.locator('pilot-light a[part~="badge"]').first().waitFor();
    // With the list of a panel, which the loader paints as well.
    await page.locator('[part~="row-name"]', { hasText: 'API' }).first().waitFor();
    await isThere(page);
    assert.equal(await page.locator('pilot-light button[part~="badge"]').count(), isLive ? 1 : 0);
    assert.deepEqual(thrown, []);
  });
}
