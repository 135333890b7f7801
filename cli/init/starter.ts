import { readFileSync } from 'node:fs';
import { starterFolder } from '../examples.ts';

/** Who answers for the agent, and approves. */
export type Owner =
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'user'; readonly login: string; readonly id: number }
  | { readonly kind: 'team'; readonly team: string };

/** What the policies of a first day are about. */
export interface FirstDay {
  readonly agent: string;
  readonly owner: Owner;
  /** Hash of the key of the agent, `sha256:` and hex. */
  readonly keyHash: string;
}

/** A file to be written, with its path below the folder. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The policies of the first day: those in `policies/starter`, which stand for themselves, with the
 * agent, its owner and its key put in.
 */
export function starterPolicies(day: FirstDay): readonly NewFile[] {
  return [
    { path: 'policies/agents.sentrely', text: agentText(day) },
    { path: 'policies/policy.sentrely', text: policyText(day) },
  ];
}

function agentText({ agent, owner, keyHash }: FirstDay): string {
  return template('agents.sentrely')
    .replace('agent dev {', () => `agent ${agent} {`)
    .replace(/owner [^\n]*/, () => `owner ${ownerText(owner)}`)
    .replace(/sha256:[0-9a-f]{64}/, () => keyHash);
}

function policyText({ agent }: FirstDay): string {
  return template('policy.sentrely')
    .replace('for agent dev {', () => `for agent ${agent} {`)
    .replaceAll(/^ {2}as dev$/gm, () => `  as ${agent}`);
}

function ownerText(owner: Owner): string {
  if (owner.kind === 'role') return `role "${owner.role}"`;
  return owner.kind === 'team' ? `team "${owner.team}"` : `user "${owner.login}" id ${owner.id}`;
}

function template(name: string): string {
  return readFileSync(`${starterFolder}${name}`, 'utf8');
}
