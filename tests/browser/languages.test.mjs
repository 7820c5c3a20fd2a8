// A site in several languages, of which the first is written from right to left: each page says its
// language, finds the others, fits a narrow phone, and speaks its language once scripts run too.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { startServer } from '../harness/server.mjs';
import { TcpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const NAMES = { ar: 'العربية', de: 'Deutsch', en: 'English' };
/** What the addresses of a language begin with. */
const ROOTS = { ar: '/', de: '/de/', en: '/en/' };

let browser;
let server;
let target;
let incident;
before(async () => {
  browser = await launch();
  target = await TcpTarget.start();
  const monitor = { kind: 'tcp', address: target.address, every: '1s' };
  server = await startServer({
    admin: true,
    refresh: '1s',
    page: { language: 'ar', languages: ['de', 'en'] },
    groups: [{ id: 'core', name: 'Core' }],
    components: [
      { id: 'api', name: 'API', group: 'core', description: 'For programs', monitor },
      { id: 'web', name: 'Website', monitor },
    ],
  });
  await server.operate('incident', 'open', 'Logins fail', '-c', 'web=partial_outage', '-m', 'We look into it.');
  await server.operate('incident', 'resolve', '-m', 'The **cache** was full.');
  await server.operate('incident', 'open', 'Slow answers', '-c', 'api=degraded_performance', '-m', '- One\n- Two', '--expected', '45m', '--next-update', '30m');
  await server.operate('maintenance', 'plan', 'Database upgrade', '--from', '1h', '--to', '2h', '-c', 'api', '-m', 'Nothing to do for you.');
  const feed = await until('everything to be published', async () => {
    const feed = JSON.parse(await readFile(path.join(server.published, 'feed/v1/feed.json'), 'utf8'));
    const counts = [feed.incidents, feed.past_incidents, feed.scheduled_maintenances].map((list) => list?.length);
    return counts.join() === '1,1,1' && feed;
  });
  incident = feed.incidents[0].id;
});
after(async () => {
  await Promise.all([browser?.close(), server?.discard()]);
  await target?.stop();
});

const month = () => new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Berlin' }).slice(0, 7);

/** Places below the root of each language. */
const places = () => ['', 'history/', `history/${month()}/`, 'history/component/api/', `incidents/${incident}/`, 'maintenance/', 'components/api/', 'subscribe/'];

async function accessible(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.flat().join(' ')}`));
  assert.deepEqual(found, []);
}

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const [tag, root] of Object.entries(ROOTS)) {
  test(`in ${tag} every page says its language and finds the others`, async () => {
    for (const place of places()) {
      const { page, context } = await visit(browser, server.origin + root + place, { context: { javaScriptEnabled: false } });
      const html = page.locator('html');
      assert.equal(await html.getAttribute('lang'), tag);
      assert.equal(await html.getAttribute('dir'), tag === 'ar' ? 'rtl' : null);
      const links = await page.locator('head link[hreflang]').evaluateAll((all) => all.map(({ hreflang, href }) => [hreflang, href]));
      const wanted = Object.entries({ ...ROOTS, 'x-default': '/' });
      assert.deepEqual(links, wanted.map(([tag, root]) => [tag, server.origin + root + place]), place);
      assert.equal(await page.locator('link[rel="canonical"]').getAttribute('href'), server.origin + root + place);
      for (const [, address] of links) assert.equal((await fetch(address)).status, 200, address);
      const ways = page.locator('.languages a');
      assert.deepEqual(await ways.allInnerTexts(), Object.values(NAMES));
      for (const box of await ways.evaluateAll((all) => all.map((way) => way.getBoundingClientRect().toJSON()))) {
        assert.ok(24 <= box.height && 24 <= box.width, JSON.stringify(box));
      }
      assert.equal(await page.locator('.languages [aria-current]').innerText(), NAMES[tag]);
      await context.close();
    }
  });
}

test('the ways between languages lead to the same page', async (t) => {
  const { page, context } = await visit(browser, `${server.origin}/incidents/${incident}/`, { context: { javaScriptEnabled: false } });
  t.after(() => context.close());
  await page.getByRole('link', { name: NAMES.de }).click();
  await page.waitForURL(`${server.origin}/de/incidents/${incident}/`);
  assert.match(await page.locator('main').innerText(), /Voraussichtlich behoben bis/);
  await page.getByRole('link', { name: 'Verlauf' }).first().click();
  await page.waitForURL(`${server.origin}/de/history/`);
  await page.getByRole('link', { name: NAMES.en }).click();
  await page.waitForURL(`${server.origin}/en/history/`);
  assert.equal(await page.locator('h1').innerText(), 'History');
  await page.getByRole('link', { name: NAMES.ar }).click();
  await page.waitForURL(`${server.origin}/history/`);
});

for (const [tag, colorScheme, width] of [['ar', 'light', 320], ['ar', 'dark', 1280], ['de', 'light', 320], ['de', 'dark', 320]]) {
  test(`in ${tag} every page is accessible and fits: ${colorScheme}, ${width} px`, async () => {
    for (const place of places()) {
      const { page, blame, context } = await visit(browser, server.origin + ROOTS[tag] + place, { context: { colorScheme, viewport: { width, height: 800 } } });
      if ((await page.locator('pilot-light').count()) === 1) await takesOver(page);
      await accessible(page);
      assert.equal(await overflow(page), 0, `horizontal overflow of ${place}`);
      await blame();
      await context.close();
    }
  });
}

test('the live part speaks the language of the page, not of the browser', async (t) => {
  for (const [tag, words] of [['ar', 'انخفاض الأداء'], ['de', 'Eingeschränkte Leistung']]) {
    const { page, context } = await visit(browser, server.origin + ROOTS[tag], { context: { locale: 'en-US' } });
    t.after(() => context.close());
    await takesOver(page);
    await reaches(page, { state: 'ready' });
    await page.locator('[part~="row-status"]', { hasText: words }).first().waitFor();
  }
});

/** Times of a page as its script writes them for a reader elsewhere. */
async function times(t, tag, locale) {
  const { page, context } = await visit(browser, `${server.origin}${ROOTS[tag]}history/${month()}/`, { context: { locale, timezoneId: 'Asia/Tokyo' } });
  t.after(() => context.close());
  // Below the heading of a day the page's own stands first.
  const time = page.locator('main .day time').first();
  const beside = page.locator('main .day time + .beside').first();
  await beside.waitFor();
  const shown = (await beside.innerText()).trim().replace(/^\(|\)$/g, '');
  return { shown, told: await time.innerText(), at: new Date(await time.getAttribute('datetime')) };
}

test('times are converted in the language of the page, in its digits and years', async (t) => {
  const clock = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short', timeZone: 'Asia/Tokyo', calendar: 'gregory', numberingSystem: 'latn' };
  for (const [tag, locale, written] of [['de', 'en-US', 'de'], ['ar', 'ar-SA', 'ar-SA'], ['en', 'de-DE', 'en-GB'], ['en', 'en-US', 'en-US']]) {
    const { shown, told, at } = await times(t, tag, locale);
    // The day is said again where it is another one there.
    const day = (timeZone) => at.toLocaleDateString('sv-SE', { timeZone });
    const format = day('Asia/Tokyo') === day('Europe/Berlin') ? clock : { ...clock, day: 'numeric', month: 'short', year: 'numeric' };
    const wanted = await (await browser.newPage()).evaluate(([at, written, format]) => new Date(at).toLocaleString(written, format), [at.toISOString(), written, format]);
    assert.equal(shown, wanted, `${tag} for ${locale}`);
    assert.match(told, /CET|CEST/, 'the page’s own stays beside it');
    assert.match(told, new RegExp(String(at.getUTCFullYear())));
  }
});

test('time runs as the page is read', async (t) => {
  const { page, context } = await visit(browser, `${server.origin}/components/api/`, { context: { javaScriptEnabled: false } });
  t.after(() => context.close());
  const days = await page.locator('.days > *').evaluateAll((all) => [all[0], all.at(-1)].map((day) => day.getBoundingClientRect().x));
  assert.ok(days[1] < days[0], 'the oldest day stands at the right');
  await page.goto(`${server.origin}/`);
  const mirrored = await page.locator('svg.bars').first().evaluate((bars) => getComputedStyle(bars).transform);
  assert.equal(mirrored, 'matrix(-1, 0, 0, 1, 0, 0)');
});

test('the frame for other pages is there in each language', async () => {
  for (const [tag, place] of [['ar', '/embed/'], ['de', '/embed/de/'], ['en', '/embed/en/']]) {
    const answer = await fetch(server.origin + place);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('x-frame-options'), null);
    assert.match(await answer.text(), new RegExp(`<html lang="${tag}"`));
  }
});

test('the frame of a language leads to the page in it, also once it lives', async (t) => {
  const { page, context } = await visit(browser, `${server.origin}/embed/de/`);
  t.after(() => context.close());
  await takesOver(page);
  await page.locator('button[part~="badge"]').click();
  const address = await page.locator('[part~="panel"] a[part~="link"]').evaluate((link) => link.href);
  assert.equal(new URL(address).pathname, '/de/');
});

test('what is missing is said in the first language, and what programs read in none', async () => {
  const missing = await fetch(`${server.origin}/de/nothing/`);
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /<html lang="ar" dir="rtl"/);
  assert.match(await (await fetch(`${server.origin}/docs/`)).text(), /<html lang="en"/);
  assert.equal((await fetch(`${server.origin}/de/feed/v1/summary.json`)).status, 404);
});
