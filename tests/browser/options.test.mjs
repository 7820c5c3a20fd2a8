// What the author of a page can ask for: variants, parts of a feed, places, sizes, several feeds.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { startCompany } from './company.mjs';
import { serveForeignPage } from './foreign.mjs';
import { serveFolder } from '../harness/serve.mjs';

let browser;
let acme;
let vendor;
before(async () => {
  browser = await launch();
  [acme, vendor] = await Promise.all([startCompany(), startCompany({ name: 'Vendor' })]);
  await acme.web.stop();
  await acme.reaches('partial_outage');
});
after(() => Promise.all([browser.close(), acme.discard(), vendor.discard()]));

async function embed(t, body, { origins = [], ...settings } = {}) {
  const host = await serveForeignPage(acme.origin, { body });
  t.after(host.stop);
  const visited = await visit(browser, `${host.origin}/`, { origins: [acme.origin, ...origins], ...settings });
  t.after(() => visited.context.close());
  return visited;
}

const trigger = (page) => page.locator('pilot-light [part~="badge"]');

for (const [variant, shown, hidden] of [
  ['badge', ['.label', '.time'], []],
  ['pill', ['.said'], ['.label', '.time']],
  ['dot', ['.icon'], ['.label', '.time']],
  ['button', ['.label'], ['.time']],
  ['banner', ['.said', '.time'], ['.label']],
]) {
  test(`a ${variant} says what it is for, opens the panel and stands where the first one stood`, async (t) => {
    const stand = async (page) => ({
      badge: await trigger(page).boundingBox(),
      text: await page.getByText('What follows must not move.').boundingBox(),
    });
    const first = await embed(t, `<pilot-light variant="${variant}" dismissible runtime="none"></pilot-light>`);
    await reaches(first.page, { state: 'ready', level: 'partial' });
    const { page, blame } = await embed(t, `<pilot-light variant="${variant}" dismissible></pilot-light>`);
    await takesOver(page);
    assert.deepEqual(await stand(page), await stand(first.page));
    for (const part of shown) await page.locator(`pilot-light ${part}`).first().waitFor();
    for (const part of hidden) assert.equal(await page.locator(`pilot-light ${part}`).first().isVisible(), false, part);
    assert.match(await trigger(page).evaluate((button) => button.textContent), /Website is down/);
    await trigger(page).click();
    await page.locator('[part~="row-name"]', { hasText: 'Website' }).waitFor();
    await blame();
  });
}

test('a button says "Status", or what the page wants', async (t) => {
  const { page } = await embed(t, '<pilot-light variant="button"></pilot-light>');
  await takesOver(page);
  assert.equal(await page.locator('pilot-light .label').innerText(), 'Status');
  await page.locator('pilot-light').evaluate((element) => element.setAttribute('label', 'All well?'));
  await page.locator('pilot-light .label', { hasText: 'All well?' }).waitFor();
});

test('of some components or of a group only theirs is said', async (t) => {
  const { page } = await embed(t, '<pilot-light components="api"></pilot-light>');
  await reaches(page, { state: 'ready', level: 'operational' });
  await takesOver(page);
  await reaches(page, { state: 'ready', level: 'operational' });
  await trigger(page).click();
  await page.locator('[part~="row-name"]', { hasText: 'API' }).waitFor();
  assert.equal(await page.locator('[part~="row-name"]').count(), 1);
  await page.locator('pilot-light').evaluate((element) => {
    element.removeAttribute('components');
    element.group = 'core';
  });
  await reaches(page, { state: 'ready', level: 'operational' });
  await page.locator('pilot-light').evaluate((element) => element.setAttribute('components', 'web'));
  await page.locator('pilot-light').evaluate((element) => element.removeAttribute('group'));
  await reaches(page, { state: 'ready', level: 'major' });
});

