// The pages behind the front page: with and without script, on a narrow screen and a wide one, in a
// frame; and what feed readers get.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { servePage } from '../harness/serve.mjs';
import { startServer } from '../harness/server.mjs';
import { TcpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser;
let server;
let target;
let open;
let past;
let old;
/** Its month lies beyond the days of a feed. */
const LONG_AGO = '2025-01';
before(async () => {
  browser = await launch();
  target = await TcpTarget.start();
  const monitor = { kind: 'tcp', address: target.address, every: '1s' };
  server = await startServer({
    admin: true,
    refresh: '1s',
    components: [
      { id: 'api', name: 'API', description: 'For programs', monitor },
      { id: 'web', name: 'Website', monitor },
    ],
  });
  await server.operate('incident', 'open', 'Logins fail', '-c', 'web=partial_outage', '-m', 'We look into it.');
  await server.operate('incident', 'resolve', '-m', 'The **cache** was full, see [the graph](https://acme.example/graph).');
  await server.operate('incident', 'open', 'Long ago', '-c', 'web=major_outage', '-m', 'It was dark.', '--at', `${LONG_AGO}-10T10:00:00Z`);
  await server.operate('incident', 'resolve', '-m', 'There was light.', '--at', `${LONG_AGO}-10T11:00:00Z`);
  await server.operate('incident', 'open', 'Slow answers', '-c', 'api=degraded_performance', '-m', '- One\n- Two', '--expected', '45m', '--next-update', '1s');
  await server.operate('maintenance', 'plan', 'Database upgrade', '--from', '1h', '--to', '2h', '-c', 'api', '-m', 'Nothing to do for you.');
  const feed = await until('everything to be published', async () => {
    const feed = JSON.parse(await readFile(path.join(server.published, 'feed/v1/feed.json'), 'utf8'));
    const counts = [feed.incidents, feed.past_incidents, feed.scheduled_maintenances].map((list) => list?.length);
    return counts.join() === '1,1,1' && feed;
  });
  open = feed.incidents[0].id;
  past = feed.past_incidents[0].id;
  const history = await until('the past to be published', async () => {
    const answer = await fetch(`${server.origin}/feed/v1/history/${LONG_AGO}.json`);
    return answer.ok && (await answer.json());
  });
  old = history.incidents[0].id;
});
after(async () => {
  await Promise.all([browser.close(), server.discard()]);
  await target.stop();
});

const month = () => new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Berlin' }).slice(0, 7);

/** Addresses, and what each must say. */
const PAGES = {
  '/': ['Slow answers', 'Database upgrade', 'Logins fail', 'Expected to be over by'],
  [`/history/`]: ['1 incident|2 incidents'],
  '/history/month/': ['Slow answers', 'Logins fail', 'was full'],
  [`/history/${LONG_AGO}/`]: ['Long ago', 'It was dark'],
  '/history/component/web/': ['Long ago', 'Logins fail'],
  '/incidents/old/': ['Long ago', 'There was light', 'January|Jan'],
  '/incidents/open/': ['Investigating', 'Degraded|impact', 'Two', 'The next update is overdue'],
  '/incidents/past/': ['Resolved', 'Over since', 'was full', 'We look into it'],
  '/maintenance/': ['Ahead', 'Database upgrade', 'Nothing to do for you'],
  '/components/api/': ['API', 'For programs', 'Slow answers', 'Database upgrade', 'Days with something to tell', 'Uptime by month'],
  '/subscribe/': ['Atom', 'Calendar'],
  '/docs/': ['For programs', 'summary.json', 'badge/api.svg'],
  '/embed/': ['Acme status'],
};

const address = (name) => server.origin + name.replace('open/', `${open}/`).replace('past/', `${past}/`).replace('old/', `${old}/`).replace('month/', `${month()}/`);

async function accessible(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.flat().join(' ')}`));
  assert.deepEqual(found, []);
}

for (const [name, words] of Object.entries(PAGES)) {
  test(`without script ${name} says everything`, async (t) => {
    let text;
    await until(`${words} on ${name}`, async () => {
      const { page, context } = await visit(browser, address(name), { context: { javaScriptEnabled: false } });
      text = await page.locator('body').innerText();
      await context.close();
      return words.every((expected) => new RegExp(expected, 'i').test(text));
    }).catch(() => assert.fail(`${words}: ${text}`));
    t.diagnostic(`${text.length} letters`);
  });

  for (const [colorScheme, width] of [['light', 320], ['dark', 1280]]) {
    test(`${name} is accessible and fits: ${colorScheme}, ${width} px`, async (t) => {
      const { page, blame, context } = await visit(browser, address(name), { context: { colorScheme, viewport: { width, height: 800 } } });
      t.after(() => context.close());
      if ((await page.locator('pilot-light').count()) === 1) await takesOver(page);
      await accessible(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(overflow, 0, 'horizontal overflow');
      await blame();
    });
  }
}

test('the past is there for good, also after a restart', async () => {
  const places = [`/incidents/${old}/`, `/history/${LONG_AGO}/`, `/feed/v1/history/${LONG_AGO}.json`];
  await server.stop();
  for (const place of places) {
    const file = path.join(server.published, place.endsWith('/') ? `${place}index.html` : place);
    assert.match(await readFile(file, 'utf8'), /Long ago/);
  }
  await server.run();
  await until('the past to be read again', async () => {
    const answers = await Promise.all(places.map((place) => fetch(server.origin + place)));
    return answers.every(({ status }) => status === 200);
  });
});

test('what of a month is shown can be chosen without script', async (t) => {
  const { page, context } = await visit(browser, address('/history/month/'), { context: { javaScriptEnabled: false } });
  t.after(() => context.close());
  const logins = page.locator('.card', { hasText: 'Logins fail' });
  const slow = page.locator('.card', { hasText: 'Slow answers' });
  assert.equal(await logins.isVisible() && await slow.isVisible(), true);
  await page.getByLabel('Major', { exact: true }).check();
  assert.deepEqual([await logins.isVisible(), await slow.isVisible()], [true, false]);
  await page.getByLabel('Minor').check();
  assert.deepEqual([await logins.isVisible(), await slow.isVisible()], [false, true]);
});

test('a day of a component leads to what happened, by keyboard too', async (t) => {
  // The other component was down for less than a day's letter tells of.
  const { page, context } = await visit(browser, address('/components/api/'), { context: { javaScriptEnabled: false } });
  t.after(() => context.close());
  const bar = page.locator('.days a').last();
  await bar.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/history\/\d{4}-\d\d\/#\d{4}-\d\d-\d\d$/);
  const day = new URL(page.url()).hash.slice(1);
  assert.match(await page.locator(`[id="${day}"]`).innerText(), /Slow answers/);
});

test("times are those of the reader, with the page's beside them", async (t) => {
  const { page, context, blame } = await visit(browser, address('/incidents/past/'), {
    context: { timezoneId: 'America/New_York', locale: 'en-GB' },
  });
  t.after(() => context.close());
  const time = page.locator('time').first();
  assert.match(await time.innerText(), /GMT-[45]/);
  const beside = page.locator('time + .beside').first();
  await beside.waitFor({ state: 'visible' });
  assert.match(await beside.innerText(), /CES?T/);
  await blame();

  const near = await visit(browser, address('/incidents/past/'), { context: { timezoneId: 'Europe/Berlin', locale: 'en-GB' } });
  t.after(() => near.context.close());
  assert.match(await near.page.locator('time').first().innerText(), /CES?T/);
  assert.equal(await near.page.locator('.beside').count(), 0, 'the same clock: nothing to convert');
});

test('the page of an open incident says when there is news and when it is out of date', async (t) => {
  const { page, context, blame } = await visit(browser, address('/incidents/open/'));
  t.after(() => context.close());
  const look = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  const changed = page.locator('.follow .changed');
  const doubt = page.locator('.follow .doubt');
  await page.waitForResponse(/summary\.json/);
  assert.deepEqual([await changed.isVisible(), await doubt.isVisible()], [false, false]);
  await server.operate('incident', 'update', open, '-m', 'We know more.');
  await until('word of news', async () => {
    await look();
    return changed.isVisible();
  });
  await blame();
  await changed.getByRole('link').click();
  await page.getByText('We know more.').waitFor();
  assert.equal(await changed.isVisible(), false);

  await context.route('**/summary.json', (route) => route.abort());
  await page.reload();
  await doubt.waitFor({ state: 'visible' });

  // An answer that is none takes no doubt away, not even one in JSON.
  await context.unroute('**/summary.json');
  for (const answer of [{ status: 503, json: { message: 'later' } }, { json: { incidents: [], valid_until: 'soon' } }]) {
    await context.route('**/summary.json', (route) => route.fulfill(answer));
    // By the time of a second answer what the first has done is seen.
    for (let turn = 0; turn < 2; turn += 1) {
      const answered = page.waitForResponse(/summary\.json/);
      await look();
      await (await answered).finished();
    }
    assert.equal(await doubt.isVisible(), true);
    await context.unroute('**/summary.json');
  }
});

test("a component's page is about that component", async (t) => {
  const { page, context } = await visit(browser, address('/components/web/'));
  t.after(() => context.close());
  await takesOver(page);
  await reaches(page, { state: 'ready', level: 'operational' });
  assert.equal(await page.locator('pilot-light').getByText('API').locator('visible=true').count(), 0);
  // Its days stand beneath, with the ways to what happened.
  for (const part of ['history', 'axis']) {
    const drawn = page.locator(`pilot-light [part~="${part}"]`);
    await drawn.first().waitFor({ state: 'attached' });
    assert.equal(await drawn.locator('visible=true').count(), 0, part);
  }
});

test('in a frame without storage or origin the status lives, and no other page may be framed', async (t) => {
  const frame = (name) => `<iframe src="${server.origin}${name}" title="Status" width="220" height="48" sandbox="allow-scripts allow-popups"></iframe>`;
  const host = await servePage(`<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">${frame('/embed/')}`);
  t.after(host.stop);
  const { page, context, blame } = await visit(browser, `${host.origin}/`, { origins: [server.origin] });
  t.after(() => context.close());
  const widget = page.frameLocator('iframe').locator('pilot-light[state="ready"][level="degraded"]');
  await widget.waitFor();
  await widget.locator('[part~="badge"]').first().waitFor();
  await blame();

  const other = await servePage(`<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">${frame('/')}`);
  t.after(other.stop);
  const refused = await visit(browser, `${other.origin}/`, { origins: [server.origin] });
  t.after(() => refused.context.close());
  await assert.rejects(refused.blame(), /frame/i);
});

