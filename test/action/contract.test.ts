import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { inputNames } from '../../action/inputs.ts';
import { outputNames } from '../../action/outputs.ts';
import { metadata } from './harness.ts';
import { unpadded } from './table.ts';

const readme = unpadded(readFileSync(new URL('../../action/README.md', import.meta.url), 'utf8'));

/** The table between two markers of the README. */
function table(name: string): string {
  return readme.split(`<!-- ${name} -->\n`)[1]?.split(`<!-- /${name} -->`)[0]?.trim() ?? '';
}

describe('action.yml', () => {
  test('declares exactly the inputs that are read', () => {
    expect(Object.keys(metadata.inputs).sort()).toEqual([...inputNames].sort());
  });

  test('declares exactly the outputs that are written', () => {
    expect(Object.keys(metadata.outputs).sort()).toEqual([...outputNames].sort());
  });

  test('gives every input a default as text, since a runner sends nothing for none', () => {
    for (const input of Object.values(metadata.inputs)) expect(typeof input.default).toBe('string');
  });

  test('runs the committed file on Node 24', () => {
    expect(metadata.runs).toEqual({ using: 'node24', main: 'dist/index.cjs' });
  });

  test('the README lists its inputs', () => {
    const rows = Object.entries(metadata.inputs).map(
      ([name, { description, default: value }]) =>
        `| \`${name}\` | ${description} | ${value === '' ? '' : `\`${value}\``} |`,
    );
    expect(table('inputs')).toBe(
      unpadded(`| input | meaning | default |\n| --- | --- | --- |\n${rows.join('\n')}`),
    );
  });

  test('the README lists its outputs', () => {
    const rows = Object.entries(metadata.outputs).map(
      ([name, { description }]) => `| \`${name}\` | ${description} |`,
    );
    expect(table('outputs')).toBe(`| output | meaning |\n| --- | --- |\n${rows.join('\n')}`);
  });
});

/** A workflow as far as the guide's example is judged. */
interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, { readonly permissions: object; readonly steps: Step[] }>>;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

describe('the workflow of the guide', () => {
  const guide = readFileSync(
    new URL('../../docs/guides/github-action.md', import.meta.url),
    'utf8',
  );
  const workflow = parse(/```yaml\n(.*?)```/s.exec(guide)?.[1] ?? '') as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  test('grants nothing at the top and only reading in its jobs', () => {
    expect(workflow.permissions).toEqual({});
    for (const job of Object.values(workflow.jobs)) {
      expect(job.permissions).toEqual({ contents: 'read' });
    }
  });

  test('pins every action to a commit and runs no shell', () => {
    for (const step of steps) {
      expect(step.uses).toMatch(/@FULL_COMMIT_SHA$/);
      expect(step.run).toBeUndefined();
    }
  });

  test('gives this action inputs that exist', () => {
    const ours = steps.filter(({ uses }) => uses?.includes('/action@'));
    expect(ours).toHaveLength(2);
    for (const step of ours) {
      for (const name of Object.keys(step.with ?? {})) expect(inputNames).toContain(name);
    }
  });
});
