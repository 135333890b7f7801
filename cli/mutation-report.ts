import { percentOf, type Share } from '../compiler/coverage/goal.ts';
import type { Fate, Mutation, Trial } from '../compiler/mutate.ts';
import { operators } from '../compiler/mutate/mutant.ts';
import type { Witness } from '../compiler/mutate/witness.ts';
import type { JsonValue } from '../dsl/ast.ts';
import { escapeHidden, quote } from '../dsl/escape.ts';
import { objectText } from '../dsl/print/json.ts';
import { toolNameText } from '../dsl/print/text.ts';
import { rangeOf } from '../dsl/render/places.ts';
import type { Source, Span } from '../dsl/source.ts';
import { percentText } from './coverage-report.ts';
import { plural } from './report.ts';
import { paint, type Screen } from './terminal.ts';

type FateKind = Fate['kind'];

/** How many mutants met each fate. */
function countsOf(trials: readonly Trial[]): Readonly<Record<FateKind, number>> {
  const count = (kind: FateKind) => trials.filter(({ fate }) => fate.kind === kind).length;
  return {
    killed: count('killed'),
    refused: count('refused'),
    survived: count('survived'),
    unwitnessed: count('unwitnessed'),
    untestable: count('untestable'),
  };
}

/** Of the mutants that matter, the share that was noticed: by a test, an example or the compiler. */
export function mutationShare(trials: readonly Trial[]): Share {
  const { killed, refused, survived } = countsOf(trials);
  return { met: killed + refused, goals: killed + refused + survived };
}

/** Prints the mutants that nothing noticed, and the score. */
export function writeMutation(
  { total, tried }: Mutation,
  trials: readonly Trial[],
  sources: readonly Source[],
  screen: Screen,
): void {
  for (const trial of trials) {
    const { kind } = trial.fate;
    if (kind !== 'killed' && kind !== 'refused') screen.write(block(trial, sources, screen));
  }
  const { killed, refused, survived, unwitnessed, untestable } = countsOf(trials);
  const parts = [
    `${killed} killed by tests`,
    `${refused} refused by the compiler`,
    `${survived} survived`,
    `${unwitnessed} equivalent or no witness found`,
    ...(untestable === 0 ? [] : [`${untestable} that no test can tell`]),
  ];
  const some = tried < total ? `, ${tried} of them tried` : '';
  screen.write(`${plural(total, 'mutant')}${some}: ${parts.join(', ')}\n`);
  const score = `score ${percentText(mutationShare(trials))}`;
  screen.write(`${paint(screen, survived > 0 ? 'yellow' : 'green', score)}\n`);
}

/** The columns of a call in a report; the rest is on further lines. */
const callColumns = 80;

const titles: Readonly<Record<FateKind, string>> = {
  killed: 'killed',
  refused: 'refused',
  survived: 'survived',
  unwitnessed: 'equivalent or no witness found',
  untestable: 'no test can tell',
};

function block({ mutant, fate }: Trial, sources: readonly Source[], screen: Screen): string {
  const { operator, span, before, after } = mutant;
  const { file, line, column } = rangeOf(span, sources);
  const title = paint(screen, fate.kind === 'survived' ? 'red' : 'dim', titles[fate.kind]);
  const rows = [
    ['before', quote(before)],
    ['after', after === '' ? 'nothing' : quote(after)],
    ...(fate.kind === 'survived' ? witnessRows(fate.witness) : []),
  ] as const;
  const lines = rows.map(([name, text]) => `  ${name.padEnd(8)}${text}\n`);
  return `${title}: ${operators[operator]}
  --> ${escapeHidden(file)}:${line}:${column}
${lines.join('')}
`;
}

function witnessRows(witness: Witness): readonly (readonly [name: string, text: string])[] {
  const { agent, workspace, original, mutant } = witness;
  return [
    ['as', quote(agent)],
    ...(workspace === null ? [] : [['in', quote(workspace)] as const]),
    ['call', `${callText(witness)} => ${original}`],
    ['mutant', mutant],
  ];
}

/** The call as a test would write it. */
function callText({ server, tool, input }: Witness): string {
  const span: Span = { file: '', start: 0, end: 0 };
  const name = toolNameText({
    kind: 'tool',
    span,
    server: server === null ? undefined : { text: server, span },
    name: { text: tool, span },
  });
  const values = Object.entries(input).map(([key, value]) => [key, toTree(value)] as const);
  const text = `${name} ${objectText(new Map(values), callColumns)}`;
  return text.replaceAll('\n', '\n          ');
}

/** JSON as the tree of a policy holds it. */
function toTree(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(toTree);
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  return new Map(Object.entries(value).map(([key, each]) => [key, toTree(each)]));
}

/** The mutation for programs. */
export function mutationJson(
  { total, tried }: Mutation,
  trials: readonly Trial[],
  sources: readonly Source[],
) {
  return {
    total,
    tried,
    ...countsOf(trials),
    score: percentOf(mutationShare(trials)),
    mutants: trials.map(({ mutant, fate }) => {
      const { operator, span, before, after } = mutant;
      const { file, line, column } = rangeOf(span, sources);
      const place = { file, line, column };
      return { operator, ...place, before, after, ...fateJson(fate, sources) };
    }),
  };
}

function fateJson(fate: Fate, sources: readonly Source[]) {
  if (fate.kind === 'survived') return { fate: fate.kind, witness: fate.witness };
  if (fate.kind !== 'killed') return { fate: fate.kind };
  const { file, line } = rangeOf(fate.by, sources);
  return { fate: fate.kind, by: { file, line } };
}