test('feed readers get what is well formed and leads somewhere', async (t) => {
  // Trusted types would keep the test's own parser out.
  const { page, context } = await visit(browser, address('/subscribe/'), { context: { bypassCSP: true } });
  t.after(() => context.close());
  for (const [name, entry, link] of [['/feed.atom', 'entry', 'entry > id'], ['/feed.rss', 'item', 'item > guid']]) {
    const [faults, links] = await page.evaluate(
      async ([name, entry, link]) => {
        const document = new DOMParser().parseFromString(await (await fetch(name)).text(), 'text/xml');
        const links = [...document.querySelectorAll(link)].map(({ textContent }) => textContent);
        return [document.querySelectorAll('parsererror').length, document.querySelectorAll(entry).length === links.length ? links : []];
      },
      [name, entry, link],
    );
    assert.equal(faults, 0, name);
    assert.equal(links.length, 3, name);
    for (const found of links) assert.equal((await fetch(found)).status, 200, found);
  }
});

test('times never contradict the day that they stand under, nor an end its begin', async (t) => {
  // A day of the page's zone, almost whole: elsewhere it is two.
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  await server.operate('maintenance', 'plan', 'New disks', '--from', `${day}T00:30:00+01:00`, '--to', `${day}T22:30:00+01:00`, '-c', 'web', '-m', 'All day.');
  await until('it to be published', async () => (await (await fetch(address('/maintenance/'))).text()).includes('New disks'));
  for (const timezoneId of ['Asia/Tokyo', 'America/New_York']) {
    const visitor = { context: { timezoneId, locale: 'en-GB' } };
    const ahead = await visit(browser, address('/maintenance/'), visitor);
    t.after(() => ahead.context.close());
    const card = ahead.page.locator('li', { hasText: 'New disks' });
    await card.locator('.beside').nth(1).waitFor();
    const times = card.locator('.range time');
    const dates = (await times.allInnerTexts()).map((words) => words.match(/\d+ \w+ \d{4}/)?.[0]);
    const wanted = await times.evaluateAll((all) => all.map(({ dateTime }) => new Date(dateTime).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })));
    assert.notEqual(wanted[0], wanted[1], 'two days there');
    assert.deepEqual(dates, wanted, timezoneId);

    const month = await visit(browser, address(`/history/${LONG_AGO}/`), visitor);
    t.after(() => month.context.close());
    await month.page.locator('.day .beside').first().waitFor();
    const days = await month.page.locator('.day').evaluateAll((all) => all.map((it) => [it.id, it.querySelector('time').innerText, it.querySelector('time + .beside').innerText]));
    assert.notEqual(days.length, 0);
    for (const [id, words, beside] of days) {
      assert.match(words, new RegExp(`^${+id.slice(8)} .*CES?T$`), `${id} in ${timezoneId}`);
      assert.match(beside, timezoneId === 'Asia/Tokyo' ? /GMT\+9/ : /GMT-[45]/);
    }
  }
});
