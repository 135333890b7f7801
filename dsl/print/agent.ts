import type { AgentDeclaration } from '../ast.ts';
import type { Piece } from './layout.ts';
import { limitPieces } from './limits.ts';
import { approverText, wordLiteral } from './text.ts';

/** The clauses of an agent, one piece each, in their canonical order. */
export function agentPieces(item: AgentDeclaration, columns: number): readonly Piece[] {
  const { owner, keys, identities } = item;
  return [
    ...(owner === undefined ? [] : [{ text: `owner ${approverText(owner)}`, span: owner.span }]),
    ...keys.map((key) => ({ text: `identify key ${wordLiteral(key)}`, span: key.span })),
    ...identities.map((identity) => ({ text: identityText(identity), span: identity.span })),
    ...limitPieces(item, columns),
  ];
}

function identityText(identity: AgentDeclaration['identities'][number]): string {
  if (identity.kind === 'certificate')
    return `identify mtls ${identity.field} ${wordLiteral(identity.value)}`;
  const claims = identity.claims.map(({ name, value }) =>
    name.text === 'sub'
      ? ` subject ${wordLiteral(value)}`
      : ` claim ${wordLiteral(name)} ${wordLiteral(value)}`,
  );
  return `identify oidc issuer ${wordLiteral(identity.issuer)}${claims.join('')}`;
}
