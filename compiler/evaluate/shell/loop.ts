import { walkArithmetic } from './arithmetic.ts';
import { setUnknown, setVariable, settleAssigned } from './assignment.ts';
import { type ExpandedWord, textOf } from './expanded-word.ts';
import { mark, type Place, type Scene, takeBack } from './reader.ts';
import {
  after,
  both,
  type Flow,
  forgetVariables,
  isSame,
  join,
  moveTo,
  plain,
  type State,
  unknown,
  widen,
} from './state.ts';
import type { CommandNode, CompoundList, For, Select, While } from './syntax.ts';
import { expandAll, segmentsOf } from './word.ts';

/** Commands that repeat their bodies. */
export type Loop = Extract<CommandNode, { type: 'While' | 'For' | 'Select' | 'ArithmeticFor' }>;

/** Walks a loop from every state that a turn may begin in. */
export function walkLoop(scene: Scene, node: Loop): Flow {
  switch (node.type) {
    case 'While':
      return walkWhile(scene, node);
    case 'ArithmeticFor':
      return walkCounting(scene, node);
    default:
      return walkEach(scene, node);
  }
}

function walkWhile(scene: Scene, { kind, clause, body }: While): Flow {
  const { reader, place } = scene;
  return repeat(scene, scene.state, (state) => {
    const tested = reader.walkBody(clause, state, place);
    const isWhile = kind === 'while';
    const turn = reader.walkBody(body, isWhile ? tested.success : tested.failure, place);
    return { turn: after(turn), end: isWhile ? tested.failure : tested.success };
  });
}

function walkCounting(
  scene: Scene,
  { initialize, test, update, body }: Extract<Loop, { type: 'ArithmeticFor' }>,
): Flow {
  const { reader, place } = scene;
  walkArithmetic(scene, initialize, segmentsOf);
  const start = settleAssigned(reader, scene.state);
  return repeat(scene, start, (state) => {
    walkArithmetic({ ...scene, state }, test, segmentsOf);
    const tested = settleAssigned(reader, state);
    const turn = after(reader.walkBody(body, tested, place));
    walkArithmetic({ ...scene, state: turn }, update, segmentsOf);
    return { turn: settleAssigned(reader, turn), end: tested };
  });
}

/** A turn of a loop: the state behind it, and the one in which the loop ends before it. */
type Turn = (state: State) => { readonly turn: State; readonly end: State };

/** How often a loop is walked before nothing is followed any more. */
const roundsMax = 3;

/** Walks a turn from the states that turns lead to, until there are no more. */
function repeat({ reader }: Scene, start: State, walk: Turn): Flow {
  const { jumps } = reader;
  const from = mark(reader);
  let state = start;
  for (let round = 0; ; round += 1) {
    reader.jumps = [];
    const { turn, end } = walk(state);
    // `break` and `continue`; a `return` as well, which only adds states.
    const behind = reader.jumps.reduce(join, turn);
    const jumped = reader.jumps;
    const next = round < roundsMax ? widen(state, behind) : forgetAll(join(state, behind));
    if (round > roundsMax || isSame(state, next)) {
      reader.jumps = [...jumps, ...jumped];
      return both(jumped.reduce(join, end));
    }
    takeBack(reader, from);
    state = next;
  }
}

function forgetAll(state: State): State {
  return forgetVariables(moveTo(state, null));
}

function walkEach(scene: Scene, node: For | Select): Flow {
  const words = node.wordlist === undefined ? null : expandAll(scene, node.wordlist);
  const state = settleAssigned(scene.reader, scene.state);
  const texts = words?.map(textOf) ?? [null];
  const isLiteral = !texts.includes(null);
  const { turns } = scene.place;
  const isShort = texts.length > 0 && texts.length <= turns;
  if (node.type === 'For' && isLiteral && isShort)
    return walkTurns(scene, node, state, words ?? []);
  const value = isLiteral ? plain : null;
  return repeat(scene, state, (before) => {
    const named = setEach(scene, before, node.name.value, value !== null);
    return { turn: after(scene.reader.walkBody(node.body, named, scene.place)), end: before };
  });
}

function setEach({ reader }: Scene, state: State, name: string, isPlain: boolean): State {
  const value = { kind: 'unknown', maySplit: false } as const;
  return isPlain
    ? setVariable(reader, state, { name, value }, plain)
    : setUnknown(reader, state, name);
}

/** One turn after the other, each with its word. */
function walkTurns(
  scene: Scene,
  { name, body }: { readonly name: For['name']; readonly body: CompoundList },
  start: State,
  words: readonly ExpandedWord[],
): Flow {
  const { reader } = scene;
  const { jumps } = reader;
  const place: Place = { ...scene.place, turns: Math.floor(scene.place.turns / words.length) };
  let state = start;
  let jumped: typeof jumps = [];
  for (const { word } of words) {
    reader.jumps = [];
    // A tilde stands for a home directory whose name is not known.
    const isLiteral = word.kind === 'text' && !word.text.startsWith('~');
    const value = isLiteral ? ({ kind: 'text', text: word.text } as const) : unknown;
    const named = setVariable(reader, state, { name: name.value, value: word }, value);
    const turn = after(reader.walkBody(body, named, place));
    const first = reader.jumps;
    state = first.reduce(join, turn);
    jumped = [...jumped, ...first];
  }
  reader.jumps = [...jumps, ...jumped];
  return both(jumped.reduce(join, state));
}
