// What the page's own script sees of the element: options as properties, what is shown, methods,
// events, and the one live region that says changes aloud.

import { debug, note } from './debug.js';
import { feeds, option } from './script.js';

export const OPTIONS = [
  'feed', 'feed-format', 'key', 'variant', 'components', 'group', 'show', 'position', 'theme', 'size', 'lang', 'label',
  'poll', 'loading', 'runtime', 'storage', 'href', 'target', 'dismissible', 'heading-level', 'announce', 'reach',
  'debug',
];
/** Options that are there or not. */
const FLAGS = ['dismissible', 'debug'];

/** Two announcements are this far apart. */
const QUIET_MS = 30_000;
/** What a request that failed on its way calls itself: in browsers, and in libraries above them. */
const FAILURE = /fetch|network|load failed|time.?out|econn/i;

let region;
let announcedAt = 0;
let announcement;

export class Api extends HTMLElement {
  /** The words of what is shown: `"API is down"`. */
  get status() {
    return this._said ?? '';
  }

  get level() {
    return this.getAttribute('level') ?? 'unknown';
  }

  /** When what is shown was true; none while nothing is known. */
  get updatedAt() {
    return this._at ? new Date(this._at) : undefined;
  }

  refresh() {
    if (this._handle) this._handle.refresh();
    else this._load(true);
  }

  open() {
    if (this._isOpen()) return;
    this._isWanted = true;
    if (this._handle) this._trigger()?.click();
    else this._loaded?.then(() => this._handOver());
  }

  close() {
    if (this._isOpen()) this._panel().hidePopover();
  }

  toggle() {
    if (this._isOpen()) this.close();
    else this.open();
  }

  /** Takes the widget off the page until there is another thing to say. */
  dismiss() {
    if (!this._fire('dismiss', undefined, true)) return;
    this.setAttribute('dismissed', '');
    this._dismissed = this._matter();
    try {
      if (option('storage', this) !== 'none') sessionStorage.setItem(this._name, this._dismissed);
    } catch {}
  }

  /**
   * Whether a failure that the page just saw, an error or an answer, fits what is known to be wrong:
   * `{ message, incident, url }`, or nothing.
   */
  explain(failure) {
    const status = failure?.status ?? failure?.response?.status;
    const isRemote = status ? 500 <= status || status === 429 : FAILURE.test(`${failure?.name} ${failure?.code} ${failure?.message}`);
    if (!isRemote || this._state !== 'ready' || /operational|unknown/.test(this.level)) return undefined;
    const [incident] = this._incidents();
    return { message: this._handle?.explain() || this.status, incident, url: this._href() };
  }

  _connected() {
    if (!region?.isConnected) {
      region = document.createElement('div');
      region.className = 'unseen';
      region.setAttribute('role', option('announce', this) === 'assertive' ? 'alert' : 'status');
      this._root.append(region);
    }
    if (this._hears) return;
    this._hears = true;
    if (this.hasAttribute('debug') || option('debug', this)) debug(feeds(this).flat());
    const onToggle = ({ target, newState }) => {
      if (!target.popover) return;
      // Browsers give the focus back only to what stands outside shadow roots.
      if (newState !== 'open' && target.contains(this._root.activeElement)) this._trigger().focus();
      this._fire(newState === 'open' ? newState : 'close');
    };
    this._root.addEventListener('toggle', onToggle, true);
    this._root.addEventListener('click', ({ target }) => {
      const part = target.closest('[part]')?.part;
      if (part?.contains('dismiss')) this.dismiss();
      if (part?.contains('tell') && target.localName === 'button') this._tellMe();
    });
  }

  /** What is shown from now on, whoever shows it; what is new of it is told to the page. */
  _tell(state, level, said, at) {
    const before = this._state;
    const previous = this._level;
    this._state = state;
    this._said = said;
    this._at = at;
    this.setAttribute('state', state);
    this.setAttribute('level', level);
    const shown = { level, status: said };
    if (state !== before && state !== 'ready') note('fresh feed:', this._reason);
    if (state !== before && state === 'error') this._fire(state, { reason: this._reason });
    if (state === 'error') return;
    const known = this._known;
    this._known ??= new Set();
    if (!known) this._fire('load', shown);
    if (state !== before && state === 'stale') this._fire(state, shown);
    if (state === 'stale') return;
    this._level = level;
    const news = [];
    if (previous && previous !== level) {
      this._fire('change', { ...shown, previous });
      news.push(said);
    }
    for (const incident of this._incidents()) {
      if (this._known.has(incident.id)) continue;
      this._known.add(incident.id);
      this._fire('incident', { incident });
      news.push(incident.name);
    }
    if (known && news.length) announce(news.join('. '));
    this._keepDismissed();
    this._tellFixed();
  }

  _keepDismissed() {
    try {
      if (option('storage', this) !== 'none') this._dismissed ??= sessionStorage.getItem(this._name);
    } catch {}
    this.toggleAttribute('dismissed', this._dismissed === this._matter());
  }

  /** What a dismissal is about; another level or incident is another matter. */
  _matter() {
    return [this._level, ...this._incidents().map(({ id }) => id)].join();
  }

  /** "Tell me when it is fixed": by a notification of this browser, and nobody learns of it. */
  async _tellMe() {
    const isGranted = (await Notification.requestPermission()) === 'granted';
    if (isGranted) this._awaited = this._incidents();
    this._handle?.wait(isGranted);
  }

  _tellFixed() {
    for (const { id, name } of this._awaited ?? []) {
      if (this._incidents().some((open) => open.id === id)) continue;
      this._awaited = this._awaited.filter((awaited) => awaited.id !== id);
      // A browser that lets only service workers notify throws.
      try {
        new Notification(name, { body: this.status, tag: id });
      } catch {}
      if (!this._awaited.length) this._handle?.wait();
    }
  }

  _incidents() {
    return this._feed?.incidents ?? [];
  }

  _fire(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(`pilot-light:${name}`, { bubbles: true, composed: true, cancelable, detail }));
  }

  _isRegion(node) {
    return node === region;
  }

  _panel() {
    return this._root?.querySelector('[popover]');
  }

  _isOpen() {
    return this._panel()?.matches(':popover-open');
  }
}

for (const name of OPTIONS) {
  const property = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  // The browser has some of them itself, such as `lang`.
  if (property in HTMLElement.prototype) continue;
  Object.defineProperty(Api.prototype, property, {
    // A page that has put a `value` on all objects would make this neither one nor the other.
    __proto__: null,
    get() {
      return FLAGS.includes(name) ? this.hasAttribute(name) : option(name, this);
    },
    set(value) {
      // A framework that takes a property back sets it to nothing, in either of two ways.
      if (value === false || value == null) this.removeAttribute(name);
      else this.setAttribute(name, value);
    },
  });
}

/** Says it to those who listen to the page, at most every half a minute; the newest wins. */
function announce(words) {
  clearTimeout(announcement);
  announcement = setTimeout(() => {
    announcedAt = Date.now();
    region.textContent = words;
  }, announcedAt + QUIET_MS - Date.now());
}
