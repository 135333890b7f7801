import type { DiagnosticEntry } from '../diagnostics.ts';
import { file, hash, identified, limited } from './sample.ts';

/** Findings about agents: keys, limits, approvers. */
export const agentDiagnostics = {
  'key-hash': {
    severity: 'error',
    title: 'a key is not the hash that was printed for it',
    explanation:
      'Policies hold only hashes of keys, so that a repository never holds a credential: `sha256:` and 64 hexadecimal digits in lower case, as `sentrely keys new` prints them.',
    bad: file(
      'agent ops { owner user "octocat" id 1 identify key "sk-123" }\npolicy q for agent ops { allow Read }',
    ),
    good: file(
      `agent ops { owner user "octocat" id 1 identify key "sha256:${'ab'.repeat(32)}" }\npolicy q for agent ops { allow Read }`,
    ),
  },
  'key-shared': {
    severity: 'error',
    title: 'two agents are identified by one key',
    explanation:
      'The key is all that a gateway knows of who is calling. Shared by two agents, it would not say whose rules apply.',
    bad: file(
      `agent ops { owner user "octocat" id 1 identify key "${hash}" identify key "${hash}" }\npolicy q for agent ops { allow Read }`,
    ),
    good: file(
      `agent ops { owner user "octocat" id 1 identify key "${hash}" }\npolicy q for agent ops { allow Read }`,
    ),
  },
  'identity-form': {
    severity: 'error',
    title: 'a token or certificate is described in a form that none has',
    explanation:
      'An issuer is an `https` address, copied from the `iss` of its tokens; a claim has a name and a text, and is none that the gateway checks itself (`iss`, `aud`, `exp`, `nbf`, `iat`, `jti`, `azp`). A certificate is known by a `uri`, a `dns` name without wildcard, or its whole `subject`. They are compared exactly: another form would never be met.',
    bad: file(identified('oidc issuer "acme.example" subject "ci"')),
    good: file(
      identified(
        'oidc issuer "https://acme.example" subject "ci"\n  identify mtls dns "ci.acme.example"\n  identify mtls uri "spiffe://acme.example/ci"',
      ),
    ),
  },
  'identity-open': {
    severity: 'error',
    title: 'a token of anybody identifies an agent',
    explanation:
      'An issuer signs tokens for all its users; for some, such as GitHub Actions, that is everybody. Only a claim says whose token it is: a `subject`, or there `claim "repository"`, `"repository_owner_id"` and the like.',
    bad: file(
      identified(
        'oidc issuer "https://token.actions.githubusercontent.com" claim "ref" "refs/heads/main"',
      ),
    ),
    good: file(
      identified(
        'oidc issuer "https://token.actions.githubusercontent.com" claim "repository" "acme/shop" claim "ref" "refs/heads/main"',
      ),
    ),
  },
  'identity-shared': {
    severity: 'error',
    title: 'one token or certificate may identify two agents',
    explanation:
      'A token that fits two agents would not say whose rules apply, so a gateway would let it in as neither. Two descriptions of tokens of one issuer must differ in the value of some claim.',
    bad: file(
      `${identified('oidc issuer "https://acme.example" subject "ci"')}\nagent two { owner user "octocat" id 1 identify oidc issuer "https://acme.example" claim "team" "shop" }\npolicy r for agent two { allow Read }`,
    ),
    good: file(
      `${identified('oidc issuer "https://acme.example" subject "ci"')}\nagent two { owner user "octocat" id 1 identify oidc issuer "https://acme.example" subject "cd" }\npolicy r for agent two { allow Read }`,
    ),
  },
  'limit-unit': {
    severity: 'error',
    title: 'a limit is in no known unit or period',
    explanation:
      'A budget is in `USD` or `tokens`, per `session`, `hour`, `day` or `month`. A rate is per `second`, `minute` or `hour`. A limit in a unit that nobody counts would never be reached.',
    bad: file(limited('budget 20 EUR per session')),
    good: file(limited('budget 20 USD per session')),
  },
  'limit-range': {
    severity: 'error',
    title: 'a number of a limit makes no sense',
    explanation:
      'A budget or rate of nothing would stop the agent at once, for which there are clearer words; tokens are counted whole; alerts are at 1% to 100%; and a loop needs 2 to 1000 repeats and a time of 1 second to 24 hours.',
    bad: file(limited('rate 0 calls per minute')),
    good: file(limited('rate 60 calls per minute')),
  },
  'limit-conflict': {
    severity: 'error',
    title: 'a limit is given twice, or can never be reached',
    explanation:
      'Of two limits on one thing in one period the smaller binds, and a limit per session or hour above that per day never does. Either way one of the numbers is not what it looks like.',
    bad: file(limited('budget 200 USD per session, 20 USD per day')),
    good: file(limited('budget 20 USD per session, 200 USD per day')),
  },
  'approver-unnamed': {
    severity: 'error',
    title: 'an approver cannot be found by what is written',
    explanation:
      'Users are looked up by the numeric id that stays when a login is renamed, teams by organisation and slug. Anything else could name another person tomorrow.',
    bad: file('policy q for agent dev { otherwise ask approval 1 of team "platform" }'),
    good: file('policy q for agent dev { otherwise ask approval 1 of team "acme/platform" }'),
  },
  'approval-expiry': {
    severity: 'error',
    title: 'the time to approve is too short or too long',
    explanation:
      'Nobody remembers after a day what they were asked, and nobody answers in no time: an approval expires after 1 second to 24 hours.',
    bad: file('policy q for agent dev { otherwise ask approval 1, expires 3d }'),
    good: file('policy q for agent dev { otherwise ask approval 1, expires 24h }'),
  },
  'approval-impossible': {
    severity: 'error',
    title: 'nobody can give an approval',
    explanation:
      'A rule that asks must name enough approvers, or the agents it applies to must have an owner. Otherwise the call would wait until it expires, every time.',
    bad: file('agent ops { }\npolicy q for agent ops { otherwise ask }'),
    good: file(
      'agent ops { owner team "acme/platform" }\npolicy q for agent ops { otherwise ask }',
    ),
  },
  'unknown-agent': {
    severity: 'error',
    title: 'an agent is not declared',
    explanation:
      'Rules and tests speak of declared agents only: a misspelt name would be a rule for nobody.',
    bad: file('policy q for agents dev, dve { allow Read }'),
    good: file('policy q for agents dev { allow Read unless .path == "x" }'),
  },
  'agents-unmatched': {
    severity: 'error',
    title: 'a pattern of agents matches none',
    explanation:
      'A policy for agents that do not exist decides nothing. Patterns match declared agents only, so that adding a policy is never how an agent comes to be known.',
    bad: file('policy q for agents "ci-*" { allow Read }'),
    good: file('policy q for agents "d*" { allow Read }'),
  },
  'idle-agent': {
    severity: 'warning',
    title: 'no policy is for an agent',
    explanation:
      'An agent that no policy applies to is denied everything. That may be meant while it is being set up.',
    bad: file('agent ops { }'),
    good: file('agent ops { }\npolicy q for agent ops { allow Read }'),
  },
} as const satisfies Record<string, DiagnosticEntry>;
