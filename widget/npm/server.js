// What the element is a kind of, where there is none: a server that renders a page imports the module
// too, and must not fail for it. The bundler puts this in place of the global name.

const Base = globalThis.HTMLElement ?? class {};

export { Base as HTMLElement };
