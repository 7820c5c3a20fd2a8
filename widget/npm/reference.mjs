// What else there is of <pilot-light> to see, call, hear and style, in words for people. The code has
// it in many places; the test of the package holds every name here against them.

export { options, propertyOf, reflected } from './options.mjs';

/** Types are TypeScript's. */
export const properties = [
  { name: 'status', type: 'string', about: 'The words of what is shown: "API is down".' },
  { name: 'level', type: 'Level', about: 'The worst status of what is shown.' },
  { name: 'updatedAt', type: 'Date | undefined', about: 'When what is shown was true; none while nothing is known.' },
];

export const methods = [
  { name: 'refresh', about: 'Asks the feed now.' },
  { name: 'open', about: 'Opens the panel of a badge.' },
  { name: 'close', about: 'Closes it.' },
  { name: 'toggle', about: 'Opens or closes it.' },
  { name: 'dismiss', about: 'Takes the widget off the page until there is another thing to say.' },
  {
    name: 'explain',
    parameters: [
      { name: 'failure', type: 'unknown', about: 'An error that was caught, or an answer.' },
      { name: 'about', type: '{ component?: string }', isOptional: true, about: 'The one component of the first feed that failed, if the page knows it.' },
    ],
    returns: 'Explanation | undefined',
    about: 'Whether a failure that the page just saw fits what is known to be wrong: message, incident and url, or nothing.',
  },
];

export const events = [
  { name: 'load', type: 'Shown', about: 'Something is known for the first time. The detail has level and status.' },
  { name: 'change', type: 'Change', about: 'The level is another. The detail has level, previous and status.' },
  { name: 'incident', type: '{ incident: Incident }', about: 'An incident is open; once for each. The detail has incident.' },
  { name: 'stale', type: 'Shown', about: 'No newer feed could be had. The detail has level and status.' },
  { name: 'error', type: 'Refusal', about: 'No status can be shown. The detail has reason: feed when none was given, signature, format, size, answer, network when none came, or stale when it is too old.' },
  { name: 'open', type: 'undefined', about: 'The panel was opened.' },
  { name: 'close', type: 'undefined', about: 'The panel was closed.' },
  { name: 'dismiss', type: 'undefined', about: 'It is about to be taken off the page; can be cancelled.' },
].map((event) => ({ ...event, name: `pilot-light:${event.name}` }));

export const parts = [
  { name: 'badge', about: 'What stands in the text. The name of its variant is a part of it too.' },
  { name: 'pill', about: 'The badge as a pill.' },
  { name: 'dot', about: 'The badge as a dot.' },
  { name: 'button', about: 'The badge as a button.' },
  { name: 'banner', about: 'The badge as a banner.' },
  { name: 'icon', about: 'The sign of a level.' },
  { name: 'label', about: 'The words on the badge.' },
  { name: 'time', about: 'The time on the badge.' },
  { name: 'dismiss', about: 'The button that takes the widget off the page.' },
  { name: 'panel', about: 'The panel.' },
  { name: 'close', about: 'The button that closes the panel.' },
  { name: 'header', about: 'The sentence at the top of the panel.' },
  { name: 'list', about: 'A list of components.' },
  { name: 'row', about: 'A component.' },
  { name: 'group-name', about: 'The name of a group.' },
  { name: 'row-name', about: "A component's name." },
  { name: 'row-about', about: 'What a component is, in the flow of a page.' },
  { name: 'row-status', about: "A component's status." },
  { name: 'history', about: "The bars of a component's days." },
  { name: 'axis', about: 'What stands beneath them: from when, uptime, until when.' },
  { name: 'incident', about: 'An incident or a maintenance.' },
  { name: 'incident-title', about: 'Its name.' },
  { name: 'incident-body', about: 'Its newest update.' },
  { name: 'reach', about: 'Whether the visitor himself gets through.' },
  { name: 'tell', about: 'The button that asks for a notification, and what it says afterwards.' },
  { name: 'link', about: 'The link to the status page.' },
  { name: 'footer', about: 'The line around that link.' },
];

export const slots = [
  { name: '', about: 'Shown until there is better, and where scripts do not run.' },
  { name: 'icon', about: 'In place of the sign on the badge.' },
  { name: 'header', about: 'At the top of the panel.' },
  { name: 'footer', about: 'At the bottom of the panel.' },
];

/** Their defaults are in the loader's stylesheet, from where the manifest has them. */
export const customProperties = [
  { name: '--pl-font', about: 'Font families.' },
  { name: '--pl-font-size', about: 'Size of letters on the badge; in a panel what the rest follows from, by itself 14px above the page and 1rem in it.' },
  { name: '--pl-bg', about: 'Background.' },
  { name: '--pl-fg', about: 'Text.' },
  { name: '--pl-muted', about: 'Text of less weight.' },
  { name: '--pl-border', about: 'Lines.' },
  { name: '--pl-radius', about: 'Roundness of the badge, and of the panel and its boxes.' },
  { name: '--pl-shadow', about: 'Shadow of the badge, and of the panel above the page.' },
  { name: '--pl-focus', about: 'The ring around what has the focus.' },
  { name: '--pl-z-index', about: 'Height above the page, with a position.' },
  { name: '--pl-offset-block', about: 'Distance from the upper or lower edge, with a position.' },
  { name: '--pl-offset-inline', about: 'Distance from the side, with a position.' },
  { name: '--pl-operational', about: 'Colour of a level.' },
  { name: '--pl-degraded', about: 'Colour of a level.' },
  { name: '--pl-partial', about: 'Colour of a level.' },
  { name: '--pl-major', about: 'Colour of a level.' },
  { name: '--pl-maintenance', about: 'Colour of a level.' },
  { name: '--pl-unknown', about: 'Colour of a level.' },
];
