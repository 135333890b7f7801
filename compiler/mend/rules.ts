import type {
  Condition,
  Example,
  Field,
  Rule,
  Test,
  TestCase,
  ToolDeclaration,
} from '../../dsl/ast.ts';
import type { Edit } from '../../dsl/diagnostic.ts';
import { builtInActions } from '../bundle/builtin-actions.ts';
import { keywordStart } from './condition.ts';
import { removeFound, removeItem } from './declarations.ts';
import {
  freeName,
  insertion,
  layerAround,
  type Mender,
  offer,
  type Place,
  removal,
  removalFromList,
  ruleAround,
  textAt,
} from './place.ts';
import { oneOf, wordMeant } from './word.ts';

/** Removes the rule that the finding is about. */
export const removeRule: Mender = (place) => {
  const rule = ruleAround(place);
  return rule && offer('remove the rule', removal(place, rule.span));
};

/** Changes for findings about blocks, rules, examples and tests. */
export const ruleMenders: ReadonlyMap<string, Mender> = new Map<string, Mender>([
  ['empty-policy', removeItem],
  ['guard-grants', (place) => removeRule(place) ?? removeFound(place)],
  [
    'unknown-layer',
    oneOf(['organisation', 'repository', 'agent'], {
      company: 'organisation',
      organization: 'organisation',
      org: 'organisation',
      team: 'organisation',
      repo: 'repository',
      project: 'repository',
    }),
  ],
  ['rule-unnamed', named],
  ['clause-unfit', removeFound],
  ['unknown-tool', wordMeant],
  ['unknown-action', wordMeant],
  ['unknown-word', wordMeant],
  ['redundant-rule', removeRule],
  ['example-fails', asItIs],
  ['example-stray', removeExample],
  ['action-unfit', lookedAt],
  ['tool-rule-evaded', asAction],
  ['approval-expiry', (place) => within(place, 'expires 24h')],
  ['approval-expires-late', (place) => within(place, 'expires 8h')],
  ['approver-repeated', removeElement],
  ['agents-unmatched', removeElement],
  ['test-without-agent', withAgent],
  ['empty-test', removeItem],
  ['unknown-rule', (place) => wordMeant(place) ?? withoutRule(place)],
  ['test-shape', renamedArgument],
]);

function removeElement(place: Place): ReturnType<Mender> {
  const edit = removalFromList(place, place.finding.span);
  return edit && offer('remove it', edit);
}

/** A name made of the effect and of what the rule is about. */
function named(place: Place): ReturnType<Mender> {
  const rule = ruleAround(place);
  const layer = layerAround(place);
  if (rule === undefined) return undefined;
  const about = rule.targets[0]?.name.text.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-') ?? 'calls';
  const names = layer?.rules.map(({ name }) => name?.text ?? '') ?? [];
  const name = freeName(`${rule.effect}-${about}`, names);
  return offer(`name it \`${name}\``, insertion(place, rule.span.start, `rule ${name} `));
}

/** What the rules do now, for an example or a rule that was wrong about it. */
function asItIs(place: Place): ReturnType<Mender> {
  const { finding } = place;
  const [, found] =
    /^found that .* is (allowed|asked|denied), expected/.exec(finding.message) ?? [];
  const [verdict] = /\w+$/.exec(textAt(place, finding.span)) ?? [];
  if (found === undefined || verdict === undefined || found === verdict) return undefined;
  const span = { ...finding.span, start: finding.span.end - verdict.length };
  return offer(`write what happens now: \`${found}\``, { span, text: found });
}

function removeExample(place: Place): ReturnType<Mender> {
  const example = place.around.find(
    (node): node is Example => 'input' in node && 'verdict' in node,
  );
  return example && offer('remove the example', removal(place, example.span));
}

/** `allow opaque` as `rule look ask opaque`. */
function lookedAt(place: Place): ReturnType<Mender> {
  const rule = ruleAround(place);
  const isAlone = rule?.effect === 'allow' && rule.targets.length === 1 && rule.name === undefined;
  if (!isAlone || textAt(place, place.finding.span) !== 'opaque') return undefined;
  const name = freeName(
    'look',
    layerAround(place)?.rules.map((each) => each.name?.text ?? '') ?? [],
  );
  const span = { ...rule.span, end: rule.span.start + 'allow'.length };
  return offer('let somebody look', { span, text: `rule ${name} ask` });
}

/** The action in place of the tool, with the fields of the action. */
function asAction(place: Place): ReturnType<Mender> {
  const { finding, files } = place;
  const [, action] =
    /^name the action instead: (?:deny|ask) ([\w.-]+)$/.exec(finding.help ?? '') ?? [];
  const rule = ruleAround(place);
  if (action === undefined || rule === undefined || rule.targets.length !== 1) return undefined;
  const fields = fieldsOf(rule);
  const renaming = namesOf(
    place,
    action,
    files.flatMap(({ items }) => items),
  );
  const edits = fields.flatMap((field): readonly Edit[] => {
    const word = field.path[0];
    const name = word && renaming.get(word.text);
    return word === undefined || name === undefined ? [] : [{ span: word.span, text: name }];
  });
  if (edits.length < fields.length) return undefined;
  return offer(`name \`${action}\``, { span: finding.span, text: action }, ...edits);
}

