// The loader's stylesheet, made once for all elements. Constructed, because pages may forbid style
// elements; a browser too old for that gets the words without the look.

import style from './style.css';

export const sheets = [];

try {
  const sheet = new CSSStyleSheet();
  // A browser from before `light-dark()`, of 2024, gets the light colours.
  sheet.replaceSync(CSS.supports('color', 'light-dark(red,red)') ? style : style.replace(/light-dark\((.+?),.+?\)/g, '$1'));
  sheets.push(sheet);
} catch {}
