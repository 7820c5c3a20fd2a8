// The element as a class to import. It differs from the classic script's in one thing: no address
// follows from where it was loaded, so without a feed it shows what it contains and says so.

import { PilotLight as Loaded } from '../../www/loader/element.js';
import { give } from '../../www/loader/place.js';
import { option } from '../../www/loader/script.js';

let hasComplained = false;

export class PilotLight extends Loaded {
  _paint() {
    if (option('feed', this)) {
      super._paint();
      return;
    }
    this._handle?.free();
    this._handle = undefined;
    this._show();
    this._reasons = ['feed'];
    this._tell({ state: 'error', level: 'unknown' });
    if (hasComplained) return;
    hasComplained = true;
    console.error('<pilot-light> cannot show a status without a feed: give it feed="https://…/feed/v1/summary.json", or define({ feed })');
  }

  async _handOver() {
    if (option('feed', this)) await super._handOver();
    // It can be taken away while the WebAssembly comes in.
    if (!option('feed', this)) this._paint();
  }
}

/**
 * Defines <pilot-light>, unless the page has it already, with options for all elements. On a server
 * it does nothing.
 */
export function define(options) {
  give(options);
  if (globalThis.customElements?.get('pilot-light')) return;
  globalThis.customElements?.define('pilot-light', PilotLight);
}
