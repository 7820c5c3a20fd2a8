// The demo: four targets, a server that watches them, and a page of somebody else that carries
// the widget. Runs until it is interrupted; with --check, until everything has answered once.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { servePage } from './serve.mjs';
import { ROOT, startServer } from './server.mjs';
import { HttpTarget, TcpTarget, freePort } from './targets.mjs';
import { until } from './until.mjs';

/** How the failing target behaves, in seconds: it works for a while, then it does not. */
const FLAKY_WORKS_SECONDS = 120;
const FLAKY_FAILS_SECONDS = 40;

const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;
const stops = [];
let stopping = false;

/** Ends everything that was started, last first, and this process with it. */
async function stopAll(code) {
  if (stopping) return;
  stopping = true;
  for (const stop of stops.reverse()) await stop();
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopAll(0));

try {
  const addresses = await start();
  if (check) {
    await answerOnce(addresses);
    console.log('the demo is up: status page, demo page and feed answer');
    await stopAll(0);
  } else {
    tell(addresses);
  }
} catch (error) {
  console.error(`demo: ${error.message}`, error.cause ?? '');
  await stopAll(1);
}

async function start() {
  const website = await HttpTarget.start();
  const search = await HttpTarget.start({ delayMs: 700 });
  const checkout = await HttpTarget.start();
  const database = await TcpTarget.start();
  for (const target of [website, search, checkout, database]) stops.push(() => target.stop());
  failNowAndThen(checkout);

  // The usual ports while they are free, so that an address one has noted works the next time.
  const port = check ? await freePort() : await freePort(8080);
  const folder = check ? undefined : path.join(ROOT, 'target/demo', String(port));
  const every = '5s';
  const server = await startServer({
    port,
    folder,
    refresh: '15s',
    name: 'Acme',
    groups: [
      { id: 'product', name: 'Product' },
      { id: 'platform', name: 'Platform' },
    ],
    components: [
      { id: 'website', name: 'Website', group: 'product', description: 'Answers at once', monitor: { kind: 'http', url: website.url, every } },
      { id: 'search', name: 'Search', group: 'product', description: 'Slower than it should be', monitor: { kind: 'http', url: search.url, every, degraded_over: '500ms' } },
      { id: 'checkout', name: 'Checkout', group: 'product', description: 'Fails now and then', monitor: { kind: 'http', url: checkout.url, every } },
      { id: 'database', name: 'Database', group: 'platform', description: 'A TCP port', monitor: { kind: 'tcp', address: database.address, every } },
    ],
  });
  stops.push(() => (check ? server.discard() : server.stop()));
  server.ended.then(([code]) => {
    // An interrupt from the terminal reaches the server too, which then ends well.
    if (code === 0 || stopping) return stopAll(0);
    console.error(`demo: the server ended by itself; see ${server.log}`);
    return stopAll(1);
  });

  const template = await readFile(path.join(ROOT, 'www/demo/index.html'), 'utf8');
  const html = template.replaceAll('{{origin}}', server.origin);
  const demo = await servePage(html, { port: check ? 0 : await freePort(8081) });
  stops.push(demo.stop);
  await until('every target to be checked', async () => {
    const { components } = await server.feed();
    return components.every((component) => component.status !== 'unknown');
  });
  return { status: `${server.origin}/`, demo: `${demo.origin}/`, feed: `${server.origin}/feed/v1/summary.json`, log: server.log };
}

function failNowAndThen(target) {
  const change = () => {
    target.status = target.status === 200 ? 503 : 200;
    const seconds = target.status === 200 ? FLAKY_WORKS_SECONDS : FLAKY_FAILS_SECONDS;
    setTimeout(change, seconds * 1_000).unref();
  };
  setTimeout(change, FLAKY_WORKS_SECONDS * 1_000).unref();
}

function tell({ status, demo, feed, log }) {
  console.log(`
  status page   ${status}
  demo page     ${demo}   the widget on a page of another origin
  feed          ${feed}

  Checkout works for ${FLAKY_WORKS_SECONDS} seconds and fails for ${FLAKY_FAILS_SECONDS}, again and again.
  The server's log is ${path.relative(process.cwd(), log)}. Ctrl-C stops everything.
`);
}

async function answerOnce({ status, demo, feed }) {
  const text = async (address) => {
    const response = await fetch(address);
    assert.equal(response.status, 200, address);
    return response.text();
  };
  assert.match(await text(status), /<pilot-light/);
  assert.match(await text(demo), /<pilot-light/);
  assert.equal(JSON.parse(await text(feed)).format, 'pilotlight/1');
}
