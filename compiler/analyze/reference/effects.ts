import { effectsFound, type FoundEffect } from '../../call-facets.ts';
import type { DecisionRequest } from '../../evaluate/decision.ts';
import type { Known } from '../../evaluate/known.ts';
import type { Program } from '../../program.ts';
import type { Subject } from '../../subject.ts';
import type { Call, Value } from './call.ts';
import { noPast } from './past.ts';

/** The call itself, as conditions read it. */
export function callOfTool(
  program: Program,
  subject: Subject,
  { input, workspace, directories }: DecisionRequest,
): Call {
  const values = new Map(
    Object.entries(input ?? {}).map(([name, value]: [string, unknown]): [string, Value] => [
      name,
      { kind: 'known', value },
    ]),
  );
  return { program, subject, values, workspace, directories, past: noPast, others: [] };
}

/** What a call does, found by the kernel: shell texts are read once, for both engines. */
export function effectCalls(
  program: Program,
  subject: Subject,
  request: DecisionRequest,
): readonly Call[] {
  return effectsFound(program, subject, request).map((found) =>
    callOfEffect(program, found, request.workspace),
  );
}

function callOfEffect(
  program: Program,
  { subject, effect }: FoundEffect,
  workspace: string | null,
): Call {
  const { directories } = effect;
  const values = new Map(
    [...effect.args].map(([param, known]) => [param, valueOf(known)] as const),
  );
  return { program, subject, values, workspace, directories, past: noPast, others: [] };
}

function valueOf(known: Known): Value {
  switch (known.kind) {
    case 'one':
    case 'json':
      return { kind: 'known', value: known.value };
    case 'set':
    case 'hosts':
      return known;
    default:
      return { kind: 'unknown', mayLack: known.maybeAbsent };
  }
}
