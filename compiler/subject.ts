import type {
  ActionDeclaration,
  ActionName,
  Param,
  Rule,
  Target,
  ToolDeclaration,
  ToolName,
  TypeExpression,
  Word,
} from '../dsl/ast.ts';
import type { Span } from '../dsl/source.ts';
import { builtInActions, requestActions } from './bundle/builtin-actions.ts';
import { type ParamEntry, type ParamType, paramTypes } from './bundle/rules.ts';
import { wireName } from './evaluate/tool-name.ts';

/**
 * What a rule, a claim or a monitor can be about: a tool, or an action whichever tool or command does
 * it. Both have parameters, and everything that reads conditions treats them alike.
 */
export interface Subject {
  readonly kind: 'tool' | 'action';
  /** Unique in a program: the kind and the {@link name}. */
  readonly key: string;
  /** The wire name of a tool, the name of an action. */
  readonly name: string;
  /** As a policy writes it. */
  readonly text: string;
  readonly params: readonly Parameter[];
  /** Index into the tools or the actions of the rule set. */
  readonly index: number;
  /** Where it is declared; undefined for a built-in action. */
  readonly span: Span | undefined;
  /** The declaration of a tool. */
  readonly tool: ToolDeclaration | undefined;
}

/** A parameter of a subject with its type resolved. */
export interface Parameter {
  readonly name: string;
  /** Of the element of a list; undefined where the declared type does not exist. */
  readonly type: ParamType | undefined;
  readonly optional: boolean;
  readonly inert: boolean;
  readonly list: boolean;
  readonly words: readonly string[] | null;
  readonly fields: readonly Parameter[] | null;
  /** Where it is declared; undefined on a built-in action. */
  readonly span: Span | undefined;
}

/** Stands in an allow or ask for every action that a shell can bring about but `opaque`. */
export const everyShellAction = 'shell.any';

/** The one action that nothing but an ask of its own grants. */
export const opaqueAction = 'opaque';

/** Whether an action that no file declares can be found in a shell text and be read. */
export function isShellBuiltIn(name: string): boolean {
  return name !== opaqueAction && !requestActions.has(name) && isBuiltIn(name);
}

/** Whether every program has the action. */
export function isBuiltIn(name: string): boolean {
  return builtInActions.some((action) => action.name === name);
}

/** The name of an action as a policy writes it: `git.push`. */
export function actionText({ group, name }: ActionName): string {
  return group === undefined ? name.text : `${group.text}.${name.text}`;
}

/** The name of a tool as a model sees it. */
export function toolKey({ server, name }: ToolName): string {
  return wireName(server?.text ?? null, name.text);
}

/** The name of a tool as a policy writes it. */
export function toolText({ server, name }: ToolName): string {
  return server === undefined ? name.text : `mcp ${server.text}.${name.text}`;
}

/** {@link Subject.key} of what a rule names, whether or not there is such a thing. */
export function targetKey(target: Target): string {
  return target.kind === 'tool' ? `tool ${toolKey(target)}` : `action ${actionText(target)}`;
}

/** What a rule names, as it writes it, without the commands of an action. */
export function targetText(target: Target): string {
  return target.kind === 'tool' ? toolText(target) : actionText(target);
}

/** Every subject of a program by its key: tools, built-in actions, declared actions. */
export function subjectsOf(
  tools: Iterable<ToolDeclaration>,
  actions: Iterable<ActionDeclaration>,
): ReadonlyMap<string, Subject> {
  const builtIns = builtInActions.map(builtInSubject);
  const all = [
    ...[...tools].map(toolSubject),
    ...builtIns,
    ...[...actions].map((action, at) => actionSubject(action, builtIns.length + at)),
  ];
  return new Map(all.map((subject) => [subject.key, subject]));
}

function toolSubject(tool: ToolDeclaration, index: number): Subject {
  const name = toolKey(tool.tool);
  return {
    kind: 'tool',
    key: `tool ${name}`,
    name,
    text: toolText(tool.tool),
    params: tool.params.map(parameterOf),
    index,
    span: tool.span,
    tool,
  };
}

