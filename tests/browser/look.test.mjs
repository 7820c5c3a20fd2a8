// The surface for the page's own styles: every custom property that is documented changes something,
// every part can be reached, and what a page puts into a slot is shown there and moves nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit, widget } from './browser.mjs';
import { golden, quiet } from './golden.mjs';
import { promise, publishHealthyPage } from './published.mjs';
import { servePage } from '../harness/serve.mjs';
import { until } from '../harness/until.mjs';
import { customProperties, parts, slots } from '../../widget/npm/reference.mjs';

const LEVELS = {
  operational: 'operational',
  degraded: 'degraded_performance',
  partial: 'partial_outage',
  major: 'major_outage',
  maintenance: 'under_maintenance',
  unknown: 'unknown',
};

let browser;
let site;
let outage;
before(async () => {
  [browser, site, outage] = await Promise.all([launch(), publishHealthyPage(), golden('outage-feed.json')]);
});
after(() => Promise.all([browser.close(), site.discard()]));

/** Serves each feed and opens a page with the elements that `body` makes of their addresses. */
async function embed(t, feeds, body, { head = '', prepare } = {}) {
  const servers = await Promise.all(feeds.map((feed) => site.serve(() => feed)));
  const addresses = servers.map(({ origin }) => `${origin}/feed/v1/summary.json`);
  const html = `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">${head}<script async src="${servers[0].origin}/widget.js"></script>${body(...addresses)}`;
  const host = await servePage(html);
  t.after(() => Promise.all([host.stop(), ...servers.map(({ stop }) => stop())]));
  const visited = await visit(browser, `${host.origin}/`, { origins: servers.map(({ origin }) => origin), prepare });
  t.after(() => visited.context.close());
  return visited;
}

/** A value of each property that nothing has by itself, as the browser gives it back, and what has it then. */
const COLOUR = 'rgb(1, 2, 3)';
const ALL = 'all';
const WANTED = {
  '--pl-font': ['Papyrus', ALL],
  '--pl-font-size': ['17px', ALL],
  '--pl-bg': [COLOUR, ALL],
  '--pl-fg': [COLOUR, ALL],
  '--pl-muted': [COLOUR, ALL],
  '--pl-border': [COLOUR, ALL],
  '--pl-radius': ['3px', ALL],
  '--pl-shadow': ['rgb(1, 2, 3) 1px 2px 3px 0px', ALL],
  '--pl-focus': [COLOUR, ['focused']],
  '--pl-z-index': ['4321', ['placed']],
  '--pl-offset-block': ['43px', ['placed']],
  '--pl-offset-inline': ['43px', ['placed']],
  '--pl-unknown': [COLOUR, ['unknown']],
  ...Object.fromEntries(Object.keys(LEVELS).map((level) => [`--pl-${level}`, [COLOUR, level === 'operational' ? ['operational', 'focused', 'placed'] : [level]]])),
};

test('every custom property changes what it is for, and nothing else', async (t) => {
  assert.deepEqual(customProperties.map(({ name }) => name).sort(), Object.keys(WANTED).sort());
  const feeds = Object.values(LEVELS).map((level) => ({ ...quiet(outage), status: { level, description: level } }));
  const element = (id, address, rest = '') => `<pilot-light id="${id}" feed="${address}" ${rest}></pilot-light>`;
  const body = (...addresses) =>
    Object.keys(LEVELS).map((level, index) => element(level, addresses[index])).join('') +
    element('focused', addresses[0]) +
    element('placed', addresses[0], 'position="bottom-end"');
  for (const runtime of ['none', 'eager']) {
    const { page } = await embed(t, feeds, (...addresses) => body(...addresses).replaceAll('<pilot-light', `<pilot-light runtime="${runtime}"`));
    const count = Object.keys(LEVELS).length + 2;
    await until('all to be ready', async () => (await widget(page, { state: 'ready' }).count()) === count);
    if (runtime === 'eager') await until('all to be live', async () => (await page.locator('button[part~="badge"]').count()) === count);
    const changed = (name, value) =>
      page.evaluate(
        ([property, given]) => {
          const style = document.documentElement.style;
          style.setProperty(property, given);
          const names = ['fontFamily', 'fontSize', 'color', 'backgroundColor', 'borderTopColor', 'borderTopLeftRadius', 'boxShadow', 'zIndex', 'insetBlockEnd', 'insetInlineEnd'];
          const has = (node) => {
            const computed = getComputedStyle(node);
            const rings = node.matches(':focus-visible') ? [computed.outlineColor] : [];
            return [...names.map((one) => computed[one]), ...rings].includes(given);
          };
          const hosts = [...document.querySelectorAll('pilot-light')];
          const found = hosts.filter((host) => has(host) || [...host.shadowRoot.querySelectorAll('*')].some(has)).map(({ id }) => id);
          style.removeProperty(property);
          return found;
        },
        [name, value],
      );
    const ids = [...Object.keys(LEVELS), 'focused', 'placed'];
    for (const [name, [value, wanted]] of Object.entries(WANTED)) {
      const badge = page.locator('#focused [part~="badge"]');
      await (name === '--pl-focus' ? badge.focus() : badge.blur());
      assert.deepEqual((await changed(name, value)).sort(), (wanted === ALL ? [...ids] : [...wanted]).sort(), `${name}, runtime ${runtime}`);
    }
    assert.deepEqual(await changed('--pl-nothing', COLOUR), [], 'the control: what is not documented changes nothing');
  }
});

