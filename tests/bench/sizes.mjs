// Bytes of each published file: as it is, and as gzip and brotli at their best, which is what the
// server sends.

import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import { startCompany } from './company.mjs';
import { table } from './table.mjs';

export async function sizes() {
  const { server, discard } = await startCompany(20);
  try {
    await server.stop();
    const entries = await readdir(server.published, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    const rows = [];
    for (const file of files.sort()) {
      const body = await readFile(file);
      rows.push([path.relative(server.published, file), body.length, gzip(body), brotli(body)]);
    }
    table(['file', 'raw', 'gzip', 'brotli'], rows);
  } finally {
    await discard();
  }
}

const gzip = (body) => gzipSync(body, { level: 9 }).length;

const brotli = (body) =>
  brotliCompressSync(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  }).length;
