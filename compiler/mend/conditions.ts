import type { Condition } from '../../dsl/ast.ts';
import { withoutPart } from './condition.ts';
import {
  conditionsAround,
  insertion,
  type Mender,
  offer,
  type Place,
  replace,
  ruleAround,
  textAt,
} from './place.ts';
import { asException } from './rules.ts';
import { wordMeant } from './word.ts';

/** Changes for findings about fields, operators, literals, patterns, history and origin. */
export const conditionMenders: ReadonlyMap<string, Mender> = new Map<string, Mender>([
  ['unknown-part', wordMeant],
  ['list-compared', quantified],
  ['quantifier-unfit', unquantified],
  ['has-required', withoutFound],
  ['atom-implied', withoutFound],
  ['type-mismatch', quoted],
  ['literal-wildcard', matched],
  [
    'pattern-syntax',
    (place) => {
      const { text, finding } = place;
      const [all, letters] = /^\[([A-Za-z0-9]+)\]/.exec(text.slice(finding.span.start)) ?? [];
      if (all === undefined || letters === undefined) return undefined;
      const span = { ...finding.span, end: finding.span.start + all.length };
      return offer('write alternatives', { span, text: `{${Array.from(letters).join(',')}}` });
    },
  ],
  ['matches-nothing', normalPattern],
  [
    'history-range',
    (place) => {
      const { span } = place.finding;
      const found = /\d+[smhd]/.exec(textAt(place, span));
      if (found === null || !/^found \d+[smhd], expected/.test(place.finding.message))
        return undefined;
      const start = span.start + found.index;
      const text = found[0] === '0s' ? '1s' : '24h';
      return offer(`write \`${text}\``, {
        span: { ...span, start, end: start + found[0].length },
        text,
      });
    },
  ],
  ['origin-unfit', excused],
]);

function innermost(place: Place): Condition | undefined {
  return conditionsAround(place)[0];
}

/** `every` where the rule grants and must hold of all, `any` where it forbids. */
function quantified(place: Place): ReturnType<Mender> {
  const condition = innermost(place);
  const rule = ruleAround(place);
  if (condition === undefined || rule === undefined) return undefined;
  const isException = rule.unless !== undefined && rule.unless.span.start <= condition.span.start;
  const word = (rule.effect === 'allow') === isException ? 'any' : 'every';
  return offer(`write \`${word}\``, insertion(place, condition.span.start, `${word} `));
}

function unquantified(place: Place): ReturnType<Mender> {
  const condition = conditionsAround(place).find(({ kind }) => kind === 'every' || kind === 'any');
  if (condition === undefined || !('operand' in condition)) return undefined;
  const { span, operand } = condition;
  return offer(`remove \`${condition.kind}\``, { span, text: textAt(place, operand.span) });
}

/** Leaves out the part of a condition that says nothing. */
export function withoutFound(place: Place): ReturnType<Mender> {
  const part = innermost(place);
  const edits = part && withoutPart(place, part);
  return edits && offer('remove it', ...edits);
}

function quoted(place: Place): ReturnType<Mender> {
  const { message, span } = place.finding;
  const text = textAt(place, span);
  if (message.startsWith('found an integer, expected a string')) return replace(place, `"${text}"`);
  const [, digits] = /^"(\d{1,15})"$/.exec(text) ?? [];
  const isInteger = digits !== undefined && /expected an integer/.test(message);
  return isInteger ? replace(place, String(Number(digits))) : undefined;
}

/** `matches` in place of `==` and `!=`. */
function matched(place: Place): ReturnType<Mender> {
  const condition = innermost(place);
  if (condition?.kind !== 'compare') return undefined;
  const text = `${textAt(place, condition.field.span)} matches ${textAt(place, condition.value.span)}`;
  if (condition.operator === '==') return offer('write `matches`', { span: condition.span, text });
  return condition.operator === '!='
    ? offer('write `not` and `matches`', { span: condition.span, text: `not ${text}` })
    : undefined;
}

/** A path pattern without `.`, empty segments and a final separator. */
function normalPattern(place: Place): ReturnType<Mender> {
  const pattern = /^"([^"\\]*)"$/.exec(textAt(place, place.finding.span))?.[1];
  if (pattern === undefined) return undefined;
  const segments = pattern.split('/');
  const kept = segments.filter((each, at) => (each !== '' || at === 0) && each !== '.');
  const text = kept.join('/');
  return kept.length === segments.length || text === '' ? undefined : replace(place, `"${text}"`);
}

/** What a deny or ask has as its only condition becomes what excuses from it. */
function excused(place: Place): ReturnType<Mender> {
  const rule = ruleAround(place);
  const { span } = place.finding;
  const isWhole = rule?.when?.span.start === span.start && rule.when.span.end === span.end;
  if (!isWhole || rule.when === undefined || rule.unless !== undefined) return undefined;
  return offer('write `unless`', asException(place, rule.when));
}
