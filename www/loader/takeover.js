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
    // At its first use of a language a browser loads what it knows of all: that is a task by itself, and
    // mounting is another. What is to be called on failure is no delay, so there is none.
    if (mount && !/^en(-GB)?$/.test(language)) new Date().toLocaleString(language);
    await new Promise(setTimeout);
    const name = JSON.stringify(this._options(language));
    if (!this.isConnected || (this._handle && name === this._mounted)) return;
    this._mounted = name;
    const before = [...this._root.childNodes].filter((node) => !this._isRegion(node));
    const hadFocus = this._root.activeElement;
    const host = {
      feed: this._feed ?? null,
      words: known ?? null,
      isUnsigned: this._reason === 'signature',
      get: (...what) => this._get(...what),
      reach: () => fetch(webAddress(option('reach', this)), { ...anonymous(), mode: 'no-cors', cache: 'no-store' }),
      tell: (...shown) => {
        // Told for the first time when its view stands there whole.
        for (const node of before.splice(0)) node.remove();
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
    // Until the new view is whole, the old one stays as a picture of itself.
    this._root.prepend(...before);
    if (hadFocus) this._trigger()?.focus();
    if (isWanted) this._trigger()?.click();
  }

  /** A document for the WebAssembly, and for the page's own script; or what is `known` of it already. */
  async _get(address, link, known) {
    const means = this._means();
    const request = known ?? get(address, link, means).catch((reason) => {
      means.refused(reason);
      throw reason;
    });
    const feed = await request;
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
