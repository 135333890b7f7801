import {
  CodeActionKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { fixAllKind } from './code-actions.ts';
import { runTestsCommand } from './code-lenses.ts';
import { semanticLegend } from './semantic-tokens.ts';

/** What the server offers. */
export const capabilities: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  // A dot begins a field. Others would only make a list appear where nobody asked.
  completionProvider: { triggerCharacters: ['.'] },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  semanticTokensProvider: { legend: semanticLegend, full: true },
  foldingRangeProvider: true,
  documentFormattingProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
  inlayHintProvider: true,
  codeLensProvider: {},
  executeCommandProvider: { commands: [runTestsCommand] },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};
