import { wireName } from './bundle/tool-name.ts';
import { CallFacts } from './evaluate/call-facts.ts';
import type { DecisionRequest } from './evaluate/decision.ts';
import type { EffectFacet } from './evaluate/effect-facet.ts';
import { type CommandTable, commandTable, effectsOf } from './evaluate/effects.ts';
import { directoryOf } from './evaluate/facts/path.ts';
import { FacetHistory } from './evaluate/history.ts';
import { type Declarations, lowerDeclarations } from './lower/declarations.ts';
import type { Program } from './program.ts';
import { actionText, isShellBuiltIn, opaqueAction, type Subject } from './subject.ts';

/** An action that the kernel finds in a call. */
export interface FoundEffect {
  readonly subject: Subject;
  readonly effect: EffectFacet;
}

/** What a call of a declared tool, with arguments as it declares them, does beside being made. */
export function effectsFound(
  program: Program,
  subject: Subject,
  { input, workspace, directories = [directoryOf(workspace)] }: DecisionRequest,
): readonly FoundEffect[] {
  const { declarations, table, tools } = readyFor(program);
  const tool = tools.get(subject.name);
  const runsShell = subject.params.some(({ type }) => type === 'Shell');
  if (tool === undefined || (tool.does.length === 0 && !runsShell)) return [];
  const args = input as Readonly<Record<string, unknown>>;
  const { facets } = effectsOf(tool, args, { directories, workspace }, table, declarations);
  return facets.flatMap((effect) => {
    const name = declarations.actions[effect.action]?.name ?? '';
    const action = program.subjects.get(`action ${name}`);
    return action === undefined ? [] : { subject: action, effect };
  });
}

/** One thing that is judged, as the kernel reads it. */
export interface CallFacet {
  readonly subject: Subject;
  readonly facts: CallFacts;
}

/** The call itself and everything that it does; nothing where the tool is not declared. */
export function callFacets(program: Program, request: DecisionRequest): readonly CallFacet[] {
  const { server, tool, input, history } = request;
  const subject = program.subjects.get(`tool ${wireName(server, tool)}`);
  if (subject === undefined) return [];
  const call = CallFacts.ofCall(input as Readonly<Record<string, unknown>>, request);
  const effects = effectsFound(program, subject, request).map(({ subject: action, effect }) => {
    return { subject: action, facts: CallFacts.ofEffect(effect, request) };
  });
  const facets = [{ subject, facts: call }, ...effects];
  for (const { facts } of facets) facts.history = new FacetHistory(history, new Map(), []);
  return facets;
}

const rememberedActions = new WeakMap<Subject, ReadonlySet<string>>();

/** Names of what a call of a tool may do: a shell does whatever a shell can. */
export function possibleActions(program: Program, subject: Subject): ReadonlySet<string> {
  const known = rememberedActions.get(subject) ?? findActions(program, subject);
  rememberedActions.set(subject, known);
  return known;
}

function findActions(program: Program, { tool, params }: Subject): ReadonlySet<string> {
  const done = (tool?.does ?? []).map(({ action }) => actionText(action));
  if (!params.some(({ type }) => type === 'Shell')) return new Set(done);
  return new Set([...done, ...program.shellActions, opaqueAction]);
}

/** Whether an action is one that a text which nobody can read may bring about. */
export function isUnseenAction({ shellActions }: Program, name: string): boolean {
  return isShellBuiltIn(name) || shellActions.has(name);
}

interface Ready {
  readonly declarations: Declarations;
  readonly table: CommandTable;
  readonly tools: ReadonlyMap<string, Declarations['tools'][number]>;
}

/** What is declared, by the subjects of a program: programs that only differ in rules share it. */
const ready = new WeakMap<Program['subjects'], Ready>();

function readyFor(program: Program): Ready {
  const known = ready.get(program.subjects);
  if (known !== undefined) return known;
  const declarations = lowerDeclarations(program);
  const table = commandTable(declarations.commands);
  const tools = new Map(
    declarations.tools.map((tool) => [wireName(tool.server, tool.name), tool] as const),
  );
  const made = { declarations, table, tools };
  ready.set(program.subjects, made);
  return made;
}
