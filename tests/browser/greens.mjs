// What is painted in a status colour: the eye's way of checking that nothing stale is green.

const OPERATIONAL = ['rgb(26, 127, 55)', 'rgb(63, 185, 80)'];

/**
 * The visible elements of a page, shadow roots included, that are painted in the colour of
 * "operational". The bars of past days are history, not a claim about now, and do not count.
 */
export async function greens(page) {
  return page.evaluate((wanted) => {
    const found = [];
    const look = (root) => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) look(element.shadowRoot);
        if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
        if (element.closest('[data-history], [part~="history"], .history, .bars')) continue;
        const style = getComputedStyle(element);
        const painted = [style.color, style.fill, style.stroke, style.backgroundColor, style.borderTopColor];
        if (painted.some((colour) => wanted.includes(colour))) found.push(element.outerHTML.slice(0, 120));
      }
    };
    look(document);
    return found;
  }, OPERATIONAL);
}
