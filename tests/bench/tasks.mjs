// How long each task of a page's main thread takes, and whose it is: of scripts of the page, of the frames that
// they make necessary, or of the browser's own start. It is told by the browser's own trace, in processor time of
// the thread, so what else runs on the machine is not in it; times four, which is how much slower a slow phone is.

import { once } from 'node:events';

import { serveTexts } from '../harness/serve.mjs';
import { until } from '../harness/until.mjs';

export const SLOWDOWN = 4;

/** Something of a script ran, whatever has called it. */
const SCRIPT = new Set(['EvaluateScript', 'FunctionCall', 'v8.run', 'TimerFire', 'FireIdleCallback', 'FireAnimationFrame', 'RunMicrotasks', 'EventDispatch']);
const FRAME = new Set(['UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint', 'Layerize', 'Commit']);

/**
 * Visits a page of `html` with an empty cache until `ready` holds there, then calls `open`, if any, until
 * `opened` holds; all are expressions of the page's own script. Gives the longest task of scripts and the
 * longest frame in milliseconds of a slow phone.
 */
export async function longestTasks(browser, { html, ready, open, opened }) {
  const body = `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,"><p>Text</p>${html}`;
  const host = await serveTexts({ '/': { type: 'text/html', body } });
  const context = await browser.newContext();
  try {
    const client = await context.newCDPSession(await context.newPage());
    const events = [];
    client.on('Tracing.dataCollected', ({ value }) => events.push(...value));
    const traceConfig = { includedCategories: ['toplevel', 'devtools.timeline', 'v8'], excludedCategories: ['*'] };
    await client.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
    const url = `${host.origin}/`;
    await client.send('Page.navigate', { url });
    // The tool's own ways to wait bring a script into the page that is longer than ours.
    const says = async (expression) => (await client.send('Runtime.evaluate', { expression, returnByValue: true })).result.value;
    const becomes = (expression) => until(expression, () => says(`Boolean(${expression})`));
    await becomes(`location.href === ${JSON.stringify(url)} && document.readyState === 'complete' && (${ready})`);
    if (open) {
      await says(open);
      await becomes(opened);
    }
    // The frame of what has been done last comes after it; to ask for one would be a script in it.
    await client.send('Runtime.evaluate', { expression: 'new Promise((end) => setTimeout(end, 200))', awaitPromise: true });
    const ended = once(client, 'Tracing.tracingComplete');
    await client.send('Tracing.end');
    await ended;
    return longest(tasksOf(events, url));
  } finally {
    await context.close();
    await host.stop();
  }
}

function longest(tasks) {
  const most = (whose) => Math.max(0, ...tasks.filter((task) => task.whose === whose).map(({ ms }) => ms));
  return { script: most('script'), frame: most('frame') };
}

/** The tasks of the thread that shows an address, from its commit on: `{ ms, whose }`. */
function tasksOf(events, url) {
  const commit = events.find(({ name, args }) => name === 'CommitLoad' && args.data?.url === url);
  if (!commit) throw new Error(`the trace has no visit of ${url}`);
  const own = events.filter((event) => event.pid === commit.pid && event.tid === commit.tid && event.ph === 'X' && commit.ts < event.ts);
  own.sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const tasks = [];
  let end = 0;
  for (const event of own) {
    if (end <= event.ts && event.name.endsWith('RunTask')) {
      tasks.push({ ms: (SLOWDOWN * (event.tdur ?? 0)) / 1_000, inside: [] });
      end = event.ts + event.dur;
    } else tasks.at(-1)?.inside.push(event);
  }
  return tasks.map(({ ms, inside }) => ({ ms, whose: whose(inside) }));
}

function whose(events) {
  const has = (names) => events.some(({ name }) => names.has(name));
  // What the tool asks the page for has no address.
  const isTool = events.some(({ name, args }) => name === 'EvaluateScript' && !args.data?.url);
  if (isTool || has(new Set(['ParseHTML', 'CommitLoad']))) return 'browser';
  if (has(SCRIPT)) return 'script';
  return has(FRAME) ? 'frame' : 'browser';
}
