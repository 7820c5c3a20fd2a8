// Where the script is taken from, and what follows from that: its own files, the page's feed, and
// options for the whole page. In the npm package `widget/npm/place.js` stands in its place, because a
// module has no element; nothing else knows which of the two it is part of.
//
// `WASM_FOLDER` is put in by the build.

// A page's markup can take the name `currentScript` for itself, so the document is not asked by it.
const script = Reflect.get(Document.prototype, 'currentScript', document);

/** The script's address; none when it stands in the page itself. */
export const address = script?.src ? new URL(script.src) : undefined;

/** An option as the element has it, else the script as `data-*`, else the script's query; else null. */
export const given = (name, element) =>
  element?.getAttribute(name) ?? script?.getAttribute(`data-${name}`) ?? address?.searchParams.get(name);

/** The feed of elements that name none; a script that is loaded as a module does not know where it is from. */
export const HOME = script ? '/feed/v1/summary.json' : 'about:blank';

/** The address of one of our files: the pinned script stands beside them, the other above their folder. */
export const place = (file) => new URL(address.pathname.includes(`/${WASM_FOLDER}/`) ? file : `${WASM_FOLDER}/${file}`, address);
