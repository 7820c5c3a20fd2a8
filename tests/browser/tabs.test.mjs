// Several pages of one site in one browser: what one has fetched, the others show without asking.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver } from './browser.mjs';
import { passes } from './clock.mjs';
import { serveForeignPage } from './foreign.mjs';
import { publishHealthyPage } from './published.mjs';
import { until } from '../harness/until.mjs';

const HOUR = 3_600_000;

let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
});
after(() => Promise.all([browser.close(), site.discard()]));

const well = (feed) => ({
  ...feed,
  generated_at: new Date().toISOString(),
  valid_until: new Date(Date.now() + HOUR).toISOString(),
});
const down = (feed) => ({ ...well(feed), status: { level: 'major_outage', description: 'API is down' } });

/** Two pages side by side with one clock; the first asks oftener. Each lists what it has asked for. */
async function embed(t, { spoil = () => {} } = {}) {
  let says = well;
  const files = await site.serve((feed) => says(feed));
  const body = `<pilot-light runtime="eager"></pilot-light>
    <script>document.querySelector('pilot-light').setAttribute('poll', location.hash.slice(1));</script>`;
  const host = await serveForeignPage(files.origin, { body });
  const context = await browser.newContext();
  t.after(() => Promise.all([context.close(), files.stop(), host.stop()]));
  await context.clock.install();
  await context.addInitScript(spoil);
  const open = async (poll) => {
    const page = await context.newPage();
    const asked = [];
    page.on('request', (request) => request.url().endsWith('/summary.json') && asked.push(request.url()));
    await page.goto(`${host.origin}/#${poll}`);
    await takesOver(page);
    await reaches(page, { state: 'ready', level: 'operational' });
    asked.length = 0;
    return { page, asked };
  };
  const first = await open(60);
  const second = await open(90);
  return { first, second, change: () => (says = down) };
}

test('what one page has fetched the other shows, and does not ask for', async (t) => {
  const { first, second, change } = await embed(t);
  change();
  await passes(first.page, 70_000);
  await reaches(first.page, { state: 'ready', level: 'major' });
  await reaches(second.page, { state: 'ready', level: 'major' });
  assert.equal(await second.page.evaluate(() => document.querySelector('pilot-light').status), 'API is down');
  await passes(first.page, 140_000);
  assert.notEqual(first.asked.length, 1);
  assert.deepEqual(second.asked, []);
});

test('pages that cannot hear each other ask for themselves', async (t) => {
  const { first, second, change } = await embed(t, { spoil: () => delete globalThis.BroadcastChannel });
  change();
  await passes(first.page, 110_000);
  await until('a poll of its own', () => second.asked.length);
  await reaches(second.page, { state: 'ready', level: 'major' });
});

test('what the page itself says in the channel is believed only where it is a feed', async (t) => {
  const { first } = await embed(t);
  await first.page.evaluate(() => {
    const element = document.querySelector('pilot-light');
    const feed = new URL('/feed/v1/summary.json', document.querySelector('script[src]').src).href;
    const channel = new BroadcastChannel(`${feed}\n`);
    const at = Date.now();
    for (const message of [null, 1, 'x', [], {}, { at }, { at, feed: null }, { at, feed: { status: 1 } }, { at: 'x', feed: element.feed }]) {
      channel.postMessage(message);
    }
    channel.close();
  });
  await passes(first.page, 1_000);
  await reaches(first.page, { state: 'ready', level: 'operational' });
  await first.page.locator('button[part~="badge"]').click();
  await first.page.locator('[part~="row"]').first().waitFor();
});
