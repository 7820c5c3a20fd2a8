// What the page's own script sees of the element: options as properties, what is shown, methods and
// events.

import { announce, join } from './aloud.js';
import { debug, note } from './debug.js';
import { isFresh } from './feed.js';
import { asked } from './parts.js';
import { feeds, given, option } from './script.js';
import { STALE_FOR_MS, truth } from './truth.js';

export const OPTIONS =
  'feed feed-format key variant components group show position theme size lang label poll loading runtime storage href target dismissible heading-level announce reach debug'.split(' ');
/** Options that are there or not. */
const FLAGS = ['dismissible', 'debug'];

/** What a request that failed on its way calls itself: in browsers, and in libraries above them. */
const FAILURE = /fetch|network|load failed|time.?out|econn/i;

export class Api extends HTMLElement {
  constructor() {
    super();
    // What a page has set before the script was there would hide the property of that name for good.
    for (const name of Object.keys(this)) {
      if (!(name in Api.prototype)) continue;
      const value = this[name];
      delete this[name];
      Reflect.set(this, name, value);
    }
  }

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
    if (this._opened() || this._cannotRun()) return;
    if (this._handle) {
      this._press();
      return;
    }
    this._wanted = 'script';
    this._loaded?.then(() => this._handOver());
  }

  close() {
    this._opened()?.hidePopover();
  }

  toggle() {
    if (this._opened()) this.close();
    else this.open();
  }

  /** Takes the widget off the page until there is another thing to say. */
  dismiss() {
    if (!this._fire('dismiss', undefined, true)) return;
    this._dismissed = this._matter();
    this._keepDismissed();
  }

  /**
   * Whether a failure that the page just saw, an error or an answer, fits what is known to be wrong:
   * `{ message, incident, url }`, or nothing. What fits is all that the element shows, or one
   * `component` of the page's own feed.
   */
  explain(failure, { component = '' } = {}) {
    const { name, code, message, response, status = response?.status } = failure ?? {};
    const isRemote = status ? 500 <= status || status === 429 : FAILURE.test([name, code, message]);
    const { level, said = this.status } = component ? truth(this._read.slice(0, 1), component, '') : this;
    if (!isRemote || this._state !== 'ready' || /operational|unknown/.test(level)) return undefined;
    const [incident] = this._incidents(component).values();
    return { message: this._handle?.explain(component) || said, incident, url: this._href() };
  }

  _connected() {
    join(this);
    this._debugs();
    if (this._hears) return;
    this._hears = true;
    const onToggle = ({ target, newState }) => {
      if (!target.popover) return;
      // Browsers give the focus back only to what stands outside shadow roots.
      if (newState !== 'open' && target.contains(this._root.activeElement)) this._trigger().focus();
      // "open", and of "closed" the event's name.
      this._fire(newState.slice(0, 5));
    };
    for (const intent of ['pointerenter', 'focusin', 'click']) this.addEventListener(intent, this);
    this._root.addEventListener('toggle', onToggle, true);
    this._root.addEventListener('click', ({ target }) => {
      if (target.closest('[part~=dismiss]')) this.dismiss();
      if (target.closest('button[part~=tell]')) this._tellMe();
    });
  }

  _debugs() {
    if (given('debug', this) != null) debug(feeds(this).flat());
  }

  /** What is shown from now on, whoever shows it; what is new of it is told to the page. */
  _tell({ state, level, said, at }) {
    const isNews = state !== this._state;
    const previous = this._level;
    this._state = state;
    this._said = said;
    this._at = at;
    this.setAttribute('state', state);
    this.setAttribute('level', level);
    this.toggleAttribute('incidents', this._incidents().size);
    const shown = { level, status: said };
    const [reason] = this._reasons;
    if (isNews && state !== 'ready') note('fresh feed:', reason ?? state, this._feeds[0][0]);
    if (state === 'error') {
      if (isNews) this._fire('error', { reason: wordOf(reason) });
      return;
    }
    const known = this._known;
    this._known ??= new Set();
    if (!known) this._fire('load', shown);
    if (state === 'stale') {
      if (isNews) this._fire('stale', shown);
      return;
    }
    this._level = level;
    const news = [];
    if (previous && previous !== level) {
      this._fire('change', { ...shown, previous });
      news.push('');
    }
    for (const [name, incident] of this._incidents()) {
      if (this._known.has(name)) continue;
      this._known.add(name);
      this._fire('incident', { incident });
      news.push(incident.name);
    }
    if (known && news.length) announce(this, news);
    this._keepDismissed();
    this._tellFixed();
  }

  _keepDismissed() {
    const name = [this._name, ...['variant', 'components', 'group'].map((each) => option(each, this))].join();
    try {
      if (this.dismissible && option('storage', this) !== 'none') {
        this._dismissed ??= sessionStorage.getItem(name);
        if (this._dismissed) sessionStorage.setItem(name, this._dismissed);
      }
    } catch {}
    this.toggleAttribute('dismissed', this._dismissed === this._matter());
  }

  /** What a dismissal is about; another level or incident is another matter. */
  _matter() {
    return [this._level, ...this._incidents().keys()].join();
  }

  /** "Tell me when it is fixed": by a notification of this browser, and nobody learns of it. */
  async _tellMe() {
    const isGranted = (await Notification.requestPermission()) === 'granted';
    if (isGranted) this._awaited = this._incidents();
    this._handle?.wait(1 + isGranted);
  }

  _tellFixed() {
    const open = this._incidents();
    for (const [name, { id, name: title }] of this._awaited ?? []) {
      // What is not known any more is not fixed by that.
      if (open.has(name) || !isFresh(this._read[parseInt(name)])) continue;
      this._awaited.delete(name);
      // A browser that lets only service workers notify throws.
      try {
        new Notification(title, { body: this.status, tag: id });
      } catch {}
      if (!this._awaited.size) this._handle?.wait();
    }
  }

  /**
   * The open incidents of what is shown, or of one component, of each feed; by names that begin with the
   * number of the feed.
   */
  _incidents(component) {
    const all = new Map();
    for (const [index, feed] of (this._read ?? []).entries()) {
      if (!isFresh(feed, STALE_FOR_MS) || (component && index)) continue;
      const parts = component || option('components', this);
      const group = component ? '' : option('group', this);
      const wanted = asked(feed, parts, group).map(({ id }) => id);
      for (const incident of feed.incidents) {
        const { id, components } = incident;
        // What names none concerns all.
        const isWanted = index || !(parts || group) || !components?.length || components.some?.((affected) => wanted.includes(affected));
        if (isWanted) all.set(`${index} ${id}`, incident);
      }
    }
    return all;
  }

  _fire(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(`pilot-light:${name}`, { bubbles: true, composed: true, cancelable, detail }));
  }

  /** The panel above the page; only browsers where it can be know what to look for. */
  _opened() {
    return this._handle && this._root.querySelector(':popover-open');
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

/** One of the documented words: what a request threw says it, or nothing did. */
function wordOf(reason) {
  if (reason?.toFixed) return 'answer';
  if (!reason) return 'stale';
  return reason.charAt ? reason : 'network';
}
