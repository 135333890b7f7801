import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inputNames } from '../../action/inputs.ts';
import { outputNames } from '../../action/outputs.ts';
import { metadata } from './harness.ts';

const readme = readFileSync(new URL('../../action/README.md', import.meta.url), 'utf8');

/** The table between two markers of the README. */
function table(name: string): string {
  return readme.split(`<!-- ${name} -->\n`)[1]?.split(`<!-- /${name} -->`)[0] ?? '';
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
        `| \`${name}\` | ${description} | ${value === '' ? '' : `\`${value}\``} |\n`,
    );
    expect(table('inputs')).toBe(`| input | meaning | default |\n| --- | --- | --- |\n${rows.join('')}`);
  });

  test('the README lists its outputs', () => {
    const rows = Object.entries(metadata.outputs).map(
      ([name, { description }]) => `| \`${name}\` | ${description} |\n`,
    );
    expect(table('outputs')).toBe(`| output | meaning |\n| --- | --- |\n${rows.join('')}`);
  });
});
