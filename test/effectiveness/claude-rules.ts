import type { Row } from './data.ts';

const libraries =
  'std.agents, std.aws, std.azure, std.claude-code, std.code, std.db, std.docker, std.gcloud, std.gh, std.git, std.keys, std.kubectl, std.net, std.npm, std.services, std.shell, std.system, std.terraform';

/**
 * What the author of a row's permissions would write here: `Bash(x:*)` is the program `x` with any
 * arguments, `Bash` any command, a denied `Bash(git push*)` the action. Files and hosts are carried as
 * they are. Undefined where a rule has no counterpart.
 */
export function policyOf({ policy }: Row): string | undefined {
  const allow = (policy?.allow ?? []).map(allowOf);
  const deny = (policy?.deny ?? []).map(denyOf);
  const rules = [...allow, ...deny];
  if (rules.length === 0 || rules.includes(undefined)) return undefined;
  return `edition 1
import ${libraries}
tool WebFetch { url: Url, prompt?: String inert }
agent dev {}
policy p for agent dev {
  ${rules.map((rule, at) => rule?.replaceAll('RULE', `r${at}`)).join('\n  ')}
}
`;
}

function allowOf(rule: string): string | undefined {
  if (rule === 'Bash') return 'allow shell.any';
  const [, tool, text = ''] = /^(\w+)\((.*)\)$/s.exec(rule) ?? [];
  if (tool === 'Bash') return commandRule(text);
  if (tool === 'Read') return `allow fs.read when .path in paths(${pattern(text)})`;
  if (tool === 'Edit') return `allow fs.write when .path in paths(${pattern(text)})`;
  if (tool === 'WebFetch') return `allow WebFetch when .url.host in ${hostsOf(text)}`;
  return undefined;
}

function denyOf(rule: string): string | undefined {
  const [, tool, text = ''] = /^(\w+)\((.*)\)$/s.exec(rule) ?? [];
  if (tool === 'Bash') return deniedActions[text.replace(/(:\*| ?\*)$/, '')];
  if (tool === 'Read')
    return `rule RULE deny fs.read, fs.run when .path in paths(${pattern(text)})`;
  if (tool === 'Edit') return `rule RULE deny fs.write when .path in paths(${pattern(text)})`;
  if (tool === 'WebFetch') return `rule RULE deny WebFetch when .url.host in ${hostsOf(text)}`;
  return undefined;
}

const deniedActions: Readonly<Record<string, string>> = {
  'git push': 'rule RULE deny git.push',
  'git commit': 'rule RULE deny git.commit',
  'git checkout --': 'rule RULE deny git.discard',
  'git restore': 'rule RULE deny git.discard',
  'git reset --hard': 'rule RULE deny git.discard',
  'git branch -D': 'rule RULE deny git.discard',
  'git clean': 'rule RULE deny git.discard',
  git: 'rule RULE deny shell.run when .program == "git" rule RULEb deny git.read, git.change, git.commit, git.push',
  curl: 'rule RULE deny net.fetch, net.send',
};

/** A program and all that may follow it. */
function commandRule(text: string): string {
  const words = text.replace(/(:\*| ?\*)$/, '');
  const granted = declared[words];
  if (granted !== undefined) {
    const program = pattern(words.split(' ')[0] ?? '');
    const reads = silent.has(words) ? '' : 'allow fs.read, fs.list when .path under workspace';
    return `allow shell.inert when .program == ${program} ${reads} ${granted}`;
  }
  return words === text
    ? `allow shell.run ${pattern(text)}`
    : `allow shell.run ${pattern(words)}, ${pattern(`${words} *`)}`;
}

/** Programs that open no file. */
const silent: ReadonlySet<string> = new Set(['echo', 'date', 'man', 'cd', 'node --version']);

/** Programs that are declared: who allows one grants what it ordinarily does, and nothing else of it. */
const declared: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'echo',
      'ls',
      'cd',
      'find',
      'sed',
      'rg',
      'grep',
      'jq',
      'cat',
      'less',
      'xargs',
      'diff',
      'date',
      'sort',
    ]
      .concat(['man', 'tree', 'tar', 'node --version'])
      .map((program) => [program, '']),
  ),
  rm: 'allow fs.delete when .path under workspace',
  ln: 'allow fs.write when .path under workspace',
  git: 'allow git.read, git.change, git.commit allow fs.write when .path under workspace',
  'git diff': 'allow git.read',
  'git log': 'allow git.read',
  'git blame': 'allow git.read',
  'git add': 'allow git.change',
  'git checkout': 'allow git.change allow fs.write when .path under workspace',
  'git push': 'allow git.push',
  'git fetch': 'allow git.fetch',
  'git ls-remote': 'allow git.fetch',
  'docker ps': 'allow docker.read',
  'gh pr view': 'allow gh.read',
  'curl https://api.github.com/':
    'allow net.fetch when .url.host == "api.github.com" and .method == GET and .carries == none',
};

function hostsOf(text: string): string {
  return `hosts(${pattern(text.replace(/^domain:/, ''))})`;
}

function pattern(text: string): string {
  return JSON.stringify(text);
}
