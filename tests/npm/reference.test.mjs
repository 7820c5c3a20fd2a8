// The reference against the code: whatever a page can set, call, hear or style is in the manifest, and
// nothing else.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';

import { ROOT } from '../harness/server.mjs';
import { manifest } from '../../widget/npm/manifest.mjs';
import { propertyOf } from '../../widget/npm/reference.mjs';

const read = (file) => readFile(path.join(ROOT, file), 'utf8');

async function texts(folder, ending) {
  const names = (await readdir(path.join(ROOT, folder))).filter((name) => name.endsWith(ending));
  return Promise.all(names.map((name) => read(path.join(folder, name))));
}

const found = (text, pattern) => [...text.matchAll(pattern)].map(([, name]) => name);
const set = (...names) => [...new Set(names.flat())].sort();
const names = (entries) => set(entries.map(({ name }) => name));

let element;
let api;
let loader;
let views;
let styles;
let options;
before(async () => {
  const style = await read('www/loader/style.css');
  element = manifest(style).modules[0].declarations[0];
  api = await read('www/loader/api.js');
  loader = (await texts('www/loader', '.js')).join('\n');
  views = (await texts('widget/src/view', '.rs')).join('\n');
  options = await read('widget/src/options.rs');
  styles = [style, ...(await texts('widget/src/view', '.css'))].join('\n');
});

const optionsOf = (text) => /OPTIONS =\s*'([^']*)'/.exec(text)[1].split(' ');
const members = (kind) => element.members.filter((member) => member.kind === kind);

test('attributes are the options and what the element sets itself', () => {
  const own = found(loader, /(?:this\.setAttribute|toggleAttribute)\('([\w-]+)'/g);
  assert.deepEqual(names(element.attributes), set(optionsOf(api), own));
});

test('properties are the options in camel case and what can be read', () => {
  const read = found(api, /^ {2}get (\w+)\(\)/gm);
  assert.deepEqual(names(members('field')), set(optionsOf(api).map(propertyOf), read));
});

test('methods are those without an underscore', () => {
  const methods = found(api, /^ {2}([a-z]\w*)\(.*\) \{$/gm);
  assert.deepEqual(names(members('method')), set(methods.filter((name) => name !== 'constructor')));
});

test('events are all that the element fires', () => {
  const fired = api.split('\n').filter((line) => line.includes('this._fire('));
  const words = found(fired.join('\n'), /'(\w+)'/g);
  // Those of the panel are named by the browser.
  assert.ok(fired.some((line) => line.includes('newState')));
  assert.deepEqual(names(element.events), set([...words, 'open', 'close'].map((word) => `pilot-light:${word}`)));
});

test('parts are those of both views, and the variants of the badge', () => {
  const written = [...found(views, /\("part", "([\w-]+)"(?:\)|\.to_owned)/g), ...found(loader, /part: ['`]([\w-]+)/g)];
  const variants = found(/pub\(crate\) const fn as_str[\s\S]*?\n {4}\}/.exec(options)[0], /=> "([\w-]+)"/g);
  assert.deepEqual(names(element.cssParts), set(written, variants));
});

test('slots are those of the panel and the badge, and the element’s own content', () => {
  const named = found(views, /element\("slot", &\[\("name", "([\w-]+)"\)/g);
  assert.deepEqual(names(element.slots), set(named, ''));
});

test('custom properties are those that the stylesheets ask for', () => {
  assert.deepEqual(names(element.cssProperties), set(found(styles, /var\((--pl-[\w-]+)/g)));
});

test('a closed set of words is the one that the WebAssembly knows', () => {
  const variants = found(/pub\(crate\) const fn as_str[\s\S]*?\n {4}\}/.exec(options)[0], /=> "([\w-]+)"/g);
  const { type } = element.attributes.find(({ name }) => name === 'variant');
  assert.deepEqual(set(found(type.text, /'(\w+)'/g)), set(variants));
});

test('the control: an option that the code has and the manifest has not is seen', () => {
  const more = optionsOf(api.replace("'feed ", "'feed sound "));
  assert.notDeepEqual(set(more), names(element.attributes.filter(({ fieldName }) => fieldName)));
  assert.deepEqual(set(optionsOf(api)), names(element.attributes.filter(({ fieldName }) => fieldName)));
});
