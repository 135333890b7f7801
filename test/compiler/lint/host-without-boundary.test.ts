import { expect, it } from 'vitest';
import { hostWithoutBoundary } from '../../../compiler/lint/rules/host-without-boundary.ts';
import { foundIn } from './found.ts';

it('a wildcard beside letters, and at the end', () => {
  expect(
    foundIn(
      hostWithoutBoundary,
      `allow Fetch when .url.host in hosts("*example.com", "example.*")
allow Fetch when .url in urls("https://**example.com/**")
allow Mail when .to matches "*@*example.com"`,
    ),
  ).toEqual(['"*example.com"', '"example.*"', '"https://**example.com/**"', '"*@*example.com"']);
});

it('not behind a dot, further left, or in a deny', () => {
  expect(
    foundIn(
      hostWithoutBoundary,
      `allow Fetch when .url.host in hosts("**.example.com", "api-*.eu.example.com")
rule d deny Fetch when .url.host in hosts("*example.com")`,
    ),
  ).toEqual([]);
});
