import { suggest } from '../../dsl/suggest.ts';
import { insertion, type Mender, offer, removal, replace, textAt } from './place.ts';

/** Letters of other scripts that look like Latin ones (Unicode TR 39, confusables). */
const lookalikes: ReadonlyMap<string, string> = new Map(
  'аa еe оo рp сc уy хx іi јj ѕs һh АA ВB ЕE КK МM НH ОO РP СC ТT ХX ІI αa οo νv ρp'
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
);

const signs: ReadonlyMap<string, string> = new Map([
  ['&', 'and'],
  ['&&', 'and'],
  ['|', 'or'],
  ['||', 'or'],
  ['!', 'not '],
]);

const units: ReadonlyMap<string, string> = new Map([
  ...['sec', 'secs', 'second', 'seconds', 'S'].map((unit): [string, string] => [unit, 's']),
  ...['min', 'mins', 'minute', 'minutes', 'M'].map((unit): [string, string] => [unit, 'm']),
  ...['hr', 'hrs', 'hour', 'hours', 'H'].map((unit): [string, string] => [unit, 'h']),
  ...['day', 'days', 'D'].map((unit): [string, string] => [unit, 'd']),
]);

const setKinds = ['paths', 'hosts', 'urls', 'emails', 'keys', 'refs', 'strings'];
const setSynonyms: ReadonlyMap<string, string> = new Map([
  ['files', 'paths'],
  ['globs', 'paths'],
  ['dirs', 'paths'],
  ['directories', 'paths'],
  ['domains', 'hosts'],
  ['uris', 'urls'],
  ['links', 'urls'],
  ['mails', 'emails'],
  ['addresses', 'emails'],
  ['branches', 'refs'],
  ['texts', 'strings'],
  ['words', 'strings'],
]);

const remove: Mender = (place) => offer('delete it', removal(place, place.finding.span));

/** Changes for findings of the lexer and the parser. */
export const syntaxMenders: ReadonlyMap<string, Mender> = new Map<string, Mender>([
  [
    'unexpected-token',
    (place) => {
      const { message, span } = place.finding;
      const isTeam =
        message.includes('expected `team`') && /^"[^"\s/]+\/[^"\s/]+"$/.test(textAt(place, span));
      return isTeam ? offer('write `team`', insertion(place, span.start, 'team ')) : undefined;
    },
  ],
  [
    'unexpected-character',
    (place) => {
      const word = signs.get(textAt(place, place.finding.span));
      return word === undefined ? remove(place) : replace(place, word);
    },
  ],
  ['hidden-character', (place) => offer('delete it', { span: place.finding.span, text: '' })],
  [
    'non-ascii',
    (place) => {
      const letters = Array.from(textAt(place, place.finding.span)).map(
        (each) => lookalikes.get(each) ?? each,
      );
      const text = letters.join('');
      return /^[\w-]+$/.test(text) ? replace(place, text) : undefined;
    },
  ],
  [
    'open-string',
    (place) => {
      const { span } = place.finding;
      const rest = /[)\]},\s]*$/.exec(textAt(place, span))?.[0].length ?? 0;
      return offer('close the string', insertion(place, span.end - rest, '"'));
    },
  ],
  [
    'unknown-escape',
    (place) => offer('write `\\\\`', insertion(place, place.finding.span.start, '\\')),
  ],
  [
    'malformed-number',
    (place) => {
      const [, digits = '', word = ''] =
        /^(\d+)([a-zA-Z]+)$/.exec(textAt(place, place.finding.span)) ?? [];
      const unit = units.get(word);
      return unit === undefined ? undefined : replace(place, `${digits}${unit}`);
    },
  ],
  ['approval-count', (place) => replace(place, '1')],
  ['repeated-clause', joined],
  ['misplaced-clause', remove],
  [
    'misplaced-edition',
    (place) => {
      const { text, finding } = place;
      const cut = removal(place, finding.span);
      if (/^(?:\s|\/\/[^\n]*\n)*edition\b/.test(text)) return offer('delete it', cut);
      return offer(
        'move it to the front',
        cut,
        insertion(place, 0, `${textAt(place, finding.span)}\n`),
      );
    },
  ],
  [
    'misplaced-commands',
    (place) => {
      const { text, finding } = place;
      const isPath = /fs\.\w+\s*$/.test(text.slice(0, finding.span.start));
      const isLast = /^\s*(?:\}|\n\s*(?:allow|rule|otherwise)\b)/.test(
        text.slice(finding.span.end),
      );
      const pattern = textAt(place, finding.span);
      return isPath && isLast ? replace(place, `when .path matches ${pattern}`) : undefined;
    },
  ],
  ['outside-session', remove],
  [
    'unknown-set-kind',
    (place) => {
      const found = textAt(place, place.finding.span);
      const kind = setSynonyms.get(found.toLowerCase()) ?? suggest(found, setKinds);
      return kind === undefined ? undefined : replace(place, kind);
    },
  ],
]);

/** Two conditions after `when` as one; one of two clauses that say the same. */
function joined(place: Parameters<Mender>[0]): ReturnType<Mender> {
  const { finding } = place;
  const first = finding.labels?.[0]?.span;
  if (first === undefined) return undefined;
  const [one, other] = [textAt(place, first), textAt(place, finding.span)];
  const cut = removal(place, finding.span);
  if (one === other) return offer('delete it', cut);
  if (!one.startsWith('when ') || !other.startsWith('when ')) return undefined;
  const text = [one, other].map((each) => grouped(each.slice('when '.length).trim())).join(' and ');
  return offer('join the two with `and`', { span: first, text: `when ${text}` }, cut);
}

function grouped(condition: string): string {
  return /\bor\b/.test(condition) ? `(${condition})` : condition;
}
