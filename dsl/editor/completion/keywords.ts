import { wordTypes } from '../../tokens.ts';
import type { Expectation } from '../grammar-walk.ts';
import { keywordDocs } from '../keyword-docs.ts';
import { type Candidate, keyword } from './candidate.ts';
import { callOf, effectOf, layerKindOf, targetsOf, tokensOf } from './reading.ts';

/** What is written for a word that never stands alone. */
const snippets: ReadonlyMap<string, string> = new Map(
  Object.entries({
    edition: 'edition 1',
    import: 'import ${1:std.claude-code}',
    let: 'let ${1:name} = ${2|paths,hosts,urls,emails,keys,refs,strings|}("$3")',
    agent: 'agent ${1:name} {\n  owner team "${2:org/team}"\n  identify key "$3"\n\\}',
    tool: 'tool ${1:Name} { $2 \\}',
    policy: 'policy ${1:name} for agent ${2:name} {\n  $0\n\\}',
    guard: 'guard ${1:name} for all agents {\n  $0\n\\}',
    test: 'test "$1" {\n  as ${2:name}\n  $0\n\\}',
    never: 'never "$1" { any agent does ${2:Tool} \\}',
    always: 'always "$1" { agent ${2:name} may ${3:Tool} \\}',
    action: 'action ${1:group.name}($2)',
    command: 'command ${1:name} complete {\n  "$2"\n\\}',
    observe: 'observe until "${1:2026-12-31}"',
    trusted: 'trusted "$1"',
    risk: 'risk ${1|low,medium,high|}',
    option: 'option --$1',
    hold: 'hold message',
    every: 'every .$1',
    after: 'after $1',
    count: 'count ${1:fs.write} in the last ${2:10m} > ${3:5}',
    session: 'session {\n  $0\n\\}',
    prompt: 'prompt "$1"',
    returns: 'returns "$1"',
    rule: 'rule ${1:name} ${2|deny,ask,allow|} $3',
    otherwise: 'otherwise ask',
    on: 'on unknown ask',
    example: 'example ${1:Tool} { $2 \\} is ${3|allowed,asked,denied|}',
    because: 'because "$1"',
    approval: 'approval ${1:1}',
    expires: 'expires ${1:30m}',
    owner: 'owner team "${1:org/team}"',
    models: 'models "$1"',
    budget: 'budget ${1:20} USD per ${2|session,day|}',
    alert: 'alert at ${1:80}%',
    rate: 'rate ${1:60} calls per ${2|minute,hour,second|}',
    loop: 'loop trip after ${1:5} repeats in ${2:10m}',
    identify: 'identify key "$1"',
    team: 'team "${1:org/team}"',
    user: 'user "$1" id $2',
    role: 'role "$1"',
    all: 'all agents',
    any: 'any agent',
    without: 'without approval',
  }),
);

/** Types of token that stand for several words. */
const families: ReadonlyMap<string, readonly string[]> = new Map([
  ['EffectWord', ['allow', 'ask', 'deny']],
  ['OutcomeWord', ['allowed', 'asked', 'denied']],
  ['LayerWord', ['policy', 'guard']],
  ['AgentsWord', ['agents', 'agent']],
]);

const wordOfType: ReadonlyMap<string, string> = new Map(
  [...wordTypes].map(([text, type]) => [type.name, text]),
);

/** Where a word begins something else than its snippet, by the rule of the grammar. */
const plainPlaces: ReadonlyMap<string, readonly string[]> = new Map([
  ['agent', ['audience', 'subject']],
  ['any', ['quantified']],
  ['after', ['loop']],
]);

/** The words of the language that the grammar lets stand here and that mean something here. */
export function keywords(expectation: Expectation): readonly Candidate[] {
  const { type, call } = expectation;
  const word = wordOfType.get(type);
  const words = families.get(type) ?? (word === undefined ? [] : [word]);
  return words
    .filter((text) => isFit(text, expectation))
    .map((text) => {
      const isPlain = plainPlaces.get(text)?.includes(call.rule) === true;
      const snippet = isPlain ? undefined : snippets.get(text);
      return keyword(text, keywordDocs.get(text), snippet);
    });
}

/** Words that begin a clause of a rule, of which each stands once. */
const clauseWords: ReadonlySet<string> = new Set(['when', 'unless', 'on', 'approval', 'because']);

/** What is read outside of sessions only to be refused. */
const sessionWords: ReadonlySet<string> = new Set(['prompt', 'returns', 'fails']);

/** The parser reads results in every test, and takes `opaque` for a name that is declared. */
function isInPlace(word: string, { call }: Expectation): boolean {
  if (sessionWords.has(word)) return callOf('session', call) !== undefined;
  return word !== 'opaque' || callOf('action', call) === undefined;
}

/** A guard grants nothing, each effect has its own clauses, and they follow the tools. */
function isFit(word: string, expectation: Expectation): boolean {
  const { rule } = expectation.call;
  if (!isInPlace(word, expectation)) return false;
  if (word === 'allow' && rule === 'rule') return layerKindOf(expectation) !== 'guard';
  if (word === 'otherwise') return layerKindOf(expectation) !== 'guard';
  if (!clauseWords.has(word)) return true;
  if (callOf('otherwise', expectation.call) !== undefined) return word === 'approval';
  const effect = effectOf(expectation);
  if (effect === undefined) return true; // Not in a rule: `never without approval`.
  if (word === 'approval' && effect !== 'ask') return false;
  if (word === 'on' && effect !== 'deny') return false;
  return targetsOf(expectation).length > 0 && !isWritten(word, expectation);
}

function isWritten(word: string, expectation: Expectation): boolean {
  return tokensOf('rule', expectation).some(
    ({ tokenType }) => wordOfType.get(tokenType.name) === word,
  );
}
