import {
  type CancellationToken,
  CodeLensRefreshRequest,
  type Connection,
  ErrorCodes,
  LSPErrorCodes,
  type Position,
  ResponseError,
} from 'vscode-languageserver';
import { quote } from '../escape.ts';
import { codeActions } from './code-actions.ts';
import { codeLenses, runTestsCommand, summary } from './code-lenses.ts';
import { completionsAt } from './completion.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import { definitionsAt } from './definition.ts';
import { documentSymbols } from './document-symbols.ts';
import { foldingRanges } from './folding.ts';
import { formattingEdits } from './formatting.ts';
import { hoverAt } from './hover.ts';
import { inlayHints } from './inlay-hints.ts';
import { askFor, say } from './message.ts';
import type { Publisher } from './publisher.ts';
import { highlightsAt, referencesAt } from './references.ts';
import { rename, renameTarget } from './rename.ts';
import { runTests } from './run-tests.ts';
import { semanticTokens } from './semantic-tokens.ts';
import type { TestRuns } from './test-runs.ts';
import type { Place, Workspace } from './workspace.ts';
import { workspaceSymbols } from './workspace-symbols.ts';

/** What a client can do that we ask about. */
export interface Abilities {
  readonly hasSnippets: boolean;
  readonly refreshesLenses: boolean;
}

/** What the answers are made from. */
export interface Desk {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly runs: TestRuns;
  readonly publisher: Publisher;
  /** Known once the client has said hello. */
  readonly abilities: () => Abilities;
}

/** Answers every request about policies. One about a file that is not known is answered null. */
export function answerRequests(desk: Desk): void {
  answerAtCursor(desk);
  answerInFile(desk);
  answerInWorkspace(desk);
}

interface FileParams {
  readonly textDocument: { readonly uri: string };
}

type Answer<R> = R | null | ResponseError;

/** A request that the client no longer waits for costs nothing more. */
function cancelled(): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'the request was cancelled');
}

function inFile<P extends FileParams, R>(
  { workspace }: Desk,
  answer: (place: Place, params: P) => Answer<R>,
): (params: P, token: CancellationToken) => Answer<R> {
  return (params, token) => {
    if (token.isCancellationRequested) return cancelled();
    const place = workspace.find(params.textDocument.uri);
    return place === undefined ? null : answer(place, params);
  };
}

function atCursor<P extends FileParams & { readonly position: Position }, R>(
  desk: Desk,
  answer: (cursor: Cursor, params: P) => Answer<R>,
): (params: P, token: CancellationToken) => Answer<R> {
  return inFile(desk, ({ program, file }, params) =>
    answer(cursorAt(program, file, params.position), params),
  );
}

function answerAtCursor(desk: Desk): void {
  const { connection, abilities } = desk;
  connection.onCompletion(
    atCursor(desk, (cursor) => completionsAt(cursor, abilities().hasSnippets)),
  );
  connection.onHover(atCursor(desk, hoverAt));
  connection.onDefinition(atCursor(desk, definitionsAt));
  connection.onReferences(atCursor(desk, (cursor, { context }) => referencesAt(cursor, context)));
  connection.onDocumentHighlight(atCursor(desk, highlightsAt));
  connection.onPrepareRename(atCursor(desk, renameTarget));
  connection.onRenameRequest(
    atCursor(desk, (cursor, { newName }) => {
      const renaming = rename(cursor, newName);
      if (renaming === null || 'edit' in renaming) return renaming?.edit ?? null;
      return new ResponseError(LSPErrorCodes.RequestFailed, renaming.refusal);
    }),
  );
}

function answerInFile(desk: Desk): void {
  const { connection, runs } = desk;
  connection.onDocumentSymbol(inFile(desk, ({ file }) => documentSymbols(file)));
  connection.onFoldingRanges(inFile(desk, ({ file }) => foldingRanges(file)));
  connection.onDocumentFormatting(inFile(desk, ({ file }) => formattingEdits(file)));
  connection.onCodeAction(
    inFile(desk, ({ program, file }, { range, context }) =>
      codeActions(program, file, range, context.only),
    ),
  );
  connection.onCodeLens(inFile(desk, ({ program, file }) => codeLenses(file, runs.of(program))));
  connection.languages.inlayHint.on(
    inFile(desk, ({ program, file }, { range }) => inlayHints(program, file, range)),
  );
  // The protocol has no null here.
  const tokens = inFile(desk, ({ file }) => semanticTokens(file));
  connection.languages.semanticTokens.on((params, token) => tokens(params, token) ?? { data: [] });
}

function answerInWorkspace(desk: Desk): void {
  const { connection, workspace, runs, publisher, abilities } = desk;
  connection.onWorkspaceSymbol(({ query }, token) => {
    if (token.isCancellationRequested) return cancelled();
    return workspace.folders.flatMap(({ program }) => workspaceSymbols(program, query));
  });
  connection.onExecuteCommand(({ command, arguments: args = [] }) => {
    if (command !== runTestsCommand) {
      const message = `found the command ${quote(command)}, expected \`${runTestsCommand}\``;
      return new ResponseError(ErrorCodes.InvalidParams, message);
    }
    const answer = runTests(workspace, runs, args);
    if (answer instanceof ResponseError) {
      say(connection, 'error', answer.message);
      return answer;
    }
    say(connection, 'info', summary(answer.cases));
    publisher.schedule();
    if (abilities().refreshesLenses) {
      askFor(connection, connection.sendRequest(CodeLensRefreshRequest.type));
    }
    return answer;
  });
}
