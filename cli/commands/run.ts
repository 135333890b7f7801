import { randomBytes } from 'node:crypto';
import { escapeHidden, quote } from '../../dsl/escape.ts';
import {
  type AdminClient,
  adminClient,
  adminOptions,
  connectAdmin,
  findGateway,
} from '../admin-client.ts';
import { command } from '../command.ts';
import { cliError } from '../errors.ts';
import { fetchJobToken, withoutJobTokens } from '../job-token.ts';
import { runProgram } from '../program.ts';
import { type BranchFacts, findPullRequest } from '../pull-request.ts';
import { runEnvironment } from '../run-environment.ts';
import type { Terminal } from '../terminal.ts';

/** `sentrely run`: a program that goes through the gateway with a key of its own. */
const run = command({
  operands: { usage: '-- PROGRAM [ARGUMENT...]', min: 1, max: Number.POSITIVE_INFINITY },
  options: {
    agent: { type: 'string', value: 'NAME', help: 'which agent the program is' },
    session: { type: 'string', value: 'ID', help: 'name of its session (default: made up)' },
    gateway: {
      type: 'string',
      value: 'URL',
      help: 'address of the gateway, as the program sees it',
    },
    oidc: {
      type: 'string',
      value: 'AUDIENCE',
      help: 'prove this job of GitHub Actions by a token made for this audience',
    },
    ...adminOptions,
  },
  details: `The program gets a key that was made for this run, so that killing its credential stops
this run and no other; it ends with the program. The key is made with a token of the job
(--oidc), else with the issued key or token in SENTRELY_KEY, else with the operator's.
With GITHUB_TOKEN or GH_TOKEN set, the session is named after the pull request of the
branch. The exit code is the program's.`,
  examples: [
    'run -- claude',
    'run --agent release-bot -- claude -p "Release it."',
    'run --admin https://gw.acme.example:8788 --oidc https://gw.acme.example -- claude',
  ],
  async run({ options, operands, terminal }) {
    const facts = await findPullRequest(terminal.folder, terminal.env);
    const session = options.session ?? sessionName(facts);
    const begun = await begin(terminal, options, session);
    const url = (options.gateway ?? begun.url)?.replace(/\/+$/, '');
    try {
      if (url === undefined)
        throw cliError('SENTRELY_ERR_CLI_GATEWAY', 'it does not say where it listens');
      tell(terminal, begun, facts);
      return await runProgram({
        words: operands,
        env: runEnvironment(environmentOf(terminal, options), { ...begun, url }),
        folder: terminal.folder,
        hasTerminal: terminal.isStdinTerminal,
      });
    } finally {
      await end(terminal, begun);
    }
  },
});

export { run as command };

/** A run that the gateway knows. */
interface Begun {
  readonly client: AdminClient;
  readonly key: string;
  readonly credential: string;
  readonly agent: string;
  readonly session: string;
  readonly url: string | null;
  readonly holds: readonly string[];
}

type RunOptions = Parameters<typeof connectAdmin>[1] & {
  readonly agent?: string | undefined;
  readonly oidc?: string | undefined;
};

/** The program is not to prove itself to be the job once more: its run could not be ended then. */
function environmentOf({ env }: Terminal, { oidc }: RunOptions): Terminal['env'] {
  return oidc === undefined ? env : withoutJobTokens(env);
}

async function connect(terminal: Terminal, options: RunOptions): Promise<AdminClient> {
  const issued = terminal.env['SENTRELY_KEY'];
  if (options.oidc !== undefined) {
    const { admin } = findGateway(terminal, options);
    return adminClient(admin, await fetchJobToken(terminal.env, options.oidc));
  }
  return issued === undefined || issued === '' || options.key !== undefined
    ? connectAdmin(terminal, options)
    : adminClient(findGateway(terminal, options).admin, issued);
}

async function begin(terminal: Terminal, options: RunOptions, session: string): Promise<Begun> {
  const client = await connect(terminal, options);
  const { agent } = options;
  const body = { session, ...(agent === undefined ? {} : { agent }) };
  const answer = (await client.call('POST', '/api/runs', body)) as Omit<Begun, 'client'>;
  return { ...answer, client: client.withKey(answer.key) };
}

/** On standard error: what the program says is its own. */
function tell({ err }: Terminal, { agent, session, credential }: Begun, facts: BranchFacts): void {
  const { pullRequest, why } = facts;
  const about =
    pullRequest === undefined ? `no pull request: ${why ?? ''}` : `pull request ${pullRequest}`;
  err.write(`run of agent ${quote(agent)}, session ${quote(session)}; ${escapeHidden(about)}\n`);
  err.write(`  to stop it: sentrely kill --credential ${credential} --reason "..."\n`);
}

/** A key that cannot be taken back is over by itself after its time. */
async function end({ err }: Terminal, { client, credential }: Begun): Promise<void> {
  try {
    await client.call('DELETE', `/api/runs/${credential}`);
  } catch {
    err.write('warning: the key of this run could not be ended; it is over by itself in time\n');
  }
}

/** The pull request or branch, as far as a session may be called so, and a part that is new. */
function sessionName({ branch, pullRequest }: BranchFacts): string {
  const plain = (branch ?? 'run').replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 60);
  const about = pullRequest === undefined ? plain : `pr-${pullRequest}`;
  return `${about}.${randomBytes(6).toString('hex')}`;
}
