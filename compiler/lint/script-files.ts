/** Files in which programs look up what they run, by program. */
export const scriptFiles: ReadonlyMap<string, string> = new Map(
  [
    'package.json | npm npx pnpm yarn bun',
    'Makefile | make gmake',
    'conftest.py | pytest',
    'tox.ini | tox',
    'noxfile.py | nox',
    'build.gradle | gradle',
    'pom.xml | mvn',
    'build.rs | cargo',
    'main_test.go | go',
    'Rakefile | rake',
    'justfile | just',
    '.pre-commit-config.yaml | pre-commit',
  ].flatMap((line) => {
    const [file = '', programs = ''] = line.split(' | ');
    return programs.split(' ').map((program) => [program, file] as const);
  }),
);
