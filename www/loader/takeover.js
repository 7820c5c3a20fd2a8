// From the loader's view to the WebAssembly's, and back when that fails. The two change places in one
// task, so that nobody sees the status twice or not at all.

import { leave } from './aloud.js';
import { Api, OPTIONS } from './api.js';
import { isFresh } from './feed.js';
import { languageOf, words } from './language.js';
import { reach } from './reach.js';
import { start } from './runtime.js';
import { nameOf, option, webAddress } from './script.js';
import { TIMEOUT_MS, get } from './summary.js';

/** The clock is looked at this often: timers do not count the time that a laptop sleeps. */
const LOOK_MS = 20_000;

/** In a lower window there is no panel, as the WebAssembly has it. */
const LEAST_HEIGHT = 160;

/**
 * What was read last of a feed, and why the last attempt at it failed, by its name: elements share it, and
 * one of them asks for all.
 */
const known = new Map();

/** The first, unless it is from before the other. */
const newer = (feed, other) => (!feed || (feed.revision < other?.revision && feed.generated_at <= other.generated_at) ? other : feed);

export class Takeover extends Api {
  static observedAttributes = OPTIONS;

  /** Several attributes that change together are one change. */
  attributeChangedCallback() {
    if (!this._timer || this._isChanging) return;
    this._isChanging = true;
    queueMicrotask(() => {
      this._isChanging = false;
      this._debugs();
      this._begin();
    });
  }

  disconnectedCallback() {
    setTimeout(() => {
      if (this.isConnected) return;
      clearTimeout(this._timer);
      this._timer = undefined;
      this._eye?.disconnect();
      this._sight = undefined;
      this._handle?.free();
      this._handle = undefined;
      leave(this);
    });
  }

  /** Intent: of what happens to the loader's view, only a plain click on its badge is held back. */
  handleEvent(event) {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const badge = event.type === 'click' && isPlain && event.composedPath()[0].closest?.('.badge');
    // What was clicked may fail under this very click: then the link in its place is followed.
    if (badge && this._handle) setTimeout(() => this._hasFailed && this._trigger()?.click());
    if (this._handle || this._cannotRun()) return;
    if (badge && this._holds() && LEAST_HEIGHT <= innerHeight) {
      event.preventDefault();
      this._wanted = 'click';
    }
    this._loaded.then(() => this._handOver());
  }

  /** Whether a click is still waited for, since the first: what comes later has nothing to do with it any more. */
  _holds() {
    return Date.now() < (this._heldAt ??= Date.now()) + TIMEOUT_MS;
  }

  /** Whether each feed has answered or failed. */
  _isSettled() {
    return this._read.every((feed, index) => feed ?? this._reasons[index]);
  }

  _callForRuntime() {
    if (this._cannotRun()) return;
    const handOver = () => this._handOver();
    if (option('runtime', this) === 'eager') handOver();
    else (self.requestIdleCallback ?? setTimeout)(handOver, { timeout: 2_000 });
  }

  _cannotRun() {
    return this._hasFailed || option('runtime', this) === 'none';
  }

  /**
   * Resolves at once, or when the element comes into sight if it is to wait for that. From then on nothing
   * is asked for while it is out of sight; one that is not displayed at all has no place, so it is nowhere
   * out of sight.
   */
  _mayLoad() {
    this._sight ??= new Promise((resolve) => {
      this._eye = new IntersectionObserver((entries) => {
        const { isIntersecting, boundingClientRect: box } = entries.at(-1);
        this._isAway = !isIntersecting && 0 < box.width + box.height;
        this._handle?.see(!this._isAway);
        if (isIntersecting) resolve();
      });
      this._eye.observe(this);
    });
    // What is there only with incidents has no place before.
    return option('loading', this) === 'lazy' && option('show', this) !== 'incidents' && this._sight;
  }

  /** Looks again at the end of the promise, and now and then: time alone changes what is true. */
  _look() {
    clearTimeout(this._timer);
    const left = Date.parse(this._read[0]?.valid_until) + 1 - Date.now();
    this._timer = setTimeout(() => this._lookAgain(), 0 < left && left < LOOK_MS ? left : LOOK_MS);
  }

