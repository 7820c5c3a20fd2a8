// Asking the API. The token goes into a header and never into an address. A change carries a key that
// was made once for what was typed: it is sent again as the same bytes under the same key until its
// answer is known, and so is done once.

/** The server itself gives up an answer after 30 seconds. */
const PATIENCE_MS = 35_000;

/** The server, or what stands before it, has answered that it did not do it. */
export class Refused extends Error {
  constructor(status, problem) {
    super([problem?.title, problem?.detail].filter((words) => typeof words === 'string').join(': ') || `answered with ${status}`);
    this.status = status;
    /** Only the server itself answers with a problem document. */
    this.isOurs = problem !== undefined;
  }
}

/** Nothing came back: nobody knows whether it was done. */
export class Unanswered extends Error {}

/** Asks, and resolves with the document and the server's clock. */
export async function ask(token, path, { method = 'GET', headers = {}, body } = {}) {
  let response;
  let text;
  try {
    response = await fetch(`/api/v1/${path}`, {
      method,
      body,
      headers: { Authorization: `Bearer ${token}`, ...headers },
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    text = await response.text();
  } catch {
    throw new Unanswered('no answer from the server');
  }
  const document = parse(text);
  if (!response.ok) {
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
    throw new Refused(response.status, isProblem ? document : undefined);
  }
  if (document === undefined) throw new Unanswered('the answer did not arrive whole');
  return { document, now: Date.parse(response.headers.get('date') ?? '') || Date.now() };
}

/** Every item of a list, page by page. */
export async function list(token, path) {
  const items = [];
  let cursor = '';
  do {
    const joint = path.includes('?') ? '&' : '?';
    const { document } = await ask(token, `${path}${joint}limit=200${cursor}`);
    items.push(...document.items);
    cursor = document.next ? `&cursor=${encodeURIComponent(document.next)}` : '';
  } while (cursor);
  return items;
}

/** What is to be done, with the version that it was decided on. */
export function change(path, content, version) {
  return { path, version, body: JSON.stringify(content), key: random(16), isUnsure: false };
}

/** Sends a change. When it throws, `isUnsure` says whether it may have been done all the same. */
export async function send(token, sent) {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': sent.key };
  if (sent.version !== undefined) headers['If-Match'] = `"${sent.version}"`;
  try {
    const { document } = await ask(token, sent.path, { method: 'POST', headers, body: sent.body });
    return document;
  } catch (error) {
    sent.isUnsure = isUnsure(error, sent.isUnsure);
    throw error;
  }
}

/**
 * Whether a change may have been done although it was not answered as done. Being turned away at the
 * door says nothing of what was sent before.
 */
function isUnsure(error, wasUnsure) {
  if (!(error instanceof Refused)) return true;
  const isAtTheDoor = !error.isOurs || [401, 403, 408, 429, 503].includes(error.status);
  if (isAtTheDoor && wasUnsure) return true;
  return 500 <= error.status && !(error.isOurs && error.status === 503);
}

/** So many random bytes. `randomUUID` is not there where the page comes over plain HTTP from another machine. */
export function random(size) {
  const bytes = crypto.getRandomValues(new Uint8Array(size));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
