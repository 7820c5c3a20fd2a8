// The loader's stylesheet, made once for all elements. Constructed, because pages may forbid style
// elements; a browser too old for that gets the words without the look.

import style from './style.css';

export const sheet = make();

function make() {
  try {
    const made = new CSSStyleSheet();
    made.replaceSync(style);
    return made;
  } catch {
    return undefined;
  }
}