  _lookAgain() {
    this._look();
    if (this._handle) {
      // What it had to begin without may be there by now.
      if (this._lacksWords && !this._opened()) this._handOver();
      return;
    }
    if (!this._isSettled()) return;
    this._paint();
    // Without the WebAssembly nobody polls, so news are fetched when they are needed.
    const isNeeded = !this._read.every((feed) => isFresh(feed));
    if (isNeeded && !document.hidden && !this._isAway && option('poll', this) !== '0') this._load();
  }

  async _handOver() {
    if (this._cannotRun()) return;
    const language = languageOf(this);
    const [mount, said] = await Promise.all([start(), words(language)]);
    this._lacksWords = said === false;
    // At its first use of a language a browser loads what it knows of all: that is a task by itself, and
    // mounting is another. What is to be called on failure is no delay, so there is none.
    if (mount && !/^en(-GB)?$/.test(language)) new Date().toLocaleString(language);
    await new Promise(setTimeout);
    const options = this._options(language);
    const name = JSON.stringify([options, !said]);
    if (!this.isConnected || (this._handle && name === this._mounted)) return;
    this._mounted = name;
    const before = this._views();
    const hadFocus = this._root.activeElement;
    // Elements share what is asked for, so it is asked as this one is now, whatever it is told to be later.
    const { _feeds: feeds, _read: read, _reasons: reasons } = this;
    const same = this.cloneNode();
    const names = feeds.map((addresses) => nameOf(addresses, same));
    const host = {
      feed: (index) => read[index] ?? null,
      reason: (index) => reasons[index],
      words: said || null,
      // A document, or what is `given` of it already.
      get: async (address, link, given) => {
        const name = names[feeds.findIndex((addresses) => addresses.includes(address))];
        const last = known.get(name)?.feed;
        try {
          const feed = given ?? (await get(address, link, same));
          known.set(name, { feed: newer(feed, last) });
          return feed;
        } catch (reason) {
          known.set(name, { feed: last, reason });
          throw reason;
        }
      },
      reach: () => reach(options.reach),
      tell: (state, level, said, at) => {
        // Told for the first time when its view stands there whole.
        for (const node of before.splice(0)) node.remove();
        // It shows another feed from now on.
        if (read !== this._read) return;
        for (const [index, name] of names.entries()) {
          if (!known.has(name)) continue;
          const { feed, reason } = known.get(name);
          read[index] = newer(feed, read[index]);
          reasons[index] = reason;
        }
        this._tell({ state, level, said, at });
      },
    };
    const handle = mount?.(this._root, host, options);
    const wanted = this._holds() && this._wanted;
    this._wanted = this._heldAt = undefined;
    if (!handle) {
      this._hasFailed = true;
      // What a failed attempt may have left behind is replaced.
      if (mount) this._takeBack();
      // The click that was held back, as the link itself has it. A page's script meant no journey.
      if (wanted === 'click') this._trigger()?.click();
      return;
    }
    this._handle?.free();
    this._handle = handle;
    handle.see(!this._isAway);
    // Until the new view is whole, the old one stays as a picture of itself.
    this._root.prepend(...before);
    if (hadFocus) this._trigger()?.focus({ preventScroll: true });
    if (wanted) this._press();
  }

  /** The WebAssembly failed: what it shows may be wrong from now on. */
  _takeBack() {
    this._handle = undefined;
    this._hasFailed = true;
    this._show();
    this._paint();
  }

  _trigger() {
    return this._root.querySelector('[part~="badge"]');
  }

  /** Opens the panel, where there is one. */
  _press() {
    this._root.querySelector('button[part~="badge"]')?.click();
  }

  _options(language) {
    const given = Object.fromEntries(OPTIONS.map((name) => [name, option(name, this)]));
    return {
      ...given,
      // Elements that understand a feed in another way share nothing.
      key: nameOf('', this),
      dismissible: this.dismissible && 'yes',
      feed: this._feeds.map((addresses) => addresses.join(' ')).join('\n'),
      reach: given.reach && webAddress(given.reach, document.baseURI),
      lang: language,
      'heading-level': given['heading-level'] || (this.querySelector('h1') && '1'),
      href: this._href(),
      fallback: this.children[0] && 'yes',
    };
  }
}
