import { CompletionItemKind } from 'vscode-languageserver';
import type { ActionDeclaration, ToolDeclaration, ToolName, TypeExpression } from '../../ast.ts';
import { stringLiteral } from '../../escape.ts';
import { paramText } from '../../print/declaration.ts';
import { actionNameText, toolNameText, wordText } from '../../print/text.ts';
import { Dot } from '../../tokens.ts';
import type { Expectation } from '../grammar-walk.ts';
import { keywordDocs, setDocs, typeDocs } from '../keyword-docs.ts';
import type { Program } from '../program.ts';
import { symbolKey } from '../symbols.ts';
import { type Candidate, keyword, literally } from './candidate.ts';
import { callOf, paramsOf, targetsOf, tokensOf, wordOf } from './reading.ts';

/** Actions for a rule or for what a tool does; in a declaration the name is the author's to choose. */
export function actionNames({ actions }: Program, expectation: Expectation): readonly Candidate[] {
  if (expectation.call.parent?.rule === 'action') return [];
  const written = tokensOf('actionName', expectation);
  const all = [...actions.values()].filter(({ action }) => action.group !== undefined);
  if (written.length === 0) {
    return all.map((item) => actionCandidate(item, actionNameText(item.action)));
  }
  const [group] = written.map(wordOf);
  if (written.at(-1)?.tokenType !== Dot) return [];
  return all
    .filter(({ action }) => action.group?.text === group)
    .map((item) => actionCandidate(item, item.action.name.text));
}

function actionCandidate({ params }: ActionDeclaration, label: string): Candidate {
  const detail = `(${params.map((param) => paramText(param)).join(', ')})`;
  return { label, kind: CompletionItemKind.Method, detail };
}

/** Parameters of the action that a tool or a command does. */
export function useParams(program: Program, expectation: Expectation): readonly Candidate[] {
  const [group, , name] = tokensOf('use', expectation).map(wordOf);
  const params = program.paramsOf({ kind: 'action', scope: group ?? '', name: name ?? '' });
  return (params ?? []).map((param) => ({
    label: wordText(param.name.text),
    kind: CompletionItemKind.Field,
    detail: paramText(param),
    snippet: `${literally(wordText(param.name.text))}: $1`,
  }));
}

/** What the arguments of an action may be: parameters of the tool around it. */
export function variables(_: Program, expectation: Expectation): readonly Candidate[] {
  const names = paramsOf('tool', expectation);
  return names.map((label) => ({ label, kind: CompletionItemKind.Variable }));
}

/** Agents that are declared. */
export function agentNames({ agents }: Program): readonly Candidate[] {
  return agents.map(({ name, owner }) => ({
    label: name.text,
    kind: CompletionItemKind.Class,
    detail:
      owner === undefined ? 'agent' : `agent of ${owner.kind} ${stringLiteral(owner.name.text)}`,
  }));
}

/** Rules with a name, of every block. */
export function ruleNames({ layers }: Program): readonly Candidate[] {
  const named = layers.flatMap(({ name: layer, rules }) =>
    rules.flatMap(({ name, effect }) => (name ? [{ name, effect, layer }] : [])),
  );
  return named.map(({ name, effect, layer }) => ({
    label: name.text,
    kind: CompletionItemKind.Event,
    detail: `${effect} in ${layer.text}`,
  }));
}

/** Libraries by their whole names, or by what follows the part before the cursor. */
export function libraryNames(
  { toolchain }: Program,
  expectation: Expectation,
): readonly Candidate[] {
  const written = tokensOf('importTarget', expectation)
    .map(({ image }) => image)
    .join('');
  return toolchain.libraryNames
    .filter((name) => name.startsWith(written))
    .map((name) => ({
      label: name.slice(written.length),
      kind: CompletionItemKind.Module,
      detail: 'comes with sentrely',
    }));
}

/** The types of arguments. */
export function typeNames(): readonly Candidate[] {
  const kind = CompletionItemKind.TypeParameter;
  return [...typeDocs].map(([label, doc]) => ({ label, kind, doc }));
}

/** The kinds of set, each with its parentheses. */
export function setKinds(kind?: string): readonly Candidate[] {
  return [...setDocs]
    .filter(([label]) => kind === undefined || label === kind)
    .map(([label, doc]) => ({
      label,
      kind: CompletionItemKind.Function,
      detail: 'a set written in place',
      doc,
      snippet: `${label}("$1")`,
    }));
}

