// The options as people read them: what each is for, its words, its default. `www/loader/api.js` has
// their names; the test of the package holds the two against each other.

/**
 * Each is `{ name, words?, text?, isFlag?, start, about }`: a closed set of `words`, or free `text`
 * named by its form, or a flag. `start` is what holds without it.
 */
export const options = [
  {
    name: 'feed',
    text: 'addresses',
    start: 'the origin of the script; none in the npm package',
    about: 'Address of a summary.json. A space begins another address of the same feed, a comma and a space another feed.',
  },
  {
    name: 'feed-format',
    words: ['statuspage', 'instatus', 'gatus', 'upptime', 'cstate', 'kuma'],
    start: 'told by its shape',
    about: "Whose form another provider's feed has.",
  },
  {
    name: 'key',
    text: 'public keys',
    start: 'none is asked for',
    about: 'Public keys, separated by spaces, one of which must have signed the feed.',
  },
  {
    name: 'variant',
    words: ['badge', 'pill', 'dot', 'button', 'banner', 'panel'],
    start: 'badge',
    about: 'How the status is shown.',
  },
  { name: 'components', text: 'identifiers', start: 'all', about: 'The components that are meant, separated by spaces or commas.' },
  { name: 'group', text: 'identifier', start: 'all', about: 'The one group that is meant.' },
  {
    name: 'show',
    words: ['always', 'incidents'],
    start: 'always',
    about: 'Whether it is there all the time, or only while there is something to say.',
  },
  {
    name: 'position',
    words: ['bottom-end', 'bottom-start', 'top-end', 'top-start'],
    start: 'in the text',
    about: 'The corner of the window in which it is fixed.',
  },
  { name: 'theme', words: ['auto', 'light', 'dark'], start: 'auto', about: "The colours; auto is the page's own color-scheme." },
  { name: 'size', words: ['sm', 'md', 'lg'], start: 'md', about: 'How large the badge is.' },
  { name: 'lang', text: 'language tag', start: 'the closest lang around it', about: 'The language of its words.' },
  {
    name: 'label',
    text: 'words',
    start: 'the words of the level; "Status" on a button',
    about: 'The words on a badge or button.',
  },
  { name: 'poll', text: 'seconds', start: '60', about: 'Seconds between two requests, at least 30; 0 is never.' },
  {
    name: 'loading',
    words: ['eager', 'lazy'],
    start: 'eager',
    about: 'Whether it asks at once, or for nothing before it comes into sight.',
  },
  {
    name: 'runtime',
    words: ['auto', 'eager', 'none'],
    start: 'auto',
    about: 'When the WebAssembly comes: when the page is idle, at once, or never.',
  },
  {
    name: 'storage',
    words: ['session', 'none'],
    start: 'session',
    about: 'Whether a dismissal is remembered until the tab is closed.',
  },
  { name: 'href', text: 'address', start: 'the status page', about: 'Where the link leads.' },
  { name: 'target', text: 'window', start: 'the same window', about: 'The window in which the link opens.' },
  { name: 'dismissible', isFlag: true, start: 'not', about: 'Whether a visitor may take it off the page.' },
  {
    name: 'heading-level',
    words: ['1', '2', '3', '4', '5', '6'],
    start: "2, or 1 when it contains the page's <h1>",
    about: 'The level of the first heading in a panel.',
  },
  {
    name: 'announce',
    words: ['polite', 'assertive'],
    start: 'polite',
    about: 'How urgently a change is said to those who listen to the page.',
  },
  {
    name: 'reach',
    text: 'address',
    start: 'none',
    about: 'What the browser asks when the panel opens, to say whether the visitor himself gets through.',
  },
  { name: 'debug', isFlag: true, about: 'The console says what stops the widget on this page.' },
];

/** Attributes that the element sets itself, for styles to go by. */
export const reflected = [
  { name: 'state', words: ['loading', 'ready', 'stale', 'error'], about: 'What is known: nothing yet, the status, a past one, none.' },
  {
    name: 'level',
    words: ['operational', 'degraded', 'partial', 'major', 'maintenance', 'unknown'],
    about: 'The worst status of what is shown.',
  },
  { name: 'incidents', isFlag: true, about: 'Present while what is shown has an open incident, whatever its level.' },
  { name: 'dismissed', isFlag: true, about: 'Present while it is taken off the page.' },
];

/** The name of an option's property; `lang` is the browser's own. */
export const propertyOf = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
