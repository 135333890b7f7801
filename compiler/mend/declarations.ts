import type { Import, Node, Param, TypeExpression } from '../../dsl/ast.ts';
import {
  freeName,
  insertion,
  itemAround,
  type Mender,
  offer,
  type Place,
  removal,
  removalFromList,
  replace,
  textAt,
  toolAround,
} from './place.ts';
import { oneOf } from './word.ts';

const types = [
  'String',
  'Int',
  'Bool',
  'Path',
  'Url',
  'Host',
  'Email',
  'Key',
  'Ref',
  'Shell',
  'Json',
];

/** Removes the declaration that the finding is about. */
export const removeItem: Mender = (place) => {
  const item = itemAround(place);
  return item && offer('remove it', removal(place, item.span));
};

/** Removes what was found, with its comma if it is one of several. */
export const removeFound: Mender = (place) => {
  const { span } = place.finding;
  return offer('remove it', removalFromList(place, span) ?? removal(place, span));
};

const removeElement: Mender = (place) => {
  const edit = removalFromList(place, place.finding.span);
  return edit && offer('remove it', edit);
};

/** Changes for findings about imports, names, tools, actions, commands and agents. */
export const declarationMenders: ReadonlyMap<string, Mender> = new Map<string, Mender>([
  ['unused-import', removeImport],
  ['unused-set', removeItem],
  ['unused-tool', removeItem],
  ['duplicate-name', renamed],
  [
    'unknown-type',
    oneOf(types, {
      text: 'String',
      number: 'Int',
      boolean: 'Bool',
      uri: 'Url',
      command: 'Shell',
      object: 'Json',
      file: 'Path',
    }),
  ],
  ['type-nesting', (place) => untyped(place)],
  ['action-built-in', removeItem],
  [
    'unknown-risk',
    oneOf(['low', 'medium', 'high'], {
      none: 'low',
      minor: 'low',
      normal: 'medium',
      moderate: 'medium',
      severe: 'high',
      critical: 'high',
      huge: 'high',
    }),
  ],
  ['action-argument', givenArgument],
  ['unknown-variable', onlyVariable],
  ['command-option', removeElement],
  [
    'trusted-place',
    (place) => {
      const text = textAt(place, place.finding.span).replaceAll(/\[(?:\d+|\*)\]/g, '[]');
      return text.includes('[]') ? replace(place, text) : undefined;
    },
  ],
  ['key-hash', normalHash],
  ['key-shared', removeKey],
  [
    'observe-date',
    (place) => {
      const [, year = '', month = ''] =
        /^"(\d{4})-(0[1-9]|1[0-2])-\d\d"$/.exec(textAt(place, place.finding.span)) ?? [];
      if (year === '') return undefined;
      const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
      return replace(place, `"${year}-${month}-${last}"`);
    },
  ],
]);

function removeImport(place: Place): ReturnType<Mender> {
  const item = place.around.find(
    (node): node is Import => 'targets' in node && 'kind' in node && node.kind === 'import',
  );
  if (item === undefined) return undefined;
  return item.targets.length === 1 ? removeItem(place) : removeElement(place);
}

/** The same declaration twice is one too many; another one needs a name of its own. */
function renamed(place: Place): ReturnType<Mender> {
  const { finding, files } = place;
  const first = finding.labels?.[0]?.span;
  const item = itemAround(place);
  if (item === undefined || first === undefined) return undefined;
  const other = files
    .flatMap(({ items }) => items)
    .find(
      ({ span }) => span.file === first.file && span.start <= first.start && first.end <= span.end,
    );
  const isHere = other?.span.file === finding.span.file;
  if (isHere && other !== undefined && textAt(place, other.span) === textAt(place, item.span))
    return removeItem(place);
  const name = textAt(place, finding.span);
  if (!/^[A-Za-z_][\w-]*$/.test(name)) return undefined;
  return replace(place, freeName(name, files.flatMap(({ items }) => items).flatMap(nameOf)));
}

function nameOf(item: Node): readonly string[] {
  return 'name' in item ? [(item.name as { readonly text: string }).text] : [];
}

/** Json, for the whole type of the parameter. */
function untyped(place: Place): ReturnType<Mender> {
  const param = place.around.findLast(
    (node): node is Param => 'inert' in node && 'optional' in node && 'type' in node,
  );
  const type: TypeExpression | undefined = param?.type;
  return type && offer('declare it as Json', { span: type.span, text: 'Json' });
}

/** The parameter of the tool that is called as the one of the action. */
function givenArgument(place: Place): ReturnType<Mender> {
  const { finding } = place;
  const missing = /is not given `(\w+)`$/.exec(finding.message)?.[1];
  const tool = toolAround(place);
  const use = textAt(place, finding.span);
  const names = tool?.params.map(({ name }) => name.text) ?? [];
  if (missing === undefined || !names.includes(missing)) return undefined;
  const given = /\(\s*\)$/.exec(use);
  if (given !== null) return replace(place, use.slice(0, given.index).concat(`(${missing})`));
  if (!use.includes('(')) return replace(place, `${use}(${missing})`);
  return offer(
    `give \`${missing}\``,
    insertion(place, finding.span.end - 1, `, ${missing}: ${missing}`),
  );
}

function onlyVariable(place: Place): ReturnType<Mender> {
  const [, name] = /^the values here are `(\w+)`$/.exec(place.finding.help ?? '') ?? [];
  return name === undefined ? undefined : replace(place, name);
}

/** A hash in capitals, or without its beginning. */
function normalHash(place: Place): ReturnType<Mender> {
  const [, digits] =
    /^"(?:sha256:)?([0-9a-f]{64})"$/i.exec(textAt(place, place.finding.span)) ?? [];
  return digits === undefined ? undefined : replace(place, `"sha256:${digits.toLowerCase()}"`);
}

/** With the words `identify key` before it. */
function removeKey(place: Place): ReturnType<Mender> {
  const { text, finding } = place;
  const words = /identify\s+key\s+$/.exec(text.slice(0, finding.span.start))?.[0].length;
  if (words === undefined) return undefined;
  return offer('remove it', removal(place, { ...finding.span, start: finding.span.start - words }));
}
