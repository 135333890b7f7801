import type { Approver } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { finding } from '../finding.ts';
import type { Program } from '../program.ts';
import { checkIdentities } from './identities.ts';

const keyHash = /^sha256:[0-9a-f]{64}$/;

/** Agents: keys are hashes, each of one agent, tokens and certificates too; owners can be found. */
export function* checkAgents({ agents }: Program): Generator<Diagnostic> {
  yield* checkIdentities({ agents });
  const holders = new Map<string, { readonly name: string; readonly span: Diagnostic['span'] }>();
  for (const { name, owner, keys } of agents.values()) {
    if (owner !== undefined) yield* checkApprover(owner);
    for (const key of keys) {
      const holder = holders.get(key.text);
      if (!keyHash.test(key.text)) {
        const message = `found ${quote(key.text)}, expected \`sha256:\` and 64 hexadecimal digits in lower case`;
        yield finding('key-hash', key.span, message, {
          help: 'paste the line that `sentrely keys new` printed',
        });
      } else if (holder !== undefined) {
        const message = `this key already identifies agent ${quote(holder.name)}`;
        yield finding('key-shared', key.span, message, {
          labels: [{ span: holder.span, text: 'first used here' }],
          help: `issue another key with \`sentrely keys new ${name.text}\``,
        });
      } else {
        holders.set(key.text, { name: name.text, span: key.span });
      }
    }
  }
}

const teamName = /^[A-Za-z0-9-]+\/[\w.-]+$/;

/** An approver: named so that GitHub finds the one that is meant. */
export function* checkApprover({ kind, name, id, span }: Approver): Generator<Diagnostic> {
  if (kind === 'team' && !teamName.test(name.text)) {
    const message = `found team ${quote(name.text)}, expected \`organisation/team\``;
    yield finding('approver-unnamed', name.span, message, {
      help: 'write the organisation, a slash and the slug of the team',
    });
  } else if (name.text.trim() === '') {
    yield finding('approver-unnamed', name.span, `found a ${kind} without name, expected one`);
  } else if (kind === 'user' && (id === undefined || id < 1)) {
    const message = `found user ${quote(name.text)} without a numeric id, expected \`id\` and the id that never changes`;
    yield finding('approver-unnamed', span, message, {
      help: `look it up: gh api users/LOGIN --jq .id`,
    });
  }
}
