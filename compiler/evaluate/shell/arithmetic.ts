import { holdsExpansion } from './names.ts';
import { complain, inOwnShell, nest, type Scene } from './reader.ts';
import type { Segment } from './segment.ts';
import { printsNumber } from './substitution.ts';
import type { ArithmeticExpression, WordPart } from './syntax.ts';

/** How the parts of a word are walked: given, because words hold arithmetic in turn. */
export type WalkParts = (scene: Scene, parts: readonly WordPart[]) => readonly Segment[];

const runsText = 'It calculates with a text that is not known, which shells may run.';

/**
 * Walks an arithmetic expression: its substitutions run, it assigns variables, and a subscript in a
 * value that it reads (`a[$(id)]`) runs as well.
 */
export function walkArithmetic(
  scene: Scene,
  expression: ArithmeticExpression | undefined,
  walkParts: WalkParts,
): void {
  const pending = expression === undefined ? [] : [expression];
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    if (one.type === 'ArithmeticWord') readOperand(scene, one, walkParts);
    else if (one.type === 'ArithmeticCommandExpansion') substitute(scene, one);
    else pending.push(...operands(scene, one));
  }
}

type Inner = Exclude<
  ArithmeticExpression,
  { type: 'ArithmeticWord' | 'ArithmeticCommandExpansion' }
>;

function operands(scene: Scene, one: Inner): readonly ArithmeticExpression[] {
  switch (one.type) {
    case 'ArithmeticGroup':
      return [one.expression];
    case 'ArithmeticTernary':
      return [one.test, one.consequent, one.alternate];
    case 'ArithmeticUnary':
      if (one.operator === '++' || one.operator === '--') assigned(scene, one.operand);
      return [one.operand];
    default:
      if (/^(?:[-+*/%&|^]|<<|>>|\*\*)?=$/.test(one.operator)) assigned(scene, one.left);
      return [one.left, one.right];
  }
}

function assigned({ reader }: Scene, target: ArithmeticExpression): void {
  const name = target.type === 'ArithmeticWord' ? target.value.split('[')[0] : undefined;
  if (name !== undefined) reader.assigned.push({ name, value: 'plain' });
}

function readOperand(
  scene: Scene,
  { value, parts }: { value: string; parts?: readonly WordPart[] | undefined },
  walkParts: WalkParts,
): void {
  // To a shell without arithmetic commands these are commands.
  if (/[\w.]\s+[\w.]/.test(value)) complain(scene.reader, runsText);
  for (const segment of walkParts(scene, parts ?? [])) {
    if (segment.kind === 'unknown' && !segment.isPlain) complain(scene.reader, runsText, 'dynamic');
    if (segment.kind === 'text' && holdsExpansion(segment.text))
      complain(scene.reader, runsText, 'dynamic');
  }
  for (const [name] of value.matchAll(/(?<![\w$#{])[A-Za-z_]\w*/g)) checkName(scene, name);
}

/** A name that this text does not assign comes from the environment, and is taken for a number. */
function checkName({ reader, state }: Scene, name: string): void {
  const kind = state.variables.get(name)?.kind;
  if (kind === 'unknown' || kind === 'dynamic') complain(reader, runsText, 'dynamic');
}

function substitute(
  { reader, state, place }: Scene,
  { script }: Extract<ArithmeticExpression, { type: 'ArithmeticCommandExpansion' }>,
): void {
  if (script === undefined || !printsNumber(script)) complain(reader, runsText, 'dynamic');
  if (script !== undefined) inOwnShell(reader, () => reader.walkScript(script, state, nest(place)));
}