test('every part can be styled by the page', async (t) => {
  const feed = { ...outage, incidents: outage.incidents.map((incident) => ({ ...incident })) };
  assert.notEqual(feed.incidents.length, 0);
  const variants = ['badge', 'pill', 'dot', 'button', 'banner'];
  const body = (address) =>
    variants.map((variant) => `<pilot-light feed="${address}" variant="${variant}" dismissible></pilot-light>`).join('') +
    `<pilot-light feed="${address}" variant="panel" id="panel"></pilot-light><pilot-light feed="${address}" id="open" reach="${new URL(address).origin}/badge.svg"></pilot-light>`;
  const { page } = await embed(t, [feed], body);
  await until('all to be live', async () => (await page.locator('pilot-light').locator('button[part~="badge"]').count()) === variants.length + 1);
  await page.locator('#panel [part~="history"]').first().waitFor();
  await page.locator('#open').evaluate((element) => element.open());
  for (const part of ['history', 'reach', 'tell', 'incident-body']) await page.locator(`#open [part~="${part}"]`).first().waitFor();
  const unreached = await page.evaluate((names) => {
    const style = document.head.appendChild(document.createElement('style'));
    const missing = [];
    for (const name of names) {
      style.textContent = `pilot-light::part(${name}) { letter-spacing: 7px; }`;
      const found = [...document.querySelectorAll('pilot-light')].flatMap((host) => [...host.shadowRoot.querySelectorAll(`[part~="${name}"]`)]);
      if (!found.length || !found.every((node) => getComputedStyle(node).letterSpacing === '7px')) missing.push(name);
    }
    return missing;
  }, [...parts.map(({ name }) => name), 'nothing']);
  assert.deepEqual(unreached, ['nothing']);
});

test('what stands in a slot is shown in its place, before and after, and moves nothing', async (t) => {
  assert.deepEqual(slots.map(({ name }) => name).sort(), ['', 'footer', 'header', 'icon']);
  const content = `<b id="icon" slot="icon" style="display:inline-block;width:16px;height:16px;background:rebeccapurple"></b>
    <p id="header" slot="header">Our own words above</p><p id="footer" slot="footer">Our own words below</p><a id="own" href="/"><img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E" width="200" height="28" alt="Our status"></a>`;
  // What is for a slot is for the widget, so a page does not show it before: as documented.
  const head = '<style>pilot-light:not(:defined) > [slot] { display: none !important }</style>';
  const at = (runtime) => embed(t, [promise(Date.now() + 3_600_000)(quiet(outage))], (address) => `<div>Text <pilot-light feed="${address}" runtime="${runtime}">${content}</pilot-light> goes on.</div>`, { head });
  const first = await at('none');
  await reaches(first.page, { state: 'ready' });
  const { page, shift, blame } = await at('auto');
  await takesOver(page);
  await reaches(page, { state: 'ready' });
  await page.locator('#icon').waitFor();
  assert.deepEqual(await first.page.locator('#icon').boundingBox(), await page.locator('#icon').boundingBox(), 'where the loader had it');
  const within = (inner, outer) => inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
  assert.ok(within(await page.locator('#icon').boundingBox(), await page.locator('button[part~="badge"]').boundingBox()), 'the sign is on the badge');
  assert.equal(await page.locator('pilot-light button [part~="icon"]').isVisible(), false, 'in place of ours');
  for (const id of ['header', 'footer', 'own']) assert.equal(await page.locator(`#${id}`).isVisible(), false, id);
  assert.equal(await shift(), 0);
  await page.locator('button[part~="badge"]').click();
  await page.locator('#footer').waitFor();
  const [header, sentence, footer] = await Promise.all(['#header', 'pilot-light [part~="header"]', '#footer'].map((selector) => page.locator(selector).boundingBox()));
  assert.ok(header.y < sentence.y && sentence.y < footer.y, 'above and below');
  await blame();
});

test('the default slot is shown until there is better, and where scripts do not run', async (t) => {
  const content = '<a id="own" href="/">Our status page</a>';
  const { page } = await embed(t, [quiet(outage)], (address) => `<pilot-light feed="${address}">${content}</pilot-light>`, {
    prepare: (visited) => visited.route('**/widget.js', (route) => route.abort()),
  });
  await page.locator('#own').waitFor();
  const panel = await embed(t, [quiet(outage)], (address) => `<pilot-light variant="panel" feed="${address}">${content}</pilot-light>`, {
    prepare: (visited) => visited.route('**/*.wasm', (route) => route.abort()),
  });
  await reaches(panel.page, { state: 'ready' });
  await panel.page.locator('#own').waitFor();
});
