// The scripts of loader and glue: the classic one for `<script>`, and the module of the npm package.
// Both are the same sources but for where their files are.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build, transform } from 'esbuild';
import { minify } from 'terser';

import { brotli } from './sizes.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const LOADER = path.join(HERE, '../../www/loader.js');
const PACKAGE = path.join(HERE, '../npm');
/** What the first paint is without: the script API, and what is called only later or by few. */
const LATER = /\/(aloud|runtime|reach|list|pace|api|takeover|language|means|parts|commands|debug)\.js$/;
const COMPRESS = { passes: 3, unsafe_arrows: true, pure_getters: true };
/** Which of them is the shortest in the end nobody can tell before. */
const WAYS = [{}, { passes: 2 }, { inline: 1 }, { sequences: false }, { if_return: false }, { sequences: false, if_return: false }, { join_vars: false }];
/** Never in a published script: pages may forbid them, and rightly. */
const FORBIDDEN = /\beval\(|new Function|innerHTML\s*=|document\.write/;
/** The same among the names that the WebAssembly asks for, which are `owner.name.kinds.mark`. */
const FORBIDDEN_NAMES = /\b(eval|Function|(inner|outer)HTML|insertAdjacentHTML|write(ln)?|parseFromString|createContextualFragment|setHTMLUnsafe)\b/;
/** What a module alone can have: in a classic script it is a fault of syntax. */
const MODULE = /import\.meta|\bexport\b/;

/** What the first paint imports instead of what it is without. */
const NOTHING = `
export class Takeover extends HTMLElement {}
export const OPTIONS = [], start = 0, languageOf = 0, words = 0, checkSigned = 0, adapted = 0, rollUp = 0, begin = 0, debug = 0, note = 0, list = 0, paced = 0, refusal = 0;`;

/** Loader and glue in one classic script; without a glue the loader alone, to be measured. */
export async function classic(glue, constants) {
  const pieces = glue === undefined ? [piece(LATER, NOTHING)] : [piece(/^widget-glue$/, glue)];
  const text = await bundle({ entryPoints: [LOADER], format: 'iife', define: quoted(constants), plugins: [plugin(pieces)] });
  const tried = await Promise.all(WAYS.map((way) => minify(text, { compress: { ...COMPRESS, ...way }, toplevel: true, ecma: 2021 })));
  const [{ code }] = tried.sort((a, b) => brotli(Buffer.from(a.code)) - brotli(Buffer.from(b.code)));
  return checked(code, MODULE);
}

/**
 * The same as a module that exports the element: `files` by the names that the loader has for them,
 * each where it lies beside the module.
 */
export async function module(glue, constants, files) {
  // Written out one by one: bundlers find `new URL('…', import.meta.url)` and nothing else. A file that
  // a bundler puts into its script instead would need `data:` in the page's policy.
  const own = Object.entries(files).map(([name, place]) => `  ${JSON.stringify(name)}: () => new URL('${place}?no-inline', import.meta.url),`);
  const pieces = [piece(/^widget-glue$/, glue), piece(/^own-files$/, `export const files = {\n${own.join('\n')}\n};`)];
  const place = {
    name: 'place',
    setup: ({ onResolve }) => onResolve({ filter: /\/place\.js$/ }, () => ({ path: path.join(PACKAGE, 'place.js') })),
  };
  const text = await bundle({
    entryPoints: [path.join(PACKAGE, 'element.js')],
    format: 'esm',
    define: quoted(constants),
    inject: [path.join(PACKAGE, 'server.js')],
    plugins: [place, plugin(pieces)],
  });
  return checked(text);
}

async function bundle(settings) {
  const { outputFiles } = await build({
    bundle: true,
    write: false,
    minify: true,
    target: ['chrome94', 'firefox93', 'safari15.4'],
    legalComments: 'none',
    // Names with an underscore are our own or the glue's, and seen by nobody else.
    mangleProps: /^_[a-z]|^__w/i,
    ...settings,
  });
  return outputFiles[0].text;
}

const quoted = (constants) => Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]));

/** A module that the build makes: what imports `filter` gets `contents`. */
const piece = (filter, contents) => ({ filter, contents });

const plugin = (pieces) => ({
  name: 'pilotlight',
  setup({ onResolve, onLoad }) {
    for (const { filter, contents } of pieces) {
      onResolve({ filter }, () => ({ path: String(filter), namespace: 'made', pluginData: contents }));
    }
    onLoad({ filter: /.*/, namespace: 'made' }, ({ pluginData }) => ({ contents: pluginData, loader: 'js' }));
    onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { code } = await transform(await readFile(file, 'utf8'), { loader: 'css', minify: true });
      // In custom properties the minifier keeps the blanks.
      return { contents: code.trim().replace(/([:,]) /g, '$1'), loader: 'text' };
    });
  },
});

/** The script as bytes; throws for what no page should have to allow. */
export function checked(code, ...more) {
  const forbidden = [FORBIDDEN, ...more].map((pattern) => pattern.exec(code)).find(Boolean);
  if (forbidden) throw new Error(`the script would contain ${forbidden[0]}`);
  return Buffer.from(code);
}

/** Throws the same for what the WebAssembly calls by its name, which no script shows. */
export function checkNames(names) {
  const forbidden = [...names].find((name) => FORBIDDEN_NAMES.test(name));
  if (forbidden) throw new Error(`the WebAssembly would call ${forbidden}`);
}
