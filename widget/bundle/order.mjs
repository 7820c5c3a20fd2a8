// The order of the functions in the WebAssembly, which means nothing to a browser: like beside like, so
// that a compressor finds the one near the other. More than one byte in a hundred.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { Reader, number, parse, text, write } from './names.mjs';

const WASM_OPT = fileURLToPath(new URL('../node_modules/binaryen/bin/wasm-opt', import.meta.url));
const FEATURES = ['bulk-memory', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext'];
const IMPORTS = 2;
const CODE = 10;
const FUNCTION_NAMES = 1;
/** So many bytes that two functions have in common make them a little more alike. */
const PIECE_BYTES = 4;

/** The same WebAssembly with like functions side by side. wasm-opt does it, by names that say the order. */
export function ordered(wasm) {
  const sections = parse(wasm);
  const body = (id) => new Reader(sections.find((section) => section.id === id).body);
  // wasm-bindgen imports functions alone, and all functions are numbered after those.
  const first = body(IMPORTS).number();
  const code = body(CODE);
  const bodies = Array.from({ length: code.number() }, () => code.bytes(code.number()));
  const places = new Map(alike(bodies).map((index, place) => [index, place]));
  const names = bodies.map((_, index) => [number(first + index), text(`${places.get(index)}`.padStart(6, '0'))]);
  const list = Buffer.concat([number(names.length), ...names.flat()]);
  const section = { id: 0, body: Buffer.concat([text('name'), number(FUNCTION_NAMES), number(list.length), list]) };

  const folder = mkdtempSync(path.join(tmpdir(), 'pilotlight-'));
  try {
    const [given, made] = ['given.wasm', 'made.wasm'].map((name) => path.join(folder, name));
    writeFileSync(given, Buffer.concat([wasm, write(section)]));
    const features = FEATURES.map((name) => `--enable-${name}`);
    execFileSync(WASM_OPT, [given, '-o', made, ...features, '--reorder-functions-by-name', '--strip-debug', '--strip-target-features']);
    return readFileSync(made);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The numbers of all, from the longest on each followed by the one that is most like it. */
function alike(bodies) {
  const pieces = bodies.map((body) => {
    const found = new Set();
    for (let at = 0; at + PIECE_BYTES <= body.length; at += 1) found.add(body.readUInt32LE(at));
    return found;
  });
  const likeness = (a, b) => {
    const [few, many] = [pieces[a], pieces[b]].sort((one, other) => one.size - other.size);
    let common = 0;
    for (const piece of few) if (many.has(piece)) common += 1;
    return common / Math.sqrt((few.size + PIECE_BYTES) * (many.size + PIECE_BYTES));
  };
  const left = new Set(bodies.keys());
  const order = [];
  let next = [...left].reduce((a, b) => (bodies[a].length < bodies[b].length ? b : a), 0);
  while (left.size) {
    order.push(next);
    left.delete(next);
    const last = next;
    let most = -1;
    for (const index of left) {
      const found = likeness(last, index);
      if (most < found) [most, next] = [found, index];
    }
  }
  return order;
}
