// What the WebAssembly asks of the browser is mostly one property or one method, so its imports are
// named by that and a few lines of the glue do what a name says: `.setAttribute.ss.!` instead of a
// function of its own. The script, which everybody waits for, gets shorter by what they were; the names
// are in the WebAssembly.
//
// A name is `owner.name.kinds.mark`. Without an owner it is of the first argument, else of that global;
// without a name a new one of that. Kinds are `g` for a property, else a letter for each argument: `s` a text in memory, `o` as it is. A
// mark is `!` where it may throw, and `?` where what it gives may be nothing.

/** One import: its name, whether it may throw, what it does. */
const ENTRY = /^ {8}(\w+): (handled\()?\([^)]*\) => \{\n([\s\S]*?)\n {8}\}\)?,\n/gm;
const RETURNED = /^\s*const ret = (.*);\n\s*return (ret|isLikeNone\(ret\) \? 0 : addToExternrefTable0\(ret\));$/;
const CALLED = /^(?:new (\w+)|(?:(\w+)\.)?(\w+))(\(.*\))?$/;
const TEXT = /(?:arg\d === 0 \? undefined : )?getStringFromWasm0\((arg\d), (arg\d)\)/g;

const DOES = `
function named(spec) {
  const [owner, name, kinds, mark] = spec.split('.');
  const run = (...given) => {
    const next = () => given.shift();
    const of = owner ? globalThis[owner] : next();
    const values = () => [...kinds].map((kind) => (kind === 's' ? getStringFromWasm0(next(), next()) : next()));
    const ret = kinds === 'g' ? of[name] : name ? of[name](...values()) : new of(...values());
    return mark === '?' ? (ret == null ? 0 : addToExternrefTable0(ret)) : ret;
  };
  return mark === '!' ? handled(run) : run;
}
`;

/** The glue without the imports that a name can say, and those names by the imports' own. */
export function named(glue) {
  const specs = new Map();
  const left = glue.replace(ENTRY, (entry, name, mayThrow, body) => {
    const spec = specOf(name, body, mayThrow);
    if (!spec) return entry;
    specs.set(name, spec);
    return '';
  });
  const changed = left.replace(/("\.\/[\w-]+\.js": )import0/, '$1new Proxy(import0, { __proto__: null, get: (own, name) => own[name] ?? named(name) })');
  if (!specs.size || changed === left) throw new Error("wasm-bindgen's glue has another form than before: imports");
  return { glue: changed + DOES, specs };
}

/** What a global function does as well as the glue's own code. */
const SAME = [
  // The first of four ways to the global object is there.
  [/static_accessor_GLOBAL_THIS/, 'self.self.g.?'],
  [/static_accessor/, 'self..g.?'],
  // Of what everybody has.
  [/instanceof_Window|is_function/, 'globalThis.Boolean.o'],
  [/is_undefined/, 'Object.is.o'],
  [/jsval_eq/, 'Object.is.oo'],
  // There is no such function, and to call it throws.
  [/throw/, 'globalThis.throw.s'],
  [/`F64 -> Externref`/, 'globalThis.Number.o'],
  [/`Ref\(String\) -> Externref`/, 'globalThis.String.s'],
];

/** What a name says, if it can. */
function specOf(name, body, mayThrow) {
  return SAME.find(([pattern]) => pattern.test(name + body))?.[1] ?? specOfCall(body, mayThrow);
}

function specOfCall(body, mayThrow) {
  const [, expression, result] = RETURNED.exec(body) ?? [, /^\s*(.*);$/.exec(body)?.[1], 'ret'];
  const [, made, owner = made ?? 'globalThis', name = '', call] = CALLED.exec(expression) ?? [];
  if (!(made || name) || (!call && owner !== 'arg0')) return undefined;
  const isOwn = owner === 'arg0';
  const order = call ? call.slice(1, -1) : '';
  // Every argument once and in its order, or it is not for a name to say.
  const numbers = [...order.replace(/arg\d ===/g, '').matchAll(/arg(\d)/g)].map(([, number]) => +number);
  if (!numbers.every((number, index) => number === index + isOwn)) return undefined;
  const kinds = order.replace(TEXT, 's').split(', ').filter(Boolean).map((argument) => argument.replace(/^arg\d( !== 0| >>> 0)?$/, 'o'));
  if (kinds.some((kind) => !/^[os]$/.test(kind))) return undefined;
  const mayLack = result !== 'ret';
  if (mayThrow && mayLack) return undefined;
  return [isOwn ? '' : owner, name, call ? kinds.join('') : 'g', mayThrow ? '!' : mayLack ? '?' : ''].join('.').replace(/\.$/, '');
}