test('show="incidents" is seen only while there is something to say', async (t) => {
  const { page } = await embed(
    t,
    '<pilot-light id="bad" show="incidents" variant="banner"></pilot-light><pilot-light id="good" show="incidents" components="api"></pilot-light>',
  );
  await page.locator('#bad [part~="badge"]').waitFor();
  await reaches(page, { level: 'operational' });
  assert.equal(await page.locator('#good').isVisible(), false);
});

for (const [position, edges] of Object.entries({
  'bottom-end': ['bottom', 'right'],
  'bottom-start': ['bottom', 'left'],
  'top-end': ['top', 'right'],
  'top-start': ['top', 'left'],
})) {
  test(`position="${position}" is the ${edges.join(' ')} corner`, async (t) => {
    const { page } = await embed(t, `<pilot-light position="${position}"></pilot-light>`);
    await takesOver(page);
    const { x, y, width, height } = await trigger(page).boundingBox();
    const { width: windowWidth, height: windowHeight } = page.viewportSize();
    const distance = { left: x, top: y, right: windowWidth - x - width, bottom: windowHeight - y - height };
    for (const edge of edges) assert.ok(Math.abs(distance[edge] - 16) < 5, `${edge}: ${distance[edge]} px`);
  });
}

for (const position of ['nowhere', '', 'top', 'bottom-endwise']) {
  test(`position="${position}" is no corner, so it stands in the text`, async (t) => {
    const plain = await embed(t, '<pilot-light></pilot-light>');
    await takesOver(plain.page);
    const { page } = await embed(t, `<pilot-light position="${position}"></pilot-light>`);
    await takesOver(page);
    assert.deepEqual(await trigger(page).boundingBox(), await trigger(plain.page).boundingBox());
  });
}

test('custom properties and parts change the look, and the theme what light and dark are', async (t) => {
  const style = '<style>pilot-light{--pl-bg:rgb(1,2,3);--pl-radius:0px} pilot-light::part(label){letter-spacing:3px}</style>';
  const { page } = await embed(t, `${style}<pilot-light></pilot-light><pilot-light id="dark" theme="dark" style="--pl-bg:initial"></pilot-light>`);
  await takesOver(page);
  const css = (selector, name) => page.locator(selector).first().evaluate((node, property) => getComputedStyle(node)[property], name);
  assert.equal(await css('pilot-light [part~="badge"]', 'backgroundColor'), 'rgb(1, 2, 3)');
  assert.equal(await css('pilot-light [part~="badge"]', 'borderRadius'), '0px');
  assert.equal(await css('pilot-light [part~="label"]', 'letterSpacing'), '3px');
  assert.equal(await css('#dark [part~="badge"]', 'backgroundColor'), 'rgb(21, 27, 35)');
});

test('the styles of the page do not reach inside', async (t) => {
  const plain = await embed(t, '<pilot-light></pilot-light>');
  await takesOver(plain.page);
  const look = (page) =>
    trigger(page).evaluate((node) => [node, ...node.querySelectorAll('*')].map((each) => {
      const { width, height } = each.getBoundingClientRect();
      const { color, fontSize, fontFamily, letterSpacing, textTransform } = getComputedStyle(each);
      return { width: Math.round(width), height: Math.round(height), color, fontSize, fontFamily, letterSpacing, textTransform };
    }));
  const hostile = '<style>*{all:unset!important;color:red!important} body *{letter-spacing:9px;text-transform:uppercase}</style>';
  const { page } = await embed(t, `${hostile}<pilot-light></pilot-light>`);
  await takesOver(page);
  assert.deepEqual(await look(page), await look(plain.page));
});

test('several feeds are sections of one panel with one roll-up', async (t) => {
  const feeds = `${vendor.feed}, ${acme.feed}`;
  const { page, blame } = await embed(t, `<pilot-light feed="${feeds}" variant="panel"></pilot-light>`, { origins: [vendor.origin] });
  await page.getByText('Website is down').waitFor();
  await reaches(page, { state: 'ready', level: 'partial' });
  for (const name of ['Vendor', 'Acme']) await page.locator('.section', { hasText: name }).waitFor();
  assert.equal(await page.locator('[part~="row"]').count(), 4);
  await blame();
});

