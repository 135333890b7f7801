import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { quote } from '../dsl/escape.ts';

/** What is known of the branch that somebody works on. `why` says why there is no number. */
export interface BranchFacts {
  readonly branch: string | undefined;
  readonly pullRequest: number | undefined;
  readonly why: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const gitMs = 5000;
const apiMs = 5000;

/**
 * The branch of a folder and the number of its open pull request. GitHub is asked only when
 * GITHUB_TOKEN or GH_TOKEN is set. Never rejects: a run does not depend on it.
 */
export async function findPullRequest(folder: string, env: Environment): Promise<BranchFacts> {
  const branch = await git(folder, ['symbolic-ref', '--short', '-q', 'HEAD']);
  const skip = (why: string): BranchFacts => ({ branch, pullRequest: undefined, why });
  if (branch === undefined) return skip('this is no branch of a git repository');
  const remote = await git(folder, ['remote', 'get-url', 'origin']);
  const repository = repositoryOf(remote ?? '');
  if (repository === undefined) return skip('`origin` is no repository of GitHub');
  const token = env['GITHUB_TOKEN'] || env['GH_TOKEN'];
  if (token === undefined || token === '') return skip('neither GITHUB_TOKEN nor GH_TOKEN is set');
  const base = env['GITHUB_API_URL'] || 'https://api.github.com';
  try {
    const pullRequest = await askGithub({ base, token, repository, branch });
    if (pullRequest === undefined) return skip(`${quote(branch)} has no open pull request`);
    return { branch, pullRequest, why: undefined };
  } catch {
    return skip('GitHub did not answer');
  }
}

async function git(folder: string, words: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...words], {
      timeout: gitMs,
    });
    const text = stdout.trim();
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}

interface Repository {
  readonly owner: string;
  readonly name: string;
}

/** `git@host:owner/name.git`, `https://host/owner/name` and their like. */
function repositoryOf(remote: string): Repository | undefined {
  const [, owner, name] =
    /[:/]([A-Za-z0-9._-]+)\/([A-Za-z0-9._-]+?)(?:\.git)?\/?$/.exec(remote) ?? [];
  return owner === undefined || name === undefined ? undefined : { owner, name };
}

async function askGithub(asked: {
  readonly base: string;
  readonly token: string;
  readonly repository: Repository;
  readonly branch: string;
}): Promise<number | undefined> {
  const { owner, name } = asked.repository;
  const query = new URLSearchParams({ head: `${owner}:${asked.branch}`, state: 'open' });
  const answer = await fetch(`${asked.base}/repos/${owner}/${name}/pulls?${query.toString()}`, {
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${asked.token}`,
      'user-agent': 'sentrely',
    },
    redirect: 'error',
    signal: AbortSignal.timeout(apiMs),
  });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const [first] = (await answer.json()) as readonly { readonly number?: unknown }[];
  return typeof first?.number === 'number' ? first.number : undefined;
}
