// <pilot-light>: the element, from its first paint to the moment the WebAssembly takes over, and
// from then on only if that fails.

import { option, webAddress } from './script.js';
import { start } from './runtime.js';
import { sheet } from './sheet.js';
import { summary } from './summary.js';
import { truth } from './truth.js';
import { badge, list } from './view.js';

/** The clock is looked at this often: timers do not count the time that a laptop sleeps. */
const LOOK_MS = 20_000;

export class PilotLight extends HTMLElement {
  #root;
  #address;
  #feed;
  #loaded;
  #timer;
  /** What the WebAssembly shows here; freeing it takes that off. */
  #handle;
  /** Whether somebody waits for the panel. */
  #isWanted = false;

  connectedCallback() {
    // A node that is moved is taken off and put back: all goes on as it was.
    if (this.#timer) return;
    if (!this.#root) {
      this.#root = this.attachShadow({ mode: 'open' });
      if (sheet) this.#root.adoptedStyleSheets = [sheet];
      this.#fallBack();
      for (const intent of ['pointerenter', 'focusin', 'click']) this.addEventListener(intent, this);
    }
    for (const name of ['variant', 'theme']) {
      const value = option(name, this);
      if (value && !this.hasAttribute(name)) this.setAttribute(name, value);
    }
    this.#address = webAddress(option('feed', this) || '/feed/v1/summary.json');
    this.setAttribute('state', 'loading');
    this.#look();
    this.#loaded = this.#load();
    this.#loaded.then(() => this.#callForRuntime());
  }

  disconnectedCallback() {
    setTimeout(() => {
      if (this.isConnected) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#handle?.free();
      this.#handle = undefined;
    });
  }

  /** Intent: of what happens to the loader's view, only a plain click on its badge is held back. */
  handleEvent(event) {
    if (this.#handle || this.#cannotRun()) return;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (event.type === 'click' && isPlain && event.composedPath()[0].closest?.('.badge')) {
      event.preventDefault();
      this.#isWanted = true;
    }
    this.#loaded.then(() => this.#handOver());
  }

  async #load() {
    const feed = this.#address && (await summary(this.#address));
    this.#feed = feed || this.#feed;
    if (this.isConnected) this.#look();
    this.#paint();
  }

  /** Looks again at the end of the promise, and now and then: time alone changes what is true. */
  #look() {
    clearTimeout(this.#timer);
    const left = Date.parse(this.#feed?.valid_until) + 1 - Date.now();
    this.#timer = setTimeout(() => {
      this.#look();
      if (this.#handle) return;
      this.#paint();
      // Without the WebAssembly nobody polls, so news are fetched when they are needed.
      if (truth(this.#feed, Date.now()).state !== 'ready' && !document.hidden) this.#load();
    }, 0 < left && left < LOOK_MS ? left : LOOK_MS);
  }

  #paint() {
    if (this.#handle || !this.isConnected) return;
    const shown = truth(this.#feed, Date.now());
    this.setAttribute('state', shown.state);
    this.setAttribute('level', shown.level);
    const href = this.#href();
    if (this.#isPanel()) {
      // The page's own content says more than a list; its styles mute it by the state.
      if (!this.#hasContent()) this.#root.replaceChildren(list(shown, this.#feed, href));
    } else {
      const old = this.#root.activeElement;
      const view = badge(shown, href);
      this.#root.replaceChildren(view);
      if (old) view.focus();
    }
  }

  #callForRuntime() {
    if (this.#cannotRun()) return;
    const handOver = () => this.#handOver();
    if (option('runtime', this) === 'eager') handOver();
    else (self.requestIdleCallback ?? setTimeout)(handOver, { timeout: 2_000 });
  }

  async #handOver() {
    const runtime = !this.#cannotRun() && (await start());
    if (!this.isConnected || this.#handle) return;
    this.#handle = runtime && runtime.mount(this.#root, this.#feed ?? null, this.#options(), () => this.#takeBack());
    const isWanted = this.#isWanted;
    this.#isWanted = false;
    if (this.#handle) {
      if (isWanted) this.#root.querySelector('[part~="badge"]')?.click();
      return;
    }
    // What a failed attempt may have left behind is replaced.
    if (runtime) this.#takeBack();
    if (isWanted) location.assign(this.#href());
  }

  /** The WebAssembly failed: what it shows may be wrong from now on. */
  #takeBack() {
    this.#handle = undefined;
    this.#fallBack();
    this.#paint();
  }

  /** The element's own content. */
  #fallBack() {
    this.#root.replaceChildren(document.createElement('slot'));
  }

  #options() {
    return {
      feed: this.#address ?? '',
      variant: option('variant', this),
      poll: option('poll', this),
      heading: option('heading-level', this) || (this.querySelector('h1') ? '1' : ''),
      href: this.#href(),
      fallback: this.#hasContent() ? 'yes' : '',
    };
  }

  #cannotRun() {
    return option('runtime', this) === 'none';
  }

  #isPanel() {
    return option('variant', this) === 'panel';
  }

  #hasContent() {
    return this.children.length > 0;
  }

  /** Where to read on: as the feed says, else as the page does, else where the feed is from. */
  #href() {
    return webAddress(this.#feed?.page.url ?? this.querySelector('a')?.href ?? '/', this.#address) ?? '/';
  }
}
