// Part of a feed: loader and WebAssembly say the same of it, what is asked for and not there is
// unknown, and nothing is told that the element does not show.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver } from './browser.mjs';
import { embed, feed, incident, startFeeds } from './feeds.mjs';
import { until } from '../harness/until.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const FEED = '/feed/v1/summary.json';
const COMPONENTS = { api: 'major_outage', web: 'operational', shop: 'partial_outage', docs: 'operational' };
const GROUPS = { api: 'core', shop: 'core', web: 'edge', docs: 'edge' };

for (const [attributes, level] of [
  ['components="api"', 'major'],
  ['components="api web"', 'partial'],
  ['components="api,shop"', 'partial'],
  ['components="shop web"', 'degraded'],
  ['components="web docs"', 'operational'],
  ['components="web nowhere"', 'unknown'],
  ['components="api nowhere"', 'partial'],
  ['components="nowhere"', 'unknown'],
  ['group="core"', 'partial'],
  ['group="edge"', 'operational'],
  ['group="nowhere"', 'unknown'],
  ['group="edge" components="api"', 'unknown'],
]) {
  test(`${attributes} is ${level}, and taking over changes nothing`, async (t) => {
    const feeds = await startFeeds({ [FEED]: feed(COMPONENTS, { groups: GROUPS }) });
    t.after(feeds.stop);
    const body = (runtime) => `<pilot-light ${attributes} runtime="${runtime}"></pilot-light>`;
    const first = await embed(t, browser, feeds, body('none'));
    await reaches(first.page, { state: 'ready', level });
    const { page, heard, blame } = await embed(t, browser, feeds, body('auto'));
    await takesOver(page);
    await reaches(page, { state: 'ready', level });
    assert.deepEqual((await heard()).map(({ name, level: told }) => `${name} ${told}`), [`load ${level}`]);
    await blame();
  });
}

test('only incidents of what is shown are told, explained and awaited', async (t) => {
  const incidents = [incident('web', ['web']), incident('api', ['api'], '2026-11-20T10:00:00Z'), incident('all', [])];
  const feeds = await startFeeds({ [FEED]: feed(COMPONENTS, { incidents }) });
  t.after(feeds.stop);
  const { page, heard } = await embed(t, browser, feeds, '<pilot-light components="api" runtime="eager"></pilot-light>', {
    context: { permissions: ['notifications'] },
  });
  await takesOver(page);
  await until('both incidents', async () => (await heard('incident')).length === 2);
  assert.deepEqual((await heard('incident')).map(({ incident: { id } }) => id), ['api', 'all']);
  const explained = await page.locator('pilot-light').evaluate((element) => element.explain({ status: 503 }));
  assert.equal(explained.incident.id, 'api');
  // That of somebody else ends, and then this one's.
  const told = () => page.evaluate(() => globalThis.told);
  await page.evaluate(() => {
    globalThis.told = [];
    globalThis.Notification = class extends Notification {
      constructor(title, options) {
        super(title, options);
        globalThis.told.push(title);
      }
    };
  });
  await page.locator('button[part~="badge"]').click();
  await page.locator('button[part~="tell"]').click();
  await page.locator('p[part~="tell"]').waitFor();
  const publish = async (...left) => {
    const next = feed(COMPONENTS, { incidents: left });
    feeds.answers[FEED] = next;
    await page.locator('pilot-light').evaluate((element) => element.refresh());
    const at = Date.parse(next.generated_at);
    await until('the news', () => page.evaluate((time) => time <= document.querySelector('pilot-light').updatedAt.getTime(), at));
  };
  await publish(...incidents.slice(1));
  assert.deepEqual(await told(), []);
  await publish(incidents[2]);
  await until('the end to be told', async () => (await told()).length);
  assert.deepEqual(await told(), ['Incident api']);
});

test('a part without an incident of its own has no button to be told', async (t) => {
  const feeds = await startFeeds({ [FEED]: feed(COMPONENTS, { incidents: [incident('web', ['web'])] }) });
  t.after(feeds.stop);
  const body = '<pilot-light variant="panel" components="api" runtime="eager"></pilot-light><pilot-light id="web" variant="panel" components="web" runtime="eager"></pilot-light>';
  const { page } = await embed(t, browser, feeds, body);
  await page.locator('#web [part~="tell"]').waitFor();
  assert.equal(await page.locator('[part~="tell"]').count(), 1);
});

test('what is explained is dated by what is shown, and may be one component', async (t) => {
  const since = { api: '2026-11-20T10:00:00Z', shop: '2026-11-21T11:00:00Z' };
  const incidents = [incident('web', ['web'], '2026-11-01T00:00:00Z'), incident('shop', ['shop'])];
  const feeds = await startFeeds({ [FEED]: feed(COMPONENTS, { since, incidents }) });
  t.after(feeds.stop);
  const body = '<pilot-light components="api shop" runtime="eager"></pilot-light>';
  const { page } = await embed(t, browser, feeds, body, { context: { timezoneId: 'UTC', locale: 'en-GB' } });
  await takesOver(page);
  const explain = (about) => page.locator('pilot-light').evaluate((element, given) => element.explain({ status: 503 }, given), about);
  assert.match((await explain()).message, /since 20 Nov 2026, 10:00/);
  const shop = await explain({ component: 'shop' });
  assert.match(shop.message, /^shop is partly down since 21 Nov 2026, 11:00/);
  assert.equal(shop.incident.id, 'shop');
  assert.equal((await explain({ component: 'api' })).incident, undefined);
  assert.equal(await explain({ component: 'docs' }), undefined, 'nothing is wrong with it');
  assert.equal(await explain({ component: 'nowhere' }), undefined);
});
