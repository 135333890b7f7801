import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { Item, Layer, Node, Rule } from '../ast.ts';
import { escapeHidden } from '../escape.ts';
import { toolNameText } from '../print/text.ts';
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
      const name = toolNameText(item.tool);
      const params = item.params.map((param) =>
        symbol(file, SymbolKind.Field, param, titleOf(param.name, param.type.text)),
      );
      const title = { name, detail: 'tool', place: item.tool };
      return { ...symbol(file, SymbolKind.Function, item, title), children: params };
    }
    case 'test': {
      const calls = item.cases.map((call) => {
        // The tool of a row is named by its table, and a place must lie in its range.
        const place = call.tool.span.start < call.span.start ? call : call.tool;
        const title = { name: toolNameText(call.tool), detail: call.verdict, place };
        return symbol(file, SymbolKind.Event, call, title);
      });
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
  const detail = `${effect} ${targets.map(toolNameText).join(', ')}`;
  return { name: name?.text ?? `#${index + 1}`, detail, place: name ?? { span } };
}
