import type { Command } from './command.ts';

/** A verb before it is loaded. */
export interface Verb {
  /** One line for the list of verbs. */
  readonly summary: string;
  load(): Promise<{ readonly command: Command }>;
}

/** Every verb, in the order of the help screen. Each is loaded alone, so that none waits for another. */
export const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ['init', { summary: 'write first policies', load: () => import('./commands/init.ts') }],
  ['fmt', { summary: 'lay out policy files', load: () => import('./commands/fmt.ts') }],
  [
    'check',
    { summary: 'find mistakes in policy files', load: () => import('./commands/check.ts') },
  ],
  ['test', { summary: 'run the tests of policy files', load: () => import('./commands/test.ts') }],
  [
    'mutate',
    { summary: 'try the tests with mistakes', load: () => import('./commands/mutate.ts') },
  ],
  [
    'lint',
    { summary: 'find weak spots in policy files', load: () => import('./commands/lint.ts') },
  ],
  ['prove', { summary: 'prove the claims of policies', load: () => import('./commands/prove.ts') }],
  ['diff', { summary: 'compare two sets of policies', load: () => import('./commands/diff.ts') }],
  [
    'replay',
    { summary: 'try rules on recorded calls', load: () => import('./commands/replay.ts') },
  ],
  [
    'scan',
    { summary: 'find the tools that code offers', load: () => import('./commands/scan.ts') },
  ],
  [
    'tools import',
    { summary: 'declare the tools of a list', load: () => import('./commands/tools-import.ts') },
  ],
  [
    'import claude-settings',
    {
      summary: 'turn settings of Claude Code into a policy',
      load: () => import('./commands/import-claude-settings.ts'),
    },
  ],
  ['compile', { summary: 'turn policies into rules', load: () => import('./commands/compile.ts') }],
  ['sign', { summary: 'sign rules into a bundle', load: () => import('./commands/sign.ts') }],
  ['verify', { summary: 'check a signed bundle', load: () => import('./commands/verify.ts') }],
  ['keys new', { summary: 'make a key', load: () => import('./commands/keys-new.ts') }],
  ['keys hash', { summary: 'hash an agent key', load: () => import('./commands/keys-hash.ts') }],
  ['decide', { summary: 'judge recorded calls', load: () => import('./commands/decide.ts') }],
  [
    'audit query',
    { summary: 'ask the audit log', load: () => import('./commands/audit-query.ts') },
  ],
  [
    'audit verify',
    { summary: 'check the audit log', load: () => import('./commands/audit-verify.ts') },
  ],
  ['gateway run', { summary: 'run a gateway', load: () => import('./commands/gateway-run.ts') }],
  [
    'run',
    { summary: 'run a program through the gateway', load: () => import('./commands/run.ts') },
  ],
  ['kill', { summary: 'stop agents at once', load: () => import('./commands/kill.ts') }],
  ['sessions', { summary: 'list sessions', load: () => import('./commands/sessions.ts') }],
  [
    'approvals',
    { summary: 'list what waits for people', load: () => import('./commands/approvals.ts') },
  ],
  ['why', { summary: 'explain a decision', load: () => import('./commands/why.ts') }],
  ['doctor', { summary: 'check an installation', load: () => import('./commands/doctor.ts') }],
  ['demo', { summary: 'see it all on this machine', load: () => import('./commands/demo.ts') }],
  ['lsp', { summary: 'serve an editor', load: () => import('./commands/lsp.ts') }],
  ['explain', { summary: 'explain an error code', load: () => import('./commands/explain.ts') }],
]);
