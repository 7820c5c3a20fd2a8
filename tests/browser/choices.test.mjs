// Options one by one: what each does, and that nonsense in any of them costs nobody the status.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit, widget } from './browser.mjs';
import { golden } from './golden.mjs';
import { promise, publishHealthyPage } from './published.mjs';
import { servePage } from '../harness/serve.mjs';
import { ROOT } from '../harness/server.mjs';
import { until } from '../harness/until.mjs';

const HOUR = 3_600_000;
const DARK = 'rgb(21, 27, 35)';
const LIGHT = 'rgb(255, 255, 255)';

let browser;
let site;
let files;
let grouped;
before(async () => {
  [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
  const outage = await golden('outage-feed.json');
  [files, grouped] = await Promise.all([site.serve(promise(Date.now() + HOUR)), site.serve(() => outage)]);
});
after(async () => {
  await Promise.all([browser.close(), files.stop(), grouped.stop()]);
  await site.discard();
});

async function embed(t, body, { script = '', query = '', prepare } = {}) {
  const html = `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,"><script async src="${files.origin}/widget.js${query}" ${script}></script>${body}`;
  const host = await servePage(html);
  t.after(host.stop);
  const visited = await visit(browser, `${host.origin}/`, { origins: [files.origin, grouped.origin], prepare });
  t.after(() => visited.context.close());
  return visited;
}

const live = (page) =>
  until('all to be live', async () => (await page.locator('pilot-light').locator('button[part~="badge"], div[part~="panel"]').count()) >= (await widget(page).count()));

test('size makes it smaller and larger, also before the WebAssembly is there', async (t) => {
  for (const runtime of ['none', 'eager']) {
    const { page } = await embed(t, ['sm', 'md', 'lg', 'huge'].map((size) => `<pilot-light runtime="${runtime}" size="${size}"></pilot-light>`).join(''));
    await until('all to be ready', async () => (await widget(page, { state: 'ready' }).count()) === 4);
    if (runtime === 'eager') await live(page);
    const heights = await page.locator('pilot-light [part~="badge"]').evaluateAll((badges) => badges.map((badge) => Math.round(badge.getBoundingClientRect().height * 10) / 10));
    assert.deepEqual(heights, [22.4, 28, 35, 28]);
  }
});

test('href and target say where the links lead, before the WebAssembly and after', async (t) => {
  const options = 'href="https://other.example/status?a=1" target="_blank"';
  const wanted = { href: 'https://other.example/status?a=1', target: '_blank', rel: 'noopener' };
  const of = (locator) => locator.evaluate(({ href, target, rel }) => ({ href, target, rel }));
  const first = await embed(t, `<pilot-light runtime="none" ${options}></pilot-light>`);
  await reaches(first.page, { state: 'ready' });
  assert.deepEqual(await of(first.page.locator('a[part~="badge"]')), wanted);
  const { page } = await embed(t, `<pilot-light variant="panel" ${options}></pilot-light><pilot-light variant="panel"></pilot-light>`);
  await live(page);
  assert.deepEqual(await of(page.locator('a[part~="link"]').first()), wanted);
  const { target, href } = await of(page.locator('a[part~="link"]').last());
  assert.equal(target, '');
  assert.match(href, /^http:\/\/127\.0\.0\.1/, 'by default to the status page');
});

test('theme="light" and "dark" hold on any page, and "auto" follows the element\'s own color-scheme', async (t) => {
  const themes = ['auto', 'light', 'dark', 'sepia'].map((theme) => `<pilot-light theme="${theme}"></pilot-light>`).join('');
  const boxes = ['light', 'dark', 'light dark'].map((scheme) => `<div style="color-scheme:${scheme}">${themes}</div>`).join('');
  for (const [colorScheme, both] of [['light', LIGHT], ['dark', DARK]]) {
    const { page } = await embed(t, boxes, { prepare: (visited) => visited.emulateMedia({ colorScheme }) });
    await live(page);
    const seen = await page.locator('pilot-light [part~="badge"]').evaluateAll((badges) => badges.map((badge) => getComputedStyle(badge).backgroundColor));
    const box = (own) => [own, LIGHT, DARK, own];
    assert.deepEqual(seen, [...box(LIGHT), ...box(DARK), ...box(both)], colorScheme);
  }
  const { page } = await embed(t, '<div id="box" style="color-scheme:light"><pilot-light></pilot-light></div>');
  await live(page);
  await page.locator('#box').evaluate((box) => box.style.setProperty('color-scheme', 'dark'));
  await page.waitForFunction((dark) => getComputedStyle(document.querySelector('pilot-light').shadowRoot.querySelector('button')).backgroundColor === dark, DARK);
});

for (const [given, levels] of [['', ['2', '3']], ['heading-level="4"', ['4', '5']], ['heading-level="6"', ['6', '7']], ['heading-level="0"', ['2', '3']], ['heading-level="seven"', ['2', '3']]]) {
  test(`headings with ${given || 'nothing said'} are of the levels ${levels.join(' and ')}`, async (t) => {
    const { page } = await embed(t, `<pilot-light feed="${grouped.origin}/feed/v1/summary.json" variant="panel" ${given}></pilot-light>`);
    // The loader's list has rows too, and no headings.
    await page.locator('div[part~="panel"] [part~="row"]').first().waitFor();
    const seen = await page.locator('pilot-light [role="heading"]').evaluateAll((headings) => headings.map((heading) => heading.ariaLevel));
    assert.deepEqual([...new Set(seen)].sort(), levels);
  });
}

test('label is what stands on a badge, in both views, and the whole sentence stays for readers of words', async (t) => {
  for (const runtime of ['none', 'eager']) {
    const { page } = await embed(t, `<pilot-light label="Our &lt;b&gt; systems" runtime="${runtime}"></pilot-light>`);
    await reaches(page, { state: 'ready' });
    if (runtime === 'eager') await live(page);
    assert.equal(await page.locator('pilot-light .label').innerText(), 'Our <b> systems');
    assert.match(await page.locator('pilot-light [part~="badge"]').textContent(), /All systems operational/);
  }
});

for (const [name, settings] of Object.entries({
  'the script': { script: 'data-dismissible="yes"' },
  'the query': { query: '?dismissible=yes' },
})) {
  test(`dismissible may be said by ${name}`, async (t) => {
    const { page, blame } = await embed(t, '', settings);
    await takesOver(page);
    await page.locator('pilot-light [part~="dismiss"]').click();
    await page.locator('pilot-light [part~="badge"]').waitFor({ state: 'hidden' });
    await blame();
  });
}

test('a badge alone, about which nobody said that it can be dismissed, cannot', async (t) => {
  const { page } = await embed(t, '');
  await takesOver(page);
  assert.equal(await page.locator('pilot-light [part~="dismiss"]').count(), 0);
});

const NONSENSE = ['', ' ', 'nonsense', '-1', '1e999', '99999999999999999999', 'null', '__proto__', 'constructor', '<b>x</b>', 'javascript:taken=1', '../..', '\u202e\ufffd💥'.repeat(50)];
/** With these, another value is another question, and nonsense has no answer. */
const ASKS = ['feed', 'key'];
/** With these it is about parts of the feed; what is said of parts that there are not is the model's to test. */
const SELECTS = ['components', 'group'];

test('nonsense in any option is the default, and in those that ask for something it is unknown', async (t) => {
  const api = await readFile(path.join(ROOT, 'www/loader/api.js'), 'utf8');
  const names = /OPTIONS =\s*'([^']*)'/.exec(api)[1].split(' ');
  const thrown = [];
  const prepare = async (page) => {
    page.on('pageerror', (error) => thrown.push(error.stack));
    // A frozen page of one's own: what is broken there must not be another element's fault.
    await page.addInitScript(() => {
      globalThis.taken = undefined;
    });
  };
  const { page } = await embed(t, '<pilot-light id="control"></pilot-light><main></main>', { prepare });
  await reaches(page, { state: 'ready' });
  await page.evaluate(
    ([options, values]) => {
      for (const name of options) {
        for (const value of values) {
          const element = document.createElement('pilot-light');
          element.setAttribute(name, value);
          element.dataset.of = name;
          document.querySelector('main').append(element);
        }
      }
    },
    [names, NONSENSE],
  );
  await until('all to have settled', () =>
    page.evaluate(() =>
      [...document.querySelectorAll('pilot-light')].every(
        (element) => element.getAttribute('state') !== 'loading' && element.shadowRoot.querySelector('button[part~="badge"]'),
      ),
    ),
  );
  const shown = await page.locator('main pilot-light').evaluateAll((elements) =>
    elements.map((element) => ({
      option: element.dataset.of,
      value: element.getAttribute(element.dataset.of),
      state: element.getAttribute('state'),
      level: element.getAttribute('level'),
      words: element.shadowRoot.textContent.trim(),
    })),
  );
  assert.equal(shown.length, names.length * NONSENSE.length);
  for (const { option, value, state, level, words } of shown) {
    const said = `${option}=${JSON.stringify(value)}: ${state} ${level}`;
    assert.notEqual(words, '', said);
    if (SELECTS.includes(option)) assert.equal(state, 'ready', said);
    else if (!ASKS.includes(option)) assert.equal(`${state} ${level}`, 'ready operational', said);
    else if (value.trim()) assert.equal(level, 'unknown', said);
  }
  // Open too, each with what it makes of its links.
  const leads = await page.locator('main pilot-light').evaluateAll(async (elements) => {
    const found = new Set();
    for (const element of elements) {
      element.open();
      await new Promise((resolve) => setTimeout(resolve));
      for (const link of element.shadowRoot.querySelectorAll('a')) found.add(new URL(link.href, location).protocol);
      element.close();
    }
    return [...found];
  });
  assert.deepEqual(leads, ['http:']);
  assert.deepEqual(thrown, []);
  assert.equal(await page.evaluate(() => globalThis.taken), undefined);
});

test('nonsense on the script is the default for all, wherever it is said', async (t) => {
  const given = ['variant', 'theme', 'size', 'poll', 'loading', 'runtime', 'storage', 'announce', 'show', 'heading-level'];
  for (const settings of [{ script: given.map((name) => `data-${name}="nonsense"`).join(' ') }, { query: `?${given.map((name) => `${name}=nonsense`).join('&')}&=&%` }]) {
    const { page, blame } = await embed(t, '<pilot-light></pilot-light>', settings);
    await reaches(page, { state: 'ready', level: 'operational' });
    await live(page);
    await blame();
  }
});
