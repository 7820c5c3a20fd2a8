// From the loader's view to the WebAssembly's, and back when that fails. The two change places in one
// task, so that nobody sees the status twice or not at all.

import { Api, OPTIONS } from './api.js';
import { languageOf, words } from './language.js';
import { start } from './runtime.js';
import { option, webAddress } from './script.js';
import { anonymous, get } from './summary.js';

/** What was read last, by the addresses of a feed: elements share it, and one of them asks for all. */
const newest = new Map();

export class Takeover extends Api {
  /** Several attributes that change together are one change. */
  attributeChangedCallback() {
    if (!this._timer || this._isChanging) return;
    this._isChanging = true;
    queueMicrotask(() => {
      this._isChanging = false;
      this._begin();
    });
  }

  /** Resolves when the element comes into sight. */
  _seen() {
    this._sight ??= new Promise((resolve) => {
      new IntersectionObserver((entries, observer) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        resolve();
      }).observe(this);
    });
    return this._sight;
  }

  async _handOver() {
    const language = languageOf(this);
    const [mount, known] = this._cannotRun() ? [] : await Promise.all([start(), words(language)]);
    const name = JSON.stringify(this._options(language));
    if (!this.isConnected || (this._handle && name === this._mounted)) return;
    this._mounted = name;
    const before = [...this._root.childNodes];
    const hadFocus = this._root.activeElement;
    const host = {
      feed: this._feed ?? null,
      words: known ?? null,
      isUnsigned: this._reason === 'signature',
      get: (address, link) => this._get(address, link),
      reach: () => fetch(webAddress(option('reach', this)), { ...anonymous(), mode: 'no-cors', cache: 'no-store' }),
      tell: (...shown) => {
        this._feed = newest.get(this._name) ?? this._feed;
        this._tell(...shown);
      },
    };
    const handle = mount?.(this._root, host, JSON.parse(name), () => this._takeBack());
    const isWanted = this._isWanted;
    this._isWanted = false;
    if (!handle) {
      // What a failed attempt may have left behind is replaced.
      if (mount) this._takeBack();
      if (isWanted) location.assign(this._href());
      return;
    }
    this._handle?.end();
    this._handle = handle;
    for (const node of before) if (!this._isRegion(node)) node.remove();
    if (hadFocus) this._trigger()?.focus();
    if (isWanted) this._trigger()?.click();
  }

  /** A document for the WebAssembly, and for the page's own script. */
  async _get(address, link) {
    const feed = await get(address, link, this._means()).catch((reason) => {
      this._reason = reason;
      throw reason;
    });
    if (this._feeds[0].includes(address)) newest.set(this._name, feed);
    return feed;
  }

  /** The WebAssembly failed: what it shows may be wrong from now on. */
  _takeBack() {
    this._handle = undefined;
    this._show(document.createElement('slot'));
    this._paint();
  }

  _trigger() {
    return this._root.querySelector('[part~="badge"]');
  }

  _options(language) {
    const given = Object.fromEntries(OPTIONS.map((name) => [name, option(name, this)]));
    return {
      ...given,
      dismissible: this.dismissible ? 'yes' : '',
      feed: this._feeds.map((addresses) => addresses.join(' ')).join('\n'),
      variant: this._variant(),
      lang: language,
      'heading-level': given['heading-level'] || (this.querySelector('h1') ? '1' : ''),
      href: this._href(),
      fallback: this.children.length ? 'yes' : '',
    };
  }
}
