// A page that has the script and nothing else, or not where the script looks first; what is said on
// the script; and links that lead nowhere.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit, widget } from './browser.mjs';
import { feed, startFeeds } from './feeds.mjs';
import { servePage } from '../harness/serve.mjs';

let browser;
let feeds;
before(async () => {
  browser = await launch();
  feeds = await startFeeds({ '/feed/v1/summary.json': feed({ api: 'operational' }), '/feed/v1/feed.json': feed({ api: 'operational' }) });
});
after(() => Promise.all([browser.close(), feeds.stop()]));

/** A page with the script, its attributes, and what stands before and after it. */
async function open(t, { script = '', query = '', before: first = '', body = '' } = {}) {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,">
${first}<script src="${feeds.origin}/widget.js${query}" ${script} async></script><main>${body}</main></html>`;
  const host = await servePage(html);
  const visited = await visit(browser, `${host.origin}/`, { origins: [feeds.origin] });
  t.after(() => Promise.all([visited.context.close(), host.stop()]));
  return { ...visited, host };
}

/** Puts another body in the place of the page's, as pages do that load the next one by themselves. */
const replaceBody = (page, inside) =>
  page.evaluate((markup) => {
    const body = document.createElement('body');
    body.innerHTML = markup;
    document.documentElement.replaceChild(body, document.body);
  }, inside);

/** Lets the browser do what it does when a task ends, twice. */
const settles = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));

test('a badge in the corner stays when the body is replaced, as it was', async (t) => {
  const { page, blame } = await open(t);
  await takesOver(page);
  await widget(page).evaluate((element) => (globalThis.first = element));
  await replaceBody(page, '<h1>Another page</h1>');
  await settles(page);
  assert.equal(await widget(page).count(), 1);
  assert.equal(await widget(page).evaluate((element) => element === globalThis.first), true);
  await takesOver(page);
  await page.locator('button[part~="badge"]').click();
  await page.locator('[part~="row"]').first().waitFor();
  await blame();
});

test('but not where the next page has an element, or where the page took it away', async (t) => {
  const { page } = await open(t);
  await takesOver(page);
  await replaceBody(page, '<pilot-light id="own"></pilot-light>');
  await settles(page);
  assert.deepEqual(await widget(page).evaluateAll((all) => all.map(({ id }) => id)), ['own']);
  const other = await open(t);
  await takesOver(other.page);
  await widget(other.page).evaluate((element) => element.remove());
  await replaceBody(other.page, '<h1>Another page</h1>');
  await settles(other.page);
  assert.equal(await widget(other.page).count(), 0);
});

test('an element within another element is one, so none comes into the corner', async (t) => {
  const inner = '<script>customElements.define("own-footer", class extends HTMLElement { connectedCallback() { this.attachShadow({ mode: "closed" }).innerHTML = "<pilot-light></pilot-light>"; } })</script>';
  const { page } = await open(t, { before: inner, body: '<own-footer></own-footer>' });
  await page.waitForFunction(() => customElements.get('pilot-light') && globalThis.pilotLight && document.readyState === 'complete');
  await settles(page);
  assert.equal(await page.evaluate(() => document.querySelectorAll('pilot-light').length), 0);
  const control = await open(t, { before: inner });
  await reaches(control.page, { state: 'ready' });
  assert.equal(await widget(control.page).getAttribute('position'), 'bottom-end');
});

for (const [script, position] of [['', 'bottom-end'], ['data-position="top-start"', 'top-start'], ['data-position="nowhere"', 'bottom-end'], ['data-position=""', 'bottom-end']]) {
  test(`a script alone${script && ' with '}${script} puts its badge into a corner`, async (t) => {
    const { page } = await open(t, { script });
    await reaches(page, { state: 'ready' });
    assert.equal(await widget(page).getAttribute('position'), position);
    assert.equal(await widget(page).evaluate((element) => getComputedStyle(element).position), 'fixed');
  });
}

for (const [name, given, isDismissible] of [
  ['an attribute', { script: 'data-dismissible' }, true],
  ['an attribute with a value', { script: 'data-dismissible="yes"' }, true],
  ['a key of the query', { query: '?dismissible' }, true],
  ['nothing', {}, false],
]) {
  test(`${name} on the script: dismissible is ${isDismissible}`, async (t) => {
    const { page } = await open(t, given);
    await takesOver(page);
    await reaches(page, { state: 'ready' });
    assert.equal(await widget(page).evaluate((element) => element.dismissible), isDismissible);
    assert.equal(await page.locator('[part~="dismiss"]').count(), isDismissible ? 1 : 0);
  });
}

for (const href of ['javascript:alert(1)', 'https://', 'data:text/html,x']) {
  test(`href="${href}" is no address, so the link is the feed's own`, async (t) => {
    const { page } = await open(t, { body: `<pilot-light href="${href}" runtime="none"></pilot-light>` });
    await reaches(page, { state: 'ready' });
    assert.equal(await page.locator('a[part~="badge"]').evaluate((link) => link.href), 'https://status.acme.example/');
    const live = await open(t, { body: `<pilot-light href="${href}" variant="panel" runtime="eager"></pilot-light>` });
    assert.equal(await live.page.locator('a[part~="link"]').evaluate((link) => link.href), 'https://status.acme.example/');
  });
}

test('without any the link leads to where the feed is from, never to the page itself', async (t) => {
  const { page, host } = await open(t, { body: `<pilot-light href="javascript:x" feed="${feeds.origin}/nothing.json" runtime="none"></pilot-light>` });
  await reaches(page, { state: 'error' });
  const link = await page.locator('a[part~="badge"]').evaluate(({ href }) => href);
  assert.equal(link, `${feeds.origin}/`);
  assert.notEqual(link, `${host.origin}/`);
});
