import { expect, it } from 'vitest';
import { stringForTypedValue } from '../../../compiler/lint/rules/string-for-typed-value.ts';
import { found } from './found.ts';

it('names that say what the value is', () => {
  expect(
    found(
      stringForTypedValue,
      `tool Save { filePath: String, target_url: String, email: String, cmd: String, path: String }
policy p for agent dev { allow Save when .filePath == "a" and .target_url == "b" and .email == "c" and .cmd == "d" }`,
    ),
  ).toEqual(['String', 'String', 'String', 'String']);
});

it('not where nothing is compared, or the type is right', () => {
  expect(
    found(
      stringForTypedValue,
      `tool Save { path: Path, mode: String, file: String }
policy p for agent dev { allow Save when .path under "a" and .mode == "w" }`,
    ),
  ).toEqual([]);
});
