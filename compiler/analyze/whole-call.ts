import { assert } from '../../dsl/assert.ts';
import type {
  ActionEntry,
  EffectArgumentEntry,
  EffectEntry,
  ParamEntry,
  ToolEntry,
  Verdict,
} from '../bundle/rules.ts';
import type { Subject } from '../subject.ts';
import { always, and, atomsIn, type Formula, never, not, or, substitute } from './formula.ts';
import { judge, type SideTruths } from './judge.ts';
import type { Model, Side } from './model.ts';
import type { Vocabulary } from './vocabulary.ts';

/** One action of a tool, and what its rules say, in terms of the arguments of the tool. */
interface DonePart {
  readonly side: Side;
  /** Of each rule of the side: when it must hold, may hold, denies all the same. */
  readonly conditions: readonly Formula[];
}

/** Everything that calls of a tool do, or why it cannot be told from their arguments alone. */
export type WholeCall =
  | { readonly isKnown: true; readonly parts: readonly DonePart[] }
  | UnknownCall;

/** `why` is a clause; `instead` names what can be asked about. */
export interface UnknownCall {
  readonly isKnown: false;
  readonly why: string;
  readonly instead: string;
}

/** What the actions of a tool are judged by, as conditions on the arguments of the tool itself. */
export function wholeCall(
  model: Model,
  vocabulary: Vocabulary,
  agent: string,
  subject: Subject,
): WholeCall {
  const { tools, actions } = model.compiled.rules;
  const tool = tools[subject.index];
  assert(tool !== undefined, 'each tool of a program has an entry of the rules');
  if (tool.params.some(({ type }) => type === 'Shell')) {
    return {
      isKnown: false,
      why: 'what a command does is in its text',
      instead: 'an action that commands do, such as `shell.run` or `fs.write`',
    };
  }
  const parts: DonePart[] = [];
  for (const use of tool.does) {
    const action = actions[use.action];
    assert(action !== undefined, 'a checked effect names an action that exists');
    const side = model.side(agent, `action ${action.name}`);
    const found = movedOver({ vocabulary, tool, use, action }, side);
    if (typeof found === 'string')
      return { isKnown: false, why: found, instead: `\`${action.name}\`` };
    parts.push({ side, conditions: found });
  }
  return { isKnown: true, parts };
}

/** The strictest verdict of some parts, where their conditions have these truths, one after the other. */
export function judgeParts(parts: readonly DonePart[], truths: readonly boolean[]): Verdict {
  let at = 0;
  const verdicts = parts.map(({ side, conditions }) => {
    const own = truths.slice(at, (at += conditions.length));
    const each = (offset: number) => side.rules.map((_, rule) => own[3 * rule + offset] === true);
    const seen: SideTruths = { must: each(0), may: each(1), barred: each(2), isGranted: false };
    return judge(side, seen).verdict;
  });
  return strictest(verdicts);
}

/** Deny before ask before allow. */
export function strictest(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('deny')) return 'deny';
  return verdicts.includes('ask') ? 'ask' : 'allow';
}

interface Move {
  readonly vocabulary: Vocabulary;
  readonly tool: ToolEntry;
  readonly use: EffectEntry;
  readonly action: ActionEntry;
}

/** The conditions of the rules of an action on the arguments of a tool; else why there are none. */
function movedOver(move: Move, { rules }: Side): readonly Formula[] | string {
  const all = rules.flatMap(({ must, may, barred }) => [must, may, barred]);
  const atoms = new Map<number, Formula>();
  for (const number of new Set(all.flatMap(atomsIn))) {
    const moved = movedAtom(move, number);
    if (typeof moved === 'string') return moved;
    atoms.set(number, moved);
  }
  return all.map((formula) => substitute(formula, (number) => atoms.get(number) ?? never));
}

function movedAtom({ vocabulary, tool, use, action }: Move, number: number): Formula | string {
  const found = vocabulary.atom(number);
  if (found.kind === 'history')
    return `rules about \`${action.name}\` look at what happened before`;
  if (found.kind === 'same') return `rules about \`${action.name}\` compare two of its values`;
  const param = action.params.find(({ name }) => name === found.param);
  assert(param !== undefined, 'rules of an action read its parameters');
  const argument = use.args.find((each) => each.param === param.name);
  const fallback = fallbackTruth(vocabulary, number, { param, argument });
  if (argument === undefined || argument.variable === null) return fallback;
  const own = tool.params.find(({ name }) => name === argument.variable);
  assert(own !== undefined, 'a checked effect reads arguments that exist');
  if (!isAlike(own, param, argument))
    return `\`${param.name}\` of \`${action.name}\` is not just what \`${own.name}\` holds`;
  const moved = vocabulary.moved(number, own.name);
  if (!own.optional) return moved;
  if (typeof fallback === 'string') return fallback;
  const isThere = vocabulary.presence(own.name, () => own);
  return or([and([isThere, moved]), and([not(isThere), fallback])]);
}

/** Types whose values the kernel hands to an action as they were sent. */
const asSent: ReadonlySet<string> = new Set([
  'String',
  'Path',
  'Url',
  'Host',
  'Email',
  'Key',
  'Int',
  'Bool',
]);

/** Whether an action gets the very value that an argument of the tool holds. */
function isAlike(
  own: ParamEntry,
  param: ParamEntry,
  { part, under }: EffectArgumentEntry,
): boolean {
  return part === null && !under && asSent.has(own.type) && shapeOf(own) === shapeOf(param);
}

function shapeOf({ type, list, words, fields }: ParamEntry): string {
  return JSON.stringify([type, list, words, fields]);
}

/** What is true where no argument of the tool is given: of a constant, or of what nobody knows. */
function fallbackTruth(
  vocabulary: Vocabulary,
  number: number,
  {
    param,
    argument,
  }: { readonly param: ParamEntry; readonly argument: EffectArgumentEntry | undefined },
): Formula | string {
  const constant = argument?.constant ?? null;
  const isPlaced = param.type === 'Path' && !/^[/~]/.test(String(constant));
  if (constant !== null && (isPlaced || argument?.under === true))
    return `where ${JSON.stringify(constant)} lies depends on the directory`;
  const unknown = { kind: 'unknown', param: param.name, mayLack: param.optional } as const;
  const [truth] = vocabulary.truths([number], {
    input: constant === null ? {} : Object.fromEntries([[param.name, constant]]),
    workspace: null,
    assumed: constant === null ? [unknown] : [],
  });
  return truth === true ? always : never;
}
