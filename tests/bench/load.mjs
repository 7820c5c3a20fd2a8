// Requests a second: our server beside nginx with the same published folder, in turns, so that
// whatever else the machine does hits both.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { parseHeaders } from '../harness/serve.mjs';
import { freePort } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';
import { startCompany } from './company.mjs';
import { median, table } from './table.mjs';

const run = promisify(execFile);

const ROUNDS = 5;
const ROUND_SECONDS = 3;
const CONNECTIONS = 64;
const PATHS = { feed: '/feed/v1/summary.json', page: '/' };
const ENCODINGS = ['identity', 'gzip'];

export async function load() {
  for (const tool of ['nginx', 'wrk']) {
    if (!(await isThere(tool))) {
      console.log(`  skipped: ${tool} is not installed (on Debian: apt-get install nginx-light wrk)`);
      return;
    }
  }
  const { server, discard } = await startCompany(20, { refresh: '60s', every: '60s' });
  const nginx = await startNginx(server.published);
  try {
    const rows = [];
    for (const [name, pathname] of Object.entries(PATHS)) {
      for (const encoding of ENCODINGS) rows.push(await compare(name, encoding, pathname, server.origin, nginx.origin));
    }
    table(['what', 'ours', 'nginx', 'ours / nginx', 'lowest', 'highest'], rows);
  } finally {
    await nginx.stop();
    await discard();
  }
}

async function compare(name, encoding, pathname, ours, theirs) {
  const pairs = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = await requestsASecond(ours + pathname, encoding);
    const second = await requestsASecond(theirs + pathname, encoding);
    pairs.push([first, second]);
  }
  const ratios = pairs.map(([our, their]) => our / their);
  const shown = [median(ratios), Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2));
  const [our, their] = [0, 1].map((side) => Math.round(median(pairs.map((pair) => pair[side]))));
  return [`${name}, ${encoding}`, our, their, ...shown];
}

async function requestsASecond(url, encoding) {
  const { stdout } = await run('wrk', [
    '--threads=1',
    `--connections=${CONNECTIONS}`,
    `--duration=${ROUND_SECONDS}s`,
    `--header=Accept-Encoding: ${encoding}`,
    url,
  ]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`not every request was answered well:\n${stdout}`);
  return Number(/Requests\/sec:\s*([\d.]+)/.exec(stdout)[1]);
}

/**
 * nginx at its best: as many workers as we have, files kept open, compressed beforehand, no log;
 * and with the headers that the folder asks for, which are ours.
 */
async function startNginx(published) {
  const home = await mkdtemp(path.join(os.tmpdir(), 'pilotlight-nginx-'));
  const folder = path.join(home, 'public');
  // A copy: what is compressed beside the files must not grow old while the server goes on.
  const isWhole = (file) => !path.basename(file).startsWith('.');
  await until('a copy of the published folder', () => cp(published, folder, { recursive: true, filter: isWhole }).then(() => true));
  await compressBeside(folder);
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${home}/${kind};`);
  const file = path.join(home, 'nginx.conf');
  await writeFile(
    file,
    `daemon off;
${process.getuid() === 0 ? 'user root;' : ''}
worker_processes ${os.cpus().length};
pid ${home}/nginx.pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
  types { text/html html; application/json json; text/css css; text/javascript js; image/svg+xml svg; application/wasm wasm; }
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  open_file_cache max=1000;
  gzip_static on;
  ${temporary.join('\n  ')}
  server {
    listen 127.0.0.1:${port} reuseport;
    root ${folder};
    ${(await locations(folder)).join('\n    ')}
  }
}
`,
  );
  const child = spawn('nginx', ['-c', file, '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'inherit'] });
  process.once('exit', () => child.kill('SIGTERM'));
  const origin = `http://127.0.0.1:${port}`;
  await until('nginx to answer', async () => (await fetch(`${origin}/`)).ok);
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    await rm(home, { recursive: true, force: true });
  };
  return { origin, stop };
}

async function locations(folder) {
  const rules = parseHeaders(await readFile(path.join(folder, '_headers'), 'utf8'));
  const common = rules.find(({ pattern }) => pattern === '/*').headers;
  return rules
    .filter(({ pattern }) => pattern !== '/*')
    .map(({ pattern, headers }) => {
      const place = pattern.endsWith('*') ? `^~ ${pattern.slice(0, -1)}` : `= ${pattern}`;
      const lines = Object.entries({ ...common, ...headers }).map(([name, value]) => `add_header ${name} "${value}";`);
      // An index is found by a second look-up, which would lose the first one's headers.
      const file = pattern === '/' ? 'try_files /index.html =404; default_type text/html;' : '';
      return `location ${place} { ${file} ${lines.join(' ')} }`;
    });
}

async function compressBeside(folder) {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    await writeFile(`${file}.gz`, gzipSync(await readFile(file), { level: 9 }));
  }
}

async function isThere(tool) {
  try {
    await run(tool, ['-v']);
    return true;
  } catch (error) {
    // wrk prints its version and ends with 1.
    return error.code !== 'ENOENT';
  }
}
