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
  // A plain object: a class has a name and a prototype, and nobody asks for either.
  [
    'the handle as a class',
    /export class Handle \{\s*static __wrap\((ptr)\) \{[\s\S]*?\n {4}\}([\s\S]*?)\n\}\n/,
    (_, pointer, methods) =>
      `const wrap = (${pointer}) => ({${methods.replaceAll('this.__wbg_ptr', pointer).replace(/\n {4}(\w+)(\([^)]*\)) \{([\s\S]*?)\n {4}\}/g, '\n $1: $2 => {$3},')}\n});\n`,
  ],
  ['the handle that is made', /Handle\.__wrap\(/, 'wrap('],
  // Closures of ours end with what holds them, and requests with their timeout.
  ['closures that nobody ended', /const CLOSURE_DTORS = [\s\S]*?;\n(?=\n)/, ''],
  // What they call is guarded: it never throws.
  [
    'closures',
    /(function makeMutClosure\(arg0, arg1, f\)) \{[\s\S]*?if \(--state\.cnt === 0\) \{\s*wasm\.(\w+)[\s\S]*?\n\}\n/,
    `$1 {
    let held = 1;
    const real = (...args) => {
        const own = arg0;
        // So that it is not called while it runs.
        arg0 = 0;
        held += 1;
        f(own, arg1, ...args);
        arg0 = own;
        real.drop();
    };
    real.drop = () => {
        held -= 1;
        if (held) return;
        wasm.$2(arg0, arg1);
        arg0 = 0;
    };
    return real;
}
`,
  ],
  ['closures that are dropped', /_wbg_cb_unref\(\)/, 'drop()'],
  ['what closures call', /(makeMutClosure\(arg0, arg1, )(\w+)\)(?=[\s\S]*\nfunction \2\([^)]*\) \{\s*wasm)/g, '$1wasm.$2)'],
  ['the stack of a callback', /try \{\s*const retptr = (wasm\.\w+\(-16\))(?: >>> 0)?;\s*wasm\.(\w+)\(retptr([^\n]*)\s*\} finally \{\s*(wasm[^\n]*)\s*\}/, 'wasm.$2($1$3 $4'],
  // A view of what is read or written, each time: memory that has grown has another buffer.
  ['views of memory', /\nlet cached\w+Memory0 = null;\nfunction get\w+Memory0\(\) \{[\s\S]*?\n\}\n/g, ''],
  ['what is read of memory', /getUint8ArrayMemory0\(\)\.subarray\(ptr, ptr \+ len\)/, 'new Uint8Array(wasm.memory.buffer, ptr, len)'],
  [
    'a text that is given',
    /const obj = arg1;\s*const ret = typeof\(obj\) === 'string' [\s\S]*?passStringToWasm0\(ret, (wasm\.\w+),[\s\S]*?\n {8}\}/,
    `const isText = typeof arg1 === 'string';
            const text = cachedTextEncoder.encode(isText ? arg1 : '');
            const at = isText && $1(text.length, 1);
            new Uint8Array(wasm.memory.buffer, at, text.length).set(text);
            new Uint32Array(wasm.memory.buffer, arg0, 2).set([at, text.length]);
        }`,
  ],
  // Every browser with popovers has these.
  ['TextEncoder', /if \(!\('encodeInto' in cachedTextEncoder\)\) \{[\s\S]*?\n\}\n/, ''],
  // By number: nothing, null, true, false.
  ['the table', /table\.set\(0, [\s\S]*?1027, false\);/, '[undefined, null, true, false].forEach((value, at) => table.set(1024 + at, value));'],
  ['what texts are read by', /decodeText\((new [^\n]*)\);/, 'cachedTextDecoder.decode($1);'],
  ['TextDecoder', /'utf-8', \{[^}]*\}|\n\s*(cachedTextDecoder\.decode\(\);|numBytesDecoded \+= [\s\S]*?\n {4}\}\n)/g, ''],
  // Memory of two megabytes has no address that would be negative.
  ['addresses', /\((arg0) >>> 0\) \+ (\d) \* (\d)|\bptr = ptr >>> 0;\n| >>> 0(?=[;\])])/g, (_, base, size, index) => (base ? `${base} + ${size * index}` : '')],
  ['nothing', /x === undefined \|\| x === null/, 'x == null'],
  ['what nobody reads', /wasmInstance = instance;|wasmModule = module;|cached\w+Memory0 = null;/g, ''],
];
