// "Is it me?": whether an address answers from the visitor's own browser.

import { anonymous } from './summary.js';

/** Within this a browser has told what a page's policy forbids. */
const TOLD_MS = 100;

/**
 * Resolves when it does. Rejects with `"policy"` where not the network but this page keeps the
 * browser from asking, and with something else when there is no answer.
 */
export async function reach(address) {
  // An isolated page loads nothing that does not agree, one of https: nothing of http:.
  let isBarred = self.crossOriginIsolated || (location.protocol === 'https:' && /^http:/.test(address));
  const onViolation = ({ blockedURI }) => {
    isBarred ||= blockedURI && address.startsWith(blockedURI);
  };
  document.addEventListener('securitypolicyviolation', onViolation);
  try {
    return await fetch(address, anonymous({ mode: 'no-cors', cache: 'no-store' }));
  } catch (reason) {
    await new Promise((resolve) => setTimeout(resolve, TOLD_MS));
    throw isBarred ? 'policy' : reason;
  } finally {
    document.removeEventListener('securitypolicyviolation', onViolation);
  }
}
