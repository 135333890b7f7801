import { expect, it } from 'vitest';
import { shellRedirectsOutside } from '../../../compiler/lint/rules/shell-redirects-outside.ts';
import { foundIn } from './found.ts';

it('absolute, home, parent and variable targets', () => {
  expect(
    foundIn(
      shellRedirectsOutside,
      'allow Bash when .command in ["ls > /etc/x", "ls >>~/x", "ls 2> ../x", "ls > $X"]',
    ),
  ).toEqual(['"ls > /etc/x"', '"ls >>~/x"', '"ls 2> ../x"', '"ls > $X"']);
});

it('not the workspace, descriptors and the null device', () => {
  expect(
    foundIn(
      shellRedirectsOutside,
      'allow Bash when .command in ["ls > x", "ls 2>&1", "ls > /dev/null", "ls < /etc/x"]',
    ),
  ).toEqual([]);
});
