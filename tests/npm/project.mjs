// A project of somebody else that has installed the packed package, and nothing of ours but that. Its
// compilers and its bundler are this folder's own, found above it.

import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const DIST = fileURLToPath(new URL('../../target/dist/', import.meta.url));

/** Runs a program in a folder; resolves with `{ code, output }` however it ends. */
export async function run(folder, program, ...words) {
  try {
    const { stdout } = await promisify(execFile)(program, words, { cwd: folder });
    return { code: 0, output: stdout };
  } catch (error) {
    return { code: error.code, output: `${error.stdout}${error.stderr}` };
  }
}

/** An empty project with the package installed, and a folder of files copied into it. */
export async function makeProject(copied) {
  const folder = await mkdtemp(path.join(HERE, 'project-'));
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  if (copied) await cp(path.join(HERE, copied), folder, { recursive: true });
  const { code, output } = await run(folder, 'npm', 'install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', await tarball());
  if (code) throw new Error(`npm could not install the package: ${output}`);
  return {
    folder,
    package: path.join(folder, 'node_modules/pilot-light'),
    write: (name, text) => writeFile(path.join(folder, name), text),
    discard: () => rm(folder, { recursive: true }),
  };
}

/** What `cargo xtask dist` packed. */
async function tarball() {
  if (process.env.PILOTLIGHT_PACKAGE) return process.env.PILOTLIGHT_PACKAGE;
  const packed = (await readdir(DIST)).filter((name) => name.endsWith('.tgz'));
  if (packed.length !== 1) throw new Error(`${packed.length} packages are packed: run \`cargo xtask dist\``);
  return path.join(DIST, packed[0]);
}