function actionSubject({ action, params, span }: ActionDeclaration, index: number): Subject {
  const name = actionText(action);
  const shared = {
    kind: 'action',
    key: `action ${name}`,
    name,
    text: name,
    tool: undefined,
  } as const;
  return { ...shared, params: params.map(parameterOf), index, span };
}

function builtInSubject({ name, params }: (typeof builtInActions)[number], index: number): Subject {
  const shared = {
    kind: 'action',
    key: `action ${name}`,
    name,
    text: name,
    tool: undefined,
  } as const;
  return { ...shared, params: params.map(withoutPlace), index, span: undefined };
}

function withoutPlace({ fields, ...entry }: ParamEntry): Parameter {
  return { ...entry, fields: fields?.map(withoutPlace) ?? null, span: undefined };
}

/** A declared parameter with its type resolved. What is nested too deeply has no type. */
export function parameterOf({ name, optional, type, inert, span }: Param): Parameter {
  return { name: name.text, optional, inert, span, ...shapeOf(type) };
}

type Shape = Pick<Parameter, 'type' | 'list' | 'words' | 'fields'>;

const untyped: Shape = { type: undefined, list: false, words: null, fields: null };

function shapeOf(type: TypeExpression): Shape {
  switch (type.kind) {
    case 'named':
      return { ...untyped, type: paramTypes.find((each) => each === type.text) };
    case 'enum':
      return { ...untyped, type: 'String', words: type.words.map((word) => word.text) };
    case 'record':
      return { ...untyped, type: 'Json', fields: type.fields.map(parameterOf) };
    default:
      return type.element.kind === 'list' ? untyped : { ...shapeOf(type.element), list: true };
  }
}

/** A parameter with a type, as rule sets hold it; undefined where something of it has none. */
export function entryOf(parameter: Parameter): ParamEntry | undefined {
  const { name, type, optional, inert, list, words } = parameter;
  const fields = parameter.fields?.flatMap((field) => entryOf(field) ?? []) ?? null;
  const isWhole = fields?.length === parameter.fields?.length;
  if (type === undefined || !isWhole) return undefined;
  return { name, type, optional, inert, list, words, fields };
}

/** What a program declares that subjects are found in. */
interface Declares {
  readonly subjects: ReadonlyMap<string, Subject>;
  readonly shellActions: ReadonlySet<string>;
}

/** What a rule, a claim or a monitor names, as far as it exists; `shell.any` is several. */
export function subjectsMeant(program: Declares, targets: readonly Target[]): readonly Subject[] {
  const keys = targets.flatMap((target): readonly string[] => {
    const key = targetKey(target);
    return key === `action ${everyShellAction}` ? everyKey(program) : [key];
  });
  return [...new Set(keys)].flatMap((key) => program.subjects.get(key) ?? []);
}

function everyKey({ subjects, shellActions }: Declares): readonly string[] {
  return [...subjects.values()]
    .filter(({ kind, name }) => kind === 'action' && shellActions.has(name))
    .map(({ key }) => key);
}

/** By the subjects of a program, which rules that change share, and the rule. */
const rememberedSubjects = new WeakMap<object, WeakMap<readonly Target[], readonly Subject[]>>();

/** What a rule is about, as far as it exists. */
export function subjectsOfRule(program: Declares, { targets }: Rule): readonly Subject[] {
  const { subjects } = program;
  const known =
    rememberedSubjects.get(subjects) ?? new WeakMap<readonly Target[], readonly Subject[]>();
  rememberedSubjects.set(subjects, known);
  const found = known.get(targets) ?? subjectsMeant(program, targets);
  known.set(targets, found);
  return found;
}

/** The patterns of commands that a target names. */
export function commandsOf(target: Target): readonly Word[] {
  return target.kind === 'action' ? target.commands : [];
}
