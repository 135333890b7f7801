import type { Edit } from '../../dsl/diagnostic.ts';
import { clauseRemoval, wholeCondition } from './condition.ts';
import { withoutFound } from './conditions.ts';
import { removeRule } from './rules.ts';
import {
  insertion,
  layerAround,
  type Mender,
  offer,
  type Place,
  removal,
  removalFromList,
  replace,
  ruleAround,
  textAt,
} from './place.ts';

/** Changes for findings of lint. */
export const lintMenders: ReadonlyMap<string, Mender> = new Map<string, Mender>([
  ['rule-never-holds', removeRule],
  ['unless-cancels', removeRule],
  ['rules-contradict', removeRule],
  ['allow-under-deny', removeRule],
  ['rule-changes-nothing', removeRule],
  ['deny-over-nothing', removeRule],
  ['condition-always-true', withoutClause],
  ['pattern-matches-everything', withoutFound],
  ['otherwise-unreachable', (place) => offer('remove it', removal(place, place.finding.span))],
  ['suppression-unused', (place) => offer('remove it', removal(place, place.finding.span))],
  ['optional-without-has', withHas],
  ['wildcard-grants-power', withAgents],
  ['secret-readable-elsewhere', withTarget],
  ['namesake-uncovered', withTarget],
  ['prefix-without-separator', (place) => bounded(place, /(?<=[\w-])\*(?=\*?\/)/, '/*')],
  ['host-without-boundary', (place) => bounded(place, /(?<=^"\*{1,2})(?=[\w-])/, '.')],
  ['inert-compared', notInert],
  ['command-never-judged', commandsAlone],
  ['command-runs-code', removeCommand],
  ['command-too-wide', removeCommand],
]);

function withoutClause(place: Place): ReturnType<Mender> {
  const rule = ruleAround(place);
  const condition = rule && wholeCondition(rule, place.finding.span.start);
  const isWhole =
    condition?.span.start === place.finding.span.start &&
    condition.span.end === place.finding.span.end;
  if (condition === undefined || !isWhole || condition !== rule?.when) return withoutFound(place);
  return offer('remove the condition', clauseRemoval(place, condition));
}

function withHas(place: Place): ReturnType<Mender> {
  const when = ruleAround(place)?.when;
  const field = /calls without `(\.\w+)`$/.exec(place.finding.message)?.[1];
  if (when === undefined || field === undefined) return undefined;
  const { kind, span } = when;
  const whole = kind === 'or' ? `(${textAt(place, span)})` : textAt(place, span);
  return offer(`write \`has ${field} and\``, { span, text: `has ${field} and ${whole}` });
}

/** The agents that there are now, by their names. */
function withAgents(place: Place): ReturnType<Mender> {
  const layer = layerAround(place);
  const names = place.files.flatMap(({ items }) =>
    items.flatMap((item) => (item.kind === 'agent' ? [item.name.text] : [])),
  );
  if (layer === undefined || layer.agents !== undefined || names.length === 0) return undefined;
  const found = /\ball\s+agents\b/.exec(textAt(place, layer.span));
  if (found === null) return undefined;
  const start = layer.span.start + found.index;
  const text = `${names.length === 1 ? 'agent' : 'agents'} ${names.join(', ')}`;
  return offer('name the agents', {
    span: { ...layer.span, start, end: start + found[0].length },
    text,
  });
}

function withTarget(place: Place): ReturnType<Mender> {
  const name = /^name `([^`]+)` in the rule as well$/.exec(place.finding.help ?? '')?.[1];
  const last = ruleAround(place)?.targets.at(-1);
  if (name === undefined || last === undefined) return undefined;
  return offer(`name \`${name}\` too`, insertion(place, last.span.end, `, ${name}`));
}

function bounded(place: Place, where: RegExp, sign: string): ReturnType<Mender> {
  const text = textAt(place, place.finding.span);
  const bound = text.replace(where, sign);
  return bound === text ? undefined : replace(place, bound);
}

function notInert(place: Place): ReturnType<Mender> {
  const span = place.finding.labels?.[0]?.span;
  if (span === undefined || span.file !== place.finding.span.file) return undefined;
  const text = textAt(place, span);
  const bare = text.replace(/\s+inert$/, '');
  return bare === text ? undefined : offer('remove `inert`', { span, text: bare });
}

function removeCommand(place: Place): ReturnType<Mender> {
  const edit: Edit | undefined = removalFromList(place, place.finding.span);
  return edit && offer('remove it', edit);
}

/** Each command of a chain in quotes of its own; a chain with quotes or redirections is for people. */
function commandsAlone(place: Place): ReturnType<Mender> {
  const chain = /^"([^"\\'<>`$(){}&|;]+(?:(?:&&|\|\||[|;])[^"\\'<>`$(){}&|;]+)+)"$/.exec(
    textAt(place, place.finding.span),
  )?.[1];
  if (chain === undefined) return removeCommand(place);
  const commands = chain.split(/&&|\|\||[|;]/).map((each) => `"${each.trim()}"`);
  return replace(place, commands.join(', '));
}
