import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';

const github = 'https://token.actions.githubusercontent.com';

/** Diagnostics of agents that are identified like this, one agent per text. */
function codesOf(...identities: readonly string[]): readonly string[] {
  const agents = identities.map(
    (text, index) => `agent a${index} { owner user "octocat" id 1 ${text} }
policy p${index} for agent a${index} { allow Read }`,
  );
  const text = `edition 1\ntool Read { path: Path }\n${agents.join('\n')}\n`;
  return compile([{ file: 'p.sentrely', text }]).diagnostics.map(({ code }) => code);
}

describe('what identifies an agent', () => {
  it.each([
    [`identify oidc issuer "${github}" subject "repo:acme/shop:ref:refs/heads/main"`],
    [`identify oidc issuer "${github}" claim "repository" "acme/shop" claim "ref" "refs/heads/x"`],
    [`identify oidc issuer "https://idp.acme.example/realms/ci" subject "build"`],
    [`identify mtls uri "spiffe://acme/agent/ci"`],
    [`identify mtls dns "ci.agents.acme.example"`],
    [`identify mtls subject "O=acme, CN=ci"`],
    [`identify key "sha256:${'0a'.repeat(32)}" identify mtls uri "spiffe://acme/agent/ci"`],
  ])('%s', (text) => expect(codesOf(text)).toEqual([]));

  it.each([
    ['identity-form', 'identify oidc issuer "http://idp.acme.example" subject "x"'],
    ['identity-form', 'identify oidc issuer "https://a.example?x" subject "x"'],
    ['identity-form', 'identify oidc issuer "https://user@a.example" subject "x"'],
    ['identity-form', 'identify oidc issuer "https://a.example" subject ""'],
    ['identity-form', 'identify oidc issuer "https://a.example" subject "x" claim "aud" "me"'],
    ['identity-form', 'identify oidc issuer "https://a.example" subject "x" claim "sub" "y"'],
    ['identity-form', 'identify oidc issuer "https://a.example" claim "a b" "y"'],
    ['identity-form', 'identify mtls dns "*.acme.example"'],
    ['identity-form', 'identify mtls dns "CI.acme.example"'],
    ['identity-form', 'identify mtls uri "acme"'],
    ['identity-form', 'identify mtls subject "acme"'],
    ['identity-open', 'identify oidc issuer "https://a.example"'],
    ['identity-open', `identify oidc issuer "${github}" claim "ref" "refs/heads/main"`],
    ['identity-open', `identify oidc issuer "${github}" claim "environment" "production"`],
  ])('%s: %s', (code, text) => expect(codesOf(text)).toContain(code));

  it('may be the same twice for no two agents, also where only some tokens would fit both', () => {
    const of = (claims: string): string => `identify oidc issuer "https://a.example" ${claims}`;
    expect(codesOf(of('subject "x"'), of('subject "x"'))).toContain('identity-shared');
    expect(codesOf(of('subject "x"'), of('claim "team" "shop"'))).toContain('identity-shared');
    expect(codesOf(of('subject "x"'), of('subject "y"'))).toEqual([]);
    expect(codesOf(of('subject "x" claim "team" "a"'), of('claim "team" "b"'))).toEqual([]);
    expect(
      codesOf(of('subject "x"'), 'identify oidc issuer "https://b.example" subject "x"'),
    ).toEqual([]);
    const uri = 'identify mtls uri "spiffe://acme/x"';
    expect(codesOf(uri, uri)).toContain('identity-shared');
    expect(codesOf(uri, 'identify mtls uri "spiffe://acme/y"')).toEqual([]);
  });

  it('stands in the bundle as it is written', () => {
    const text = `edition 1
agent ci {
  owner user "octocat" id 1
  identify oidc issuer "${github}" subject "s" claim "ref" "refs/heads/main"
  identify mtls uri "spiffe://acme/ci"
}
tool Read { path: Path }
policy p for agent ci { allow Read }
`;
    const { rules } = compile([{ file: 'p.sentrely', text }]);
    expect(rules?.agents[0]?.identities).toEqual([
      {
        kind: 'token',
        issuer: github,
        claims: [
          { name: 'sub', value: 's' },
          { name: 'ref', value: 'refs/heads/main' },
        ],
      },
      { kind: 'certificate', field: 'uri', value: 'spiffe://acme/ci' },
    ]);
  });
});
