import type { CommandDeclaration, File, Item, Layer, Node, ToolDeclaration } from '../dsl/ast.ts';
import { builtInActions } from './bundle/builtin-actions.ts';
import type { Diagnostic } from '../dsl/diagnostic.ts';
import { quote } from '../dsl/escape.ts';
import { finding } from './finding.ts';
import type { Program } from './program.ts';
import {
  actionText,
  everyShellAction,
  isBuiltIn,
  isShellBuiltIn,
  subjectsOf,
  toolKey,
  toolText,
} from './subject.ts';

/** Gathers what all files declare, and says where a name is declared twice. */
export function resolve(files: readonly File[]): {
  readonly program: Program;
  readonly diagnostics: readonly Diagnostic[];
} {
  const items = files.flatMap((file) => file.items);
  const agents = new Names(items.filter((item) => item.kind === 'agent'));
  const tools = new Names(items.filter((item) => item.kind === 'tool'));
  const actions = new Names(items.filter((item) => item.kind === 'action'));
  const commands = items.filter((item) => item.kind === 'command');
  const sets = new Names(items.filter((item) => item.kind === 'let'));
  const layers = new Names(items.filter(isLayer));
  const program: Program = {
    files,
    agents: agents.first,
    tools: tools.first,
    actions: actions.first,
    commands,
    subjects: subjectsOf(tools.first.values(), actions.first.values()),
    shellActions: shellActionsIn(commands),
    sets: sets.first,
    layers: [...layers.first.values()],
    tests: items.filter((item) => item.kind === 'test'),
    claims: items.filter((item) => item.kind === 'claim'),
    observations: items.filter((item) => item.kind === 'observe'),
  };
  const names = [agents, tools, actions, sets, layers];
  return { program, diagnostics: names.flatMap(({ diagnostics }) => diagnostics) };
}

/** The actions that a shell text can bring about: those that the kernel finds, those of commands. */
function shellActionsIn(commands: readonly CommandDeclaration[]): ReadonlySet<string> {
  const builtIn = builtInActions.map(({ name }) => name).filter(isShellBuiltIn);
  const declared = commands.flatMap(({ options, forms }) => [
    ...options.flatMap(({ does }) => does),
    ...forms.flatMap((form) => [...form.does, ...form.options.flatMap(({ does }) => does)]),
  ]);
  return new Set([...builtIn, ...declared.map(({ action }) => actionText(action))]);
}

type NamedItem = Exclude<Item, { kind: 'import' | 'test' | 'claim' | 'command' | 'observe' }>;

function isLayer(item: Item): item is Layer {
  return item.kind === 'policy' || item.kind === 'guard';
}

/** The items of a kind by name. */
class Names<T extends NamedItem> {
  readonly first = new Map<string, T>();
  readonly diagnostics: Diagnostic[] = [];

  constructor(items: readonly T[]) {
    for (const item of items) {
      const key = keyOf(item);
      const earlier = this.first.get(key);
      if (item.kind === 'action' && isReserved(key)) {
        this.diagnostics.push(builtIn(item.action, key));
        continue;
      }
      if (earlier === undefined) this.first.set(key, item);
      else this.diagnostics.push(repeated(item, earlier));
    }
  }
}

function keyOf(item: NamedItem): string {
  if (item.kind === 'tool') return toolKey(item.tool);
  return item.kind === 'action' ? actionText(item.action) : item.name.text;
}

function isReserved(name: string): boolean {
  return isBuiltIn(name) || name === everyShellAction;
}

function builtIn({ span }: Node, name: string): Diagnostic {
  const message = `found a declaration of ${quote(name)}, which every program has`;
  return finding('action-built-in', span, message, { help: 'remove it, or call it another name' });
}

function repeated(item: NamedItem, earlier: NamedItem): Diagnostic {
  const labels = [{ span: nameOf(earlier).span, text: 'first declared here' }];
  if (item.kind === 'tool' && earlier.kind === 'tool') return repeatedTool(item, earlier, labels);
  const name = item.kind === 'tool' ? toolText(item.tool) : keyOf(item);
  const message = `${article(earlier)} called ${quote(name)} is already declared`;
  return finding('duplicate-name', nameOf(item).span, message, {
    labels,
    help: 'rename one of the two',
  });
}

/** Two tools may be spelled differently and still be one to a model. */
function repeatedTool(
  { tool }: ToolDeclaration,
  earlier: ToolDeclaration,
  labels: Diagnostic['labels'] & object,
): Diagnostic {
  const [name, other] = [toolText(tool), toolText(earlier.tool)];
  if (name === other) {
    return finding(
      'duplicate-name',
      tool.span,
      `a tool called ${quote(name)} is already declared`,
      {
        labels,
        help: 'remove one of the two declarations',
      },
    );
  }
  const message = `${quote(name)} and ${quote(other)} are both called ${quote(toolKey(tool))} by a model`;
  return finding('tool-name-clash', tool.span, message, {
    labels,
    help: 'rename one of the servers in the client that connects to it',
  });
}

function nameOf(item: NamedItem): Node {
  if (item.kind === 'action') return item.action;
  return item.kind === 'tool' ? item.tool : item.name;
}

function article({ kind }: NamedItem): string {
  if (kind === 'let') return 'a set';
  return kind === 'agent' || kind === 'action' ? `an ${kind}` : `a ${kind}`;
}
