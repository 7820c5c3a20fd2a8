// A file server that knows nothing of Pilotlight: what a CDN or any static host is. It serves a
// folder with the headers that the folder's own `_headers` asks for, or one page of text.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { listen } from './targets.mjs';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

/**
 * Serves a folder. `edit(path, body)` may replace what a file says, also later: the tests' way of
 * publishing a feed with other times without a server of ours. `watch(request)` sees each request first.
 */
export async function serveFolder(folder, { port = 0, edit = (file, body) => body, watch } = {}) {
  const rules = parseHeaders(await readFile(path.join(folder, '_headers'), 'utf8'));
  return serve(port, async (pathname) => {
    const file = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const headers = Object.assign({}, ...rules.filter((rule) => rule.fits(pathname)).map((rule) => rule.headers));
    const body = await readFile(path.join(folder, file));
    return { body: await edit(file, body), headers: { 'content-type': TYPES[path.extname(file)], ...headers } };
  }, watch);
}

/** Serves one HTML text at `/`, as a site of its own. */
export async function servePage(html, { port = 0, headers = {} } = {}) {
  return serve(port, async (pathname) => {
    if (pathname !== '/') throw new Error(`there is no ${pathname}`);
    return { body: html, headers: { 'content-type': TYPES['.html'], ...headers } };
  });
}

/** Serves JSON texts by their paths, all with the same headers. */
export async function servePaths(texts, headers = {}) {
  return serve(0, async (pathname) => {
    if (!Object.hasOwn(texts, pathname)) throw new Error(`there is no ${pathname}`);
    return { body: texts[pathname], headers: { 'content-type': TYPES['.json'], ...headers } };
  });
}

/** Serves `{ type, body }` by their paths to pages of every origin, compressed as a CDN would. */
export async function serveTexts(texts) {
  return serve(0, async (pathname) => {
    if (!Object.hasOwn(texts, pathname)) throw new Error(`there is no ${pathname}`);
    const { type, body } = texts[pathname];
    const headers = { 'content-type': type, 'content-encoding': 'br', 'access-control-allow-origin': '*' };
    return { body: brotliCompressSync(body), headers };
  });
}

async function serve(wanted, find, watch = () => {}) {
  const server = http.createServer(async (request, response) => {
    watch(request);
    try {
      const { body, headers } = await find(new URL(request.url, 'http://localhost').pathname);
      response.writeHead(200, headers).end(body);
    } catch {
      response.writeHead(404, { 'content-type': TYPES['.txt'] }).end('not found\n');
    }
  });
  await listen(server, wanted);
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, stop };
}

/**
 * Reads Netlify's and Cloudflare's `_headers`: a path that may end in `*`, then indented
 * `Name: value`.
 */
export function parseHeaders(text) {
  const rules = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (/^\s/.test(line)) {
      const colon = line.indexOf(':');
      rules.at(-1).headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    } else {
      const pattern = line.trim();
      const start = pattern.endsWith('*') ? pattern.slice(0, -1) : undefined;
      const fits = (pathname) => (start === undefined ? pathname === pattern : pathname.startsWith(start));
      rules.push({ pattern, fits, headers: {} });
    }
  }
  return rules;
}
