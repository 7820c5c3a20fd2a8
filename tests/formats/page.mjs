// The page that programs of others read: a real server with components that are up, and the readers
// that are written in Python.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { startServer } from '../harness/server.mjs';
import { TcpTarget } from '../harness/targets.mjs';

const READ = fileURLToPath(new URL('read.py', import.meta.url));

/**
 * Starts a server that checks `components` (without monitors: they get one that is up); `rest` goes into
 * its configuration. `discard` ends all of it. A server that does not start leaves nothing running.
 */
export async function startPage({ components, ...rest }) {
  const target = await TcpTarget.start();
  const monitor = { kind: 'tcp', address: target.address, every: '10s' };
  const watched = components.map((component) => ({ ...component, monitor }));
  try {
    const server = await startServer({ admin: true, refresh: '1s', components: watched, ...rest });
    return { server, discard: () => Promise.all([server.discard(), target.stop()]) };
  } catch (error) {
    await target.stop();
    throw error;
  }
}

/** What `read.py` finds at a place: a file, or an address. */
export async function read(kind, place) {
  const { stdout } = await promisify(execFile)(process.env.READERS, [READ, kind, place]);
  return JSON.parse(stdout);
}
