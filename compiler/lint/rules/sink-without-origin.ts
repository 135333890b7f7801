import { quote } from '../../../dsl/escape.ts';
import type { Condition } from '../../../dsl/ast.ts';
import { paramsIn } from '../../condition-parts.ts';
import type { Parameter, Subject } from '../../subject.ts';
import { conditionsOf } from '../conditions.ts';
import type { LintContext, PlacedRule } from '../context.ts';
import { exampleFile } from '../example.ts';
import { callText, headOf } from '../place.ts';
import { casesOf } from '../proof.ts';
import type { LintRule } from '../rule.ts';

/** Types of values that say where something goes. */
const destinations: ReadonlySet<string | undefined> = new Set(['Email', 'Url', 'Host']);

/** What an agent may send to anybody, in a program that asks elsewhere where values come from. */
export const sinkWithoutOrigin: LintRule = {
  code: 'sink-without-origin',
  severity: 'info',
  title: 'something may be sent to whomever the model names',
  explanation:
    'An address, a URL or a host that no rule looks at may come from a page that the agent has read, and so may what is sent there. Other rules of these policies ask with `from` where a value comes from; here nobody does.',
  bad: exampleFile(
    'tool Mail { to: Email, note: String }\npolicy p for agent dev { allow Fetch when .url from prompt allow Mail when .note matches "a*" }',
  ),
  good: exampleFile(
    'tool Mail { to: Email, note: String }\npolicy p for agent dev { allow Fetch when .url from prompt allow Mail when .note matches "a*" and .to from prompt }',
  ),
  *find(context) {
    if (!context.rules.some(({ rule }) => conditionsOf(rule).some(isOrigin))) return;
    for (const placed of context.rules) {
      if (placed.rule.effect !== 'allow') continue;
      for (const subject of placed.subjects) {
        const param = subject.params.find((each) => isOpen(context, subject, each));
        const allowed = param && allowedCall(context, placed);
        if (param === undefined || allowed === undefined) continue;
        yield {
          span: headOf(placed.rule),
          message: `no rule looks at ${quote(`.${param.name}`)} of ${quote(subject.text)}, such as ${allowed}`,
          help: `say where it may come from: ${quote(`${param.list ? 'every ' : ''}.${param.name} from prompt`)}`,
        };
      }
    }
  },
};

function isOrigin({ kind }: Condition): boolean {
  return kind === 'from';
}

/** Whether a parameter says where something goes, and no rule about its subject reads it. */
function isOpen(
  { rules }: LintContext,
  subject: Subject,
  { name, type, inert }: Parameter,
): boolean {
  if (inert || !destinations.has(type)) return false;
  return rules.every(
    ({ rule, subjects }) =>
      !subjects.includes(subject) ||
      conditionsOf(rule).every((condition) => !paramsIn(condition).includes(name)),
  );
}

function allowedCall(context: LintContext, placed: PlacedRule): string | undefined {
  const allowed = casesOf(context, placed)?.find(
    ({ fires, kind }) => fires && kind.judgement.verdict === 'allow',
  );
  return allowed && callText(allowed.kind);
}
