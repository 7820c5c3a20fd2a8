// The WebAssembly: fetched once for the page and checked, started, and given up at its first fault.
//
// `WASM_FILE` and `WASM_INTEGRITY` are put in by the build; `widget-glue` is wasm-bindgen's code.

import { finish, imports, mount as mountIn } from 'widget-glue';

import { elements } from './aloud.js';
import { asset } from './asset.js';
import { note } from './debug.js';

let started;
/** Once a call into the WebAssembly has failed, its memory is not to be trusted any more. */
let isBroken = false;

/** Resolves with what mounts a widget, or with nothing where WebAssembly cannot run. */
export function start() {
  started ??= instantiate().catch((reason) => note('WebAssembly:', reason));
  return started;
}

async function instantiate() {
  // The panel is a popover; a browser without them gets the link.
  if (!('popover' in HTMLElement.prototype)) return undefined;
  // Not while it comes in: a module of this size is compiled at once, whatever its type is said to be.
  const code = await (await asset(WASM_FILE, WASM_INTEGRITY)).arrayBuffer();
  const { instance, module } = await WebAssembly.instantiate(code, imports());
  finish({ exports: guarded(instance.exports) }, module);
  return mount;
}

/** Mounts a widget beside what is in the root; nothing when it fails. */
function mount(root, host, options) {
  const handle = mountIn(root, host, options);
  return isBroken ? undefined : handle;
}

/** The exports, so that a fault ends the widget and not the page's own script. */
function guarded(exports) {
  const guard = (call) => (...values) => {
    if (isBroken) return undefined;
    try {
      return call(...values);
    } catch (reason) {
      note('WebAssembly any more:', reason);
      isBroken = true;
      for (const element of elements) if (element._handle) element._takeBack();
      return undefined;
    }
  };
  const entries = Object.entries(exports);
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'function' ? guard(value) : value]));
}
