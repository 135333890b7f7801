import type { Outcome } from './outcome.ts';
import type { Permission } from './permission.ts';

/**
 * What the settings do not stop, in sentences: first of all what their authors believe they do.
 * Each is said only where a permission gives reason.
 */
export function missesOf({ carried, leftOut }: Outcome): readonly string[] {
  const restricting = carried.filter(({ effect }) => effect !== 'allow');
  const is = (list: readonly { readonly text: string }[], tools: readonly string[]) =>
    list.some(({ text }) => tools.some((tool) => text.startsWith(tool)));
  const lost = (effect: Permission['effect']) =>
    is(
      leftOut.filter((each) => each.effect === effect),
      ['Bash'],
    );
  return [
    ...(is(restricting, ['Read', 'Edit', 'Write', 'NotebookEdit'])
      ? [
          'A rule on Read, Edit or Write is also about what commands do to files, as far as their programs are declared: import `std.shell`, or `cat .env` is a program like any other. Allow no other command that takes a path.',
        ]
      : []),
    ...(is(restricting, ['Read'])
      ? ['A rule on Read does not stop Edit and Write of the same path.']
      : []),
    ...(is(restricting, ['WebFetch'])
      ? ['A rule on WebFetch does not stop `curl` or any other command that reaches the host.']
      : []),
    ...(lost('deny') || lost('ask')
      ? [
          'A prefix such as `curl:*` is one spelling: `/usr/bin/curl`, `env curl` and `sh -c "curl ..."` are others. Here only the listed commands may run.',
        ]
      : []),
    ...(lost('allow')
      ? [
          'A prefix such as `npm run test:*` says nothing about what follows it: options, redirections, substitutions, further commands. List the whole commands that are needed.',
        ]
      : []),
  ];
}
