// What 10,000 incidents with 5 updates each cost an operator and the public: lists of the admin API,
// and the way of a change to the feed on disk. They come in by `pilotlight import`, over three years, so
// that most of them are older than what a page shows.

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

import { BINARY } from '../harness/server.mjs';
import { until } from '../harness/until.mjs';
import { startCompany } from './company.mjs';
import { median, table } from './table.mjs';

const run = promisify(execFile);

const INCIDENTS = 10_000;
const STAGES = ['investigating', 'identified', 'monitoring', 'monitoring', 'resolved'];
const SPREAD_MS = 3 * 365 * 86_400_000;
const MINUTE_MS = 60_000;
/** Incidents of one document: it has a bound of 8 MB. */
const IN_ONE = 2_500;
const ROUNDS = 25;
const CHANGES = 10;
const QUIET_MS = 3_000;
/** Goals of the design, in milliseconds. */
const LIST_MS = 50;
const PUBLISH_MS = { 50: 50, 1_000: 500 };
const CHANGE_MS = 1_000;

export async function operating() {
  const work = await mkdtemp(path.join(os.tmpdir(), 'pilotlight-operating-'));
  try {
    const small = await startCompany(50, { every: '60s', refresh: '60s', admin: true, folder: path.join(work, 'small') });
    let api;
    const changes = [];
    try {
      api = await reach(small.server);
      await seed(small.server, path.join(work, 'source'));
      await lists(api);
      changes.push(await publications(small.server, api, 50));
      await small.server.stop();
      await mkdir(path.join(work, 'large'));
      await cp(path.join(work, 'small/data'), path.join(work, 'large/data'), { recursive: true });
    } finally {
      await small.discard();
    }
    const large = await startCompany(1_000, { every: '60s', refresh: '60s', admin: true, folder: path.join(work, 'large') });
    try {
      const { token } = api;
      changes.push(await publications(large.server, { ...(await reach(large.server, token)) }, 1_000));
    } finally {
      await large.discard();
    }
    table(['a status set by hand', 'to durable, ms', 'to the feed on disk, ms', 'slowest, ms', 'goal of publishing, ms', 'files written', 'of'], changes);
    console.log(`  from a change to the feed on disk: below ${CHANGE_MS} ms is the goal`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Where the admin API of a server is, and the token that its first start has printed. */
async function reach(server, known) {
  const configuration = await readFile(server.file, 'utf8');
  const [, listen] = /\[admin\]\nlisten = "([^"]+)"/.exec(configuration);
  const token = known ?? /plt_\S+/.exec(await readFile(server.log, 'utf8'))[0];
  return { origin: `http://${listen}/api/v1/`, token };
}

async function ask(api, address, { method = 'GET', body } = {}) {
  const headers = { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' };
  const start = performance.now();
  const answer = await fetch(api.origin + address, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  const took = performance.now() - start;
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text}`);
  return { took, document: JSON.parse(text) };
}

/** Incidents in the shape of Statuspage's API, the newest still open. */
async function seed(server, source) {
  await mkdir(source);
  const now = Date.now();
  const at = (ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const incidents = Array.from({ length: INCIDENTS }, (_, number) => {
    const began = now - 90 * MINUTE_MS - Math.floor((number * SPREAD_MS) / INCIDENTS);
    const stages = number === 0 ? STAGES.slice(0, -1) : STAGES;
    return {
      id: `i${number}`,
      name: `Incident ${number}`,
      impact: 'minor',
      created_at: at(began),
      components: [{ id: `c-${number % 50}`, name: `Component ${number % 50}` }],
      incident_updates: stages.map((status, update) => ({
        status,
        created_at: at(began + update * 10 * MINUTE_MS),
        body: `Update ${update} of incident ${number}: some customers wait longer than they should, and we look into it.`,
      })),
    };
  });
  for (let first = 0; first < INCIDENTS; first += IN_ONE) {
    const document = { incidents: incidents.slice(first, first + IN_ONE) };
    await writeFile(path.join(source, `incidents-${first}.json`), JSON.stringify(document));
  }
  const { token } = await reach(server);
  const env = { ...process.env, PILOTLIGHT_TOKEN: token };
  const start = performance.now();
  const { stdout } = await run(BINARY, ['import', 'statuspage', source, '--config', server.file], { env, maxBuffer: 64 * 1_024 * 1_024 });
  console.log(`  ${stdout.split('\n')[0]}, in ${((performance.now() - start) / 1_000).toFixed(0)} s`);
}

/** Each list as often as there are rounds; deep pages by the cursors that lead there. */
async function lists(api) {
  let cursor = '';
  let pages = 0;
  for (;;) {
    const { document } = await ask(api, `incidents?limit=200${cursor}`);
    if (document.next === null) break;
    cursor = `&cursor=${document.next}`;
    pages += 1;
  }
  const addresses = {
    'the newest 50': 'incidents',
    'the newest 200': 'incidents?limit=200',
    'those that are open': 'incidents?state=open',
    'those that are open, 200': 'incidents?state=open&limit=200',
    'those that are over, 200': 'incidents?state=over&limit=200',
    [`the last page, after ${pages} of 200`]: `incidents?limit=200${cursor}`,
    'open ones, after all of these': `incidents?state=open&limit=200${cursor}`,
    'the audit log, 200': 'audit?limit=200',
    'one incident of three years ago': `incidents/statuspage-i${INCIDENTS - 1}`,
  };
  const rows = [];
  for (const [name, address] of Object.entries(addresses)) {
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) times.push((await ask(api, address)).took);
    rows.push([name, median(times).toFixed(1), Math.max(...times).toFixed(1), LIST_MS]);
  }
  table(['a question to the admin API', 'median, ms', 'slowest, ms', 'goal, ms'], rows);
}

async function publications(server, api, components) {
  const feed = path.join(server.published, 'feed/v1/summary.json');
  const durable = [];
  const disk = [];
  let written = [0, 0];
  for (let change = 0; change < CHANGES; change += 1) {
    const status = change % 2 === 0 ? 'major_outage' : 'partial_outage';
    const before = await times(server.published);
    // Publications keep a distance in the long run: what is measured is the first after a quiet while.
    await setTimeout(QUIET_MS);
    const start = performance.now();
    const { took } = await ask(api, 'components/c-1/status', { method: 'PUT', body: { status } });
    await until(
      `the feed on disk to say ${status}`,
      async () => JSON.parse(await readFile(feed, 'utf8')).components[1].status === status,
      { lookEveryMs: 1 },
    );
    durable.push(took);
    disk.push(performance.now() - start);
    const after = await times(server.published);
    const changed = [...after].filter(([file, time]) => before.get(file) !== time);
    written = [changed.length, after.size];
  }
  return [`${components} components`, median(durable).toFixed(0), median(disk).toFixed(0), Math.max(...disk).toFixed(0), PUBLISH_MS[components], ...written];
}

/** When each published file was written. */
async function times(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // One that is being written takes its place in a moment.
  const isWhole = (entry) => entry.isFile() && !entry.name.startsWith('.pilotlight-writing-');
  const files = entries.filter(isWhole).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, (await stat(file)).mtimeMs])));
}
