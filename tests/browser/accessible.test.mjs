// Usable by everybody, in every mood: checked by axe where a panel stands open, reached by keyboard in
// the order that it is read, with a ring that is seen and targets that a finger finds.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { golden, quiet } from './golden.mjs';
import { promise, publishHealthyPage } from './published.mjs';
import { servePage } from '../harness/serve.mjs';
import { until } from '../harness/until.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const MINUTE = 60_000;
/** WCAG 2.2, 2.5.8: a side of a target in pixels. */
const LEAST_TARGET = 24;
/** WCAG 2.2, 1.4.11. */
const LEAST_CONTRAST = 3;

let browser;
let site;
let outage;
before(async () => {
  [browser, site, outage] = await Promise.all([launch(), publishHealthyPage(), golden('outage-feed.json')]);
  const [first] = outage.incidents;
  const earlier = { ...first.updates[0], body: 'We look into it.' };
  outage.incidents = [{ ...first, updates: [...first.updates, earlier] }, ...outage.incidents.slice(1)];
});
after(() => Promise.all([browser.close(), site.discard()]));

/** A page with what `body` makes of the feeds' addresses; each feed is served from an origin of its own. */
async function embed(t, feeds, body, context = {}) {
  const servers = await Promise.all(feeds.map((feed) => site.serve(() => feed)));
  const addresses = servers.map(({ origin }) => `${origin}/feed/v1/summary.json`);
  const html = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Host</title><link rel="icon" href="data:,">
<style>:root{color-scheme:light dark} body{background:light-dark(#fff,#0d1117);color:light-dark(#1f2328,#e6edf3)}</style>
<script async src="${servers[0].origin}/widget.js"></script><main><h1>Host</h1>${body(...addresses)}</main>`;
  const host = await servePage(html);
  t.after(() => Promise.all([host.stop(), ...servers.map(({ stop }) => stop())]));
  const visited = await visit(browser, `${host.origin}/`, { origins: servers.map(({ origin }) => origin), context });
  t.after(() => visited.context.close());
  await takesOver(visited.page);
  return visited;
}

async function open(page) {
  await page.locator('button[part~="badge"]').first().click();
  await page.locator('[part~="panel"][popover]').first().waitFor();
}

async function faults(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

const alone = (address) => `<pilot-light feed="${address}"></pilot-light>`;
const reach = (address) => `<pilot-light feed="${address}" reach="${new URL(address).origin}/badge.svg"></pilot-light>`;

/** Feeds, what is made of them, and what is waited for before it is looked at. */
const MOODS = {
  'well': { feeds: () => [quiet(outage)], shows: 'row' },
  'with an incident that can be waited for': { feeds: () => [outage], shows: 'tell' },
  'past its promise': { feeds: () => [promise(Date.now() - 10 * MINUTE)(outage)], shows: 'row' },
  'without a status': { feeds: () => [promise(Date.now() - 120 * MINUTE)(quiet(outage))], shows: 'link' },
  'of several feeds': { feeds: () => [quiet(outage), outage], body: (...addresses) => alone(addresses.join(', ')), shows: 'row' },
  'that asks whether the visitor gets through': { feeds: () => [outage], body: reach, shows: 'reach' },
};

for (const [mood, { feeds, body = alone, shows }] of Object.entries(MOODS)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`an open panel ${mood} is accessible, ${colorScheme}`, async (t) => {
      const { page } = await embed(t, feeds(), body, { colorScheme, permissions: ['notifications'] });
      await open(page);
      await page.locator(`[part~="panel"] [part~="${shows}"]`).first().waitFor();
      for (const summary of await page.locator('[part~="panel"] summary').all()) await summary.click();
      assert.deepEqual(await faults(page), []);
      if (shows !== 'tell') return;
      await page.locator('button[part~="tell"]').click();
      await page.locator('p[part~="tell"]').waitFor();
      assert.deepEqual(await faults(page), []);
    });
  }
}

test('what is not accessible is told', async (t) => {
  const { page } = await embed(t, [quiet(outage)], alone);
  await open(page);
  await page.locator('[part~="panel"] [part~="row"]').first().waitFor();
  await page.evaluate(() => {
    const root = document.querySelector('pilot-light').shadowRoot;
    root.querySelector('[part~="close"]').removeAttribute('aria-label');
    root.querySelector('[part~="close"]').textContent = '';
    root.querySelector('[part~="row-name"]').style.color = '#eee';
  });
  const found = (await faults(page)).join();
  assert.match(found, /button-name/);
  assert.match(found, /color-contrast/);
});

/** What has the focus, by its part, else by its words. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;
    return element.part?.value || element.localName;
  });

test('by keyboard all is reached in the order that it is read, and Escape goes back to where it began', async (t) => {
  const body = (address) => `<button id="before">Before</button><pilot-light feed="${address}" dismissible></pilot-light><button id="after">After</button>`;
  const { page } = await embed(t, [outage], body);
  await page.locator('[part~="dismiss"]').waitFor();
  await page.locator('#before').focus();
  const walk = async (steps) => {
    const seen = [];
    for (let step = 0; step < steps; step += 1) {
      await page.keyboard.press('Tab');
      seen.push(await focused(page));
    }
    return seen;
  };
  assert.deepEqual(await walk(3), ['badge badge', 'dismiss', 'button'], 'closed');
  await page.locator('#before').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('[part~="panel"] [part~="history"]').first().waitFor();
  const [details, inside] = [await page.locator('[part~="panel"] summary').count(), await page.locator('[part~="panel"] :is(button, summary, a)').count()];
  assert.notEqual(details, 0);
  assert.deepEqual(await walk(inside + 2), ['close', ...Array(details).fill('summary'), 'tell', 'link', 'dismiss', 'button'], 'open');
  // Backwards into it, a card is opened with the keyboard, and it is left from the middle.
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  assert.equal(await focused(page), 'summary');
  await page.keyboard.press('Enter');
  await page.locator('[part~="panel"] details[open]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[part~="panel"]').waitFor({ state: 'hidden' });
  await until('the focus to be back', async () => (await focused(page)) === 'badge badge');
  assert.deepEqual(await walk(2), ['dismiss', 'button'], 'what is closed is out of the order again');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.locator('pilot-light [part~="badge"]').waitFor({ state: 'hidden' });
});

for (const colorScheme of ['light', 'dark']) {
  test(`whatever has the focus has a ring that is seen, ${colorScheme}`, async (t) => {
    const { page } = await embed(t, [outage], (address) => `<pilot-light feed="${address}" dismissible></pilot-light>`, { colorScheme });
    await page.locator('h1').click();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('[part~="panel"] [part~="history"]').first().waitFor();
    const stops = await page.locator('pilot-light').locator('button, summary, a').count();
    const seen = [];
    for (let stop = 0; stop < stops; stop += 1) {
      seen.push(await page.evaluate(ring));
      await page.keyboard.press('Tab');
    }
    assert.equal(new Set(seen.map(({ name }) => name)).size, 6, seen.map(({ name }) => name).join());
    for (const { name, width, contrast } of seen) {
      assert.ok(2 <= width, `${name}: ${width} px`);
      assert.ok(LEAST_CONTRAST <= contrast, `${name}: ${contrast.toFixed(2)} to 1`);
    }
    // The control: one in the colour of what is behind it is none.
    await page.locator('pilot-light').evaluate((element) => element.style.setProperty('--pl-focus', getComputedStyle(document.body).backgroundColor));
    await page.locator('button[part~="badge"]').focus();
    assert.ok((await page.evaluate(ring)).contrast < LEAST_CONTRAST);
  });
}

/** The ring of what has the focus: its width, and its contrast to what is behind it; run in the page. */
function ring() {
  const element = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const channels = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  let behind = element.parentElement ?? element.getRootNode().host;
  while (channels(getComputedStyle(behind).backgroundColor)[3] < 255) behind = behind.parentElement ?? behind.getRootNode().host;
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).map((channel) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(element);
  const [light, dark] = [luminance(outlineColor), luminance(getComputedStyle(behind).backgroundColor)].sort((a, b) => b - a);
  return {
    name: element.part?.value || element.localName,
    width: outlineStyle === 'none' ? 0 : parseFloat(outlineWidth),
    contrast: (light + 0.05) / (dark + 0.05),
  };
}

test('a finger finds all of a panel, above the page and in it', async (t) => {
  const body = (address) => `<pilot-light feed="${address}" dismissible></pilot-light><pilot-light variant="panel" feed="${address}"></pilot-light>`;
  const { page } = await embed(t, [outage], body);
  await reaches(page, { variant: 'panel', state: 'ready' });
  await open(page);
  await page.locator('[popover] [part~="history"]').first().waitFor();
  await page.locator('pilot-light[variant="panel"] [part~="history"]').first().waitFor();
  const targets = await page.locator('pilot-light').locator('button, summary, a').all();
  const names = new Set();
  for (const target of targets) {
    const name = await target.evaluate((element) => element.part?.value || element.localName);
    const { width, height } = await target.boundingBox();
    names.add(name);
    assert.ok(LEAST_TARGET <= width && LEAST_TARGET <= height, `${name}: ${width} by ${height}`);
  }
  assert.deepEqual([...names].sort(), ['badge badge', 'close', 'dismiss', 'link', 'summary', 'tell']);
});
