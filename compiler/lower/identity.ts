import type { AgentDeclaration } from '../../dsl/ast.ts';
import type { IdentityEntry } from '../bundle/rules.ts';

/** One way to be known, as the bundle has it. */
export function lowerIdentity(identity: AgentDeclaration['identities'][number]): IdentityEntry {
  if (identity.kind === 'certificate')
    return { kind: 'certificate', field: identity.field, value: identity.value.text };
  return {
    kind: 'token',
    issuer: identity.issuer.text,
    claims: identity.claims.map(({ name, value }) => ({ name: name.text, value: value.text })),
  };
}
