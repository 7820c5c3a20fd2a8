// Time to publish: the whole site from the database by `pilotlight publish`, and from the moment
// that a target answers with a fault until the published feed says so. Then what one change renders and
// writes, as components and incidents grow apart from each other.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { BINARY, ROOT } from '../harness/server.mjs';
import { until } from '../harness/until.mjs';
import { startCompany } from './company.mjs';
import { median, table } from './table.mjs';

const run = promisify(execFile);

const ROUNDS = 5;

export async function publishing() {
  const rows = [];
  for (const components of [50, 1_000]) {
    const { server, single, discard } = await startCompany(components, { every: '5s', refresh: '60s' });
    try {
      const changes = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        changes.push(await change(server, single, 500, 'major_outage'));
        changes.push(await change(server, single, 200, 'operational'));
      }
      await server.stop();
      const whole = [];
      for (let round = 0; round < ROUNDS; round += 1) whole.push(await publishOnce(server));
      rows.push([`${components} components`, median(whole).toFixed(0), median(changes).toFixed(0), Math.max(...changes).toFixed(0)]);
    } finally {
      await discard();
    }
  }
  table(['', 'whole site, process included, ms', 'change to feed on disk, ms', 'slowest, ms'], rows);
  await growth();
}

/** The publisher alone, without a process around it: it prints a table of its own. */
async function growth() {
  const example = ['run', '--quiet', '--locked', '--release', '-p', 'pilotlight-server', '--example', 'growth'];
  const { stdout } = await run(process.env.CARGO ?? 'cargo', example, { cwd: ROOT });
  console.log(`\n${stdout}`);
}

/** Milliseconds from the target's first answer with `status` until the feed on disk shows it. */
async function change(server, target, status, expected) {
  target.status = status;
  target.answeredAt = undefined;
  const feed = path.join(server.published, 'feed/v1/summary.json');
  await until(
    `the feed on disk to say ${expected}`,
    async () => JSON.parse(await readFile(feed, 'utf8')).components[0].status === expected,
    { lookEveryMs: 1 },
  );
  return performance.now() - target.answeredAt;
}

async function publishOnce(server) {
  const start = performance.now();
  await run(BINARY, ['publish', '--config', server.file, '--out', path.join(server.home, 'once')]);
  return performance.now() - start;
}
