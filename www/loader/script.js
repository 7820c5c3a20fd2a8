// The script's own element: where everything is loaded from, and options for the whole page.

// A page's markup can take the name `currentScript` for itself, so the document is not asked by it.
const script = Reflect.get(Document.prototype, 'currentScript', document);

/** The script's address; none when it stands in the page itself. */
export const address = script?.src ? new URL(script.src) : undefined;

/** An option as the element has it, else the script as `data-*`, else the script's query. */
export function option(name, element) {
  return (
    element?.getAttribute(name) ??
    script?.getAttribute(`data-${name}`) ??
    address?.searchParams.get(name) ??
    ''
  );
}

/** An absolute address; none when it is no web address. */
export function webAddress(text, base = address) {
  try {
    const url = new URL(text, base ?? document.baseURI);
    return /^https?:$/.test(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The feeds that an element names: `feed="OURS MIRROR, VENDOR"`. A comma and a space begin another
 * feed, a space alone another address of the same one.
 */
export const feeds = (element) =>
  (option('feed', element) || '/feed/v1/summary.json')
    .split(/,\s/)
    .map((addresses) => addresses.trim().split(/\s+/).map((text) => webAddress(text)).filter(Boolean));
