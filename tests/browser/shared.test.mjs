// Several elements of one feed: what one of them asks for serves all, and what one of them is told later
// is no matter of the others.

import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { after, before, test } from 'node:test';

import { launch, reaches } from './browser.mjs';
import { embedWith, feed, incident } from './feeds.mjs';
import { greens } from './greens.mjs';
import { until } from '../harness/until.mjs';

const FEED = '/feed/v1/summary.json';
const WHOLE = '/feed/v1/feed.json';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const open = (t, ...more) => embedWith(t, browser, ...more);

const both = (attributes) => `<pilot-light id="first" runtime="eager" ${attributes}></pilot-light><pilot-light id="second" runtime="eager" ${attributes}></pilot-light>`;
const areLive = (page, count = 2) => until('all to be live', async () => (await page.locator('pilot-light button[part~="badge"]').count()) === count);
const tell = (page, id, name, value) => page.locator(id).evaluate((element, [key, text]) => (text === null ? element.removeAttribute(key) : element.setAttribute(key, text)), [name, value]);
const refresh = (page, id) => page.locator(id).evaluate((element) => element.refresh());

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const key = publicKey.export({ format: 'jwk' }).x;

/** A document as its server signs it; with another level than that, as somebody on the way paints it. */
function signed(document, painted = document) {
  const { format, ...rest } = document;
  const text = `{"format":"pilotlight/1","signature":"",${JSON.stringify(rest).slice(1)}`;
  const signature = sign(null, Buffer.from(text), privateKey).toString('base64url');
  return { body: `{"format":"pilotlight/1","signature":"${signature}",${JSON.stringify({ ...painted, format: undefined }).slice(1)}` };
}

test('when the first element leaves for another feed, the second goes on with its own', async (t) => {
  const { page, feeds, heard } = await open(t, { [FEED]: feed({ api: 'operational' }), '/other.json': feed({ api: 'operational' }) }, both(''));
  await areLive(page);
  await tell(page, '#first', 'feed', `${feeds.origin}/other.json`);
  await until('the other to be asked', () => feeds.count('/other.json'));
  feeds.answers[FEED] = feed({ api: 'major_outage' }, { incidents: [incident('api', ['api'])] });
  await refresh(page, '#second');
  await page.locator('#second[level="major"]').waitFor({ state: 'attached' });
  await until('the incident', async () => (await heard('incident')).some(({ id }) => id === 'second'));
  const explained = await page.locator('#second').evaluate((element) => element.explain({ status: 503 }));
  assert.equal(explained.incident.id, 'api');
  assert.equal(await page.locator('#first').getAttribute('level'), 'operational');
});

test('when the first element drops its key, the second believes no unsigned document', async (t) => {
  const bad = feed({ api: 'major_outage' });
  const green = { ...bad, status: feed({ api: 'operational' }).status, components: feed({ api: 'operational' }).components };
  const { page, feeds, heard } = await open(t, { [FEED]: signed(bad), [WHOLE]: signed(bad) }, both(`key="${key}"`));
  await areLive(page);
  await page.locator('#second[level="major"]').waitFor({ state: 'attached' });
  await tell(page, '#first', 'key', null);
  feeds.answers[FEED] = signed(bad, green);
  feeds.answers[WHOLE] = signed(bad, green);
  const before = feeds.count(FEED);
  await refresh(page, '#second');
  await until('it to be asked', () => before < feeds.count(FEED));
  // The control: without a key the painted one is believed.
  await refresh(page, '#first');
  await page.locator('#first[level="operational"]').waitFor({ state: 'attached' });
  await page.locator('#second').evaluate((element) => element.open());
  await page.locator('#second').getByText('not signed as it should be').or(page.locator('#second [part~="row"]')).first().waitFor();
  assert.notEqual(await page.locator('#second').getAttribute('level'), 'operational');
  await tell(page, '#first', 'hidden', '');
  await page.evaluate(() => document.querySelector('#first').remove());
  assert.deepEqual(await greens(page), []);
  assert.deepEqual(await heard('change').then((all) => all.filter(({ id, level }) => id === 'second' && level === 'operational')), []);
});

test('why there is no status is told by each, in the same word', async (t) => {
  const { page, feeds, heard } = await open(t, { [FEED]: feed({ api: 'operational' }, { forMs: 60_000 }) }, both(''), { prepare: (visited) => visited.clock.install() });
  await areLive(page);
  feeds.answers[FEED] = { status: 500, body: '' };
  await refresh(page, '#second');
  await until('it to be asked again', () => feeds.count(FEED) === 2);
  await until('both to say why', async () => {
    await page.clock.fastForward(30 * 60_000);
    await page.clock.runFor(25_000);
    return (await heard('error')).length === 2;
  });
  assert.deepEqual((await heard('error')).map(({ id, reason }) => `${id} ${reason}`).sort(), ['first answer', 'second answer']);
});

test('elements that read the same address in two forms share no answer', async (t) => {
  const upptime = { body: '[{"name":"Website","slug":"website","status":"down"}]' };
  const { page } = await open(t, { '/x.json': upptime }, (origin) => `<pilot-light id="first" runtime="eager" feed="${origin}/x.json" feed-format="gatus"></pilot-light><pilot-light id="second" runtime="eager" feed="${origin}/x.json" feed-format="upptime"></pilot-light>`);
  await page.locator('#second[state="ready"][level="major"]').waitFor({ state: 'attached' });
  // What Gatus would say of it is nothing.
  await page.locator('#first[level="unknown"]').waitFor({ state: 'attached' });
});

test('a feed.json from before what is shown ends no incident', async (t) => {
  const open1 = [incident('api', ['api'])];
  const old = feed({ api: 'operational' });
  const bad = feed({ api: 'major_outage' }, { incidents: open1 });
  const { page, feeds, heard } = await open(t, { [FEED]: { ...bad, revision: 9 }, [WHOLE]: { ...bad, revision: 9 } }, '<pilot-light id="first" runtime="eager"></pilot-light>', {
    context: { permissions: ['notifications'] },
  });
  await page.evaluate(() => {
    globalThis.told = [];
    globalThis.Notification = class extends Notification {
      constructor(title, options) {
        super(title, options);
        globalThis.told.push(title);
      }
    };
  });
  await areLive(page, 1);
  await page.locator('button[part~="badge"]').click();
  await page.locator('button[part~="tell"]').click();
  await page.locator('p[part~="tell"]').waitFor();
  const at = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+/, '');
  // Another component is down, so the whole is asked for again; a cache on the way has an old one.
  const worse = feed({ api: 'major_outage', web: 'major_outage' }, { incidents: open1 });
  feeds.answers[FEED] = { ...worse, revision: 10, generated_at: at(1) };
  feeds.answers[WHOLE] = { ...old, revision: 3, generated_at: at(-30) };
  const before = feeds.count(WHOLE);
  await refresh(page, '#first');
  await until('the old one to be read', () => before < feeds.count(WHOLE));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  assert.deepEqual(await page.evaluate(() => globalThis.told), []);
  assert.equal((await page.locator('#first').evaluate((element) => element.explain({ status: 503 }))).incident?.id, 'api');
  // The control: a newer one does end it.
  feeds.answers[FEED] = { ...old, revision: 11, generated_at: at(2), valid_until: at(60) };
  feeds.answers[WHOLE] = { ...old, revision: 11, generated_at: at(2), valid_until: at(60) };
  await refresh(page, '#first');
  await until('the end to be told', async () => (await page.evaluate(() => globalThis.told)).length === 1);
  assert.deepEqual(await heard('error'), []);
});