test('of the addresses of one feed the first fresh one is taken', async (t) => {
  const old = await serveFolder(vendor.published, {
    edit: (file, body) => (file.endsWith('.json') ? String(body).replace(/"valid_until":"[^"]*"/, '"valid_until":"2026-01-01T00:00:00Z"') : body),
  });
  t.after(old.stop);
  const feeds = `${old.origin}/nothing.json ${old.origin}/feed/v1/summary.json ${acme.feed}`;
  const host = await serveForeignPage(acme.origin, { body: `<pilot-light feed="${feeds}"></pilot-light>` });
  t.after(host.stop);
  const { page, context } = await visit(browser, `${host.origin}/`, { origins: [old.origin, acme.origin] });
  t.after(() => context.close());
  await reaches(page, { state: 'ready', level: 'partial' });
  await takesOver(page);
  await reaches(page, { state: 'ready', level: 'partial' });
});

test('"is it me?" says whether an address answers here, and is asked only when the panel opens', async (t) => {
  const asked = [];
  const prepare = (page) => page.on('request', (request) => asked.push(request.url()));
  const reach = acme.api.url;
  const { page } = await embed(t, `<pilot-light reach="${reach}"></pilot-light>`, { origins: [new URL(reach).origin], prepare });
  await takesOver(page);
  assert.equal(asked.includes(reach), false);
  await trigger(page).click();
  await page.getByText(/Reachable from here in \d+ ms/).waitFor();
  const dead = await embed(t, `<pilot-light components="api" reach="${acme.web.url}"></pilot-light>`, { origins: [new URL(acme.web.url).origin] });
  await takesOver(dead.page);
  await trigger(dead.page).click();
  await dead.page.getByText('We are up, but your network does not reach us.').waitFor();
});

test('loading="lazy" asks for nothing before it comes into sight', async (t) => {
  const asked = [];
  const prepare = (page) => page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const { page } = await embed(t, '<div style="height:5000px"></div><pilot-light loading="lazy" runtime="eager"></pilot-light>', { prepare });
  await page.waitForFunction(() => customElements.get('pilot-light'));
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  assert.deepEqual(asked.filter((path) => path.includes('feed') || path.endsWith('.wasm')), []);
  await page.locator('pilot-light').scrollIntoViewIfNeeded();
  await takesOver(page);
});

test('a page with only the script takes its options from the script, also as query', async (t) => {
  const host = await serveForeignPage(acme.origin, { body: '', script: false });
  t.after(host.stop);
  for (const tag of [
    `src="${acme.origin}/widget.js" data-variant="pill" data-position="top-start"`,
    `src="${acme.origin}/widget.js?variant=pill&position=top-start"`,
  ]) {
    const { page, context } = await visit(browser, `${host.origin}/`, { origins: [acme.origin] });
    await page.evaluate((attributes) => {
      const script = document.createElement('script');
      for (const [, name, value] of attributes.matchAll(/([\w-]+)="([^"]*)"/g)) script.setAttribute(name, value);
      document.head.append(script);
    }, tag);
    await page.locator('pilot-light[variant="pill"][position="top-start"]').waitFor({ state: 'attached' });
    await takesOver(page);
    await context.close();
  }
});

test('a tag manager can place widgets and command them, also before the script is there', async (t) => {
  const stub = `<script>window.pilotLight = function () { (pilotLight.q = pilotLight.q || []).push(arguments) }; pilotLight('create', { variant: 'pill', position: 'bottom-start' });</script>`;
  const { page } = await embed(t, stub);
  await page.locator('pilot-light[variant="pill"][position="bottom-start"]').waitFor({ state: 'attached' });
  await takesOver(page);
  assert.equal(await page.locator('pilot-light').count(), 1);
  await page.evaluate(() => globalThis.pilotLight('open'));
  await page.locator('[part~="panel"]').waitFor();
});
