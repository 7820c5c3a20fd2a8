// The first view, which is all there is where WebAssembly cannot run: it knows at once that somebody is
// back, moves nothing while nothing changes, and says no more and no less than it is asked for.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, widget } from './browser.mjs';
import { passes } from './clock.mjs';
import { embedWith, feed, incident } from './feeds.mjs';
import { greens } from './greens.mjs';
import { until } from '../harness/until.mjs';

const FEED = '/feed/v1/summary.json';
const HOUR = 3_600_000;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const open = (t, ...more) => embedWith(t, browser, ...more);

/** A page that can be hidden, with a clock that can be moved and timers that never come. */
const prepare = (page) =>
  page.addInitScript(() => {
    const real = Date.now;
    globalThis.later = 0;
    globalThis.isHidden = false;
    Date.now = () => real() + globalThis.later;
    Object.defineProperty(document, 'hidden', { get: () => globalThis.isHidden });
    globalThis.setTimeout = () => 0;
  });

const show = (page, isHidden, later) =>
  page.evaluate(([hidden, ms]) => {
    globalThis.isHidden = hidden;
    globalThis.later = ms;
    document.dispatchEvent(new Event('visibilitychange'));
  }, [isHidden, later]);

test('a page that is shown again after hours is not green, and asks at once', async (t) => {
  const { page, feeds } = await open(t, { [FEED]: feed({ api: 'operational' }) }, '<pilot-light runtime="none"></pilot-light>', { prepare });
  await reaches(page, { state: 'ready', level: 'operational' });
  assert.notDeepEqual(await greens(page), []);
  feeds.answers[FEED] = feed({ api: 'major_outage' }, { forMs: 9 * HOUR });
  await show(page, true, 0);
  assert.equal(feeds.count(FEED), 1, 'nobody looks');
  await page.evaluate(() => {
    globalThis.seen = [];
    new MutationObserver(() => globalThis.seen.push(document.querySelector('pilot-light').getAttribute('level'))).observe(document.querySelector('pilot-light'), { attributes: true, attributeFilter: ['level'] });
  });
  await show(page, false, 3 * HOUR);
  assert.equal(await widget(page, { state: 'ready', level: 'operational' }).count(), 0, 'in the same task');
  await reaches(page, { state: 'ready', level: 'major' }, { seconds: 5 });
  assert.equal(feeds.count(FEED), 2);
});

test('what is shown already is left alone, so a page neither scrolls nor loses its focus', async (t) => {
  const body = '<pilot-light runtime="none" variant="panel"></pilot-light><div style="height:4000px"></div><p>End</p>';
  const { page } = await open(t, { [FEED]: feed({ api: 'operational' }) }, body, { prepare: (visited) => visited.clock.install() });
  await reaches(page, { state: 'ready' });
  await page.locator('a[part~="badge"]').focus();
  await page.evaluate(() => {
    scrollTo(0, 3000);
    globalThis.changes = 0;
    new MutationObserver((records) => (globalThis.changes += records.length)).observe(document.querySelector('pilot-light').shadowRoot, { childList: true, subtree: true });
  });
  await passes(page, 70_000);
  assert.deepEqual(await page.evaluate(() => [scrollY, globalThis.changes]), [3000, 0]);
  // The control: what is new is shown, the focus stays where it was, and the page too.
  await page.locator('pilot-light').evaluate((element) => element.setAttribute('label', 'All well?'));
  await page.locator('pilot-light .label', { hasText: 'All well?' }).waitFor();
  assert.deepEqual(await page.evaluate(() => [scrollY, document.querySelector('pilot-light').shadowRoot.activeElement.localName]), [3000, 'a']);
});

test('an element that is put back after minutes shows what is known, and then what is new', async (t) => {
  const answers = { [FEED]: feed({ api: 'operational' }) };
  for (const runtime of ['none', 'eager']) {
    const { page, feeds } = await open(t, { ...answers }, `<pilot-light runtime="${runtime}"></pilot-light>`, { prepare: (visited) => visited.clock.install() });
    await reaches(page, { state: 'ready' });
    if (runtime === 'eager') await takesOver(page);
    await page.evaluate(() => {
      globalThis.light = document.querySelector('pilot-light');
      globalThis.light.remove();
    });
    await passes(page, 180_000);
    let answer;
    const waits = new Promise((resolve) => {
      answer = resolve;
    });
    feeds.answers[FEED] = () => waits;
    const words = await page.evaluate(() => {
      document.querySelector('main').append(globalThis.light);
      return globalThis.light.shadowRoot.querySelector('.badge')?.textContent;
    });
    assert.match(words ?? '', /Operational/, runtime);
    answer(feed({ api: 'major_outage' }));
    await reaches(page, { state: 'ready', level: 'major' });
  }
});

test('the plain list is of the components that are asked for', async (t) => {
  const given = feed({ api: 'operational', web: 'operational', docs: 'operational' }, { groups: { api: 'core', docs: 'core' } });
  const rows = async (attributes) => {
    const { page } = await open(t, { [FEED]: given }, `<pilot-light runtime="none" variant="panel" ${attributes}></pilot-light>`);
    await page.locator('[part~="row"]').first().waitFor();
    return page.locator('[part~="row"]').allInnerTexts();
  };
  assert.deepEqual(await rows(''), ['api: Operational', 'web: Operational', 'docs: Operational']);
  assert.deepEqual(await rows('components="web, nowhere"'), ['web: Operational', 'nowhere: Unknown']);
  assert.deepEqual(await rows('group="core"'), ['api: Operational', 'docs: Operational']);
});

for (const runtime of ['none', 'eager']) {
  test(`runtime="${runtime}": show="incidents" shows an incident while the level is still good, also when it waits to be seen`, async (t) => {
    const given = (incidents) => feed({ api: 'operational' }, { incidents });
    const open1 = (incidents, attributes) => open(t, { [FEED]: given(incidents) }, `<pilot-light show="incidents" runtime="${runtime}" ${attributes}></pilot-light>`);
    for (const attributes of ['', 'loading="lazy"']) {
      const { page, feeds } = await open1([incident('api', ['api'])], attributes);
      await reaches(page, { state: 'ready', level: 'operational' });
      await page.locator('pilot-light .badge').waitFor();
      feeds.answers[FEED] = given([]);
      await page.locator('pilot-light').evaluate((element) => element.refresh());
      // The control: without one there is nothing to be seen.
      await page.locator('pilot-light .badge').waitFor({ state: 'hidden' });
      const quiet = await open1([], attributes);
      await reaches(quiet.page, { state: 'ready', level: 'operational' });
      assert.equal(await quiet.page.locator('pilot-light .badge').isVisible(), false);
    }
  });
}
