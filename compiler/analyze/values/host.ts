import { readHost } from '../../evaluate/facts/host.ts';
import type { Budget } from '../budget.ts';
import { lettersFor } from '../letters.ts';
import { Machine } from '../machine.ts';
import type { Run, Search } from '../search.ts';
import { gather, type Texts, type Values } from './gather.ts';
import { runFor } from './machine-for.ts';
import { leavesOn, runsOf, textRun, type ValueScope } from './scope.ts';

const hole = runFor('text', ['', '.*', '*.', '*..*']);

const digits = '{0,1,2,3,4,5,6,7,8,9}';
const octet = `{${digits},{1,2,3,4,5,6,7,8,9}${digits},1${digits}${digits},2{0,1,2,3,4}${digits},25{0,1,2,3,4,5}}`;
const ipv4 = runFor('text', [`${octet}.${octet}.${octet}.${octet}`]);
const bracketed = runFor('text', ['\\[*\\]']);

/**
 * Hosts whose last label is a number, decimal or hexadecimal: the URL parser takes them for IPv4
 * addresses (WHATWG URL, "ends in a number"). States: at the start of a label, after digits, after a
 * single `0`, in a hexadecimal number, in any other label.
 */
const numeric = textRun(
  new Machine({
    // Other, dot, `0`, `1` to `9`, `a` to `f`, `x`.
    from: [0, 46, 47, 48, 49, 58, 97, 103, 120, 121],
    class: [0, 1, 0, 2, 3, 0, 4, 0, 5, 0],
    classes: 6,
    // biome-ignore format: one row for each state
    next: [
      4, 0, 2, 1, 4, 4,
      4, 0, 1, 1, 4, 4,
      4, 0, 1, 1, 4, 3,
      4, 0, 3, 3, 3, 4,
      4, 0, 4, 4, 4, 4,
    ],
    accept: [1, 2, 3],
  }),
);

/** Values of Host. */
export function hostValues(scope: ValueScope): Values {
  const found = hostTexts(runsOf(scope, leavesOn(scope, null)), scope.budget);
  return { values: [...found.texts, ''], isComplete: found.isComplete };
}

/** Hosts in their one spelling: names, IPv4 and IPv6 addresses. */
export function hostTexts(runs: readonly Run[], budget: Budget): Texts {
  const over = (legal: RegExp, more: Pick<Search, 'must' | 'mustNot'>): Search => {
    const all = [...runs, ...(more.must ?? []), ...(more.mustNot ?? [])];
    const letters = lettersFor({ runs: all, isLegal: (text) => legal.test(text), budget });
    return { runs, letters, budget, ...more };
  };
  const names = over(/^[a-z0-9._-]$/, { mustNot: [hole(), numeric] });
  const addresses = over(/^[0-9.]$/, { must: [ipv4()] });
  const searches = [names, addresses];
  if (runs.some(isAboutIpv6)) searches.push(over(/^[0-9a-f:[\]]$/, { must: [bracketed()] }));
  return gather(searches, (text) => readHost(text) === text);
}

/** True of a pattern that a colon is not just any character to. */
function isAboutIpv6({ machine }: Run): boolean {
  return machine.classesOf(':').join() !== machine.classesOf('!').join();
}
