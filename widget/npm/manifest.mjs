// custom-elements.json: what editors and documentation tools read of an element. Schema 2.1.0,
// https://github.com/webcomponents/custom-elements-manifest.

import { customProperties, events, methods, options, parts, properties, propertyOf, reflected, slots } from './reference.mjs';

/** The manifest; `style` is the loader's stylesheet, which has the defaults of custom properties. */
export function manifest(style) {
  const element = {
    kind: 'class',
    name: 'PilotLight',
    customElement: true,
    tagName: 'pilot-light',
    description: 'A live status from a status page.',
    superclass: { name: 'HTMLElement' },
    attributes: [
      ...options.map((option) => ({
        name: option.name,
        description: option.about,
        type: { text: typeOf(option) },
        default: option.start,
        fieldName: propertyOf(option.name),
      })),
      ...reflected.map((attribute) => ({
        name: attribute.name,
        description: `Set by the element. ${attribute.about}`,
        type: { text: typeOf(attribute) },
      })),
    ],
    members: [
      ...options.map((option) => ({
        kind: 'field',
        name: propertyOf(option.name),
        description: option.about,
        type: { text: option.isFlag ? 'boolean' : 'string' },
        attribute: option.name,
        reflects: true,
      })),
      ...properties.map(({ name, type, about }) => ({ kind: 'field', name, description: about, type: { text: type }, readonly: true })),
      ...methods.map(({ name, about, parameters = [], returns = 'void' }) => ({
        kind: 'method',
        name,
        description: about,
        parameters: parameters.map((parameter) => ({
          name: parameter.name,
          description: parameter.about,
          type: { text: parameter.type },
        })),
        return: { type: { text: returns } },
      })),
    ],
    events: events.map(({ name, type, about }) => ({ name, description: about, type: { text: `CustomEvent<${type}>` } })),
    cssParts: named(parts),
    slots: named(slots),
    cssProperties: customProperties.map(({ name, about }) => ({ name, description: about, default: defaultOf(name, style) })),
  };
  const of = (name, module) => ({ name, module });
  return {
    schemaVersion: '2.1.0',
    readme: 'README.md',
    modules: [
      {
        kind: 'javascript-module',
        path: 'element.js',
        declarations: [element],
        exports: [{ kind: 'js', name: 'PilotLight', declaration: of('PilotLight', 'element.js') }],
      },
      {
        kind: 'javascript-module',
        path: 'index.js',
        exports: [{ kind: 'custom-element-definition', name: 'pilot-light', declaration: of('PilotLight', 'element.js') }],
      },
    ],
  };
}

/** An attribute's values as TypeScript has them. */
export function typeOf({ words, text, isFlag }) {
  if (isFlag) return 'boolean';
  if (text === 'seconds') return 'number';
  return words ? words.map((word) => `'${word}'`).join(' | ') : 'string';
}

const named = (entries) => entries.map(({ name, about }) => ({ name, description: about }));

/** What stands beside a custom property where the stylesheet first asks for it. */
function defaultOf(name, style) {
  const start = style.indexOf(`var(${name}, `);
  if (start < 0) throw new Error(`the stylesheet asks for no ${name}: take it out of widget/npm/reference.mjs`);
  const from = start + `var(${name}, `.length;
  let depth = 1;
  let end = from;
  for (; depth; end += 1) depth += { '(': 1, ')': -1 }[style[end]] ?? 0;
  return style.slice(from, end - 1);
}
