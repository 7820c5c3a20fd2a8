// What the page's own script sees: properties, methods, events, announcements, explanations.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { startCompany } from './company.mjs';
import { serveForeignPage } from './foreign.mjs';
import { until } from '../harness/until.mjs';

const EVENTS = ['load', 'change', 'incident', 'stale', 'error', 'open', 'close', 'dismiss'];

let browser;
let acme;
before(async () => {
  browser = await launch();
  acme = await startCompany();
});
after(() => Promise.all([browser.close(), acme.discard()]));

async function embed(t, body = '<pilot-light poll="30"></pilot-light>', settings = {}) {
  const host = await serveForeignPage(acme.origin, { body });
  t.after(host.stop);
  const visited = await visit(browser, `${host.origin}/`, {
    origins: [acme.origin],
    ...settings,
    prepare: (page) =>
      page.addInitScript((names) => {
        globalThis.heard = [];
        for (const name of names) {
          addEventListener(`pilot-light:${name}`, ({ type, detail, target }) => heard.push({ type, detail, tag: target.localName }));
        }
      }, EVENTS),
  });
  t.after(() => visited.context.close());
  return visited;
}

async function recover() {
  await acme.web.startAgain();
  await acme.reaches('operational');
}

const heard = async (page, name) => (await page.evaluate(() => globalThis.heard)).filter(({ type }) => type === `pilot-light:${name}`);
const call = (page, method, ...values) =>
  page.locator('pilot-light').evaluate((element, [name, given]) => element[name](...given), [method, values]);

test('properties mirror attributes', async (t) => {
  const { page } = await embed(t);
  await takesOver(page);
  const seen = await page.locator('pilot-light').evaluate((element) => {
    element.headingLevel = 3;
    element.dismissible = true;
    element.variant = 'pill';
    const set = [element.getAttribute('heading-level'), element.getAttribute('variant'), element.hasAttribute('dismissible')];
    element.dismissible = false;
    return { set, poll: element.poll, isDismissible: element.dismissible, level: element.level, status: element.status, at: element.updatedAt instanceof Date };
  });
  assert.deepEqual(seen, {
    set: ['3', 'pill', true],
    poll: '30',
    isDismissible: false,
    level: 'operational',
    status: 'All systems operational',
    at: true,
  });
});

test('the panel opens and closes by method, also before the WebAssembly is there', async (t) => {
  const { page, blame } = await embed(t);
  await page.waitForFunction(() => customElements.get('pilot-light'));
  await call(page, 'open');
  const panel = page.locator('[part~="panel"]');
  await panel.waitFor();
  await call(page, 'toggle');
  await panel.waitFor({ state: 'hidden' });
  await call(page, 'toggle');
  await panel.waitFor();
  await call(page, 'close');
  await panel.waitFor({ state: 'hidden' });
  await until('both ends to be told', async () => (await heard(page, 'open')).length === 2 && (await heard(page, 'close')).length === 2);
  await blame();
});

test('a change is told once, by an event that leaves the element, and said aloud once', async (t) => {
  const { page } = await embed(t);
  await takesOver(page);
  await reaches(page, { state: 'ready', level: 'operational' });
  const region = page.locator('pilot-light [role="status"]');
  assert.equal(await region.textContent(), '', 'the region is there before it is filled');
  assert.equal((await heard(page, 'load')).length, 1);
  assert.deepEqual(await call(page, 'explain', { name: 'TypeError', message: 'Failed to fetch' }), undefined, 'nothing is wrong');

  await acme.web.stop();
  t.after(recover);
  await acme.reaches('partial_outage');
  await call(page, 'refresh');
  await reaches(page, { state: 'ready', level: 'partial' });
  assert.deepEqual(await heard(page, 'change'), [
    { type: 'pilot-light:change', tag: 'pilot-light', detail: { level: 'partial', previous: 'operational', status: 'Website is down' } },
  ]);
  await until('the change to be said', async () => (await region.textContent()) === 'Website is down');
  await call(page, 'refresh');
  assert.equal((await heard(page, 'change')).length, 1, 'the same again is no change');

  for (const failure of [{ name: 'TypeError', message: 'Failed to fetch' }, { status: 503 }, { response: { status: 500 } }, { code: 'ECONNABORTED' }]) {
    const { message, url } = await call(page, 'explain', failure);
    assert.match(message, /^Website is down since \d\d:\d\d .*\. We are on it\.$/);
    assert.equal(url, `${acme.origin}/`);
  }
  for (const failure of [{ status: 404 }, { name: 'TypeError', message: 'x is undefined' }, undefined]) {
    assert.equal(await call(page, 'explain', failure), undefined, JSON.stringify(failure));
  }
});

test('a dismissal holds for what it was about, and the page may prevent it', async (t) => {
  const { page } = await embed(t, '<pilot-light dismissible></pilot-light>');
  await takesOver(page);
  await page.evaluate(() => addEventListener('pilot-light:dismiss', (event) => event.preventDefault(), { once: true }));
  await page.locator('[part~="dismiss"]').click();
  assert.equal(await page.locator('pilot-light').isVisible(), true);
  await page.locator('[part~="dismiss"]').click();
  await page.locator('pilot-light').waitFor({ state: 'hidden' });
  await page.reload();
  await reaches(page, { state: 'ready' });
  await page.locator('pilot-light').waitFor({ state: 'hidden' });

  await acme.web.stop();
  t.after(recover);
  await acme.reaches('partial_outage');
  await call(page, 'refresh');
  await page.locator('pilot-light[level="partial"]').waitFor();
});

test('storage="none" remembers no dismissal', async (t) => {
  const { page, context } = await embed(t, '<pilot-light dismissible storage="none"></pilot-light>');
  await reaches(page, { state: 'ready' });
  await call(page, 'dismiss');
  await page.locator('pilot-light').waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await page.reload();
  await reaches(page, { state: 'ready' });
  await page.locator('pilot-light').waitFor();
  assert.deepEqual((await context.storageState()).origins, []);
});

test('an element can be moved, taken off and put back', async (t) => {
  const { page, blame } = await embed(t);
  await takesOver(page);
  await page.locator('pilot-light').evaluate((element) => document.querySelector('main').append(element));
  await takesOver(page);
  await page.evaluate(async () => {
    const element = document.querySelector('pilot-light');
    element.remove();
    await new Promise((resolve) => setTimeout(resolve));
    await new Promise((resolve) => setTimeout(resolve));
    document.body.replaceChildren(element);
  });
  await reaches(page, { state: 'ready' });
  await takesOver(page);
  assert.equal(await page.locator('pilot-light [part~="badge"]').count(), 1);
  await blame();
});
