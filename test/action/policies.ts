/** A small policy with one passing test. */
export const good = `edition 1

agent dev {
  owner user "octocat" id 1
}

tool read_file { path: Path }

policy main for agent dev {
  allow read_file when .path under workspace
}

test "files of the project may be read" {
  as dev
  read_file { path: "a.txt" } => allow
  read_file { path: "../a.txt" } => deny
}
`;

/** The same policy without its test. */
export const untested = good.slice(0, good.indexOf('test "'));

/** A test that fails: it expects the opposite. */
export const failing = good.replace('=> deny', '=> allow');

/** A policy with a warning: a set that nobody uses. */
export const wasteful = good.replace('agent dev', 'let spare = paths("**/x")\n\nagent dev');

/** A file with `count` errors, each on a line of its own. */
export function broken(count: number, word = 'nobody'): string {
  const rules = Array.from({ length: count }, (_, at) => `  allow ${word}${at}\n`).join('');
  return good.replace('policy main', `policy more for agent dev {\n${rules}}\n\npolicy main`);
}
