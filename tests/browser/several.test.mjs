// Several feeds: never better than the worst that is not known, in both tiers, and nothing is told
// before all have answered.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, widget } from './browser.mjs';
import { embed, feed, incident, startFeeds } from './feeds.mjs';
import { until } from '../harness/until.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const UP = { api: 'operational' };
const DOWN = { cards: 'major_outage' };
const both = (runtime) => (origin) => `<pilot-light feed="${origin}/ours.json, ${origin}/vendor.json" runtime="${runtime}"></pilot-light>`;

for (const runtime of ['none', 'eager']) {
  const settle = (page) => (runtime === 'eager' ? takesOver(page) : undefined);

  test(`runtime="${runtime}": a vendor that is down is told at once, and once`, async (t) => {
    const feeds = await startFeeds({ '/ours.json': feed(UP), '/vendor.json': feed(DOWN, { name: 'Vendor', incidents: [incident('cards', ['cards'])] }) });
    t.after(feeds.stop);
    const { page, heard } = await embed(t, browser, feeds, both(runtime));
    await settle(page);
    await reaches(page, { state: 'ready', level: 'partial' });
    assert.deepEqual((await heard()).map(({ name }) => name), ['load', 'incident']);
    assert.equal((await heard('load'))[0].level, 'partial');
    assert.equal(feeds.count('/vendor.json'), 1, 'each is asked once');
  });

  test(`runtime="${runtime}": while a vendor has not answered nothing is green and nothing is told`, async (t) => {
    let answer;
    const waits = new Promise((resolve) => {
      answer = () => resolve(feed({ cards: 'operational' }, { name: 'Vendor' }));
    });
    const feeds = await startFeeds({ '/ours.json': feed(UP), '/vendor.json': () => waits });
    t.after(feeds.stop);
    const { page, heard } = await embed(t, browser, feeds, both(runtime));
    await page.locator('pilot-light .badge.unknown').waitFor();
    assert.equal(await widget(page, { level: 'operational' }).count(), 0);
    assert.deepEqual(await heard(), []);
    answer();
    await settle(page);
    await reaches(page, { state: 'ready', level: 'operational' });
    assert.deepEqual((await heard()).map(({ name, level }) => `${name} ${level}`), ['load operational']);
  });

  test(`runtime="${runtime}": a vendor that cannot be had is unknown`, async (t) => {
    const feeds = await startFeeds({ '/ours.json': feed(UP), '/vendor.json': { status: 500, body: '' } });
    t.after(feeds.stop);
    const { page, heard } = await embed(t, browser, feeds, both(runtime));
    await settle(page);
    await reaches(page, { state: 'ready', level: 'unknown' });
    assert.deepEqual((await heard('change')), []);
  });
}

test('an incident of a vendor is told when it begins', async (t) => {
  const feeds = await startFeeds({ '/ours.json': feed(UP), '/vendor.json': feed({ cards: 'operational' }, { name: 'Vendor' }) });
  t.after(feeds.stop);
  const { page, heard } = await embed(t, browser, feeds, both('eager'));
  await takesOver(page);
  await reaches(page, { state: 'ready', level: 'operational' });
  feeds.answers['/vendor.json'] = feed(DOWN, { name: 'Vendor', incidents: [incident('cards', ['cards'])] });
  await page.locator('pilot-light').evaluate((element) => element.refresh());
  await until('the incident', async () => (await heard('incident')).length === 1);
  const explained = await page.locator('pilot-light').evaluate((element) => element.explain({ status: 503 }));
  assert.equal(explained.incident.id, 'cards');
});

test('of a part of the own feed its section says what the banner says', async (t) => {
  const feeds = await startFeeds({ '/ours.json': feed({ api: 'operational', web: 'major_outage' }), '/vendor.json': feed({ cards: 'operational' }, { name: 'Vendor' }) });
  t.after(feeds.stop);
  const sections = async (attributes) => {
    const { page } = await embed(t, browser, feeds, (origin) => `<pilot-light variant="panel" feed="${origin}/ours.json, ${origin}/vendor.json" ${attributes} runtime="eager"></pilot-light>`);
    await page.locator('.section').nth(1).waitFor();
    return [await page.locator('.head .words').innerText(), ...(await page.locator('.section [part~="row-status"]').allInnerTexts())];
  };
  assert.deepEqual(await sections('components="api"'), ['All systems operational', 'Operational', 'Operational']);
  // The control: of the whole it says what the feed does.
  const [, own] = await sections('');
  assert.equal(own, 'Major outage');
});
