import { wordTypes } from '../../tokens.ts';
import type { Expectation } from '../grammar-walk.ts';
import { keywordDocs } from '../keyword-docs.ts';
import { type Candidate, keyword } from './candidate.ts';
import { effectOf, layerKindOf, targetsOf, tokensOf } from './reading.ts';

/** What is written for a word that never stands alone. */
const snippets: ReadonlyMap<string, string> = new Map(
  Object.entries({
    edition: 'edition 1',
    let: 'let ${1:name} = ${2|paths,hosts,urls,emails,keys,refs,strings|}("$3")',
    agent: 'agent ${1:name} {\n  owner team "${2:org/team}"\n  identify key "$3"\n\\}',
    tool: 'tool ${1:Name} { $2 \\}',
    policy: 'policy ${1:name} for agent ${2:agent} {\n  $0\n\\}',
    guard: 'guard ${1:name} for all agents {\n  $0\n\\}',
    test: 'test "$1" {\n  as ${2:agent}\n  $0\n\\}',
    never: 'never "$1" { any agent does ${2:Tool} \\}',
    always: 'always "$1" { agent ${2:agent} may ${3:Tool} \\}',
    rule: 'rule ${1:name} ${2|deny,ask,allow|} $3',
    otherwise: 'otherwise ask',
    on: 'on unknown ask',
    because: 'because "$1"',
    approval: 'approval ${1:1}',
    expires: 'expires ${1:30m}',
    owner: 'owner team "${1:org/team}"',
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
  ['LayerWord', ['policy', 'guard']],
  ['AgentsWord', ['agents', 'agent']],
]);

const wordOfType: ReadonlyMap<string, string> = new Map(
  [...wordTypes].map(([text, type]) => [type.name, text]),
);

/** The words of the language that the grammar lets stand here and that mean something here. */
export function keywords(expectation: Expectation): readonly Candidate[] {
  const { type, call } = expectation;
  const word = wordOfType.get(type);
  const words = families.get(type) ?? (word === undefined ? [] : [word]);
  return words
    .filter((text) => isFit(text, expectation))
    .map((text) => {
      // Only as an item does `agent` begin a declaration, and as a statement `ask` a rule.
      const isReference = call.rule === 'namedAgents' || call.rule === 'subject';
      const snippet = isReference && text === 'agent' ? undefined : snippets.get(text);
      return keyword(text, keywordDocs.get(text), snippet);
    });
}

/** A guard grants nothing, an effect has its own clauses, each behind the tools and only once. */
function isFit(word: string, expectation: Expectation): boolean {
  const { rule } = expectation.call;
  const isStatement = rule === 'rule' || rule === 'otherwise';
  if (isStatement && layerKindOf(expectation) === 'guard') {
    return word !== 'allow' && word !== 'otherwise';
  }
  const effect = effectOf(expectation);
  if (word === 'approval' && rule === 'approval' && effect !== undefined && effect !== 'ask')
    return false;
  if (word === 'on' && effect !== 'deny') return false;
  if (!isClause(word) || rule === 'otherwise') return true;
  const isEarly = effect !== undefined && targetsOf(expectation).length === 0;
  return !isEarly && !isWritten(word, expectation);
}

function isClause(word: string): boolean {
  return ['when', 'unless', 'on', 'approval', 'because'].includes(word);
}

function isWritten(word: string, expectation: Expectation): boolean {
  return tokensOf('rule', expectation).some(
    ({ tokenType }) => wordOfType.get(tokenType.name) === word,
  );
}
