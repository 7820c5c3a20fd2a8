// Memory of the real server while it watches local targets: what it holds now and what it ever
// held, after every monitor has been checked.

import { readFile } from 'node:fs/promises';

import { startCompany } from './company.mjs';
import { table } from './table.mjs';

export async function memory() {
  const rows = [];
  for (const monitors of [20, 1_000]) {
    const { server, discard } = await startCompany(monitors, { every: '5s' });
    try {
      const status = await statusOf(server.pid);
      rows.push([`${monitors} monitors`, megabytes(status.VmRSS), megabytes(status.VmHWM)]);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
      console.log('  skipped: this system has no /proc');
      return;
    } finally {
      await discard();
    }
  }
  table(['', 'resident MB', 'most MB'], rows);
}

/** What Linux says of a process, by name; sizes in kB. */
async function statusOf(pid) {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  return Object.fromEntries(text.trim().split('\n').map((line) => line.split(/:\s*/)));
}

const megabytes = (text) => (Number.parseInt(text, 10) / 1_024).toFixed(1);
