import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { type Editor, startEditor } from './editor-client.ts';
import { type Folder, newFolder } from './harness.ts';

const tools = `edition 1

agent dev { owner user "octocat" id 1 }

tool Read { file_path: Path }
`;
const rules = `edition 1

policy base for agent dev {
  allow Read when .file_path under workspace
  rule no-env deny Read when .file_path matches "**/.env"
}

test "reading" {
  as dev
  Read { file_path: ".env" } => deny (no-env)
  Read { file_path: "a.ts" } => allow
}
`;

let folder: Folder;
let editor: Editor;
beforeEach(async () => {
  folder = newFolder();
  writeFileSync(join(folder.path, 'tools.sentrely'), tools);
  writeFileSync(join(folder.path, 'rules.sentrely'), rules);
  editor = await startEditor(folder.path);
});
afterEach(async () => {
  if (editor.server.exitCode === null) await editor.end();
  folder.remove();
});

/** The position of a text, or behind it. */
function at(text: string, needle: string, isBehind = false) {
  const offset = text.indexOf(needle) + (isBehind ? needle.length : 0);
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

function request(method: string, file: string, params: object = {}): Promise<unknown> {
  const textDocument = { uri: editor.uri(file) };
  return editor.connection.sendRequest(method, { textDocument, ...params });
}

/** A text with the edits of the protocol made, from the last to the first. */
function edited(text: string, edits: readonly { range: never; newText: string }[]): string {
  const lines = text.split('\n');
  const offsetOf = ({ line, character }: { line: number; character: number }): number =>
    lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
  return edits.toReversed().reduce((done, { range, newText }) => {
    const { start, end } = range as { start: never; end: never };
    return done.slice(0, offsetOf(start)) + newText + done.slice(offsetOf(end));
  }, text);
}

describe('sentrely lsp', () => {
  test('answers null about a file that is nowhere, and ends with 0 after shutdown', async () => {
    const answer = await editor.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: 'file:///nowhere/x.sentrely' },
      position: { line: 0, character: 0 },
    });
    expect(answer).toBeNull();
    expect(await editor.end()).toBe(0);
  });

  test('an editor that goes away without a word ends it with 1', async () => {
    const ended = new Promise((resolve) => editor.server.once('close', resolve));
    editor.server.stdin?.end();
    expect(await ended).toBe(1);
  });

  test('a name declared in a closed file is known; a mistake is marked where it is', async () => {
    const text = rules.replace('allow Read', 'allow Raed');
    editor.open('rules.sentrely', text);
    const [first] = await editor.findings('rules.sentrely');
    expect(first).toMatchObject({
      code: 'unknown-tool',
      severity: 1,
      range: { start: at(text, 'Raed'), end: at(text, 'Raed', true) },
    });
    expect(first?.message).toContain('did you mean `Read`?');
  });

  test('typing it away takes the finding away', async () => {
    const text = rules.replace('allow Read', 'allow Raed');
    editor.open('rules.sentrely', text);
    await editor.findings('rules.sentrely');
    const range = { start: at(text, 'Raed'), end: at(text, 'Raed', true) };
    editor.change('rules.sentrely', 2, [{ range, text: 'Read' }]);
    expect(await editor.findings('rules.sentrely', 2)).toEqual([]);
  });

  test('findings about files that are not open are pushed too', async () => {
    editor.open('tools.sentrely', tools.replace('tool Read', 'tool Reed'));
    await editor.until('rules.sentrely', (found) =>
      found.some(({ code }) => code === 'unknown-tool'),
    );
    editor.change('tools.sentrely', 2, [{ text: tools }]);
    await editor.until('rules.sentrely', (found) => found.length === 0);
  });

  test('what is closed without saving counts no longer', async () => {
    editor.open('tools.sentrely', tools.replace('tool Read', 'tool Reed'));
    await editor.until('rules.sentrely', (found) => found.length > 0);
    const textDocument = { uri: editor.uri('tools.sentrely') };
    void editor.connection.sendNotification('textDocument/didClose', { textDocument });
    await editor.until('rules.sentrely', (found) => found.length === 0);
  });

  test('a file that comes and goes on disk is followed', async () => {
    editor.open('rules.sentrely', rules);
    await editor.findings('rules.sentrely');
    rmSync(join(folder.path, 'tools.sentrely'));
    const changes = [{ uri: editor.uri('tools.sentrely'), type: 3 }];
    void editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    await editor.until('rules.sentrely', (found) => found.length > 0);
    writeFileSync(join(folder.path, 'tools.sentrely'), tools);
    void editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    await editor.until('rules.sentrely', (found) => found.length === 0);
    writeFileSync(join(folder.path, 'tools.sentrely'), tools.replace('tool Read', 'tool Reed'));
    void editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    await editor.until('rules.sentrely', (found) => found.length > 0);
  });

  test('of a file that is gone nothing is said any more', async () => {
    const changes = [{ uri: editor.uri('bad.sentrely'), type: 1 }];
    writeFileSync(join(folder.path, 'bad.sentrely'), 'policy {');
    void editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    await editor.until('bad.sentrely', (found) => found.length > 0);
    rmSync(join(folder.path, 'bad.sentrely'));
    void editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    await editor.until('bad.sentrely', (found) => found.length === 0);
  });

  test('positions count UTF-16 units, and CRLF ends a line', async () => {
    const text = rules
      .replace(
        'test "reading"',
        '// 𝒳𝒴 \ntest "\u{1f600}" { as dev Raed {} => deny }\n\ntest "reading"',
      )
      .replaceAll('\n', '\r\n');
    editor.open('rules.sentrely', text);
    const [first] = await editor.findings('rules.sentrely');
    const line = text.split('\r\n').findIndex((each) => each.includes('Raed'));
    expect(first?.range).toEqual({
      start: { line, character: 'test "xx" { as dev '.length },
      end: { line, character: 'test "xx" { as dev Raed'.length },
    });
  });

  test('completion knows what other files declare', async () => {
    const text = `${rules}policy more for agent dev { allow Read when . }`;
    editor.open('rules.sentrely', text);
    const position = at(text, 'when . }', false);
    position.character += 'when .'.length;
    const items = (await request('textDocument/completion', 'rules.sentrely', { position })) as {
      label: string;
    }[];
    expect(items.map(({ label }) => label)).toEqual(['file_path']);
  });

  test('rename reaches closed files', async () => {
    editor.open('rules.sentrely', rules);
    const position = at(rules, 'Read when');
    const params = { position, newName: 'Open' };
    const { changes } = (await request('textDocument/rename', 'rules.sentrely', params)) as {
      changes: Record<string, never[]>;
    };
    expect(Object.keys(changes).sort()).toEqual(
      [editor.uri('rules.sentrely'), editor.uri('tools.sentrely')].sort(),
    );
    expect(edited(rules, changes[editor.uri('rules.sentrely')] ?? [])).toBe(
      rules.replaceAll('Read', 'Open'),
    );
    expect(edited(tools, changes[editor.uri('tools.sentrely')] ?? [])).toBe(
      tools.replaceAll('Read', 'Open'),
    );
  });

  test('a rename to a name that is taken or illegal is refused with a reason', async () => {
    editor.open('rules.sentrely', rules);
    const position = at(rules, 'dev');
    const rename = (newName: string) =>
      request('textDocument/rename', 'rules.sentrely', { position, newName });
    await expect(rename('when')).rejects.toThrow('`when` is a word of the language');
    await expect(rename('a b')).rejects.toThrow('expected ASCII letters');
  });

  test('formatting gives what `sentrely fmt` gives, and leaves broken text alone', async () => {
    const text = rules.replace('  allow Read', 'allow   Read');
    editor.open('rules.sentrely', text);
    const options = { options: { tabSize: 8, insertSpaces: false } };
    const edits = await request('textDocument/formatting', 'rules.sentrely', options);
    expect(edited(text, edits as never[])).toBe(rules);
    editor.change('rules.sentrely', 2, [{ text: 'policy {' }]);
    expect(await request('textDocument/formatting', 'rules.sentrely', options)).toBeNull();
  });

  test('a quick fix takes away what it is for', async () => {
    const text = rules.replace('edition 1\n', '').replace('agent dev {', 'agent dve {');
    editor.open('rules.sentrely', text);
    const found = await editor.findings('rules.sentrely');
    expect(found.map(({ code }) => code)).toContain('unknown-agent');
    const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const context = { diagnostics: [] };
    const actions = (await request('textDocument/codeAction', 'rules.sentrely', {
      range,
      context,
    })) as { title: string; kind: string; edit: { changes: Record<string, never[]> } }[];
    let now = text;
    for (const { kind, edit } of actions.filter(({ kind }) => kind === 'quickfix').toReversed()) {
      expect(kind).toBe('quickfix');
      now = edited(now, edit.changes[editor.uri('rules.sentrely')] ?? []);
    }
    editor.change('rules.sentrely', 2, [{ text: now }]);
    expect(await editor.findings('rules.sentrely', 2)).toEqual([]);
  });

  test('a lens runs a test; what fails is marked until the text changes', async () => {
    const text = rules.replace('"a.ts" } => allow', '"a.ts" } => ask');
    editor.open('rules.sentrely', text);
    await editor.findings('rules.sentrely');
    const [lens] = (await request('textDocument/codeLens', 'rules.sentrely')) as {
      command: { command: string; arguments: string[] };
    }[];
    const answer = await editor.connection.sendRequest('workspace/executeCommand', lens?.command);
    expect(answer).toMatchObject({ passed: 1, failed: 1 });
    await editor.until('rules.sentrely', ([one]) => one?.code === 'test-failed');
    const [failed] = editor.said.get(editor.uri('rules.sentrely')) ?? [];
    expect(failed?.message).toMatch(/^expected ask, got allow/);
    expect(failed?.range.start).toEqual(at(text, 'Read { file_path: "a.ts"'));
    expect(editor.messages).toContain('1 passed, 1 failed');
    const [after] = (await request('textDocument/codeLens', 'rules.sentrely')) as {
      command: { title: string };
    }[];
    expect(after?.command.title).toBe('Run test (1 passed, 1 failed)');
    editor.change('rules.sentrely', 2, [{ text: rules }]);
    expect(await editor.findings('rules.sentrely', 2)).toEqual([]);
  });

  test('tests of policies with errors do not run, and the command says so', async () => {
    editor.open('rules.sentrely', rules.replace('allow Read', 'allow Raed'));
    await editor.findings('rules.sentrely');
    const run = editor.connection.sendRequest('workspace/executeCommand', {
      command: 'sentrely.runTests',
      arguments: [editor.uri('rules.sentrely')],
    });
    await expect(run).rejects.toThrow('found errors in the policies');
  });

  test.each([
    ['another command', { command: 'rm', arguments: [] }],
    ['other arguments', { command: 'sentrely.runTests', arguments: [{ toString: 1 }] }],
  ])('%s is refused', async (_, params) => {
    const run = editor.connection.sendRequest('workspace/executeCommand', params);
    await expect(run).rejects.toThrow(/^found .*, expected /);
  });

  test('a cancelled request is answered as such', async () => {
    editor.open('rules.sentrely', rules);
    const source = new CancellationTokenSource();
    const textDocument = { uri: editor.uri('rules.sentrely') };
    const requests = Array.from({ length: 20 }, () =>
      editor.connection.sendRequest(
        'textDocument/semanticTokens/full',
        { textDocument },
        source.token,
      ),
    );
    source.cancel();
    const results = await Promise.allSettled(requests);
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused as PromiseRejectedResult[]) expect(reason.code).toBe(-32800);
  });

  test.each([
    'hover',
    'definition',
    'references',
    'completion',
    'prepareRename',
    'rename',
    'documentHighlight',
    'documentSymbol',
    'foldingRange',
    'formatting',
    'codeLens',
    'inlayHint',
    'codeAction',
  ])('%s of a file that nobody opened is null', async (method) => {
    const start = { line: 0, character: 0 };
    const params = {
      position: start,
      range: { start, end: start },
      context: { diagnostics: [], includeDeclaration: true },
      newName: 'x',
      options: {},
    };
    expect(await request(`textDocument/${method}`, 'other/none.sentrely', params)).toBeNull();
  });
});

