'use strict';

const vscode = require('vscode');
const { LanguageClient, TransportKind } = require('vscode-languageclient/node');

/** The running client; undefined between two of them. */
let client;

/** Called by VS Code when a policy file is opened, or the workspace holds one. */
async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand('sentrely.restart', restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('sentrely')) void restart();
    }),
  );
  await start();
}

/** Called by VS Code before it ends. */
async function deactivate() {
  await client?.stop();
  client = undefined;
}

async function restart() {
  await deactivate();
  await start();
}

async function start() {
  const settings = vscode.workspace.getConfiguration('sentrely');
  const command = settings.get('path') || 'sentrely';
  // On Windows npm installs a command as a script, which only a shell starts.
  const shell = process.platform === 'win32';
  const server = { command, args: ['lsp'], transport: TransportKind.stdio, options: { shell } };
  client = new LanguageClient('sentrely', 'Sentrely', server, {
    documentSelector: [{ language: 'sentrely' }],
    initializationOptions: { programs: settings.get('programs') ?? [] },
  });
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    await offerSettings(command, error);
  }
}

async function offerSettings(command, error) {
  const open = 'Open settings';
  const text = `Sentrely: ${command} did not start (${error.message}). Install sentrely, or set sentrely.path.`;
  const chosen = await vscode.window.showErrorMessage(text, open);
  if (chosen === open) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'sentrely.path');
  }
}

module.exports = { activate, deactivate };
