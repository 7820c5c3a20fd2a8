// Makes what is published of what trunk built: one classic script of loader and glue, under its
// stable path and under its version, the WebAssembly beside the latter, and the digests of all. And
// the npm package of the same.
//
// Run by trunk after its build; TRUNK_STAGING_DIR is the folder that becomes `dist`, the package goes
// to where cargo builds. The same sources give the same bytes.

import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { named } from './bundle/calls.mjs';
import { readableGlue } from './bundle/glue.mjs';
import { readLanguages } from './bundle/languages.mjs';
import { measure } from './bundle/sizes.mjs';
import { shorten } from './bundle/names.mjs';
import { ordered } from './bundle/order.mjs';
import { writePages } from './bundle/pages.mjs';
import { checkNames, classic, module } from './bundle/script.mjs';
import { writePackage } from './npm/package.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
/** Where `cargo xtask build` builds the widget. */
const TARGET = process.env.CARGO_TARGET_DIR ?? path.join(HERE, '../target/widget');

const staging = process.env.TRUNK_STAGING_DIR;
if (!staging) throw new Error('bundle.mjs is run by trunk, which sets TRUNK_STAGING_DIR');
const version = await ownVersion();
const built = await trunkOutput(staging);

const lean = named(readableGlue(built.glue));
checkNames(lean.specs.values());
const { wasm, glue } = shorten(ordered(built.wasm), lean.glue, lean.specs);
const wasmFile = `pilotlight-${digest(wasm)}.wasm`;
const files = { 'adapters.wasm': await readFile(path.join(TARGET, 'adapters.wasm')) };
const languages = await readLanguages(path.join(HERE, '../feed/locale'));
for (const [tag, words] of Object.entries(languages)) files[`${tag}.json`] = Buffer.from(JSON.stringify(words));
const more = Object.entries(files).map(([name, bytes]) => [name.replace(/\.\w+$/, ''), integrity(bytes)]);
files['more.json'] = Buffer.from(JSON.stringify(Object.fromEntries(more)));
files[wasmFile] = wasm;
const folder = `widget/${version}`;
const constants = {
  WASM_FOLDER: folder,
  WASM_FILE: wasmFile,
  WASM_INTEGRITY: integrity(wasm, 'sha256'),
  MORE_INTEGRITY: integrity(files['more.json'], 'sha256'),
};
const places = Object.fromEntries(Object.keys(files).map((name) => [name, `./files/${name}`]));
await writePackage(path.join(TARGET, 'npm'), { version, files, module: await module(glue, constants, places) });

const script = await classic(glue, constants);
const loaderAlone = await classic(undefined, { WASM_FOLDER: folder });
files['widget.js'] = script;
const digests = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, integrity(bytes)]));
await rm(staging, { recursive: true });
await mkdir(path.join(staging, folder), { recursive: true });
await writeFile(path.join(staging, 'widget.js'), script);
for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(staging, folder, name), bytes);
await writeFile(path.join(staging, folder, 'integrity.json'), `${JSON.stringify(digests, null, 2)}\n`);

await writePages(path.join(staging, 'docs/widget'), { version, languages: ['en', ...Object.keys(languages)] });

const longest = Object.keys(languages)
  .map((tag) => `${tag}.json`)
  .sort((a, b) => files[b].length - files[a].length)
  .slice(0, 1);
// What a page of usual size says, as it is published: without blanks.
const golden = async (name) => Buffer.from(JSON.stringify(JSON.parse(await readFile(path.join(HERE, '../feed/golden/v1', name), 'utf8'))));
const [summary, feed] = [await golden('quiet-summary.json'), await golden('outage-feed.json')];
measure([
  { name: 'first paint alone', files: [loaderAlone], goal: 2_500, limit: 3_000, held: 3_120 },
  { name: 'widget.js: with script API and glue', files: [script], goal: 7_000, limit: 7_900, held: 8_280 },
  { name: wasmFile, files: [wasm], goal: 38_000, limit: 50_000 },
  { name: 'script + feed + badge', files: [script, summary], goal: 6_000, limit: 8_000, held: 8_770 },
  { name: 'everything, panel open, feeds included', files: [script, summary, wasm, feed], goal: 45_000, limit: 58_000, held: 58_400 },
  ...longest.map((name) => ({ name: `${name}, the longest language`, files: [files[name]], goal: 1_500, limit: 2_500 })),
  { name: 'adapters.wasm', files: [files['adapters.wasm']], goal: 30_000, limit: 50_000 },
]);

/** The version of all packages, which is the widget's. */
async function ownVersion() {
  const manifest = await readFile(path.join(HERE, '../Cargo.toml'), 'utf8');
  const found = /\[workspace\.package\][^[]*?\nversion = "([^"]+)"/.exec(manifest);
  if (!found) throw new Error('Cargo.toml names no version in [workspace.package]');
  return found[1];
}

/** The glue and the WebAssembly among what trunk made, whose names carry hashes. */
async function trunkOutput(directory) {
  const names = await readdir(directory);
  const only = async (ending) => {
    const found = names.filter((name) => name.endsWith(ending));
    if (found.length !== 1) throw new Error(`trunk made ${found.length} files *${ending}: ${names}`);
    return readFile(path.join(directory, found[0]));
  };
  return { glue: (await only('.js')).toString(), wasm: await only('_bg.wasm') };
}

function digest(bytes) {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 8);
}

function integrity(bytes, algorithm = 'sha384') {
  return `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;
}
