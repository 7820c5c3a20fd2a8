// wasm-bindgen's glue as the loader needs it: its imports and the step after instantiation, without
// the fetching around them, which the loader does itself.

/** The glue as a module that exports `imports`, `finish` and what the widget exports. */
export function readableGlue(source) {
  for (const name of ['__wbg_get_imports', '__wbg_finalize_init']) {
    if (!source.includes(`function ${name}(`)) throw new Error(`wasm-bindgen's glue has no ${name} any more`);
  }
  const own = source.replace(/export \{ initSync.*\};?\s*$/, '');
  // What nobody exports goes away with the rest of the unused code.
  const unused = /async function __wbg_load[\s\S]*?\n\}\n|function initSync[\s\S]*?\n\}\n|async function __wbg_init(?:_once)?\([\s\S]*?\n\}\n/g;
  return `${own.replace(unused, '')}\nexport { __wbg_get_imports as imports, __wbg_finalize_init as finish };\n`;
}
