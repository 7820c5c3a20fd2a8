// What stands below the status, planned work and the past, follows on an open page: at news it is taken over
// from the page as it is published then, never from an older one, and nobody loses the place where they are.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, takesOver, visit } from './browser.mjs';
import { passes } from './clock.mjs';
import { serveFolder } from '../harness/serve.mjs';
import { startServer } from '../harness/server.mjs';
import { TcpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

const MINUTE = 60_000;
/** Until the next look, what it finds is read, and shown at a quiet moment. */
const LOOK = MINUTE + 24_000;
/** How often the page asks for what is not there yet, as its script has it. */
const MOST_TRIES = 5;
const READER = { timezoneId: 'America/New_York', locale: 'en-US' };

let browser;
let target;
before(async () => {
  [browser, target] = await Promise.all([launch(), TcpTarget.start()]);
});
after(() => Promise.all([browser.close(), target.stop()]));

/** A page of one healthy component, whose operators `plan`, `open`, `resolve` and `cancel`; each waits until it is published. */
async function startPage(t, { page, look } = {}) {
  const monitor = { kind: 'tcp', address: target.address, every: '1s' };
  const server = await startServer({ admin: true, refresh: '1s', page, look, components: [{ id: 'api', name: 'API', monitor }] });
  t.after(() => server.discard());
  const published = (what, is) =>
    until(what, async () => {
      const [feed, html] = await Promise.all([server.feed(), fetch(`${server.origin}/`).then((answer) => answer.text())]);
      const files = await Promise.all(['index.html', 'feed/v1/summary.json'].map((name) => readFile(path.join(server.published, name), 'utf8')));
      return is(feed, html) && is(JSON.parse(files[1]), files[0], true) && feed;
    });
  await published('the page to be operational', ({ status }) => status.level === 'operational');
  const plan = async (name) => {
    await server.operate('maintenance', 'plan', name, '--from', '30h', '--to', '60h', '-c', 'api', '-m', 'Nothing to do.');
    const feed = await published(name, (feed, html) => feed.scheduled_maintenances.some((it) => it.name === name) && html.includes(name) !== (look?.maintenance === false));
    return feed.scheduled_maintenances.find((it) => it.name === name).id;
  };
  const cancel = async (id) => {
    await server.operate('maintenance', 'cancel', id);
    await published('it to be gone', (feed) => !feed.scheduled_maintenances.some((it) => it.id === id));
  };
  const open = async (name) => {
    await server.operate('incident', 'open', name, '-c', 'api=partial_outage', '-m', 'We look into it.');
    await published(name, ({ incidents }) => incidents.length === 1);
  };
  const resolve = async () => {
    await server.operate('incident', 'resolve', '-m', 'The cache was full.');
    await published('its end', (feed, html, isSummary) => !feed.incidents.length && (isSummary || feed.past_incidents.length));
  };
  return { server, plan, cancel, open, resolve };
}

/** Opens a status page whose clock the test holds. `asked` counts how often the page itself was asked for. */
async function read(t, address, context = {}) {
  const asked = { page: 0, widget: 0 };
  const prepare = async (page) => {
    await page.clock.install();
    page.on('request', (request) => {
      if (request.url() === address) asked.page += 1;
      if (/widget/.test(request.url())) asked.widget += 1;
    });
  };
  const visited = await visit(browser, address, { context, prepare });
  t.after(() => visited.context.close());
  const { page } = visited;
  await page.locator('pilot-light[state]').waitFor();
  await passes(page, 1_000);
  // Where another document were loaded, this would be gone.
  await page.evaluate(() => (globalThis.isFirst = true));
  const isFirst = () => page.evaluate(() => globalThis.isFirst);
  return { ...visited, asked, isFirst, ahead: page.locator('main > .ahead'), past: page.locator('main > .past') };
}

/** The sections as they stand there. */
const sections = (page) => page.locator('main > section').evaluateAll((all) => all.map(({ outerHTML }) => outerHTML));

for (const [lang, context] of [['en', READER], ['ar', { ...READER, locale: 'ar-EG' }], ['de', { timezoneId: 'Asia/Tokyo', locale: 'de-AT' }]]) {
  test(`planned work and the past appear on an open page as they would on one that is opened then: ${lang}`, async (t) => {
    const { server, plan, cancel, open, resolve } = await startPage(t, { page: { languages: ['ar', 'de'] } });
    const address = `${server.origin}/${lang === 'en' ? '' : `${lang}/`}`;
    const { page, asked, isFirst, ahead, past, blame } = await read(t, address, context);
    assert.deepEqual([await ahead.count(), await past.count()], [0, 0]);
    await passes(page, LOOK);
    assert.equal(asked.page, 1, 'without news it is not asked for');

    const id = await plan('New disks');
    await passes(page, LOOK);
    await ahead.getByText('New disks').waitFor();
    assert.equal(asked.widget, 0, 'what lies ahead is no news to the widget');
    // The reader's own, with the page's beside them.
    await ahead.locator('.range time + .beside').first().waitFor();

    await open('Slow answers');
    await passes(page, LOOK);
    await takesOver(page);
    assert.equal(await past.count(), 0);
    await resolve();
    await passes(page, LOOK);
    await past.getByText('The cache was full.').waitFor();

    const anew = await read(t, address, context);
    assert.deepEqual(await sections(page), await sections(anew.page));
    assert.deepEqual(await page.locator('main > *').evaluateAll((all) => all.map(({ className }) => className)), ['', 'unseen news', 'ahead', 'past']);

    await cancel(id);
    await passes(page, LOOK);
    assert.equal(await ahead.count(), 0);
    assert.equal(await isFirst(), true);
    await blame();
  });
}

test('who stands in what is replaced stands there still', async (t) => {
  const { server, plan, cancel } = await startPage(t);
  const first = await plan('New disks');
  const { page, ahead } = await read(t, `${server.origin}/`);
  const section = await ahead.elementHandle();
  const link = () => page.evaluate(() => document.activeElement.getAttribute('href'));
  await ahead.getByRole('link').focus();
  const held = await link();
  assert.match(held, /^\/calendar\//);

  await plan('New cables');
  await passes(page, LOOK);
  await ahead.getByText('New cables').waitFor();
  assert.equal(await section.evaluate((old) => old.isConnected), false);
  assert.equal(await link(), held);

  // What they stand on is no more: it goes when they have gone on.
  await cancel(first);
  await passes(page, LOOK);
  assert.equal(await link(), held);
  assert.equal(await ahead.getByText('New disks').count(), 1);
  await page.locator('nav a').first().focus();
  await passes(page, 1_000);
  assert.equal(await ahead.getByText('New disks').count(), 0);
  assert.equal(await ahead.getByText('New cables').count(), 1);
});

/** A folder as it was published, without its server; `now` is what it answers, and may be changed. */
async function freeze(t) {
  const { server, plan } = await startPage(t);
  const older = await readFile(path.join(server.published, 'index.html'), 'utf8');
  await plan('New disks');
  await server.kill();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'pilotlight-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await cp(server.published, folder, { recursive: true });
  const newer = await readFile(path.join(folder, 'index.html'), 'utf8');
  const revision = (html) => Number(/data-revision="(\d+)"/.exec(html)[1]);
  assert.ok(revision(older) < revision(newer));
  const at = (html, number) => html.replace(/data-revision="\d+"/, `data-revision="${number}"`);
  const now = { page: () => newer, feed: (feed) => feed, script: (text) => text };
  const files = await serveFolder(folder, {
    edit: async (file, body) => {
      if (file === '/index.html') return now.page();
      if (/^\/assets\/\w+\.js$/.test(file)) return now.script(`${body}`);
      if (!file.endsWith('/summary.json')) return body;
      const feed = JSON.parse(body);
      return JSON.stringify(now.feed({ ...feed, valid_until: new Date(Date.now() + 600 * MINUTE).toISOString() }));
    },
  });
  t.after(files.stop);
  return { now, older, newer, at, revision: revision(newer), address: `${files.origin}/` };
}

test('an older page is not taken, and is asked for so many times only; a newer one is', async (t) => {
  const { now, older, at, revision, address } = await freeze(t);
  const { page, ahead, asked } = await read(t, address);
  assert.equal(await ahead.count(), 1);
  const gone = (number) => (feed) => ({ ...feed, revision: revision + number, scheduled_maintenances: [] });
  now.feed = gone(10);
  now.page = () => older;
  await passes(page, LOOK);
  assert.equal(asked.page, 2);
  assert.equal(await ahead.count(), 1, 'the older one says that there is none');
  // A cache that is slow.
  now.page = () => at(older, revision);
  await passes(page, LOOK);
  assert.equal(await ahead.count(), 1, 'the same one');
  await passes(page, 10 * MINUTE);
  assert.equal(asked.page, 1 + MOST_TRIES);

  // The control: the same page is taken as soon as it is newer.
  now.page = () => at(older, revision + 11);
  now.feed = (feed) => ({ ...gone(11)(feed), components: feed.components.map((it) => ({ ...it, since: feed.generated_at })) });
  await passes(page, LOOK);
  assert.equal(await ahead.count(), 0);
  assert.equal(asked.page, 2 + MOST_TRIES);
});

test('the control: a script that compares no revisions takes the older page', async (t) => {
  const { now, older, revision, address } = await freeze(t);
  const rule = '!(known.revision < +dataset.revision) || ';
  now.script = (text) => {
    assert.ok(text.includes(rule));
    return text.replace(rule, '');
  };
  const { page, ahead } = await read(t, address);
  assert.equal(await ahead.count(), 1);
  now.feed = (feed) => ({ ...feed, revision: revision + 10, scheduled_maintenances: [] });
  now.page = () => older;
  await passes(page, LOOK);
  assert.equal(await ahead.count(), 0);
});

test('a page that cannot be had leaves what stands there, and is taken once it can', async (t) => {
  const { now, older, at, revision, address } = await freeze(t);
  const { page, ahead, context } = await read(t, address);
  now.feed = (feed) => ({ ...feed, revision: revision + 10, scheduled_maintenances: [] });
  now.page = () => at(older, revision + 10);
  const failures = [(route) => route.abort(), (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<!doctype html><title>Bad gateway' }), (route) => route.fulfill({ json: {} })];
  for (const fails of failures) {
    await context.route(address, fails);
    await passes(page, MINUTE);
    assert.equal(await ahead.count(), 1);
    await context.unroute(address);
  }
  await passes(page, LOOK);
  assert.equal(await ahead.count(), 0, 'the control');
});

test('what has not changed stays the same elements', async (t) => {
  const { now, newer, at, revision, address } = await freeze(t);
  const { page, ahead, asked } = await read(t, address, READER);
  const section = await ahead.elementHandle();
  now.page = () => at(newer, revision + 10);
  now.feed = (feed) => ({ ...feed, revision: revision + 10, components: feed.components.map((it) => ({ ...it, since: feed.generated_at })) });
  await passes(page, LOOK);
  assert.equal(asked.page, 2);
  assert.equal(await section.evaluate((old) => old.isConnected), true);
  // It would be seen.
  now.page = () => at(newer.replaceAll('New disks', 'Old disks'), revision + 11);
  now.feed = (feed) => ({ ...feed, revision: revision + 11, scheduled_maintenances: [] });
  await passes(page, LOOK);
  assert.equal(await section.evaluate((old) => old.isConnected), false);
});

for (const [name, look, isFollowed] of [
  ['neither section', { maintenance: false, past_days: 0 }, false],
  ['nothing of the past', { maintenance: true, past_days: 0 }, true],
]) {
  test(`where the operator shows ${name} it stays so`, async (t) => {
    const { server, plan, open, resolve } = await startPage(t, { look });
    const { page, ahead, past, asked } = await read(t, `${server.origin}/`);
    await plan('New disks');
    await passes(page, LOOK);
    assert.equal(await ahead.count(), isFollowed ? 1 : 0);
    await open('Slow answers');
    await resolve();
    await passes(page, LOOK);
    assert.equal(await past.count(), 0);
    assert.equal(1 < asked.page, isFollowed);
  });
}
