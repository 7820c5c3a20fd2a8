// The WebAssembly: fetched once for the page and checked, started, and given up at its first fault.
//
// `WASM_PATH` and `WASM_INTEGRITY` are put in by the build; `widget-glue` is wasm-bindgen's code.

import { finish, imports, mount as mountIn } from 'widget-glue';

import { address } from './script.js';

let started;
/** Once a call into the WebAssembly has failed, its memory is not to be trusted any more. */
let isBroken = false;
const mounted = new Set();

/** Resolves with what mounts a widget, or with nothing where WebAssembly cannot run. */
export function start() {
  started ??= instantiate().catch(() => undefined);
  return started;
}

async function instantiate() {
  // The panel is a popover; a browser without them gets the link.
  if (!('popover' in HTMLElement.prototype)) return undefined;
  // The pinned script stands beside the WebAssembly, the other one above its folder.
  const base = new URL(address);
  if (!base.pathname.endsWith(`/${WASM_FOLDER}/widget.js`)) base.pathname = base.pathname.replace(/[^/]*$/, `${WASM_FOLDER}/`);
  const response = await fetch(new URL(WASM_FILE, base), {
    credentials: 'omit',
    integrity: WASM_INTEGRITY,
    mode: 'cors',
    referrerPolicy: 'no-referrer',
  });
  if (!response.ok) return undefined;
  const copy = response.clone();
  const { instance, module } = await WebAssembly.instantiateStreaming(response, imports()).catch(
    async () => WebAssembly.instantiate(await copy.arrayBuffer(), imports()),
  );
  finish({ exports: guarded(instance.exports) }, module);
  return { mount };
}

/** Mounts a widget; nothing when it fails. `onFault` is called when it fails later. */
function mount(root, feed, options, onFault) {
  if (isBroken) return undefined;
  const old = [...root.childNodes];
  const hadFocus = root.activeElement;
  const handle = mountIn(root, feed, options);
  if (isBroken) return undefined;
  for (const node of old) node.remove();
  if (hadFocus) root.querySelector('[part~="badge"]')?.focus();
  mounted.add(onFault);
  return {
    free() {
      mounted.delete(onFault);
      handle.free();
    },
  };
}

/** The exports, so that a fault ends the widget and not the page's own script. */
function guarded(exports) {
  const guard = (call) => (...values) => {
    if (isBroken) return undefined;
    try {
      return call(...values);
    } catch {
      isBroken = true;
      for (const onFault of mounted) onFault();
      mounted.clear();
      return undefined;
    }
  };
  const entries = Object.entries(exports);
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'function' ? guard(value) : value]));
}
