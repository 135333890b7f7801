import { describe, expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver';
import { completionsAt } from '../../../dsl/editor/completion.ts';
import { definitionsAt } from '../../../dsl/editor/definition.ts';
import { documentSymbols } from '../../../dsl/editor/document-symbols.ts';
import { hoverAt } from '../../../dsl/editor/hover.ts';
import { referencesAt } from '../../../dsl/editor/references.ts';
import { rename } from '../../../dsl/editor/rename.ts';
import { semanticLegend, semanticTokens } from '../../../dsl/editor/semantic-tokens.ts';
import { cursorIn, declarations, fileOf, programOf } from './cursor.ts';

/** What actions, commands, conditions on history and sessions look like. */
const text = `edition 1
// Sends a mail.
action email.send(to: [Email], subject?: String, kind: PLAIN | HTML, who?: [{ name: String }])
action git.push(remote: String, force?: Bool)
tool send { to: [Email], text: String inert, on?: Bool } does email.send(to, kind: "PLAIN") trusted "id"
command git complete {
  option -C value directory, --dry-run as dry
  "push {remote}" { option -f | --force as force } does git.push(remote, force)
}
policy p for agent dev {
  rule r deny email.send
    when every .to from prompt and after git.push where .remote == "origin"
  allow git.push when .force
}
test "t" {
  as dev
  session {
    prompt "mail a@b.c"
    send { to: ["a@b.c"], text: "x" } => deny (r)
  }
}
`;

const both = (second: string): Record<string, string> => ({
  'a.sentrely': declarations,
  'b.sentrely': second,
});

/** The text with the cursor at a place of a piece of it that stands once. */
function at(piece: string): ReturnType<typeof cursorIn> {
  const whole = piece.replace('^', '');
  expect(text.split(whole)).toHaveLength(2);
  const offset = text.indexOf(whole) + piece.indexOf('^');
  const program = programOf(both(text));
  return { program, file: fileOf(program, 'b.sentrely'), offset };
}

/** `line:text` of each place. */
function places(list: ReturnType<typeof definitionsAt>): readonly string[] {
  const program = programOf(both(text));
  return (list ?? []).map(({ uri, range }) => {
    const file = fileOf(program, uri.replace('file:///p/', ''));
    const span = { start: file.offsetAt(range.start), end: file.offsetAt(range.end) };
    return `${range.start.line + 1}:${file.textOf(span)}`;
  });
}

function hover(piece: string): string {
  return (hoverAt(at(piece))?.contents as MarkupContent | undefined)?.value ?? '';
}

describe('hover', () => {
  test('of an action is its declaration with the comment above it', () => {
    expect(hover('deny email.s^end')).toMatch(
      /^```sentrely\naction email\.send\(.*\n```\n\nSends a mail\.$/,
    );
  });

  test('of a built-in action is what a policy would declare', () => {
    const found = hoverAt(cursorIn(both('edition 1\npolicy p for agent dev { allow fs.r|ead }')));
    expect((found?.contents as MarkupContent | undefined)?.value).toContain(
      'action fs.read(path: Path) risk low',
    );
  });

  test.each([
    ['a field of an action', 'when .f^orce', 'force?: Bool\n```\n\nof `action git.push`'],
    ['a field of an event', 'where .r^emote', 'remote: String\n```\n\nof `action git.push`'],
    ['an argument of a tool', 'email.send(t^o, kind', 'to: [Email]\n```\n\nof `tool send`'],
    ['a parameter of an action', '(to, k^ind', 'kind: PLAIN | HTML\n```\n\nof `action email.send`'],
    ['a variable', 'push(r^emote, force)', '"push {remote}"'],
    ['what an option names', 'remote, f^orce)', '-f | --force as force'],
    ['a word', 'compl^ete', '**`complete`**: '],
    ['the word for history', 'and a^fter', '**`after`**: True if'],
  ])('of %s', (_, piece, expected) => {
    expect(hover(piece)).toContain(expected);
  });
});

describe('places', () => {
  test.each([
    ['an action', 'deny email.s^end', ['3:send']],
    ['the action of an event', 'after git.p^ush', ['4:push']],
    ['a group by all its actions', 'deny e^mail.send', ['3:email']],
    ['a field', 'every .t^o', ['3:to']],
    ['an argument of a tool', 'email.send(t^o, kind', ['5:to']],
    ['a placeholder', 'push(r^emote, force)', ['8:remote']],
    ['what an option names', 'remote, f^orce)', ['8:force']],
    ['a rule of a session', 'deny (r^)', ['11:r']],
    ['a tool of a session', '    s^end { to', ['5:send']],
  ])('the definition of %s', (_, piece, expected) => {
    expect(places(definitionsAt(at(piece)))).toEqual(expected);
  });

  test('of what is built in there is none that an editor could open', () => {
    const cursor = cursorIn(both('edition 1\npolicy p for agent dev { allow fs.r|ead }'));
    expect(definitionsAt(cursor)).toEqual([]);
    expect(referencesAt(cursor, { includeDeclaration: true })).toHaveLength(1);
  });

  test('references of a parameter of an action', () => {
    const found = referencesAt(at('push(r^emote: String'), { includeDeclaration: true });
    expect(places(found)).toEqual(['4:remote', '12:remote']);
  });
});

describe('rename', () => {
  const renamed = (piece: string, name: string): unknown => {
    const answer = rename(at(piece), name);
    if (answer === null || 'refusal' in answer) return answer?.refusal;
    return Object.values(answer.edit.changes ?? {})
      .flat()
      .map(({ range, newText }) => `${range.start.line + 1}:${newText}`);
  };

  test('an action in its declaration, in rules, events and what does it', () => {
    expect(renamed('after git.p^ush', 'send')).toEqual(['4:send', '8:send', '12:send', '13:send']);
  });

  test('an action may be called like a word of the language, a group may not', () => {
    expect(renamed('after git.p^ush', 'test')).toContain('4:test');
    expect(renamed('deny e^mail.send', 'when')).toContain('word of the language');
    expect(renamed('deny e^mail.send', 'a b')).toContain('expected ASCII letters');
  });

  test('a placeholder in its template too', () => {
    expect(renamed('push(r^emote, force)', 'place')).toEqual(['8:place', '8:place']);
  });

  test('an argument of a tool where the tool hands it on', () => {
    expect(renamed('email.send(t^o, kind', 'them')).toEqual(['5:them', '5:them', '19:them']);
  });

  test('nothing that is built in', () => {
    const cursor = cursorIn(both('edition 1\npolicy p for agent dev { allow fs.r|ead }'));
    expect(rename(cursor, 'look')).toEqual({
      refusal: 'it is part of the language, and cannot be changed',
    });
  });

  test('a tool comes to be called like a word that means something else', () => {
    expect(renamed('    s^end { to', 'prompt')).toEqual(['5:"prompt"', '19:"prompt"']);
  });
});

test('the outline has actions, commands and the steps of sessions', () => {
  const outline = documentSymbols(fileOf(programOf(both(text)), 'b.sentrely'));
  const names = outline.map(({ name, detail, children = [] }) => [
    name,
    detail,
    children.map((child) => child.name),
  ]);
  expect(names).toContainEqual(['email.send', 'action', ['to', 'subject', 'kind', 'who']]);
  expect(names).toContainEqual(['git', 'command', ['push {remote}']]);
  expect(names).toContainEqual(['p', 'policy', ['r', '#2']]);
  const session = outline.at(-1)?.children?.[0];
  expect(session?.name).toBe('session');
  expect(session?.children?.map(({ name }) => name)).toEqual(['mail a@b.c', 'send']);
});

test('semantic tokens tell actions, options, variables and words', () => {
  const file = fileOf(programOf(both(text)), 'b.sentrely');
  const { data } = semanticTokens(file);
  const kinds = new Map<string, Set<string>>();
  let [line, character] = [0, 0];
  for (let index = 0; index < data.length; index += 5) {
    const [lines = 0, characters = 0, length = 0, kind = 0] = data.slice(index, index + 5);
    character = lines === 0 ? character + characters : characters;
    line += lines;
    const start = file.offsetAt({ line, character });
    const shown = file.textOf({ start, end: start + length });
    const kindsOf = kinds.get(shown) ?? new Set();
    kinds.set(shown, kindsOf.add(semanticLegend.tokenTypes[kind] ?? ''));
  }
  expect(kinds.get('push')).toEqual(new Set(['method']));
  expect(kinds.get('email')).toEqual(new Set(['namespace']));
  expect(kinds.get('--force')).toEqual(new Set(['property']));
  expect(kinds.get('dry')).toEqual(new Set(['parameter']));
  for (const word of ['command', 'complete', 'every', 'from', 'prompt', 'session', 'trusted']) {
    expect(kinds.get(word)).toEqual(new Set(['keyword']));
  }
});

describe('what is offered', () => {
  /** At the `|` that ends what is added. */
  const labels = (added: string): readonly string[] => {
    const whole = text + added.slice(0, -1);
    const program = programOf(both(whole));
    const cursor = { program, file: fileOf(program, 'b.sentrely'), offset: whole.length };
    return completionsAt(cursor, true).map(({ label }) => label);
  };
  const inPolicy = 'policy q for agent dev { ';
  const send = `${inPolicy}deny email.send when `;

  test.each([
    ['actions of a group', `${inPolicy}allow git.|`, ['push']],
    ['fields of an action', `${send}.|`, ['to', 'subject', 'kind', 'who']],
    ['fields of a record', `${send}any .who.|`, ['name']],
    ['parts of the elements of a list', `${send}any .to.|`, ['local', 'domain']],
    ['words of an enum', `${send}.kind == |`, ['PLAIN', 'HTML']],
    ['fields of an event', `${send}after git.push where .|`, ['remote', 'force']],
    ['the word behind an event', `${send}count git.push in |`, ['the']],
    ['fields of the same type', `${inPolicy}allow send when .text == .|`, []],
    ['how much risk', 'action a.b risk |', ['low', 'medium', 'high']],
    ['arguments of the tool', 'tool x { a: Path, b: Int } does fs.read(path: under |', ['a', 'b']],
    [
      'what an option is for',
      'command c { option -a as x |',
      ['as', 'directory', 'opaque', 'runs', 'inert', 'sets', 'does', 'option'],
    ],
    [
      'what a call returns',
      'test "u" { as dev session { Read { file_path: "a" } => allow |',
      undefined,
    ],
  ])('%s', (_, added, expected) => {
    const found = labels(added);
    if (expected === undefined)
      expect(found).toEqual(expect.arrayContaining(['returns', 'fails', 'prompt', 'send']));
    else expect([...found].sort()).toEqual([...expected].sort());
  });

  test.each([
    [
      'a field that is true or false may end the condition',
      `${inPolicy}allow git.push when .force |`,
      'and',
      true,
    ],
    ['another field may not', `${inPolicy}allow git.push when .remote |`, 'and', false],
    [
      'a result only in a session',
      'test "u" { as dev Read { file_path: "a" } => allow |',
      'returns',
      false,
    ],
    ['no action in its own declaration', 'action |', 'fs.read', false],
    ['what skipping leaves out', 'tool x { a: Path } does fs.read(a skips |', 'hidden', true],
    ['where values come from', `${send}every .to from |`, 'prompt', true],
    ['history as a condition', `${send}|`, 'after', true],
  ])('%s', (_, added, label, isOffered) => {
    expect(labels(added).includes(label)).toBe(isOffered);
  });
});
