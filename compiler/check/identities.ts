import type { AgentDeclaration, CertificateIdentity, TokenIdentity } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { issuerForm } from '../bundle/issuer.ts';
import { claimsMax } from '../bundle/limits.ts';
import { finding } from '../finding.ts';
import type { Program } from '../program.ts';

type Identity = AgentDeclaration['identities'][number];

/** Tokens and certificates: of the right form, said of somebody, and each of one agent. */
export function* checkIdentities({ agents }: Pick<Program, 'agents'>): Generator<Diagnostic> {
  const before: (readonly [agent: AgentDeclaration, identity: Identity])[] = [];
  for (const agent of agents.values())
    for (const identity of agent.identities) {
      yield* identity.kind === 'token' ? checkToken(identity) : checkCertificate(identity);
      const other = before.find(([, each]) => mayBeOne(each, identity));
      if (other !== undefined) yield shared(agent, identity, other);
      before.push([agent, identity]);
    }
}

/** Set by the issuer for every token, or checked by the gateway itself: nobody is known by them. */
const ownClaims: ReadonlySet<string> = new Set(['iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'azp']);

/** An issuer that anybody can have tokens of, and the claims that say whose they are. */
const publicIssuers: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'https://token.actions.githubusercontent.com',
    [
      'sub',
      'repository',
      'repository_id',
      'repository_owner',
      'repository_owner_id',
      'job_workflow_ref',
      'workflow_ref',
    ],
  ],
  [
    'https://gitlab.com',
    ['sub', 'project_path', 'project_id', 'namespace_path', 'namespace_id', 'ci_config_ref_uri'],
  ],
]);

function* checkToken({ issuer, claims, span }: TokenIdentity): Generator<Diagnostic> {
  if (!issuerForm.test(issuer.text))
    yield finding(
      'identity-form',
      issuer.span,
      `found issuer ${quote(issuer.text)}, expected an \`https\` address without query`,
      {
        help: 'copy the `iss` of a token, character by character',
      },
    );
  const names = new Set<string>();
  for (const { name, value } of claims) {
    const wrong = claimFault(name.text, value.text, names);
    if (wrong !== undefined) yield finding('identity-form', name.span, wrong);
    names.add(name.text);
  }
  if (claims.length > claimsMax)
    yield finding(
      'identity-form',
      span,
      `found ${claims.length} claims, expected at most ${claimsMax}`,
    );
  const needed = publicIssuers.get(issuer.text);
  if (claims.length === 0 || (needed !== undefined && !needed.some((name) => names.has(name))))
    yield finding(
      'identity-open',
      span,
      "these tokens can be anybody's, expected a claim that says whose they are",
      {
        help:
          needed === undefined
            ? 'add `subject "..."`'
            : `add \`subject "..."\` or \`claim "${needed[1] ?? 'sub'}" "..."\``,
      },
    );
}

function claimFault(name: string, value: string, before: ReadonlySet<string>): string | undefined {
  if (before.has(name)) return `found the claim ${quote(name)} twice, expected it once`;
  if (ownClaims.has(name)) return `found the claim ${quote(name)}, which the gateway checks itself`;
  if (!/^[\x21-\x7e]{1,128}$/.test(name))
    return `found ${quote(name)}, expected the name of a claim`;
  if (value === '') return `found no value for the claim ${quote(name)}, expected one`;
  return undefined;
}

const forms: Readonly<Record<CertificateIdentity['field'], readonly [form: RegExp, what: string]>> =
  {
    uri: [/^[a-z][a-z0-9+.-]*:[\x21-\x7e]{1,2000}$/, 'a URI such as `spiffe://acme/agent/ci`'],
    dns: [
      /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
      'a host name in lower case, without wildcard',
    ],
    subject: [/^[A-Za-z0-9.]+=[^\r\n]{1,2000}$/, 'a subject such as `O=acme, CN=ci`'],
  };

function* checkCertificate({ field, value }: CertificateIdentity): Generator<Diagnostic> {
  const [form, what] = forms[field];
  if (!form.test(value.text))
    yield finding('identity-form', value.span, `found ${quote(value.text)}, expected ${what}`);
}

/** Whether one token or certificate could be both: it could then be said of neither. */
function mayBeOne(one: Identity, other: Identity): boolean {
  if (one.kind === 'certificate' || other.kind === 'certificate')
    return (
      one.kind === 'certificate' &&
      other.kind === 'certificate' &&
      one.field === other.field &&
      one.value.text === other.value.text
    );
  if (one.issuer.text !== other.issuer.text) return false;
  const wanted = new Map(one.claims.map(({ name, value }) => [name.text, value.text]));
  return !other.claims.some(({ name, value }) => {
    const text = wanted.get(name.text);
    return text !== undefined && text !== value.text;
  });
}

function shared(
  agent: AgentDeclaration,
  identity: Identity,
  [other, first]: readonly [AgentDeclaration, Identity],
): Diagnostic {
  const what = identity.kind === 'token' ? 'token' : 'certificate';
  const message = `one ${what} may identify agent ${quote(agent.name.text)} and agent ${quote(other.name.text)}`;
  return finding('identity-shared', identity.span, message, {
    labels: [{ span: first.span, text: 'also fits this' }],
    help:
      identity.kind === 'token'
        ? 'give both a claim in which they differ'
        : 'delete one of the two',
  });
}
