import { quote } from '../../../dsl/escape.ts';
import { judge, type SideTruths } from '../../analyze/judge.ts';
import type { Side } from '../../analyze/model.ts';
import { meansOf } from '../../check/means.ts';
import { type CommandPattern, literalStart } from '../command-patterns.ts';
import { commandDecided } from '../command-trial.ts';
import { kindOf, type LintContext } from '../context.ts';
import { runPatterns } from '../escape-found.ts';
import { exampleFile } from '../example.ts';
import { headOf } from '../place.ts';
import type { Found, LintRule } from '../rule.ts';
import { scriptFiles } from '../script-files.ts';

/** An agent that may write what it may run. */
export const writeThenRun: LintRule = {
  code: 'write-then-run',
  severity: 'info',
  title: 'an agent may write a file and then run it',
  explanation:
    'A file that is run, and a file that says what `npm test` or `make` do, is code. An agent that may write it and start it may run anything, whatever else the rules say of commands. Often that is what its work needs; then a sandbox and the rights of its credentials are what binds it, and a suppression is the place to say so.',
  bad: exampleFile(
    'policy p for agent dev { allow fs.write when .path under workspace allow shell.run "make test" }',
  ),
  good: exampleFile(
    'policy p for agent dev { allow fs.write when .path under "src" allow shell.run "make test" }',
  ),
  *find(context) {
    yield* filesRun(context);
    yield* scriptsRun(context);
  },
};

/** Files that are run themselves, once for each rule that grants it. */
function* filesRun(context: LintContext): Generator<Found> {
  const { program, analysis } = context;
  if (meansOf(program, 'fs.run').length === 0 || meansOf(program, 'fs.write').length === 0) return;
  const told = new Set<string>();
  for (const agent of program.agents.keys()) {
    const runs = analysis.model.side(agent, 'action fs.run');
    const writes = analysis.model.side(agent, 'action fs.write');
    const conditions = runs.rules.flatMap(({ must, may, barred }) => [must, may, barred]);
    for (const situation of analysis.situations(writes, conditions).list) {
      if (situation.assumed.length > 0) continue;
      if (kindOf(writes, situation).judgement.verdict !== 'allow') continue;
      const { verdict, rules } = judge(runs, truthsIn(runs, situation.more));
      const granting = context.rules.find(({ id }) => rules.includes(id) && !told.has(id));
      if (verdict !== 'allow' || granting === undefined) continue;
      for (const id of rules) told.add(id);
      const path = quote(String(situation.input['path']));
      yield {
        span: headOf(granting.rule),
        message: `agent ${quote(agent)} may write ${path} and then run it`,
        help: 'let it run only what it may not write',
      };
    }
  }
}

function truthsIn({ rules }: Side, more: readonly boolean[]): SideTruths {
  const each = (offset: number) => rules.map((_, at) => more[3 * at + offset] === true);
  return { must: each(0), may: each(1), barred: each(2), isGranted: false };
}

/** Programs that look up what they run, once for each rule. */
function* scriptsRun(context: LintContext): Generator<Found> {
  const told = new Set<string>();
  for (const pattern of runPatterns(context)) {
    const { placed, word } = pattern;
    const start = literalStart(word).trimEnd();
    const file = scriptFiles.get(start.split(' ')[0] ?? '');
    const command = [start, `${start} x`].find(pattern.matches);
    if (file === undefined || command === undefined || told.has(placed.id)) continue;
    const agent = writerOf(context, { pattern, command, file });
    if (agent === undefined) continue;
    told.add(placed.id);
    yield {
      span: word.span,
      message: `agent ${quote(agent)} may write ${quote(file)}, which says what ${quote(command)} runs`,
      help: 'let it write only what no such file is among',
    };
  }
}

interface Script {
  readonly pattern: CommandPattern;
  readonly command: string;
  readonly file: string;
}

/** An agent that may run the command, and write the file in the directory where it runs it. */
function writerOf(context: LintContext, { pattern, command, file }: Script): string | undefined {
  const cells = context.cellsOf(pattern.placed.id);
  const agents = [...new Set(cells.flatMap(({ cell }) => cell.agents))];
  return agents.find((agent) => {
    if (commandDecided(context, agent, command)?.verdict !== 'allow') return false;
    const written = commandDecided(context, agent, `printf x > ${file}`);
    return written?.facets.some(({ name, verdict }) => name === 'fs.write' && verdict === 'allow');
  });
}
