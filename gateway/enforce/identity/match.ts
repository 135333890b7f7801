import type { Plan } from '../../../compiler/evaluate/plan.ts';
import type { IdentityEntry } from '../../../compiler/bundle/rules.ts';

/** Who is meant by what was proved, and by which description. */
export interface Match<Kind extends IdentityEntry['kind']> {
  readonly agent: string;
  readonly identity: Extract<IdentityEntry, { kind: Kind }>;
}

/** What policies say of the tokens of one agent: their issuer and claims. */
export type TokenIdentity = Extract<IdentityEntry, { kind: 'token' }>;

/** The agent that policies still describe in just this way; undefined once they say it otherwise. */
export function agentDescribed(identity: TokenIdentity, plan: Plan): string | undefined {
  const { issuer, claims } = identity;
  return matchOf(
    plan,
    'token',
    (each) =>
      each.issuer === issuer &&
      each.claims.length === claims.length &&
      each.claims.every(({ name, value }) =>
        claims.some((claim) => claim.name === name && claim.value === value),
      ),
  )?.agent;
}

/**
 * The one agent that fits; undefined where none does. Where several agents do, none is: checked
 * policies leave no such case, and whose rules apply could not be said.
 */
export function matchOf<Kind extends IdentityEntry['kind']>(
  plan: Plan,
  kind: Kind,
  fits: (identity: Extract<IdentityEntry, { kind: Kind }>) => boolean,
): Match<Kind> | undefined {
  const found = plan.identities.flatMap(({ agent, identity }) => {
    if (identity.kind !== kind) return [];
    const of = identity as Extract<IdentityEntry, { kind: Kind }>;
    return fits(of) ? [{ agent, identity: of }] : [];
  });
  const [first] = found;
  return found.some(({ agent }) => agent !== first?.agent) ? undefined : first;
}
