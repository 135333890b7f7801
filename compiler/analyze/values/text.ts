import { readText } from '../../evaluate/facts/text.ts';
import { lettersFor } from '../letters.ts';
import { gather, type Values } from './gather.ts';
import { leavesOn, runsOf, type ValueScope } from './scope.ts';

/** Two characters that are one in normal form: no reader of texts takes it. */
const unreadable = 'e\u0301';

/** Values of String, Shell, Key and Ref. */
export function textValues(scope: ValueScope): Values {
  const runs = runsOf(scope, leavesOn(scope, null));
  const { budget } = scope;
  const letters = lettersFor({ runs, isLegal: (text) => readText(text) !== null, budget });
  const found = gather([{ runs, letters, budget }], (text) => readText(text) !== null);
  return { values: [...found.texts, unreadable], isComplete: found.isComplete };
}
