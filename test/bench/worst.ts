import { proveClaims } from '../../compiler/analyze/claims.ts';
import { compile } from '../../compiler/compile.ts';
import { decide } from '../../compiler/evaluate/decide.ts';
import { planRules } from '../../compiler/evaluate/plan.ts';
import { type BenchRow, milliseconds, printTable } from './table.ts';

const letters = 'abcdefghijklmnop';

/** A program with so many rules of two `**` each, all about one argument of one tool. */
export function overlapping(count: number): string {
  const globs = Array.from({ length: count }, (_, at) => {
    const [one = 'a', two = 'b'] = [letters[at % 16], letters[(at + 1) % 16]];
    return `"**/${one}*/**/${two}*.x"`;
  });
  const rules = globs.map((glob, at) => {
    return `allow T when .path matches ${glob} and not .path matches ${globs[(at + 5) % count] ?? glob}`;
  });
  return `edition 1
agent dev { owner user "octocat" id 1 }
tool T { path: Path }
tool Bash { command: Shell }
command cp { "{src...: Path} {dst: Path}" does fs.read(src), fs.write(dst) }
policy p for agent dev { ${rules.join('\n')}
  allow shell.any
}
never "c" { any agent does T where .path matches "**/zz" }`;
}

function compiled() {
  const { rules, program } = compile([{ file: 'worst.sentrely', text: overlapping(16) }]);
  if (rules === undefined || program === undefined) throw new Error('the program has errors');
  return { rules, program };
}

/** What each of the worst cases comes to, and how long it takes. */
export function benchWorst(): readonly BenchRow[] {
  const subject = compiled();
  const plan = planRules(subject.rules);
  const call = (tool: string, input: unknown) => () => {
    const request = { agent: 'dev', server: null, tool, input, workspace: '/w' };
    const { verdict, facets } = decide(plan, request);
    return `${verdict}, ${facets.length} facets`;
  };
  return [
    once('16 overlapping **, decide', call('T', { path: 'a1/x/b1.x' })),
    once('16 overlapping **, prove', () =>
      proveClaims(subject)
        .map(({ status }) => status)
        .join(),
    ),
    once('a path of 10 MB', call('T', { path: 'a/'.repeat(5_000_000) })),
    once('a shell text of 10 MB', call('Bash', { command: 'x'.repeat(10_000_000) })),
    once('100,000 commands', call('Bash', { command: 'cp a b;'.repeat(100_000) })),
    once('as many commands as are read', call('Bash', { command: 'cp a b;'.repeat(4000) })),
    once('32 KB of words', call('Bash', { command: `${'cp '.padEnd(1000, 'a ')};`.repeat(32) })),
  ];
}

/** Once warm: what is worst is never the first call of a gateway. */
function once(name: string, ask: () => string): BenchRow {
  ask();
  const start = performance.now();
  const found = ask();
  return { name, figures: { time: milliseconds(performance.now() - start), found } };
}

if (import.meta.main) printTable('Worst cases', benchWorst());
