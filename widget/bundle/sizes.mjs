// The sizes of what is published, beside what they may be: goal, and hard line. The build fails above the
// hard line; what is above it already is marked so, and may not grow beyond where it is held.

import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/**
 * Prints `parts`, each `{ name, files, goal, limit, held? }`: one file, or several that come one by one;
 * goal, hard line and where it is held meanwhile in bytes of brotli.
 */
export function measure(parts) {
  const rows = parts.map(({ name, files, goal, limit, held }) => {
    const sum = (size) => files.reduce((all, bytes) => all + size(bytes), 0);
    return {
      name,
      raw: sum((bytes) => bytes.length),
      gzip: sum((bytes) => gzipSync(bytes, { level: 9 }).length),
      brotli: sum(brotli),
      goal,
      limit,
      over: limit < sum(brotli) ? `over, held at ${held ?? limit}` : '',
      held: held ?? limit,
    };
  });
  const columns = ['name', 'raw', 'gzip', 'brotli', 'goal', 'limit', 'over'];
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => String(row[column]).length)));
  const line = (cells) => cells.map((cell, at) => (at ? String(cell).padStart(widths[at]) : cell.padEnd(widths[at]))).join('  ');
  console.log([line(columns), ...rows.map((row) => line(columns.map((column) => row[column])))].join('\n'));
  const over = rows.filter(({ brotli: size, held }) => held < size);
  if (over.length) throw new Error(`above the hard line: ${over.map(({ name }) => name).join(', ')}`);
}

/** What bytes are compressed. */
export const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;
