// The loader: defines <pilot-light>, shows the first status and calls for the WebAssembly.
//
// Published with the WebAssembly's glue in one classic script, /widget.js. It decides nothing that
// the feed does not say, and whatever fails afterwards, what it shows stays true.

import { begin } from './loader/commands.js';
import { PilotLight } from './loader/element.js';

if (!customElements.get('pilot-light')) {
  customElements.define('pilot-light', PilotLight);
  begin();
}