describe('folders', () => {
  test('a folder named in the settings is a program of its own', async () => {
    await editor.end();
    mkdirSync(join(folder.path, 'inner'));
    writeFileSync(join(folder.path, 'inner', 'all.sentrely'), tools + rules.slice(10));
    editor = await startEditor(folder.path, { initializationOptions: { programs: ['inner'] } });
    editor.open('rules.sentrely', rules);
    expect(await editor.findings('rules.sentrely')).toEqual([]);
    editor.open('inner/all.sentrely', tools + rules.slice(10));
    expect(await editor.findings('inner/all.sentrely')).toEqual([]);
  });

  test('without the setting the two would be one, and every name taken twice', async () => {
    await editor.end();
    mkdirSync(join(folder.path, 'inner'));
    writeFileSync(join(folder.path, 'inner', 'all.sentrely'), tools + rules.slice(10));
    editor = await startEditor(folder.path);
    editor.open('rules.sentrely', rules);
    const found = await editor.findings('rules.sentrely');
    expect(found.map(({ code }) => code)).toContain('duplicate-name');
  });

  test('what cannot be read is said', async () => {
    writeFileSync(join(folder.path, 'bad.sentrely'), Buffer.from([0xff, 0xfe]));
    const changes = [{ uri: editor.uri('bad.sentrely'), type: 1 }];
    void editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    editor.open('rules.sentrely', rules);
    await editor.findings('rules.sentrely');
    expect(editor.messages.join()).toContain('`bad.sentrely`');
  });

  test('a file outside of all folders is a program by itself', async () => {
    const { connection } = editor;
    const uri = 'untitled:Untitled-1';
    const textDocument = { uri, languageId: 'sentrely', version: 1, text: tools + rules.slice(10) };
    void connection.sendNotification('textDocument/didOpen', { textDocument });
    const symbols = await connection.sendRequest('textDocument/documentSymbol', {
      textDocument: { uri },
    });
    expect(symbols).toHaveLength(4);
  });
});