/** Parameters of the tool that the finding names, and what they are called in the action. */
function namesOf(
  place: Place,
  action: string,
  items: readonly { readonly kind: string }[],
): ReadonlyMap<string, string> {
  const text = textAt(place, place.finding.span);
  const tool = items.find(
    (item): item is ToolDeclaration =>
      item.kind === 'tool' && wordsOf(item as ToolDeclaration) === text,
  );
  const params = builtInActions.find(({ name }) => name === action)?.params ?? [];
  const use = tool?.does.find((each) => each.action.name.text === action.split('.').at(-1));
  const pairs = (use?.args ?? []).flatMap(
    ({ variable, param }, at): readonly [string, string][] => {
      const name = param?.text ?? params[at]?.name;
      return variable === undefined || name === undefined ? [] : [[variable.text, name]];
    },
  );
  return new Map(pairs);
}

function wordsOf({ tool: { server, name } }: ToolDeclaration): string {
  return server === undefined ? name.text : `mcp ${server.text}.${name.text}`;
}

function fieldsOf({ when, unless }: Rule): readonly Field[] {
  const fields: Field[] = [];
  const walk = (condition: Condition | undefined): void => {
    if (condition === undefined) return;
    if ('field' in condition) fields.push(condition.field);
    if ('other' in condition) fields.push(condition.other);
    if ('left' in condition) [condition.left, condition.right].forEach(walk);
    if ('operand' in condition) walk(condition.operand);
  };
  [when, unless].forEach(walk);
  return fields;
}

function within(place: Place, text: string): ReturnType<Mender> {
  const { span } = place.finding;
  const found = /expires\s+\d+[smhd]/.exec(textAt(place, span));
  if (found === null) return undefined;
  const start = span.start + found.index;
  return offer(`write \`${text}\``, {
    span: { ...span, start, end: start + found[0].length },
    text,
  });
}

/** The one agent there is. */
function withAgent(place: Place): ReturnType<Mender> {
  const agents = place.files.flatMap(({ items }) => items).filter(({ kind }) => kind === 'agent');
  const [agent] = agents;
  const test = place.around.find((node): node is Test => 'blocks' in node);
  const first = test?.blocks[0]?.parts[0];
  if (agents.length !== 1 || agent?.kind !== 'agent' || first === undefined) return undefined;
  const name = agent.name.text;
  return offer(`write \`as ${name}\``, insertion(place, first.span.start, `as ${name} `));
}

function withoutRule(place: Place): ReturnType<Mender> {
  const { text, finding } = place;
  const { span } = finding;
  const before = /\s*\(\s*$/.exec(text.slice(0, span.start))?.[0].length;
  const after = /^\s*\)/.exec(text.slice(span.end))?.[0].length;
  if (before === undefined || after === undefined) return undefined;
  const whole = { ...span, start: span.start - before, end: span.end + after };
  return offer('expect the verdict alone', { span: whole, text: '' });
}

/** The one argument that is missing, in place of the one that the tool does not have. */
function renamedArgument(place: Place): ReturnType<Mender> {
  const { finding, files } = place;
  const call = place.around.find((node): node is TestCase => 'input' in node && 'tool' in node);
  if (call === undefined) return undefined;
  const tool = files
    .flatMap(({ items }) => items)
    .find(
      (item): item is ToolDeclaration =>
        item.kind === 'tool' &&
        item.tool.name.text === call.tool.name.text &&
        item.tool.server?.text === call.tool.server?.text,
    );
  const params = tool?.params ?? [];
  const missing = params.filter(({ name, optional }) => !optional && !call.input.has(name.text));
  const stray = [...call.input.keys()].filter((key) =>
    params.every(({ name }) => name.text !== key),
  );
  const [to, from] = [missing[0]?.name.text, stray[0]];
  if (missing.length !== 1 || stray.length !== 1 || to === undefined || from === undefined)
    return undefined;
  const text = textAt(place, call.span);
  const places = [...text.matchAll(/[A-Za-z_][\w-]*(?=\s*:)/g)].filter(([word]) => word === from);
  if (places.length !== 1) return undefined;
  const start = call.span.start + (places[0]?.index ?? 0);
  const span = { ...finding.span, start, end: start + from.length };
  return offer(`write \`${to}\``, { span, text: to });
}

/** `unless` for the `when` before a whole condition. */
export function asException(place: Place, condition: Condition): Edit {
  const start = keywordStart(place, condition);
  return { span: { ...condition.span, start, end: start + 'when'.length }, text: 'unless' };
}
