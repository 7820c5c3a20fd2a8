// The same in Firefox, where there is one: live, signed, in the reader's language, dismissed, with the
// focus where it was, and there without WebAssembly too.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startCompany } from './company.mjs';
import { ESCAPE, launchFirefox, missing } from './firefox.mjs';
import { badge, serveForeignPage, strictPolicy } from './foreign.mjs';
import { promise, publishHealthyPage } from './published.mjs';
import { serveFolder } from '../harness/serve.mjs';
import { until } from '../harness/until.mjs';

const HOUR = 3_600_000;
const skip = missing;

let browser;
let site;
before(async () => {
  if (!skip) [browser, site] = await Promise.all([launchFirefox(), publishHealthyPage()]);
});
after(() => Promise.all([browser?.close(), site?.discard()]));

/** A page with `body(origin)` beside files that `serve` serves, in a tab of its own. */
async function embed(t, body, { serve = () => site.serve(promise(Date.now() + HOUR)), ...settings } = {}) {
  const files = await serve();
  const host = await serveForeignPage(files.origin, { body: body(files.origin), policy: strictPolicy(files.origin), ...settings });
  t.after(() => Promise.all([files.stop(), host.stop()]));
  const tab = await browser.open(`${host.origin}/`);
  t.after(tab.close);
  const { evaluate } = tab;
  const shown = (selector, tag) => evaluate(`document.querySelector('${selector}').shadowRoot?.querySelector('${tag}')?.textContent`);
  const reads = (selector, tag, pattern) => until(`${selector} ${tag} to read ${pattern}`, async () => pattern.test(await shown(selector, tag)));
  const state = () => evaluate(`[...document.querySelectorAll('pilot-light')].map((each) => each.getAttribute('state') + ' ' + each.getAttribute('level')).join()`);
  return { ...tab, reads, state };
}

test('in Firefox the badge and the panel are live, under a strict policy', { skip }, async (t) => {
  let promisedUntil = Date.now() + HOUR;
  const body = (origin) => `${badge(origin)}</p><pilot-light variant="panel"></pilot-light><p>`;
  const { evaluate, reads, state } = await embed(t, body, { serve: () => site.serve((feed) => promise(promisedUntil)(feed)) });
  await reads('pilot-light', 'button[part~="badge"]', /Operational/);
  await reads('[variant=panel]', 'div[part~="panel"]', /All systems operational.*API/);
  assert.equal(await state(), 'ready operational,ready operational');

  await evaluate(`document.querySelector('pilot-light').open()`);
  await until('the panel above the page to open', () => evaluate(`Boolean(document.querySelector('pilot-light').shadowRoot.querySelector('[popover]:popover-open [part~="row"]'))`));

  // The control: the same page reads unknown of the same feed past its promise.
  promisedUntil = Date.now() - 2 * HOUR;
  await evaluate(`location.reload()`);
  await reads('pilot-light', '[part~="badge"]', /unavailable/);
});

test('in Firefox a painted feed is unknown with the key, and believed without', { skip }, async (t) => {
  const acme = await startCompany();
  t.after(() => acme.discard());
  const { key } = await (await fetch(`${acme.origin}/feed/v1/key.json`)).json();
  await acme.web.stop();
  await acme.reaches('partial_outage');
  const paint = (file, body) => (/(summary|feed)\.json$/.test(file) ? String(body).replaceAll(/"(partial|major)_outage"/g, '"operational"') : body);
  const body = () => `<pilot-light key="${key}"></pilot-light>`;
  for (const [edit, attribute, wanted] of [
    [undefined, '', 'ready partial'],
    [paint, '', 'error unknown'],
    [paint, 'without', 'ready operational'],
  ]) {
    const { state } = await embed(t, attribute ? () => '<pilot-light></pilot-light>' : body, { serve: () => serveFolder(acme.published, { edit }) });
    await until(`it to be ${wanted}`, async () => (await state()) === wanted);
  }
});

test('in Firefox it speaks the language of the place where it stands', { skip }, async (t) => {
  const { reads, evaluate } = await embed(t, () => '<span lang="ar"><pilot-light variant="panel"></pilot-light></span>');
  await reads('pilot-light', '[part~="header"]', /[\u0600-\u06ff]/);
  assert.equal(await evaluate(`getComputedStyle(document.querySelector('pilot-light').shadowRoot.querySelector('[part~="panel"]')).direction`), 'rtl');
});

test('in Firefox what was dismissed stays so, also after the page is loaded again', { skip }, async (t) => {
  const { reads, evaluate } = await embed(t, () => '<pilot-light dismissible></pilot-light>');
  const height = () => evaluate(`document.querySelector('pilot-light').getBoundingClientRect().height`);
  await reads('pilot-light', 'button[part~="badge"]', /Operational/);
  assert.notEqual(await height(), 0);
  await evaluate(`document.querySelector('pilot-light').shadowRoot.querySelector('[part~="dismiss"]').click()`);
  await until('it to be gone', async () => (await height()) === 0);
  await evaluate(`location.reload()`);
  await until('the page to be loaded again', () => evaluate(`document.querySelector('pilot-light')?.getAttribute('state') === 'ready'`));
  assert.equal(await height(), 0);
});

test('in Firefox the focus goes back to the badge when Escape closes the panel', { skip }, async (t) => {
  const { press, reads, evaluate } = await embed(t, () => '<pilot-light></pilot-light>');
  await reads('pilot-light', 'button[part~="badge"]', /Operational/);
  const root = `document.querySelector('pilot-light').shadowRoot`;
  await evaluate(`${root}.querySelector('[part~="badge"]').focus()`);
  await evaluate(`${root}.querySelector('[part~="badge"]').click()`);
  await until('the panel to open', () => evaluate(`Boolean(${root}.querySelector('[popover]:popover-open [part~="row"]'))`));
  await evaluate(`${root}.querySelector('[part~="close"]').focus()`);
  await press(ESCAPE);
  await until('the panel to close', () => evaluate(`!${root}.querySelector('[popover]:popover-open')`));
  await until('the focus to be back', () => evaluate(`Boolean(${root}.activeElement?.part.contains('badge'))`));
});

test('in Firefox the status is there without WebAssembly, and muted at the end of its promise', { skip }, async (t) => {
  const settings = (end) => ({ serve: () => site.serve(promise(end)) });
  const policy = (origin) => strictPolicy(origin).replace(" 'wasm-unsafe-eval'", '');
  for (const [end, wanted] of [
    [Date.now() + HOUR, 'ready operational'],
    [Date.now() - HOUR / 6, 'stale operational'],
    [Date.now() - 2 * HOUR, 'error unknown'],
  ]) {
    const files = await settings(end).serve();
    const tab = await embed(t, () => '<pilot-light></pilot-light>', { serve: async () => files, policy: policy(files.origin) });
    await until(`it to be ${wanted}`, async () => (await tab.state()) === wanted);
    assert.equal(await tab.evaluate(`document.querySelector('pilot-light').shadowRoot.querySelector('[part~="badge"]').localName`), 'a');
  }
});