/** Sets that are declared, of one kind where only that fits. */
export function setNames({ sets }: Program, kind?: string): readonly Candidate[] {
  return sets
    .filter(({ value }) => kind === undefined || value.of === kind)
    .map(({ name, value }) => ({
      label: name.text,
      kind: CompletionItemKind.Variable,
      detail: `set of ${value.of}`,
    }));
}

/** What stands between a call and its verdict, by the rule of the grammar. */
const endings: ReadonlyMap<string, string> = new Map([
  ['testCase', '=>'],
  ['example', 'is'],
]);

/** Tools for a rule or a test call; in a declaration the name is the author's to choose. */
export function toolNames(program: Program, expectation: Expectation): readonly Candidate[] {
  const { call } = expectation;
  if (callOf('tool', call) !== undefined) return [];
  const written = tokensOf('toolName', expectation);
  const ending = endings.get(call.parent?.rule ?? '');
  const tools = [...program.tools.values()];
  if (written.length === 0 && call.parent?.rule === 'origins') {
    const doc = keywordDocs.get('prompt');
    return [
      keyword('prompt', doc),
      ...tools.map((tool) => toolCandidate(tool, toolNameText(tool.tool), undefined)),
    ];
  }
  if (written.length === 0)
    return tools.map((tool) => toolCandidate(tool, toolNameText(tool.tool), ending));
  const [, server] = written;
  if (server === undefined) return serverNames(tools);
  if (written.at(-1)?.tokenType !== Dot) return [];
  return tools
    .filter(({ tool }) => tool.server?.text === wordOf(server))
    .map((tool) => toolCandidate(tool, wordText(tool.tool.name.text), ending));
}

function toolCandidate(
  tool: ToolDeclaration,
  label: string,
  ending: string | undefined,
): Candidate {
  const detail = `{ ${tool.params.map((param) => paramText(param)).join(', ')} }`;
  const candidate = { label, kind: CompletionItemKind.Function, detail };
  if (ending === undefined) return candidate;
  return { ...candidate, snippet: callSnippet(tool, label, ending) };
}

/** A place for a value, in the brackets or quotes that its type has. */
function valueSnippet(type: TypeExpression, place: number): string {
  if (type.kind === 'list') return `[${valueSnippet(type.element, place)}]`;
  if (type.kind === 'record') return `{ $${place} \\}`;
  const isText = type.kind === 'enum' || !['Int', 'Bool', 'Json'].includes(type.text);
  return isText ? `"$${place}"` : `$${place}`;
}

/** A call with the arguments it must have: `Read { path: "$1" } => $2`. */
function callSnippet({ params }: ToolDeclaration, label: string, ending: string): string {
  const needed = params.filter(({ optional }) => !optional);
  const members = needed.map(({ name, type }, index) => {
    const value = valueSnippet(type, index + 1);
    return `${literally(wordText(name.text))}: ${value}`;
  });
  const input = members.length === 0 ? '{}' : `{ ${members.join(', ')} }`.replace(/\}$/, '\\}');
  return `${literally(label)} ${input.replace(/^\{\}$/, '{\\}')} ${ending} $${needed.length + 1}`;
}

function serverNames(tools: readonly ToolDeclaration[]): readonly Candidate[] {
  const names = new Set(tools.flatMap(({ tool }: { tool: ToolName }) => tool.server?.text ?? []));
  return [...names].map((name) => ({
    label: wordText(name),
    kind: CompletionItemKind.Module,
    detail: 'server',
  }));
}

/** Arguments of the tool of a call, without those that are there. */
export function argumentNames(program: Program, expectation: Expectation): readonly Candidate[] {
  const { call } = expectation;
  // Only the outermost object holds arguments.
  const owner = call.parent?.parent?.rule ?? '';
  if (!endings.has(owner) && owner !== 'table') return [];
  const [target] = targetsOf(expectation);
  const tool = target && program.tools.get(symbolKey(target));
  const written = new Set(tokensOf('object', expectation).map(wordOf));
  return (tool?.params ?? [])
    .filter(({ name }) => !written.has(name.text))
    .map((param) => ({
      label: wordText(param.name.text),
      kind: CompletionItemKind.Field,
      detail: paramText(param),
      snippet: `${literally(wordText(param.name.text))}: $1`,
    }));
}

/** Arguments of any tool: a table names its tool behind them. */
export function columnNames({ tools }: Program): readonly Candidate[] {
  const params = [...tools.values()].flatMap((tool) => tool.params);
  const names = new Set(params.map(({ name }) => wordText(name.text)));
  return [...names].map((label) => ({ label, kind: CompletionItemKind.Field }));
}
