// How soon a visitor sees something: a plain image, our widget, and the widget of Statuspage from
// npm, in turn in one run and over the same networks. Figures are medians, and ratios to the image
// where there is one. And how long each of our tasks keeps a slow processor from answering, beside a page
// without us; what bounds that is tested (tests/browser/pieces.test.mjs), here it is in milliseconds.

import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { launch } from '../browser/browser.mjs';
import { serveTexts } from '../harness/serve.mjs';
import { ROOT } from '../harness/server.mjs';
import { startCompany } from './company.mjs';
import { median, table } from './table.mjs';
import { SLOWDOWN, longestTasks } from './tasks.mjs';

const ROUNDS = 9;
const PEER = path.join(ROOT, 'tests/bench/peer/node_modules/@statuspage/status-widget/dist/index.js');

/** Round trip in milliseconds, bits a second, and how much slower the processor is. */
const NETWORKS = {
  cable: { latency: 28, throughput: 5_000_000, slowdown: 1 },
  'Slow 4G, processor slowed 4x': { latency: 150, throughput: 1_600_000, slowdown: 4 },
};

/** Each: what stands in the page, and when it shows a status; some are live and open later. */
const subjects = (origin, peer) => ({
  'image alone': {
    html: `<img id="it" src="${origin}/badge.svg" width="200" height="28" alt="">`,
    first: () => document.querySelector('#it').complete && document.querySelector('#it').naturalWidth,
  },
  pilotlight: {
    html: `<script async src="${origin}/widget.js"></script><pilot-light id="it"></pilot-light>`,
    first: () => document.querySelector('#it[state="ready"]'),
    live: () => document.querySelector('#it').shadowRoot?.querySelector('button'),
    open: () => document.querySelector('#it').shadowRoot?.querySelector('[part~="history"] path[d]'),
  },
  '@statuspage/status-widget': {
    html: `<script async src="${peer}/widget.js"></script><statuspage-widget id="it" src="${peer}"></statuspage-widget>`,
    first: () => /operational/i.test(document.querySelector('#it').shadowRoot?.textContent ?? ''),
  },
});

/** What keeps nobody waiting, in milliseconds of a processor slowed four times. */
const LONGEST_TASK_MS = 50;
const MANY = 100;

/** Ways to show components, and a page without us, as expressions of the page's script. */
const pieces = (origin) => {
  const html = (attributes) => `<script async src="${origin}/widget.js"></script><pilot-light id="it" ${attributes}></pilot-light>`;
  const root = "document.querySelector('#it').shadowRoot";
  const ready = `${root}?.querySelector('button, div[part~="panel"]')`;
  const opened = `${root}?.querySelector('[part~="history"] path[d]') && !${root}.querySelector('[aria-busy]')`;
  return {
    'a page without us': { html: '<script>1</script>', ready: 'true' },
    badge: { html: html(''), ready },
    'panel in the page': { html: html('variant="panel"'), ready: opened },
    // By a task of its own, as a click is.
    'panel that opens': { html: html(''), ready, open: "setTimeout(() => document.querySelector('#it').open())", opened },
  };
};

async function tasks(browser) {
  for (const count of [20, MANY]) {
    const { server, discard } = await startCompany(count);
    try {
      console.log(`  ${count} components: the longest task in milliseconds of a processor slowed ${SLOWDOWN}x; the budget is ${LONGEST_TASK_MS}`);
      const rows = [];
      for (const [name, what] of Object.entries(pieces(server.origin))) {
        const runs = [];
        for (let round = 0; round < ROUNDS; round += 1) runs.push(await longestTasks(browser, what));
        const figures = ['script', 'frame'].map((whose) => median(runs.map((run) => run[whose])));
        rows.push([name, ...figures.map(Math.round), `x${(Math.max(...figures) / LONGEST_TASK_MS).toFixed(2)}`]);
      }
      table(['', 'of script', 'of style, layout and paint', 'to the budget'], rows);
    } finally {
      await discard();
    }
  }
}

export async function widget() {
  const browser = await launch();
  const { server, discard } = await startCompany(20);
  const feed = await readFile(path.join(ROOT, 'feed/golden/adapter/statuspage.json'), 'utf8');
  const peer = await serveTexts({
    '/widget.js': { type: 'text/javascript', body: await readFile(PEER) },
    '/api/v2/summary.json': { type: 'application/json', body: feed },
  });
  try {
    for (const [name, network] of Object.entries(NETWORKS)) {
      console.log(`  ${name}: milliseconds from the start of the visit; the panel from the click`);
      const rows = [];
      let image;
      for (const [subject, what] of Object.entries(subjects(server.origin, peer.origin))) {
        const runs = [];
        for (let round = 0; round < ROUNDS; round += 1) runs.push(await measure(browser, what, network));
        const figure = (key) => (runs[0][key] === undefined ? '' : Math.round(median(runs.map((run) => run[key]))));
        image ??= figure('first');
        rows.push([subject, figure('first'), `x${(figure('first') / image).toFixed(2)}`, figure('live'), figure('open')]);
      }
      table(['', 'first status', 'to the image', 'live', 'panel open'], rows);
    }
    await tasks(browser);
  } finally {
    await Promise.all([browser.close(), discard(), peer.stop()]);
  }
}

/** One visit with an empty cache. */
async function measure(browser, { html, first, live, open }, { latency, throughput, slowdown }) {
  const texts = { '/': { type: 'text/html', body: `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,"><p>Text</p>${html}` } };
  const host = await serveTexts(texts);
  const context = await browser.newContext();
  const page = await context.newPage();
  try {
    const client = await context.newCDPSession(page);
    await client.send('Network.enable');
    await client.send('Network.emulateNetworkConditions', {
      offline: false,
      latency,
      downloadThroughput: throughput / 8,
      uploadThroughput: throughput / 8,
    });
    await client.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.addInitScript(() => {
      globalThis.when = (ready) =>
        new Promise((resolve) => {
          const look = () => (ready() ? resolve(performance.now()) : requestAnimationFrame(look));
          look();
        });
    });
    await page.goto(`${host.origin}/`, { waitUntil: 'commit' });
    const when = (ready) => page.evaluate(`when(${ready})`);
    const result = { first: await when(first) };
    if (live) result.live = await when(live);
    if (open) {
      const clicked = await page.evaluate(() => {
        document.querySelector('#it').open();
        return performance.now();
      });
      result.open = (await when(open)) - clicked;
    }
    return result;
  } finally {
    await context.close();
    await host.stop();
  }
}
