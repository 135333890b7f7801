import { conditionsIn, isAtom } from '../../condition-parts.ts';
import type { Program } from '../../program.ts';
import type { AtomSource } from './arguments.ts';
import { atomSamples } from './atom-samples.ts';
import { patternSamples } from './pattern-samples.ts';

/** Samples of one kind of command. */
const samplesMax = 12;

/** What a command may be about: paths, hosts, words that conditions compare. */
const shapes = ['cat', 'ls', 'touch', 'curl https://'] as const;

/** Shell commands that rules about commands, or about what they do, may tell from each other. */
export function shellSamples(program: Program, { own, others }: AtomSource): readonly string[] {
  const named = program.layers.flatMap(({ rules }) =>
    rules.flatMap(({ targets }) =>
      targets.flatMap((target) => (target.kind === 'action' ? target.commands : [])),
    ),
  );
  const patterns = named.flatMap(({ text }) => patternSamples(text).slice(0, 3));
  const values = [...own, ...others]
    .flatMap((atom) => conditionsIn(atom).filter(isAtom))
    .flatMap((atom) => atomSamples(program, atom))
    .filter((value) => typeof value === 'string' && /^[\w./~@:-]+$/.test(value))
    .slice(0, samplesMax);
  const [cat, ls, touch, curl] = shapes;
  return [
    ...new Set([
      ...patterns.slice(0, samplesMax),
      ...values.flatMap((value) => [`${cat} ${value}`, `${touch} ${value}`, `${curl}${value}`]),
      ls,
      'eval "$x"',
    ]),
  ];
}
