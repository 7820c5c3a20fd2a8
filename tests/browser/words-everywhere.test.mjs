// Hostile words in every field that people fill, on every page, in every feed: words, also where no
// policy would stop what they could do.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, visit } from './browser.mjs';
import { WORDS, found } from './words.mjs';
import { servePage } from '../harness/serve.mjs';
import { startServer } from '../harness/server.mjs';
import { TcpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

const MONTH = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Berlin' }).slice(0, 7);

let browser;
let target;
let server;
/** Ids of all incidents. */
let incidents;
before(async () => {
  browser = await launch();
  target = await TcpTarget.start();
  const monitor = { kind: 'tcp', address: target.address, every: '1s' };
  // The words of a refusal are the target's: a name that does not exist, which it has made up.
  const failing = { kind: 'http', url: 'http://127.0.0.1:1/?<script>taken=1</script>', every: '1s', failures: 1 };
  server = await startServer({
    admin: true,
    refresh: '1s',
    name: WORDS[1],
    groups: [{ id: 'all', name: WORDS[6] }],
    templates: [{ id: 'bad', title: `${WORDS[1]} {component}`, text: `${WORDS[8]} {component} ${WORDS[10]}` }],
    components: [
      { id: 'api', name: WORDS[0], group: 'all', description: WORDS[2], monitor },
      { id: 'web', name: WORDS[3], group: 'all', description: WORDS[11], monitor },
      { id: 'down', name: WORDS[4], monitor: failing, incident: { after: '1s', opening: `${WORDS[7]} ${WORDS[5]}` } },
    ],
  });
  for (const words of WORDS) {
    await server.operate('incident', 'open', words, '-c', 'api=degraded_performance', '-m', `${words}\n\n> ${words}\n\n- ${words}`);
  }
  await server.operate('incident', 'open', '--template', 'bad', '-c', 'web=partial_outage');
  await server.operate('maintenance', 'plan', WORDS[4], '--from', '1h', '--to', '2h', '-c', 'api', '-m', WORDS[5]);
  const series = ['--starts', '2026-01-01 02:30', '--for', '90m', '--rule', 'FREQ=WEEKLY', '--zone', 'Europe/Berlin'];
  await server.operate('series', 'plan', WORDS[10], ...series, '-c', 'web');
  await server.operate('component', 'set', 'web', 'partial_outage', '--reason', WORDS[0]);
  const feed = await until('everything to be published', async () => {
    const feed = await server.feed();
    const isTold = WORDS.length + 2 <= feed.incidents?.length && 2 < feed.scheduled_maintenances?.length;
    return isTold && feed.components.some(({ status }) => status === 'major_outage') && feed;
  });
  incidents = feed.incidents.map(({ id }) => id);
});
after(async () => {
  await Promise.all([browser.close(), server.discard()]);
  await target.stop();
});

/** What is wrong with a page: what was carried out, what could be, and what it asked of others. */
async function faults(address, { stripped, expected }) {
  const { page, context, blame } = await visit(browser, address, { context: { bypassCSP: stripped } });
  try {
    if (expected) await page.getByText(expected).first().waitFor({ state: 'attached' });
    // What waits for a pointer has its chance.
    await page.mouse.move(20, 20);
    await page.mouse.move(400, 300, { steps: 5 });
    const seen = await page.evaluate(found);
    await blame();
    return seen;
  } finally {
    await context.close();
  }
}

for (const stripped of [false, true]) {
  test(`words stay words on every page${stripped ? ', also without its policy' : ''}`, async () => {
    const some = stripped ? incidents : [incidents[0], incidents.at(-1)];
    const addresses = {
      '/': WORDS[0],
      '/history/': undefined,
      [`/history/${MONTH}/`]: WORDS.at(-1),
      '/maintenance/': WORDS[4],
      '/components/api/': WORDS[2],
      '/components/web/': WORDS[11],
      '/components/down/': WORDS[4],
      '/embed/': undefined,
      '/subscribe/': undefined,
      ...Object.fromEntries(some.map((id) => [`/incidents/${id}/`, undefined])),
    };
    for (const [address, expected] of Object.entries(addresses)) {
      assert.deepEqual(await faults(server.origin + address, { stripped, expected }), [], address);
    }
  });
}

/** Elements and attributes of a document for machines; run in the page. */
function markup([text, type]) {
  const document = new DOMParser().parseFromString(text, type);
  const broken = document.querySelector('parsererror')?.textContent;
  const faults = broken === undefined ? [] : [broken];
  const elements = [...document.querySelectorAll('*')];
  for (const element of elements) {
    const html = element.cloneNode().outerHTML?.slice(0, 120);
    if (/^(script|img|iframe|base|object|embed|math|form|input|foreignobject)$/i.test(element.localName)) faults.push(html);
    if (type === 'text/html' && /^(style|svg|meta|link)$/.test(element.localName)) faults.push(html);
    for (const { name, value } of element.attributes) {
      if (/^on|srcdoc/i.test(name) || /^\s*(javascript|data|vbscript):/i.test(value)) faults.push(html);
    }
  }
  const texts = (name) => elements.filter((element) => element.localName === name).map((element) => element.textContent);
  return { faults, titles: texts('title'), contents: [...texts('content'), ...texts('description')] };
}

async function inPage(run) {
  const host = await servePage('<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">');
  const { page, context } = await visit(browser, `${host.origin}/`);
  try {
    return await run(page);
  } finally {
    await context.close();
    await host.stop();
  }
}

const published = async (file) => (await fetch(`${server.origin}/${file}`)).text();

/** What is wrong with a feed, whole, and with the HTML that its readers show. */
async function feedFaults(page, text) {
  const { faults, titles, contents } = await page.evaluate(markup, [text, 'text/xml']);
  for (const html of contents) faults.push(...(await page.evaluate(markup, [html, 'text/html'])).faults);
  return { faults, titles };
}

test('words stay words in feeds and badges', () =>
  inPage(async (page) => {
    for (const file of ['feed.atom', 'feed.rss']) {
      const { faults, titles } = await feedFaults(page, await published(file));
      assert.deepEqual(faults, [], file);
      for (const words of WORDS) assert.ok(titles.some((title) => title.includes(words)), `${file}: ${words}`);
    }
    const { items } = JSON.parse(await published('jsonfeed.json'));
    for (const { content_html: html } of items) {
      assert.deepEqual((await page.evaluate(markup, [html, 'text/html'])).faults, []);
    }
    for (const words of WORDS) assert.ok(items.some(({ title }) => title.includes(words)), words);
    for (const file of ['badge.svg', 'badge/api.svg', 'badge/web.svg', 'badge/down.svg']) {
      const response = await fetch(`${server.origin}/${file}`);
      if (response.status === 404) continue;
      assert.deepEqual((await page.evaluate(markup, [await response.text(), 'image/svg+xml'])).faults, [], file);
    }
    JSON.parse(await published('badge.json'));
  }));

/** Lines of a calendar that are none: what an event's text has broken out into. */
function brokenLines(calendar) {
  const lines = calendar.replaceAll('\r\n ', '').split('\r\n');
  const known = /^(BEGIN|END|VERSION|PRODID|CALSCALE|METHOD|NAME|X-[A-Z-]+|REFRESH-INTERVAL|SOURCE|URL|UID|DTSTAMP|DTSTART|DTEND|SUMMARY|DESCRIPTION|STATUS|SEQUENCE|LAST-MODIFIED|CREATED|TRANSP|CATEGORIES|COLOR)[;:]|^$/;
  return lines.filter((line) => !known.test(line) || /[\r\n]/.test(line));
}

test('words stay words in the calendar', async () => {
  const calendar = await published('maintenance.ics');
  assert.deepEqual(brokenLines(calendar), []);
  const count = (name) => calendar.split(`${name}:VEVENT`).length - 1;
  assert.equal(count('BEGIN'), count('END'));
  const unescaped = calendar.replaceAll('\r\n ', '').replace(/\\([\\;,])/g, '$1');
  assert.ok(unescaped.includes(`SUMMARY:${WORDS[4]}`) && unescaped.includes(`SUMMARY:${WORDS[10]}`));
  // The control: a text with its line break.
  assert.notDeepEqual(brokenLines(calendar.replace('\\n', '\r\n')), []);
});

test('one text that our own pages and feeds had not escaped would be seen', async (t) => {
  const html = await published('');
  const escaped = '&lt;script&gt;taken=1&lt;/script&gt;';
  assert.ok(html.includes(escaped));
  // In the body: there a script is carried out.
  const [head, body] = html.split(/(?=<body)/);
  const host = await servePage(head + body.replace(escaped, '<script>taken=1</script>'));
  t.after(host.stop);
  const { page, context } = await visit(browser, `${host.origin}/`, { context: { bypassCSP: true } });
  t.after(() => context.close());
  const seen = await page.evaluate(found);
  assert.ok(seen.includes('a script has run'), `${seen}`);

  const feed = await published('feed.atom');
  await inPage(async (page) => {
    // One level less: what a reader shows is a script.
    const less = feed.replace('&amp;lt;script&amp;gt;', '&lt;script&gt;');
    assert.notEqual(less, feed);
    assert.notDeepEqual((await feedFaults(page, less)).faults, []);
    // No level at all: what a reader reads is no document.
    assert.notDeepEqual((await feedFaults(page, feed.replace('&lt;img', '<img'))).faults, []);
  });
});
