// Short names for what WebAssembly and glue exchange. wasm-bindgen's are long and end in hashes,
// which no compression shrinks; both sides get the same one or two letters instead.

const IMPORTS = 2;
const EXPORTS = 7;

/**
 * Renames imports and exports in both; their order, and so the result, is the compiler's. What is in
 * `names` already gets that name, and is in the WebAssembly alone.
 */
export function shorten(wasm, glue, names = new Map()) {
  const own = names.size;
  const short = (name) => {
    if (!names.has(name)) names.set(name, `$${(names.size - own).toString(36)}`);
    return names.get(name);
  };
  const sections = parse(wasm).map(({ id, body }) => ({ id, body: RENAMES[id]?.(body, short) ?? body }));
  // Longest first, so that no name is changed within another.
  const known = [...names].sort(([a], [b]) => b.length - a.length);
  let renamed = glue;
  for (const [name, letters] of known) {
    const literal = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    renamed = name.startsWith('./')
      ? renamed.replaceAll(JSON.stringify(name), JSON.stringify(letters))
      : renamed.replace(new RegExp(`(\\bwasm\\.|^ {8})${literal}(?=\\b)`, 'gm'), (_, before) => before + letters.replaceAll('$', '$'));
  }
  return { wasm: Buffer.concat([wasm.subarray(0, 8), ...sections.map(write)]), glue: renamed };
}

const RENAMES = {
  [IMPORTS]: (body, short) =>
    entries(body, (reader) => [text(short(reader.text())), text(short(reader.text())), reader.importType()]),
  [EXPORTS]: (body, short) => entries(body, (reader) => [text(short(reader.text())), reader.exportType()]),
};

function entries(body, entry) {
  const reader = new Reader(body);
  const count = reader.number();
  const pieces = [number(count)];
  for (let at = 0; at < count; at += 1) pieces.push(...entry(reader));
  return Buffer.concat(pieces);
}

export function parse(wasm) {
  const reader = new Reader(wasm, 8);
  const sections = [];
  while (reader.at < wasm.length) {
    const id = wasm[reader.at];
    reader.at += 1;
    sections.push({ id, body: reader.bytes(reader.number()) });
  }
  return sections;
}

export const write = ({ id, body }) => Buffer.concat([Buffer.of(id), number(body.length), body]);

export const text = (string) => Buffer.concat([number(Buffer.byteLength(string)), Buffer.from(string)]);

/** A number as WebAssembly writes it: seven bits a byte, lowest first. */
export function number(value) {
  const bytes = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (0x7f < rest ? 0x80 : 0));
    rest >>>= 7;
  } while (rest);
  return Buffer.from(bytes);
}

export class Reader {
  constructor(buffer, at = 0) {
    this.buffer = buffer;
    this.at = at;
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.buffer[this.at];
      this.at += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  bytes(length) {
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }

  text() {
    return this.bytes(this.number()).toString();
  }

  /** Functions alone are imported: wasm-bindgen keeps memory and tables inside. */
  importType() {
    const start = this.at;
    if (this.buffer[this.at] !== 0) throw new Error('an import that is no function');
    this.at += 1;
    this.number();
    return this.buffer.subarray(start, this.at);
  }

  exportType() {
    const start = this.at;
    this.at += 1;
    this.number();
    return this.buffer.subarray(start, this.at);
  }
}
