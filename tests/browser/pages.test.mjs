// The pages behind the front page: with and without script, on a narrow screen and a wide one, in a
// frame; and what feed readers get.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { servePage } from '../harness/serve.mjs';
import { startServer } from '../harness/server.mjs';
import { TcpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser;
let server;
let target;
let open;
let past;
before(async () => {
  browser = await launch();
  target = await TcpTarget.start();
  const monitor = { kind: 'tcp', address: target.address, every: '1s' };
  server = await startServer({
    admin: true,
    refresh: '1s',
    components: [
      { id: 'api', name: 'API', description: 'For programs', monitor },
      { id: 'web', name: 'Website', monitor },
    ],
  });
  await server.operate('incident', 'open', 'Logins fail', '-c', 'web=partial_outage', '-m', 'We look into it.');
  await server.operate('incident', 'resolve', '-m', 'The **cache** was full, see [the graph](https://acme.example/graph).');
  await server.operate('incident', 'open', 'Slow answers', '-c', 'api=degraded_performance', '-m', '- One\n- Two', '--expected', '45m', '--next-update', '1s');
  await server.operate('maintenance', 'plan', 'Database upgrade', '--from', '1h', '--to', '2h', '-c', 'api', '-m', 'Nothing to do for you.');
  const feed = await until('everything to be published', async () => {
    const feed = JSON.parse(await readFile(path.join(server.published, 'feed/v1/feed.json'), 'utf8'));
    const counts = [feed.incidents, feed.past_incidents, feed.scheduled_maintenances].map((list) => list?.length);
    return counts.join() === '1,1,1' && feed;
  });
  open = feed.incidents[0].id;
  past = feed.past_incidents[0].id;
});
after(async () => {
  await Promise.all([browser.close(), server.discard()]);
  await target.stop();
});

const month = () => new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Berlin' }).slice(0, 7);

/** Addresses, and what each must say. */
const PAGES = {
  '/': ['Slow answers', 'Database upgrade', 'Logins fail', 'Expected to be over by'],
  [`/history/`]: ['1 incident|2 incidents'],
  '/history/month/': ['Slow answers', 'Logins fail', 'was full'],
  '/incidents/open/': ['Investigating', 'Degraded|impact', 'Two', 'The next update is overdue'],
  '/incidents/past/': ['Resolved', 'Over since', 'was full', 'We look into it'],
  '/maintenance/': ['Ahead', 'Database upgrade', 'Nothing to do for you'],
  '/components/api/': ['API', 'For programs', 'Days with something to tell'],
  '/subscribe/': ['Atom', 'Calendar'],
};

const address = (name) => server.origin + name.replace('open/', `${open}/`).replace('past/', `${past}/`).replace('month/', `${month()}/`);

async function accessible(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.flat().join(' ')}`));
  assert.deepEqual(found, []);
}

for (const [name, words] of Object.entries(PAGES)) {
  test(`without script ${name} says everything`, async (t) => {
    let text;
    await until(`${words} on ${name}`, async () => {
      const { page, context } = await visit(browser, address(name), { context: { javaScriptEnabled: false } });
      text = await page.locator('body').innerText();
      await context.close();
      return words.every((expected) => new RegExp(expected, 'i').test(text));
    }).catch(() => assert.fail(`${words}: ${text}`));
    t.diagnostic(`${text.length} letters`);
  });

  for (const [colorScheme, width] of [['light', 320], ['dark', 1280]]) {
    test(`${name} is accessible and fits: ${colorScheme}, ${width} px`, async (t) => {
      const { page, blame, context } = await visit(browser, address(name), { context: { colorScheme, viewport: { width, height: 800 } } });
      t.after(() => context.close());
      if ((await page.locator('pilot-light').count()) === 1) await takesOver(page);
      await accessible(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(overflow, 0, 'horizontal overflow');
      await blame();
    });
  }
}

test("a component's page is about that component", async (t) => {
  const { page, context } = await visit(browser, address('/components/web/'));
  t.after(() => context.close());
  await takesOver(page);
  await reaches(page, { state: 'ready', level: 'operational' });
  assert.equal(await page.locator('pilot-light').getByText('API').locator('visible=true').count(), 0);
});

test('in a frame without storage or origin the status lives, and no other page may be framed', async (t) => {
  const frame = (name) => `<iframe src="${server.origin}${name}" title="Status" width="220" height="48" sandbox="allow-scripts allow-popups"></iframe>`;
  const host = await servePage(`<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">${frame('/embed/')}`);
  t.after(host.stop);
  const { page, context, blame } = await visit(browser, `${host.origin}/`, { origins: [server.origin] });
  t.after(() => context.close());
  const widget = page.frameLocator('iframe').locator('pilot-light[state="ready"][level="degraded"]');
  await widget.waitFor();
  await widget.locator('[part~="badge"]').first().waitFor();
  await blame();

  const other = await servePage(`<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">${frame('/')}`);
  t.after(other.stop);
  const refused = await visit(browser, `${other.origin}/`, { origins: [server.origin] });
  t.after(() => refused.context.close());
  await assert.rejects(refused.blame(), /frame/i);
});

test('feed readers get what is well formed and leads somewhere', async (t) => {
  // Trusted types would keep the test's own parser out.
  const { page, context } = await visit(browser, address('/subscribe/'), { context: { bypassCSP: true } });
  t.after(() => context.close());
  for (const [name, entry, link] of [['/feed.atom', 'entry', 'entry > id'], ['/feed.rss', 'item', 'item > guid']]) {
    const [faults, links] = await page.evaluate(
      async ([name, entry, link]) => {
        const document = new DOMParser().parseFromString(await (await fetch(name)).text(), 'text/xml');
        const links = [...document.querySelectorAll(link)].map(({ textContent }) => textContent);
        return [document.querySelectorAll('parsererror').length, document.querySelectorAll(entry).length === links.length ? links : []];
      },
      [name, entry, link],
    );
    assert.equal(faults, 0, name);
    assert.equal(links.length, 3, name);
    for (const found of links) assert.equal((await fetch(found)).status, 200, found);
  }
});
