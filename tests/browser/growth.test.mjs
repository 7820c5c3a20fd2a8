// What is left of a widget that was taken off the page: nothing. No node and no listener, and the
// WebAssembly's memory stays what it is, however often it comes and goes, with its panel too.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { serveForeignPage } from './foreign.mjs';
import { golden } from './golden.mjs';
import { publishHealthyPage } from './published.mjs';

/** How often each comes and goes: until memory has its size, and then while nothing may grow. */
const CYCLES = { badge: [500, 1_000], panel: [100, 1_000], opened: [100, 300] };
/** The budget of the WebAssembly's memory. */
const MOST_BYTES = 2 * 1024 * 1024;
/** Two pages of memory, which an allocator needs now and then; 200 bytes lost a time would be three. */
const MOST_GROWTH_BYTES = 2 * 64 * 1024;

let browser;
let site;
let outage;
before(async () => {
  [browser, site, outage] = await Promise.all([launch(), publishHealthyPage(), golden('outage-feed.json')]);
});
after(() => Promise.all([browser.close(), site.discard()]));

/** Remembers each memory that a WebAssembly of the page has; run in the page before anything of its own. */
function watchMemory() {
  globalThis.memories = [];
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate.apply(WebAssembly, given);
    const exports = Object.values((made.instance ?? made).exports);
    globalThis.memories.push(...exports.filter((each) => each instanceof WebAssembly.Memory));
    return made;
  };
}

/** A page with the widget on it, and with what counts what it holds. */
async function embed(t) {
  const files = await site.serve(() => outage);
  const host = await serveForeignPage(files.origin, { body: '<pilot-light id="first" storage="none"></pilot-light>' });
  t.after(() => Promise.all([files.stop(), host.stop()]));
  const visited = await visit(browser, `${host.origin}/`, { origins: [files.origin], prepare: (page) => page.addInitScript(watchMemory) });
  t.after(() => visited.context.close());
  const { page, context } = visited;
  await reaches(page, { state: 'ready' });
  await takesOver(page);
  const client = await context.newCDPSession(page);
  const held = async () => {
    await client.send('HeapProfiler.collectGarbage');
    const { nodes, jsEventListeners: listeners } = await client.send('Memory.getDOMCounters');
    const bytes = await page.evaluate(() => globalThis.memories.map(({ buffer }) => buffer.byteLength));
    assert.equal(bytes.length, 1, 'one instance for all elements');
    return { nodes, listeners, bytes: bytes[0] };
  };
  return { ...visited, held };
}

/** Puts a widget on the page and takes it off, as often; `isKept` is one that leaves it there. */
const cycles = (page, kind, count, isKept = false) =>
  page.evaluate(
    async ([what, rounds, stays]) => {
      for (let round = 0; round < rounds; round += 1) {
        const element = document.createElement('pilot-light');
        element.setAttribute('runtime', 'eager');
        if (what === 'panel') element.setAttribute('variant', 'panel');
        document.body.append(element);
        const appears = (selector) =>
          new Promise((resolve) => {
            const look = () => (element.shadowRoot.querySelector(selector) ? resolve() : setTimeout(look));
            look();
          });
        await appears(what === 'panel' ? '[part~="row"]' : 'button');
        if (what === 'opened') {
          element.open();
          await appears('[part~="row"]');
        }
        if (!stays) element.remove();
        await new Promise((resolve) => setTimeout(resolve));
      }
    },
    [kind, count, isKept],
  );

for (const [kind, [first, count]] of Object.entries(CYCLES)) {
  test(`${count} times ${kind} leave nothing behind, and two megabytes are enough`, async (t) => {
    const { page, held, blame } = await embed(t);
    await cycles(page, kind, first);
    const before = await held();
    await cycles(page, kind, count);
    let after = await held();
    const isMore = () => 50 <= after.nodes - before.nodes;
    // What was asked for by those that are gone may be under way for as long as any request is.
    for (let look = 0; isMore() && look < 20; look += 1) {
      await pause(1_000);
      after = await held();
    }
    assert.ok(!isMore(), `${before.nodes} nodes became ${after.nodes}`);
    assert.ok(after.listeners - before.listeners < 10, `${before.listeners} listeners became ${after.listeners}`);
    assert.ok(after.bytes - before.bytes <= MOST_GROWTH_BYTES, `${before.bytes} bytes became ${after.bytes}`);
    assert.ok(after.bytes <= MOST_BYTES, `${after.bytes} bytes`);
    await blame();
  });
}

test('what is not taken off the page is counted', async (t) => {
  const { page, held } = await embed(t);
  await cycles(page, 'panel', 20);
  const before = await held();
  await cycles(page, 'panel', 100, true);
  const after = await held();
  assert.ok(1_000 < after.nodes - before.nodes && 100 <= after.listeners - before.listeners, JSON.stringify({ before, after }));
  assert.ok(before.bytes < after.bytes, 'a hundred panels need memory');
});
