// The real server in a process of its own, with a configuration and data of its own.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { freePort } from './targets.mjs';
import { until } from './until.mjs';

/** The top of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The server's program. */
export const BINARY = process.env.PILOTLIGHT ?? path.join(ROOT, 'target/release/pilotlight');

/** Longest time from SIGTERM to the end, in seconds: the server's own deadline and some more. */
const STOP_SECONDS = 15;

/**
 * Starts a server and resolves when it serves its feed.
 *
 * `components` are `{ id, name, group?, description?, monitor, incident? }`, with `monitor` and
 * `incident` as the configuration has them. With `admin` operators are let in, see `operate`;
 * `page` and `look` are what else the configuration says of the page.
 * Without `folder` everything is in a temporary one, which `discard` removes.
 */
export async function startServer({ components, groups = [], templates = [], admin, port, folder, refresh = '10s', validFor = '180s', name = 'Acme', page = {}, look = {} }) {
  const home = folder ?? (await mkdtemp(path.join(os.tmpdir(), 'pilotlight-')));
  await mkdir(home, { recursive: true });
  const listen = `127.0.0.1:${port ?? (await freePort())}`;
  const origin = `http://${listen}`;
  const sections = [
    section('page', { name, url: `${origin}/`, time_zone: 'Europe/Berlin', ...page }),
    section('look', look),
    section('http', { listen }),
    section('publish', { directory: 'public', refresh, valid_for: validFor }),
    ...(admin ? [section('admin', { listen: `127.0.0.1:${await freePort()}` })] : []),
    ...groups.map((group) => section('[group]', group)),
    ...templates.map((template) => section('[incident.template]', template)),
    ...components.flatMap(({ monitor, incident, ...component }) => [
      section('[component]', component),
      ...(incident ? [section('component.incident', incident)] : []),
      section('[component.monitor]', monitor),
    ]),
  ];
  const file = path.join(home, 'pilotlight.toml');
  await writeFile(file, `data_dir = "data"\n\n${sections.join('\n')}`);
  const server = new Server({ home, origin, file });
  try {
    await server.run();
  } catch (error) {
    if (server.runs) await server.kill();
    throw error;
  }
  return server;
}

class Server {
  #child;
  #ended;

  constructor({ home, origin, file }) {
    this.home = home;
    this.origin = origin;
    this.file = file;
    this.port = Number(new URL(origin).port);
    this.published = path.join(home, 'public');
    this.log = path.join(home, 'pilotlight.log');
  }

  /** Starts the process; also again, after it was stopped or killed. */
  async run() {
    const child = spawn(BINARY, ['run', '--config', this.file], { stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(this.log, { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    // However this process ends, it leaves no server behind.
    process.once('exit', () => child.kill('SIGKILL'));
    this.#child = child;
    this.#ended = Promise.race([once(child, 'exit'), once(child, 'error')]);
    await until('the server to serve its feed', async () => {
      if (child.exitCode !== null) return true;
      return (await fetch(`${this.origin}/feed/v1/summary.json`)).ok;
    });
    if (child.exitCode === null) return;
    const said = await readFile(this.log, 'utf8');
    throw new Error(`the server ended with code ${child.exitCode}:\n${said}`);
  }

  /** Where operators are let in. */
  async admin() {
    const [, address] = /\[admin\]\nlisten = "([^"]+)"/.exec(await readFile(this.file, 'utf8'));
    return `http://${address}`;
  }

  /** The token that the first start has printed. */
  async token() {
    const [token] = /plt_\S+/.exec(await readFile(this.log, 'utf8'));
    return token;
  }

  /** Runs a command of an operator. */
  async operate(...command) {
    const env = { ...process.env, PILOTLIGHT_TOKEN: await this.token() };
    const run = promisify(execFile)(BINARY, [...command, '--config', this.file], { env });
    return (await run).stdout;
  }

  get pid() {
    return this.#child.pid;
  }

  /** Resolves when the process has ended, for whatever reason. */
  get ended() {
    return this.#ended;
  }

  async feed() {
    return (await fetch(`${this.origin}/feed/v1/feed.json`)).json();
  }

  /** Ends the process as an init system does, and insists that it obeys. */
  async stop() {
    if (!this.runs) return;
    this.#child.kill('SIGTERM');
    await until('the server to stop', () => !this.runs, { seconds: STOP_SECONDS });
  }

  /** Ends the process as a power cut does. */
  async kill() {
    this.#child.kill('SIGKILL');
    await until('the server to be gone', () => !this.runs);
  }

  /** Ends the process and removes everything it left. */
  async discard() {
    if (this.runs) await this.kill();
    await rm(this.home, { recursive: true, force: true });
  }

  get runs() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }
}

/** A table of the configuration. A JSON string, number or boolean is also one in TOML. */
function section(name, values) {
  const lines = Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return `[${name}]\n${lines.join('\n')}\n`;
}
