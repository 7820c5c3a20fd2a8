// wasm-bindgen's glue as the loader needs it: its imports and the step after instantiation, without
// the fetching around them, which the loader does itself, and without what is for old browsers or
// for callers that forget to free.

/** The glue as a module that exports `imports`, `finish` and what the widget exports. */
export function readableGlue(source) {
  for (const name of ['__wbg_get_imports', '__wbg_finalize_init']) {
    if (!source.includes(`function ${name}(`)) throw new Error(`wasm-bindgen's glue has no ${name} any more`);
  }
  const lean = CHANGES.reduce((text, [what, pattern, replacement]) => {
    const changed = text.replace(pattern, replacement);
    if (changed === text) throw new Error(`wasm-bindgen's glue has another form than before: ${what}`);
    return changed;
  }, source);
  return `${lean}\nexport { __wbg_get_imports as imports, __wbg_finalize_init as finish };\n`;
}

const CHANGES = [
  ['its exports', /export \{ initSync.*\};?\s*$/, ''],
  // What nobody exports goes away with the rest of the unused code.
  ['fetching', /async function __wbg_load[\s\S]*?\n\}\n|function initSync[\s\S]*?\n\}\n|async function __wbg_init(?:_once)?\([\s\S]*?\n\}\n/g, ''],
  // One closure for all that may throw, instead of one in each.
  ['what may throw', /function\(\) \{ return handleError\(function (\([^)]*\)) (\{[\s\S]*?\n {8}\}), arguments\); \}/g, 'handled($1 => $2)'],
  [
    'handleError',
    /function handleError\(f, args\) \{\s*try \{\s*return f\.apply\(this, args\);/,
    'function handled(f) { return (...args) => { try { return f(...args);',
  ],
  ['the end of handleError', /(__wbindgen_exn_store|wasm\.\w+)\(idx\);\s*\}\s*\}/, '$1(idx); } }; }'],
  ['functions', /: function(\([^)]*\)) \{/g, ': $1 => {'],
  // A callback of ours ends well or traps, and after a trap the answer that it left is not to be read.
  ['what a callback throws', /var r0 = [^\n]*\n[^\n]*\n\s*if \(r1\) \{\s*throw takeFromExternrefTable0\(r0\);\s*\}/, ''],
  // The loader frees what it mounts.
  ['the handle', /\n\s*HandleFinalization\.(register|unregister)\([^)]*\);/g, ''],
  ['the handle at its end', /const HandleFinalization = [\s\S]*?;\n(?=\n|const|function|let)/, ''],
  ['the handle that it was', /__destroy_into_raw\(\) \{[\s\S]*?wasm\.(\w+)\(ptr, 0\);/, 'free() { wasm.$1(this.__wbg_ptr, 0);'],
  ['the handle as a resource', /if \(Symbol\.dispose\).*\n/, ''],
  // Closures of ours end with what holds them, and requests with their timeout.
  ['closures that nobody ended', /const CLOSURE_DTORS = [\s\S]*?;\n(?=\n)|\n\s*CLOSURE_DTORS\.(register|unregister)\([^)]*\);/g, ''],
  // Memory that has grown has another buffer.
  ['views of memory', /if \((cached\w+Memory0) === null \|\|[^{]*\{/g, 'if ($1?.buffer !== wasm.memory.buffer) {'],
  // Texts of ours are short: to guess that they are ASCII saves nothing.
  ['texts', /if \(realloc === undefined\) (\{[\s\S]*?return ptr;\n {4}\})[\s\S]*?return ptr;\n\}/, '$1\n}'],
  // Every browser with popovers has these.
  ['TextEncoder', /if \(!\('encodeInto' in cachedTextEncoder\)\) \{[\s\S]*?\n\}\n/, ''],
  // The first of four ways to the global object is there.
  ['the global object', /(static_accessor_(?:GLOBAL(?!_THIS)|SELF|WINDOW)_\w+: \(\) => )\{[\s\S]*?\n {8}\}/g, '$10'],
  ['the way that is there', /(static_accessor_GLOBAL_THIS_\w+: \(\) => )\{[\s\S]*?\n {8}\}/, '$1addToExternrefTable0(globalThis)'],
  ['TextDecoder', /\n\s*(cachedTextDecoder\.decode\(\);|numBytesDecoded \+= [\s\S]*?\n {4}\}\n)/g, ''],
  // Memory of two megabytes has no address that would be negative.
  ['addresses', /\((arg0) >>> 0\) \+ (\d) \* (\d)|\bptr = ptr >>> 0;\n| >>> 0(?=[;\])])/g, (_, base, size, index) => (base ? `${base} + ${size * index}` : '')],
  ['nothing', /x === undefined \|\| x === null/, 'x == null'],
  ['what nobody reads', /wasmInstance = instance;|wasmModule = module;|cachedDataViewMemory0 = null;\n\s*cachedUint8ArrayMemory0 = null;/g, ''],
  ['instanceof', /let result;\s*try \{\s*result = (arg0 instanceof \w+);\s*\} catch \(_\) \{\s*result = false;\s*\}\s*const ret = result;/g, 'const ret = $1;'],
];
