// What the page's own script hears: the detail of each event, once each, also outside of a shadow root
// that somebody put around the element.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit, widget } from './browser.mjs';
import { serveForeignPage } from './foreign.mjs';
import { publishHealthyPage } from './published.mjs';
import { until } from '../harness/until.mjs';

const HOUR = 3_600_000;
const NAMES = ['load', 'change', 'incident', 'stale', 'error', 'open', 'close', 'dismiss'];

let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
});
after(() => Promise.all([browser.close(), site.discard()]));

const incident = (number) => ({
  id: `incident-${number}`,
  name: `Payments are failing (${number})`,
  status: 'investigating',
  impact: 'major',
  started_at: new Date().toISOString(),
  components: ['api'],
  updates: [],
});

/** Notes what reaches the window; run in the page before anything of its own. */
function listen(names) {
  globalThis.heard = [];
  for (const name of names) {
    addEventListener(`pilot-light:${name}`, ({ type, detail, bubbles, composed, cancelable, target }) =>
      globalThis.heard.push({ type, detail, bubbles, composed, cancelable, tag: target.localName }),
    );
  }
}

const WELL = ['operational', 'All systems operational'];
const DOWN = ['partial_outage', 'Payments are failing'];

async function embed(t, body = '<pilot-light></pilot-light>', { clock = false, incidents = [], status = WELL } = {}) {
  let [open, level] = [incidents, status];
  const end = new Date(Date.now() + HOUR).toISOString();
  const files = await site.serve((feed) => ({ ...feed, valid_until: end, incidents: open, status: { level: level[0], description: level[1] } }));
  const host = await serveForeignPage(files.origin, { body });
  t.after(() => Promise.all([files.stop(), host.stop()]));
  const prepare = async (page) => {
    if (clock) await page.clock.install();
    await page.addInitScript(listen, NAMES);
  };
  const visited = await visit(browser, `${host.origin}/`, { origins: [files.origin], prepare });
  t.after(() => visited.context.close());
  const { page } = visited;
  const heard = async (name) => (await page.evaluate(() => globalThis.heard)).filter(({ type }) => type === `pilot-light:${name}`);
  const publish = (incidents, status = level) => {
    [open, level] = [incidents, status];
  };
  const refresh = () => widget(page).evaluate((element) => element.refresh());
  return { ...visited, heard, publish, refresh, stop: files.stop };
}

const ALL = { bubbles: true, composed: true, cancelable: false, tag: 'pilot-light' };

test('load is heard once, with the level and the words', async (t) => {
  const { page, heard, refresh } = await embed(t);
  await reaches(page, { state: 'ready' });
  await takesOver(page);
  await refresh();
  assert.deepEqual(await heard('load'), [{ ...ALL, type: 'pilot-light:load', detail: { level: 'operational', status: 'All systems operational' } }]);
});

test('each incident is heard once, and whole', async (t) => {
  const { page, heard, publish, refresh } = await embed(t);
  await takesOver(page);
  assert.deepEqual(await heard('incident'), []);
  publish([incident(1)], DOWN);
  await refresh();
  await reaches(page, { level: 'partial' });
  publish([incident(1), incident(2)]);
  await refresh();
  await until('the second', async () => (await heard('incident')).length === 2);
  await refresh();
  publish([], WELL);
  await refresh();
  await reaches(page, { level: 'operational' });
  const seen = await heard('incident');
  assert.deepEqual(seen.map(({ detail }) => detail.incident.id), ['incident-1', 'incident-2']);
  assert.equal(seen[0].detail.incident.name, 'Payments are failing (1)');
  assert.deepEqual((await heard('change')).map(({ detail }) => detail), [
    { level: 'partial', previous: 'operational', status: 'Payments are failing' },
    { level: 'operational', previous: 'partial', status: 'All systems operational' },
  ]);
});

test('an incident that is open at load is heard too', async (t) => {
  const { page, heard } = await embed(t, undefined, { incidents: [incident(1)], status: DOWN });
  await reaches(page, { level: 'partial' });
  assert.deepEqual((await heard('incident')).map(({ detail }) => detail.incident.id), ['incident-1']);
  assert.deepEqual(await heard('change'), [], 'what was never otherwise has not changed');
});

for (const runtime of ['eager', 'none']) {
  test(`when the promise ends without another, stale is heard once, then error: runtime ${runtime}`, async (t) => {
    const { page, heard, stop } = await embed(t, `<pilot-light runtime="${runtime}"></pilot-light>`, { clock: true });
    await reaches(page, { state: 'ready' });
    if (runtime === 'eager') await takesOver(page);
    assert.deepEqual(await heard('stale'), []);
    await stop();
    await page.clock.fastForward(HOUR + 60_000);
    await until('the end of the promise', async () => {
      await page.clock.runFor(5_000);
      return (await widget(page, { state: 'stale' }).count()) === 1;
    });
    await page.clock.runFor(60_000);
    assert.deepEqual(await heard('stale'), [{ ...ALL, type: 'pilot-light:stale', detail: { level: 'operational', status: 'All systems operational' } }]);
    assert.deepEqual(await heard('error'), []);
    await page.clock.fastForward(2 * HOUR);
    await until('the end of all', async () => {
      await page.clock.runFor(5_000);
      return (await widget(page, { state: 'error' }).count()) === 1;
    });
    const errors = await heard('error');
    assert.equal(errors.length, 1);
    assert.notEqual(errors[0].detail.reason, '');
    assert.deepEqual(await heard('change'), [], 'nothing that was said has changed');
  });
}

test('events leave a shadow root that the page put around the element, and name its host', async (t) => {
  const around = `<section></section><script>
    const element = document.createElement('pilot-light');
    element.setAttribute('dismissible', '');
    document.querySelector('section').attachShadow({ mode: 'open' }).append(element);
  </script>`;
  const { page, heard: all } = await embed(t, around);
  const heard = async (name) => (await all(name)).filter(({ tag }) => tag === 'section');
  await page.locator('section button[part~="badge"]').waitFor();
  const call = (method) => page.locator('section pilot-light').evaluate((element, name) => element[name](), method);
  await call('open');
  await until('the panel to be told', async () => (await heard('open')).length === 1);
  await call('close');
  await until('the panel to be told', async () => (await heard('close')).length === 1);
  await call('dismiss');
  for (const name of ['load', 'open', 'close', 'dismiss']) {
    const { detail, ...flags } = (await heard(name))[0];
    assert.deepEqual(flags, { bubbles: true, composed: true, type: `pilot-light:${name}`, tag: 'section', cancelable: name === 'dismiss' });
  }
});
