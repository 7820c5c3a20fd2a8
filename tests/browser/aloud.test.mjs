// The live region: one for the page, in an element that is displayed, and nothing that is new is lost.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches } from './browser.mjs';
import { passes } from './clock.mjs';
import { embed, feed, incident, startFeeds } from './feeds.mjs';
import { until } from '../harness/until.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const UP = { api: 'operational' };
const DOWN = { api: 'major_outage' };
const region = (page) => page.locator('pilot-light [role="status"]');

/** Two elements with a feed each. */
async function two(t, { attributes = '', prepare } = {}) {
  const feeds = await startFeeds({ '/a.json': feed(UP, { name: 'A' }), '/b.json': feed(UP, { name: 'B' }) });
  t.after(feeds.stop);
  const body = (origin) => ['a', 'b'].map((id) => `<pilot-light id="${id}" feed="${origin}/${id}.json" runtime="eager" ${attributes}></pilot-light>`).join('');
  const visited = await embed(t, browser, feeds, body, { prepare });
  for (const id of ['a', 'b']) await visited.page.locator(`#${id} button[part~="badge"]`).waitFor();
  const publish = async (id, next) => {
    feeds.answers[`/${id}.json`] = next;
    await visited.page.locator(`#${id}`).evaluate((element) => element.refresh());
  };
  return { ...visited, publish };
}

/** Whether the region is there, alone, and has a box, so that it is read. */
const isRead = (page) =>
  page.evaluate(() => {
    const regions = [...document.querySelectorAll('pilot-light')].flatMap((element) => [...element.shadowRoot.querySelectorAll('[role="status"]')]);
    return regions.length === 1 && regions[0].checkVisibility();
  });

for (const [name, away] of Object.entries({
  'is removed': (element) => element.remove(),
  'is hidden by the page': (element) => (element.style.display = 'none'),
  'is dismissed': (element) => element.dismiss(),
})) {
  test(`when the first element ${name} the other is heard`, async (t) => {
    const { page, publish } = await two(t);
    assert.equal(await isRead(page), true);
    await page.locator('#a').evaluate(away);
    await publish('b', feed(DOWN, { name: 'B' }));
    await until('the words', async () => (await region(page).textContent()) === 'B says major_outage');
    assert.equal(await isRead(page), true);
  });
}

test('an element that is shown during incidents only is heard at both ends', async (t) => {
  const feeds = await startFeeds({ '/a.json': feed(UP) });
  t.after(feeds.stop);
  const body = (origin) => `<pilot-light feed="${origin}/a.json" show="incidents" runtime="eager"></pilot-light>`;
  const { page } = await embed(t, browser, feeds, body, { prepare: (visited) => visited.clock.install() });
  await page.locator('pilot-light button[part~="badge"]').waitFor({ state: 'attached' });
  await reaches(page, { level: 'operational' });
  assert.equal(await page.locator('pilot-light button[part~="badge"]').isVisible(), false);
  for (const [status, isShown] of [['major_outage', true], ['operational', false]]) {
    feeds.answers['/a.json'] = feed({ api: status });
    await page.locator('pilot-light').evaluate((element) => element.refresh());
    await until('the words', async () => {
      await passes(page, 31_000);
      return (await region(page).textContent()) === `Acme says ${status}`;
    });
    assert.equal(await isRead(page), true);
    assert.equal(await page.locator('pilot-light button[part~="badge"]').isVisible(), isShown);
  }
});

test('words of two feeds within half a minute are both said', async (t) => {
  const { page, publish } = await two(t, { prepare: (visited) => visited.clock.install() });
  await publish('a', feed({ api: 'degraded_performance' }, { name: 'A' }));
  await until('the first words', async () => {
    await passes(page, 1_000);
    return (await region(page).textContent()) === 'A says degraded_performance';
  });
  await publish('b', feed(DOWN, { name: 'B' }));
  await reaches(page, { level: 'major' });
  await publish('a', feed(DOWN, { name: 'A', incidents: [incident('one', ['api'])] }));
  await until('both to be known', async () => (await page.locator('pilot-light[level="major"]').count()) === 2);
  assert.equal(await region(page).textContent(), 'A says degraded_performance', 'not at once');
  await passes(page, 31_000);
  assert.equal(await region(page).textContent(), 'A says major_outage. Incident one. B says major_outage');
});
