// <pilot-light>: the element, from its first paint to the moment the WebAssembly takes over, and
// from then on only if that fails.

import { OPTIONS } from './api.js';
import { list } from './list.js';
import { feeds, given, option, webAddress } from './script.js';
import { sheet } from './sheet.js';
import { summary } from './summary.js';
import { Takeover } from './takeover.js';
import { truth } from './truth.js';
import { badge } from './view.js';

/** The clock is looked at this often: timers do not count the time that a laptop sleeps. */
const LOOK_MS = 20_000;
/** Options that the stylesheet goes by, so the element has them wherever they were given. */
const LOOKS = ['variant', 'theme', 'size', 'position', 'show', 'dismissible'];

export class PilotLight extends Takeover {
  static observedAttributes = OPTIONS;

  connectedCallback() {
    // A node that is moved is taken off and put back: all goes on as it was.
    if (this._timer) return;
    if (!this._root) {
      this._root = this.attachShadow({ mode: 'open' });
      if (sheet) this._root.adoptedStyleSheets = [sheet];
      this._show(document.createElement('slot'));
      for (const intent of ['pointerenter', 'focusin', 'click']) this.addEventListener(intent, this);
    }
    for (const name of LOOKS) {
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
    const name = addresses + option('key', this) + option('feed-format', this);
    if (name !== this._name) {
      this._name = name;
      this._feeds = addresses;
      // What was read last of each feed, and why the last attempt at it failed.
      this._read = addresses.map(() => {});
      this._reasons = [];
      // Whether each has answered or failed.
      this._isSettled = false;
      this.setAttribute('state', 'loading');
    }
    this._look();
    this._loaded = this._load();
    this._loaded.then(() => this._callForRuntime());
  }

  async _load(isAsked) {
    const read = this._read;
    const seen = this._seen();
    if (option('loading', this) === 'lazy') await seen;
    await Promise.all(
      this._feeds.map(async (addresses, index) => {
        const means = this._means(index);
        const feed = await summary(addresses, means, isAsked);
        read[index] = feed || read[index];
        if (feed) means.refused();
        if (1 < read.length) this._paint();
      }),
    );
    if (read === this._read) this._isSettled = true;
    if (this.isConnected) this._look();
    this._paint();
  }

  /** Looks again at the end of the promise, and now and then: time alone changes what is true. */
  _look() {
    clearTimeout(this._timer);
    const left = Date.parse(this._read[0]?.valid_until) + 1 - Date.now();
    this._timer = setTimeout(() => this._lookAgain(), 0 < left && left < LOOK_MS ? left : LOOK_MS);
  }

  _paint() {
    if (this._handle || !this.isConnected) return;
    const shown = truth(this._read, option('components', this), option('group', this));
    // What one of several feeds says is not what there is to say.
    if (this._isSettled) this._tell(shown.state, shown.level, shown.said, shown.at);
    const isPanel = this._variant() === 'panel';
    // The page's own content says more than a list; its styles mute it by the state.
    if (isPanel && this.children.length) return;
    const old = this._root.activeElement;
    const view = badge(shown, this._href(), option('target', this), this._variant(), option('label', this));
    this._show(view, ...(isPanel && shown.at ? [list(this._read[0], shown.state === 'ready')] : []));
    if (old) view.focus();
  }

  _show(...views) {
    for (const node of [...this._root.childNodes]) if (node.className !== 'unseen') node.remove();
    this._root.prepend(...views);
  }

  _means(index) {
    const reasons = this._reasons;
    return {
      key: option('key', this),
      format: option('feed-format', this),
      refused: (reason) => {
        reasons[index] = reason;
      },
    };
  }

  _variant() {
    return option('variant', this) || 'badge';
  }

  /** Where to read on: as the page says, else as the feed does, else where the feed is from. */
  _href() {
    const all = [option('href', this), this._read[0]?.page.url, this.querySelector('a')?.href, '/'];
    return all.map((said) => said && webAddress(said, this._feeds[0][0])).find(Boolean) ?? '/';
  }
}
