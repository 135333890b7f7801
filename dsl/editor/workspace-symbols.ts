import { SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import { escapeHidden } from '../escape.ts';
import type { Program } from './program.ts';
import type { SymbolKind as PolicyKind } from './symbols.ts';

/** More are of no use to a person, and a list of all of them would be slow to send. */
const symbolsMax = 500;

const kinds: Readonly<Record<PolicyKind, SymbolKind>> = {
  agent: SymbolKind.Class,
  tool: SymbolKind.Function,
  server: SymbolKind.Namespace,
  action: SymbolKind.Method,
  group: SymbolKind.Namespace,
  command: SymbolKind.Interface,
  variable: SymbolKind.Variable,
  set: SymbolKind.Constant,
  layer: SymbolKind.Module,
  rule: SymbolKind.Property,
  param: SymbolKind.Field,
};

/** What is known by its parts only, and what is named inside of one declaration only. */
const unlisted: readonly PolicyKind[] = ['server', 'group', 'variable'];

/** Declarations whose name holds the letters of the query in their order, case not counted. */
export function workspaceSymbols(program: Program, query: string): WorkspaceSymbol[] {
  const found: WorkspaceSymbol[] = [];
  for (const file of program.files) {
    for (const { role, symbols, span } of file.occurrences) {
      const [symbol] = symbols;
      const isListed =
        role === 'declaration' && symbol !== undefined && !unlisted.includes(symbol.kind);
      if (!isListed || !holdsInOrder(symbol.name, query)) continue;
      if (found.length === symbolsMax) return found;
      const location = program.locationOf(span);
      found.push({
        name: escapeHidden(symbol.name),
        kind: kinds[symbol.kind],
        location,
        containerName: file.source.file,
      });
    }
  }
  return found;
}

function holdsInOrder(name: string, query: string): boolean {
  const text = name.toLowerCase();
  let at = 0;
  for (const letter of query.toLowerCase()) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
