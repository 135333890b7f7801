import { readFileSync, realpathSync } from 'node:fs';
import type { BundleSource } from '../compiler/bundle/bundle.ts';
import { actionError } from './errors.ts';

/** The run that the action is a step of, as the runner states it. */
export interface Workflow {
  /** Absolute folder of the checkout, links resolved. */
  readonly workspace: string;
  /** `push`, `pull_request`, `schedule`, ... */
  readonly event: string;
  /** Number of the run; it grows with every run of this workflow file. */
  readonly runNumber: string;
  readonly source: BundleSource;
  /** Files that the event says were added or modified; empty where it says nothing. */
  readonly changedFiles: ReadonlySet<string>;
  readonly nowMs: number;
  /** All variables of the step, for the one that `signing-key` names. */
  readonly env: Environment;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads `GITHUB_*`. Throws SENTRELY_ERR_ACTION_ENVIRONMENT naming what is missing. */
export function readWorkflow(env: Environment, nowMs: number): Workflow {
  const read = (name: string) => {
    const value = env[name];
    if (value) return value;
    throw actionError('SENTRELY_ERR_ACTION_ENVIRONMENT', `\`${name}\` is not set`);
  };
  return {
    workspace: realFolder(read('GITHUB_WORKSPACE')),
    event: read('GITHUB_EVENT_NAME'),
    runNumber: read('GITHUB_RUN_NUMBER'),
    source: {
      repo: read('GITHUB_REPOSITORY'),
      commit: read('GITHUB_SHA'),
      ref: read('GITHUB_REF'),
      run: read('GITHUB_RUN_ID'),
    },
    changedFiles: changedFilesOf(readEvent(env['GITHUB_EVENT_PATH'])),
    nowMs,
    env,
  };
}

function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    throw actionError('SENTRELY_ERR_ACTION_ENVIRONMENT', 'the workspace does not exist', cause);
  }
}

/** The event's payload; without one nothing is lost but an order of annotations. */
function readEvent(path: string | undefined): unknown {
  try {
    return path ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}

/** A push payload lists the files of its commits; pull requests and schedules list none. */
function changedFilesOf(event: unknown): ReadonlySet<string> {
  const commits = listAt(event, 'commits');
  const files = commits.flatMap((commit) => [
    ...listAt(commit, 'added'),
    ...listAt(commit, 'modified'),
  ]);
  return new Set(files.filter((file) => typeof file === 'string'));
}

function listAt(value: unknown, name: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
  const member: unknown = (value as Readonly<Record<string, unknown>>)[name];
  return Array.isArray(member) ? member : [];
}
