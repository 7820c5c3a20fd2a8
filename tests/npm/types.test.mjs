// The package's types: what is right compiles in every framework that has types of ours, and a word
// that is none does not.

import assert from 'node:assert/strict';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { makeProject, run } from './project.mjs';

const APP = fileURLToPath(new URL('app/', import.meta.url));
const COMPILER = fileURLToPath(new URL('node_modules/vue-tsc/bin/vue-tsc.js', import.meta.url));

let project;
before(async () => {
  project = await makeProject('app');
});
after(() => project.discard());

const compile = () => run(project.folder, process.execPath, COMPILER, '--project', '.');

test('the element compiles in a script, in JSX and in a template', async () => {
  assert.deepEqual(await compile(), { code: 0, output: '' });
});

test('the control: a word that is no value and a name that no event has compile nowhere', async () => {
  const wrongs = { value: [/(variant.*)(['"])pill/, '$1$2pil'], detail: ['detail.previous', 'detail.before'] };
  const changed = [];
  for (const [what, [right, wrong]] of Object.entries(wrongs)) {
    await mkdir(path.join(project.folder, what));
    for (const name of (await readdir(APP)).filter((file) => !file.endsWith('.json'))) {
      const text = await readFile(path.join(APP, name), 'utf8');
      const broken = text.replace(right, wrong);
      if (broken === text) continue;
      await project.write(path.join(what, name), broken);
      changed.push(`${what}/${name}`);
    }
  }
  const { code, output } = await compile();
  assert.notEqual(code, 0);
  const refused = [...output.matchAll(/^(\w+\/\w+\.\w+)\(/gm)].map(([, file]) => file);
  assert.deepEqual([...new Set(refused)].sort(), changed.sort());
  assert.equal(changed.length, 9);
});
