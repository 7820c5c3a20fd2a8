// <pilot-light>: the element, from its first paint to the moment the WebAssembly takes over, and
// from then on only if that fails.

import { OPTIONS } from './api.js';
import { isFresh } from './feed.js';
import { list } from './list.js';
import { feeds, given, nameOf, option, webAddress } from './script.js';
import { sheets } from './sheet.js';
import { summary } from './summary.js';
import { Takeover } from './takeover.js';
import { truth } from './truth.js';
import { badge } from './view.js';

export class PilotLight extends Takeover {
  connectedCallback() {
    // A node that is moved is taken off and put back: all goes on as it was.
    if (this._timer) return;
    if (!this._root) {
      this._root = this.attachShadow({ mode: 'open' });
      this._root.adoptedStyleSheets = sheets;
      this._show();
    }
    // Wherever they were given, the element has them: the stylesheet goes by them.
    for (const name of OPTIONS) {
      const value = given(name, this);
      if (value != null) this.setAttribute(name, value);
    }
    this._connected();
    this._begin();
  }

  /** Begins as the options have it now; what is shown already stays until there is better. */
  _begin() {
    const addresses = feeds(this);
    // What was understood in another way is another feed: one that was not checked, above all.
    const name = nameOf(addresses, this);
    if (name !== this._name) {
      this._name = name;
      this._feeds = addresses;
      // What was read last of each feed, and why the last attempt at it failed.
      this._read = addresses.map(() => {});
      this._reasons = [];
      this.setAttribute('state', 'loading');
    }
    this._look();
    // Put back after a while it shows what is known, and then what is new.
    if (this._isSettled()) this._paint();
    this._loaded = this._load();
  }

  async _load(isAsked) {
    const read = this._read;
    const reasons = this._reasons;
    await this._mayLoad();
    await Promise.all(
      this._feeds.map(async (addresses, index) => {
        let last;
        // The first fresh one of these addresses, else the last that can be had.
        for (const address of addresses) {
          try {
            last = await summary(address, this, isAsked);
            if (isFresh(last)) break;
          } catch (reason) {
            reasons[index] = reason;
          }
        }
        if (last) {
          read[index] = last;
          reasons[index] = undefined;
        }
        if (read === this._read) this._paint();
      }),
    );
    if (!this.isConnected) return;
    this._look();
    this._callForRuntime();
  }

  _paint() {
    if (this._handle || !this.isConnected) return;
    const shown = truth(this._read, option('components', this), option('group', this));
    // What one of several feeds says is not what there is to say.
    if (this._isSettled()) this._tell(shown);
    const variant = option('variant', this) || 'badge';
    // The page's own content says more than a list; its styles mute it by the state.
    if (variant === 'panel' && this.children[0]) return;
    this._show(badge(shown, variant, this), ...list(variant, shown, this._read[0], this));
  }

  /** All in the root that is to be seen. */
  _views() {
    return [...this._root.childNodes].filter((node) => node.className !== 'unseen');
  }

  /** Shows the page's own content when there is nothing else. What stands there already stays, and keeps the focus. */
  _show(...views) {
    const old = this._views();
    const next = views[0] ? views : [document.createElement('slot')];
    if (next.length === old.length && next.every((view, index) => view.isEqualNode(old[index]))) return;
    const focused = this._root.activeElement;
    for (const node of old) node.remove();
    this._root.prepend(...next);
    if (focused) next[0].focus({ preventScroll: true });
  }

  /** Where to read on: as the page says, else as the feed does, else where the feed is from. */
  _href() {
    const all = [[option('href', this), document.baseURI], [this._read[0]?.page.url], [this.querySelector('a')?.href], ['/']];
    return all.map(([said, base = this._feeds[0][0]]) => said && webAddress(said, base)).find(Boolean) ?? '/';
  }
}
