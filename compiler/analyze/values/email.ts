import { readEmail } from '../../evaluate/facts/email.ts';
import { foldCase } from '../../evaluate/facts/fold.ts';
import { lettersFor } from '../letters.ts';
import { literalAutomaton, Machine } from '../machine.ts';
import { gather, type Values } from './gather.ts';
import { hostTexts } from './host.ts';
import { foldedRun, leavesOn, literalRun, runsOf, type ValueScope } from './scope.ts';

/** Values of Email: every kind of local part at every kind of domain. */
export function emailValues(scope: ValueScope): Values {
  const { budget } = scope;
  const wholes = leavesOn(scope, null).flatMap((leaf) =>
    leaf.op === 'equal' ? leaf.values.map((value) => readEmail(String(value))) : [],
  );
  const ofLocals = leavesOn(scope, 'local');
  const locals = [
    ...wholes.map(({ local }) => local ?? ''),
    ...ofLocals.flatMap((leaf) => (leaf.op === 'equal' ? leaf.values.map(String) : [])),
  ];
  // Each literal alone, so that a whole address is known to have just this one.
  const runs = [
    ...runsOf(scope, ofLocals),
    ...locals.flatMap((local) => [literalRun([local]), foldedLiteral(local)]),
  ];
  const letters = lettersFor({ runs, isLegal: (text) => /^[\x21-\x7e]$/.test(text), budget });
  const local = gather([{ runs, letters, budget }], (text) => isLocal(text));
  const domain = hostTexts(
    [
      ...runsOf(scope, leavesOn(scope, 'domain')),
      ...wholes.map((whole) => literalRun([whole.domain ?? ''])),
    ],
    budget,
  );
  const domains = domain.texts.filter((text) => !text.startsWith('['));
  if (!budget.spend(domains.length * local.texts.length)) return { values: [], isComplete: false };
  const addresses = domains.flatMap((host) => local.texts.map((name) => `${name}@${host}`));
  return {
    values: [...addresses, ''],
    isComplete: local.isComplete && domain.isComplete,
  };
}

function isLocal(text: string): boolean {
  return readEmail(`${text}@host`).local === text;
}

function foldedLiteral(text: string) {
  return foldedRun(new Machine(literalAutomaton([foldCase(text)])));
}
