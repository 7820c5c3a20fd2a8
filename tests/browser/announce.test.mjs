// What is said aloud, counted where a screen reader hears it: in the one live region of a page. Never
// at load, once for all elements, and at most once in half a minute, on the page's own clock.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit, widget } from './browser.mjs';
import { passes } from './clock.mjs';
import { serveForeignPage } from './foreign.mjs';
import { publishHealthyPage } from './published.mjs';
import { until } from '../harness/until.mjs';

const ELEMENTS = 5;

let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
});
after(() => Promise.all([browser.close(), site.discard()]));

const WORDS = {
  operational: 'All systems operational',
  degraded_performance: 'API is slow',
  partial_outage: 'Some of it is down',
  major_outage: 'API is down',
};

/** A page of live elements whose feed says what `says` was given last; `heard` is what was said when. */
async function embed(t, body) {
  let level = 'operational';
  const files = await site.serve((feed) => ({
    ...feed,
    valid_until: new Date(Date.now() + 3_600_000).toISOString(),
    status: { level, description: WORDS[level] },
  }));
  const host = await serveForeignPage(files.origin, { body });
  t.after(() => Promise.all([files.stop(), host.stop()]));
  const prepare = async (page) => {
    await page.clock.install();
    await page.addInitScript(listen);
  };
  const visited = await visit(browser, `${host.origin}/`, { origins: [files.origin], prepare });
  t.after(() => visited.context.close());
  const { page } = visited;
  await until('all to be live', async () => (await page.locator('pilot-light button[part~="badge"]').count()) === (await widget(page).count()));
  await reaches(page, { state: 'ready', level: 'operational' });
  const says = (word) => {
    level = word;
  };
  /** Says it and asks for it, without letting more time pass than that takes. */
  const happens = async (word) => {
    says(word);
    await widget(page).first().evaluate((element) => element.refresh());
    await until('the page to know', async () => {
      await page.clock.runFor(10);
      return (await widget(page).first().evaluate((element) => element.status)) === WORDS[word];
    });
    // A moment more: a region is filled after it is there.
    await page.clock.runFor(500);
  };
  const heard = () => page.evaluate(() => globalThis.heard.map(({ words }) => words));
  return { ...visited, says, happens, heard };
}

/** Notes every change of a live region, wherever one is; run in the page before anything of its own. */
function listen() {
  globalThis.heard = [];
  globalThis.regions = [];
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        for (const node of addedNodes) {
          const region = node.role ? node : target;
          if (!['status', 'alert'].includes(region.role) && !region.ariaLive) continue;
          if (!globalThis.regions.includes(region)) globalThis.regions.push(region);
          if (node.nodeType === Node.TEXT_NODE) globalThis.heard.push({ at: Date.now(), words: region.textContent });
        }
      }
    }).observe(root, { childList: true, subtree: true });
    return root;
  };
}

test('nothing is said at load, and a change once, however many elements show it', async (t) => {
  const { page, says, heard, blame } = await embed(t, '<pilot-light></pilot-light>'.repeat(ELEMENTS));
  const regions = () => page.evaluate(() => globalThis.regions.map((region) => [region.role, region.isConnected, region.textContent]));
  assert.deepEqual(await regions(), [['status', true, '']], 'one region, there before it is filled');
  await passes(page, 120_000);
  assert.deepEqual(await heard(), [], 'polls without news are silent');
  says('major_outage');
  await passes(page, 120_000);
  await until('all to show it', async () => (await widget(page, { level: 'major' }).count()) === ELEMENTS);
  assert.deepEqual(await heard(), ['API is down']);
  await blame();
});

test('at most one thing is said in half a minute, and then the newest', async (t) => {
  const { page, happens, heard } = await embed(t, '<pilot-light poll="600"></pilot-light>');
  // Else it runs on between what is said and what is heard, and half a minute is told a millisecond short.
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000));
  await happens('major_outage');
  assert.deepEqual(await heard(), ['API is down'], 'the first at once');
  await happens('partial_outage');
  await happens('degraded_performance');
  await page.clock.runFor(15_000);
  assert.deepEqual(await heard(), ['API is down'], 'not yet');
  await page.clock.runFor(16_000);
  assert.deepEqual(await heard(), ['API is down', 'API is slow'], 'what was between the two is past');
  // The control: who waits long enough hears each.
  for (const level of ['major_outage', 'operational']) {
    await page.clock.runFor(30_000);
    await happens(level);
  }
  assert.deepEqual((await heard()).slice(2), ['API is down', 'All systems operational']);
  const times = await page.evaluate(() => globalThis.heard.map(({ at }) => at));
  for (const [index, at] of times.entries()) assert.ok(index === 0 || 30_000 <= at - times[index - 1], `${times}`);
});

for (const [given, role] of [['polite', 'status'], ['assertive', 'alert'], ['loudly', 'status']]) {
  test(`announce="${given}" speaks as ${role}`, async (t) => {
    const { page, happens, heard } = await embed(t, `<pilot-light announce="${given}" poll="600"></pilot-light>`);
    await takesOver(page);
    assert.deepEqual(await page.evaluate(() => globalThis.regions.map((region) => region.role)), [role]);
    await happens('major_outage');
    assert.deepEqual(await heard(), ['API is down']);
  });
}
