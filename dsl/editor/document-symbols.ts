import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type {
  CommandDeclaration,
  Item,
  Layer,
  Node,
  Param,
  Rule,
  TestCase,
  TestSession,
} from '../ast.ts';
import { escapeHidden } from '../escape.ts';
import { typeText, useText } from '../print/declaration.ts';
import { actionNameText, targetText, toolNameText } from '../print/text.ts';
import type { PolicyFile } from './policy-file.ts';

/** The outline of a file: its items, with arguments, rules and calls below them. */
export function documentSymbols(file: PolicyFile): DocumentSymbol[] {
  return file.tree.items.map((item) => itemSymbol(file, item));
}

/** What an entry of the outline is called, and where its name stands. */
interface Title {
  readonly name: string;
  readonly detail: string;
  readonly place: Node;
}

function symbol(
  file: PolicyFile,
  kind: SymbolKind,
  whole: Node,
  { name, detail, place }: Title,
): DocumentSymbol {
  return {
    name: name.trim() === '' ? '(no name)' : escapeHidden(name), // No names of nothing: the protocol forbids them.
    detail,
    kind,
    range: file.rangeOf(whole.span),
    selectionRange: file.rangeOf(place.span),
  };
}

function itemSymbol(file: PolicyFile, item: Item): DocumentSymbol {
  switch (item.kind) {
    case 'let':
      return symbol(file, SymbolKind.Constant, item, titleOf(item.name, item.value.of));
    case 'agent':
      return symbol(file, SymbolKind.Class, item, titleOf(item.name, 'agent'));
    case 'tool': {
      const title = { name: toolNameText(item.tool), detail: 'tool', place: item.tool };
      const children = paramSymbols(file, item.params);
      return { ...symbol(file, SymbolKind.Function, item, title), children };
    }
    case 'action': {
      const title = { name: actionNameText(item.action), detail: 'action', place: item.action };
      const children = paramSymbols(file, item.params);
      return { ...symbol(file, SymbolKind.Method, item, title), children };
    }
    case 'command':
      return commandSymbol(file, item);
    case 'observe':
      return symbol(file, SymbolKind.Boolean, item, {
        name: 'observe',
        detail: `until ${item.until.text}`,
        place: item.until,
      });
    case 'test': {
      const calls = [...item.cases, ...item.sessions]
        .toSorted((a, b) => a.span.start - b.span.start)
        .map((part) => ('steps' in part ? sessionSymbol(file, part) : callSymbol(file, part)));
      const test = symbol(file, SymbolKind.Method, item, titleOf(item.title, 'test'));
      return { ...test, children: calls };
    }
    case 'import': {
      const name = item.targets.map(({ text }) => text).join(', ');
      return symbol(file, SymbolKind.Package, item, { name, detail: 'import', place: item });
    }
    case 'claim':
      return symbol(file, SymbolKind.Boolean, item, titleOf(item.title, item.law));
    default:
      return layerSymbol(file, item);
  }
}

function paramSymbols(file: PolicyFile, params: readonly Param[]): DocumentSymbol[] {
  return params.map((param) =>
    symbol(file, SymbolKind.Field, param, titleOf(param.name, typeText(param.type))),
  );
}

function commandSymbol(file: PolicyFile, item: CommandDeclaration): DocumentSymbol {
  const forms = item.forms.map((form) =>
    symbol(file, SymbolKind.Event, form, titleOf(form.template, form.does.map(useText).join(', '))),
  );
  const name = item.programs.map(({ text }) => text).join(', ');
  const title = { name, detail: 'command', place: item.programs[0] ?? item };
  return { ...symbol(file, SymbolKind.Interface, item, title), children: forms };
}

function callSymbol(file: PolicyFile, call: TestCase): DocumentSymbol {
  // The tool of a row is named by its table, and a place must lie in its range.
  const place = call.tool.span.start < call.span.start ? call : call.tool;
  const title = { name: toolNameText(call.tool), detail: call.verdict, place };
  return symbol(file, SymbolKind.Event, call, title);
}

function sessionSymbol(file: PolicyFile, session: TestSession): DocumentSymbol {
  const steps = session.steps.map((step) =>
    step.kind === 'step'
      ? callSymbol(file, step)
      : symbol(file, SymbolKind.String, step, titleOf(step.text, 'prompt')),
  );
  const title = { name: 'session', detail: '', place: session };
  return { ...symbol(file, SymbolKind.Event, session, title), children: steps };
}

function titleOf(word: Node & { readonly text: string }, detail: string): Title {
  return { name: word.text, detail, place: word };
}

function layerSymbol(file: PolicyFile, layer: Layer): DocumentSymbol {
  const rules = layer.rules.map((rule, index) =>
    symbol(file, SymbolKind.Property, rule, ruleTitle(rule, index)),
  );
  const { otherwise } = layer;
  const rest = otherwise && { name: 'otherwise', detail: 'ask', place: otherwise };
  return {
    ...symbol(file, SymbolKind.Module, layer, titleOf(layer.name, layer.kind)),
    children: rest ? [...rules, symbol(file, SymbolKind.Property, otherwise, rest)] : rules,
  };
}

/** A rule without a name is called as in decisions: by its number. */
function ruleTitle({ name, effect, targets, span }: Rule, index: number): Title {
  const detail = `${effect} ${targets.map(targetText).join(', ')}`;
  return { name: name?.text ?? `#${index + 1}`, detail, place: name ?? { span } };
}
