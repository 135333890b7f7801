import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const program = fileURLToPath(new URL('../../action/dist/index.cjs', import.meta.url));

/** action.yml as GitHub reads it. */
export interface Metadata {
  readonly inputs: Readonly<Record<string, { description: string; default: string }>>;
  readonly outputs: Readonly<Record<string, { description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

export const metadata = parse(
  readFileSync(new URL('../../action/action.yml', import.meta.url), 'utf8'),
) as Metadata;

type EventName = 'push' | 'pull_request' | 'schedule';

const payloads: Readonly<Record<EventName, string>> = {
  push: 'push',
  pull_request: 'pull-request-fork',
  schedule: 'schedule',
};

/** One step: the workflow's `with:` and `env:`, and the event that started it. */
interface Step {
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly event?: EventName;
}

/** What a runner sees of a step. */
export interface StepResult {
  readonly code: number | null;
  readonly log: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** A checkout on a runner. */
export interface Runner {
  readonly workspace: string;
  put(path: string, content: string | Uint8Array): void;
  read(path: string): Buffer;
  run(step?: Step): StepResult;
  remove(): void;
}

export function newRunner(): Runner {
  const root = mkdtempSync(join(tmpdir(), 'sentrely-action-'));
  const workspace = join(root, 'shop');
  mkdirSync(workspace);
  return {
    workspace,
    put(path, content) {
      const target = join(workspace, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    },
    read: (path) => readFileSync(join(workspace, path)),
    run: (step = {}) => run(root, workspace, step),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function run(root: string, workspace: string, step: Step): StepResult {
  const files = { output: join(root, 'output'), summary: join(root, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const event = step.event ?? 'push';
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
    cwd: workspace,
    encoding: 'utf8',
    env: {
      ...inputsOf(step.with ?? {}),
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: fileURLToPath(
        new URL(`./events/${payloads[event]}.json`, import.meta.url),
      ),
      GITHUB_OUTPUT: files.output,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_RUN_ID: '9876543210',
      GITHUB_RUN_NUMBER: '17',
      GITHUB_SHA: '1481a2de7b2a7d02428ad93446ab166be7793fbb',
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_WORKSPACE: workspace,
      ...step.env,
    },
  });
  return {
    code: status,
    log: stdout,
    stderr,
    outputs: readOutputs(readFileSync(files.output, 'utf8')),
    summary: readFileSync(files.summary, 'utf8'),
  };
}

/** As a runner does it: defaults of action.yml, names upper case with their hyphens. */
function inputsOf(given: Readonly<Record<string, string>>): Record<string, string> {
  const defaults = Object.entries(metadata.inputs).map(([name, input]) => [name, input.default]);
  const all = { ...Object.fromEntries(defaults), ...given } as Record<string, string>;
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
}

/** The file format of GITHUB_OUTPUT: `name<<delimiter`, lines, delimiter. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const [name = '', delimiter] = (lines[at] ?? '').split('<<');
    if (delimiter === undefined) continue;
    const end = lines.indexOf(delimiter, at + 1);
    outputs[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return outputs;
}
