import { realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { BundlePredicate } from '../compiler/bundle/bundle.ts';
import { sha256Hex } from '../compiler/bundle/digest.ts';
import { type SigningKey, signingKeyFromPem } from '../compiler/bundle/keys.ts';
import type { RuleSet } from '../compiler/bundle/rules.ts';
import { signBundle } from '../compiler/bundle/sign.ts';
import { quote } from '../dsl/escape.ts';
import { actionError } from './errors.ts';
import type { Inputs } from './inputs.ts';
import { isBelow } from './policy-files.ts';
import { predicateOf, rulesBytesOf } from './publication.ts';
import { revision } from './quantities.ts';
import type { Product, Unsigned } from './report.ts';
import type { Workflow } from './workflow.ts';

/** Rules without a finding, and how many tests they passed. */
export interface TestedRules {
  readonly rules: RuleSet;
  readonly testsPassed: number;
}

/** Events on what is merged already; a pull request, or a comment on one, is still a proposal. */
const signedEvents: readonly string[] = ['push', 'release', 'schedule', 'workflow_dispatch'];

/** The rules of a run, signed into a bundle where that was asked for and may be. */
export function makeProduct(tested: TestedRules, inputs: Inputs, workflow: Workflow): Product {
  const rulesBytes = rulesBytesOf(tested.rules);
  const product = {
    digest: sha256Hex(rulesBytes),
    rules: tested.rules.policies.reduce((sum, policy) => sum + policy.rules.length, 0),
  };
  const unsigned = whyUnsigned(inputs, workflow);
  if (unsigned !== null) return { ...product, bundle: null, unsigned };
  const predicate = predicateFor(tested, inputs, workflow);
  const keys = [signingKeyOf(inputs, workflow)];
  const path = writeBundle(inputs.bundleOut, workflow, signBundle({ rulesBytes, predicate, keys }));
  const { revision: number, channel, expires } = predicate;
  return { ...product, bundle: { path, revision: number, channel, expires }, unsigned: null };
}

/** Null when a bundle is to be signed. The command `sign` takes no reason not to. */
function whyUnsigned({ command, signingKey }: Inputs, workflow: Workflow): Unsigned | null {
  if (command === 'compile') return 'not-asked';
  const mayBeSigned = signedEvents.includes(workflow.event);
  if (command === 'sign') {
    if (mayBeSigned) return null;
    const detail = `found ${quote(workflow.event)}, expected ${signedEvents.join(', ')}`;
    throw actionError('SENTRELY_ERR_ACTION_EVENT', detail);
  }
  if (!mayBeSigned) return 'event';
  return signingKey === undefined || !workflow.env[signingKey] ? 'no-key' : null;
}

function signingKeyOf({ signingKey }: Inputs, { env }: Workflow): SigningKey {
  if (signingKey === undefined) throw actionError('SENTRELY_ERR_ACTION_KEY', 'no name was given');
  const pem = env[signingKey];
  if (pem) return signingKeyFromPem(pem);
  throw actionError('SENTRELY_ERR_ACTION_KEY', `${quote(signingKey)} is not set or empty`);
}

function predicateFor(tested: TestedRules, inputs: Inputs, workflow: Workflow): BundlePredicate {
  return predicateOf({
    revision: inputs.revision === 'auto' ? runNumber(workflow) : inputs.revision,
    channel: inputs.channel,
    notBeforeMs: workflow.nowMs,
    lifetimeMs: inputs.expiresInMs,
    source: workflow.source,
    testsPassed: tested.testsPassed,
  });
}

function runNumber(workflow: Workflow): number {
  const number = revision.parse(workflow.runNumber);
  if (number !== undefined) return number;
  const detail = `\`GITHUB_RUN_NUMBER\`: found ${quote(workflow.runNumber)}, expected ${revision.expected}`;
  throw actionError('SENTRELY_ERR_ACTION_ENVIRONMENT', detail);
}

/** Renaming replaces a link of that name instead of writing through it. */
function writeBundle(path: string, { workspace }: Workflow, bytes: Uint8Array): string {
  const target = resolve(workspace, path);
  const folder = realFolder(path, dirname(target));
  if (!isBelow(folder, workspace) || target === workspace) {
    throw actionError('SENTRELY_ERR_SOURCE_OUTSIDE', `${quote(path)} leads out of the workspace`);
  }
  const file = join(folder, basename(target));
  replace(file, path, bytes);
  return relative(workspace, file).replaceAll(sep, '/');
}

function replace(file: string, path: string, bytes: Uint8Array): void {
  const draft = `${file}.draft`;
  try {
    rmSync(draft, { force: true });
    writeFileSync(draft, bytes, { flag: 'wx' });
    renameSync(draft, file);
  } catch (cause) {
    const detail = `${quote(path)} cannot be written`;
    throw actionError('SENTRELY_ERR_ACTION_ENVIRONMENT', detail, cause);
  }
}

function realFolder(path: string, folder: string): string {
  try {
    return realpathSync(folder);
  } catch (cause) {
    const detail = `\`bundle-out\`: the folder of ${quote(path)} does not exist`;
    throw actionError('SENTRELY_ERR_ACTION_INPUT', detail, cause);
  }
}
