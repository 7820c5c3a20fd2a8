// The package's types: the element, and its attributes for those who write them in JSX or in a
// template. Each framework's is an entry of its own, because it names that framework.

import { typeOf } from './manifest.mjs';
import { events, methods, options, properties, propertyOf, reflected } from './reference.mjs';

/** The files of types by their names. */
export function types() {
  return { 'element.d.ts': element(), 'index.d.ts': index, ...frameworks() };
}

const lines = (entries, indent = '  ') => entries.map((line) => indent + line.replaceAll('\n', `\n${indent}`)).join('\n');
const said = (about, line) => `/** ${about} */\n${line}`;

/** What may be written: numbers as numbers too, and a flag in every way that frameworks have. */
function written(option) {
  const type = typeOf(option);
  if (type === 'boolean') return "boolean | ''";
  if (type === 'number') return 'number | string';
  return option.words?.every(Number) ? `${type} | ${option.words.join(' | ')}` : type;
}

const attributes = (nameOf, listed = options) =>
  lines(listed.map((option) => said(option.about, `${nameOf(option.name)}?: ${written(option)};`)));

function element() {
  const level = reflected.find(({ name }) => name === 'level');
  const state = reflected.find(({ name }) => name === 'state');
  return `/** The worst status of what is shown. */
export type Level = ${typeOf(level)};
/** What is known. */
export type State = ${typeOf(state)};

/** What is said of an open incident. */
export interface Incident {
  id: string;
  name: string;
  status: string;
  impact: string;
  /** As ISO 8601 has it. */
  started_at: string;
  components?: string[];
}

export interface Shown {
  level: Level;
  /** The words of it: "API is down". */
  status: string;
}
export interface Change extends Shown {
  previous: Level;
}
export interface Refusal {
  /** Why: no feed was given, it is not signed, no feed or too long, the server refused, no answer came, or it is too old. */
  reason: 'feed' | 'signature' | 'format' | 'size' | 'answer' | 'network' | 'stale';
}
export interface Explanation {
  message: string;
  incident?: Incident;
  url: string;
}

export interface PilotLightEvents {
${lines(events.map(({ name, type, about }) => said(about, `'${name}': CustomEvent<${type}>;`)))}
}

/** The options as attributes. */
export interface PilotLightAttributes {
${attributes((name) => (name.includes('-') ? `'${name}'` : name))}
}

/** <pilot-light>. Setting a property to null takes the attribute off. */
export class PilotLight extends HTMLElement {
${lines(
  options
    .filter(({ name }) => name !== 'lang')
    .map((option) => {
      const name = propertyOf(option.name);
      return said(option.about, `get ${name}(): ${option.isFlag ? 'boolean' : 'string'};\nset ${name}(value: ${written(option)} | null | undefined);`);
    }),
)}
${lines(properties.map(({ name, type, about }) => said(about, `readonly ${name}: ${type};`)))}
${lines(
  methods.map(({ name, parameters = [], returns = 'void', about }) =>
    said(about, `${name}(${parameters.map((parameter) => `${parameter.name}${parameter.isOptional ? '?' : ''}: ${parameter.type}`).join(', ')}): ${returns};`),
  ),
)}
}

/**
 * Defines <pilot-light>, unless the page has it already, with options for all elements. On a server
 * it does nothing.
 */
export function define(options?: PilotLightAttributes): void;

declare global {
  interface HTMLElementTagNameMap {
    'pilot-light': PilotLight;
  }
  interface HTMLElementEventMap extends PilotLightEvents {}
}
`;
}

const index = `export * from './element.js';\n`;

function frameworks() {
  const jsx = (nameOf) => lines(events.map(({ name }) => `'${nameOf(name)}'?: (event: PilotLightEvents['${name}']) => void;`));
  const heading = "import type { PilotLight, PilotLightAttributes, PilotLightEvents } from './element.js';";
  return {
    'react.d.ts': `${heading}
import type { DetailedHTMLProps, HTMLAttributes } from 'react';

interface Listeners {
${jsx((name) => `on${name}`)}
}
type Props = Omit<DetailedHTMLProps<HTMLAttributes<PilotLight>, PilotLight>, keyof PilotLightAttributes> &
  Omit<PilotLightAttributes, 'key'> & Listeners & { key?: string | number | bigint | null; class?: string };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'pilot-light': Props;
    }
  }
}
`,
    'preact.d.ts': `${heading}
import type { HTMLAttributes } from 'preact';

interface Listeners {
${jsx((name) => `on${name}`)}
}
type Props = Omit<HTMLAttributes<PilotLight>, keyof PilotLightAttributes> & Omit<PilotLightAttributes, 'key'> & Listeners & { key?: string | number };

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'pilot-light': Props;
    }
  }
}
`,
    // Its names of events have one colon, ours have it too: a listener is added to the element itself.
    'solid.d.ts': `import type { PilotLight, PilotLightAttributes } from './element.js';
import type { JSX } from 'solid-js';

type Props = Omit<JSX.HTMLAttributes<PilotLight>, keyof PilotLightAttributes> & PilotLightAttributes;

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'pilot-light': Props;
    }
  }
}
`,
    'vue.d.ts': `${heading}
import type { HTMLAttributes } from 'vue';

interface Attributes {
${attributes(propertyOf, options.filter(({ name }) => name !== 'key'))}
}
interface Listeners {
${jsx((name) => `on${name[0].toUpperCase()}${propertyOf(name).slice(1)}`)}
}
type Props = Omit<HTMLAttributes, keyof Attributes> & Attributes & Listeners;

declare module 'vue' {
  interface GlobalComponents {
    'pilot-light': new () => PilotLight & { $props: Props };
  }
}
`,
  };
}
