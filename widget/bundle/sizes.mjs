// The sizes of what is published, beside what they may be: the build fails above the hard line.

import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Prints `parts`, each `{ name, bytes, goal, limit }`, goal and limit in bytes of brotli. */
export function measure(parts) {
  const rows = parts.map(({ name, bytes, goal, limit }) => ({
    name,
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotli(bytes),
    goal,
    limit,
  }));
  const columns = ['name', 'raw', 'gzip', 'brotli', 'goal', 'limit'];
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => String(row[column]).length)));
  const line = (cells) => cells.map((cell, at) => (at ? String(cell).padStart(widths[at]) : cell.padEnd(widths[at]))).join('  ');
  console.log([line(columns), ...rows.map((row) => line(columns.map((column) => row[column])))].join('\n'));
  const over = rows.filter(({ brotli: size, limit }) => limit < size);
  if (over.length) throw new Error(`above the hard line: ${over.map(({ name }) => name).join(', ')}`);
}

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;
