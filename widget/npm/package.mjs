// The folder of the npm package, ready for `npm pack`: the module, the files that it asks for, types,
// and the manifest.

import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { manifest } from './manifest.mjs';
import { types } from './types.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.join(HERE, '../..');
const FRAMEWORKS = ['react', 'preact', 'solid', 'vue'];

/** Writes the package into `folder`: `module` are the bytes of element.js, `files` what it asks for. */
export async function writePackage(folder, { version, module, files }) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, 'files'), { recursive: true });
  const write = (name, content) => writeFile(path.join(folder, name), content);
  await write('package.json', `${JSON.stringify(description(version), null, 2)}\n`);
  await write('element.js', module);
  for (const [name, bytes] of Object.entries(files)) await write(`files/${name}`, bytes);
  const style = await readFile(path.join(ROOT, 'www/loader/style.css'), 'utf8');
  await write('custom-elements.json', `${JSON.stringify(manifest(style), null, 2)}\n`);
  for (const [name, text] of Object.entries(types())) await write(name, text);
  for (const name of ['index.js', 'README.md']) await copyFile(path.join(HERE, name), path.join(folder, name));
  for (const name of ['LICENSE-APACHE', 'LICENSE-MIT']) await copyFile(path.join(ROOT, name), path.join(folder, name));
}

function description(version) {
  const entry = (name) => ({ types: `./${name}.d.ts`, default: `./${name}.js` });
  return {
    name: 'pilot-light',
    version,
    description: 'A live status from a Pilotlight status page, as a custom element',
    license: 'MIT OR Apache-2.0',
    type: 'module',
    exports: {
      '.': entry('index'),
      './element': entry('element'),
      ...Object.fromEntries(FRAMEWORKS.map((name) => [`./${name}`, { types: `./${name}.d.ts` }])),
      './custom-elements.json': './custom-elements.json',
      './package.json': './package.json',
    },
    types: './index.d.ts',
    customElements: 'custom-elements.json',
    // Importing the package defines the element; importing the class does nothing.
    sideEffects: ['./index.js'],
  };
}
