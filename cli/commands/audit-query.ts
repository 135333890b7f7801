import type { Quantity } from '../../action/quantities.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import {
  type AnswerFormat,
  answerFormats,
  renderAnswer,
  renderFooting,
} from '../../gateway/audit/render.ts';
import { command } from '../command.ts';
import { dataFolder, dataOption } from '../data-folder.ts';
import { cliError } from '../errors.ts';
import { optionValue } from '../option-value.ts';

/** `sentrely audit query`: what the log says. */
const auditQuery = command({
  operands: { usage: '[SELECT]', min: 0, max: 1 },
  options: {
    agent: { type: 'string', value: 'NAME', help: 'everything that this agent touched' },
    session: { type: 'string', value: 'ID', help: 'everything that was touched in this session' },
    on: { type: 'string', value: 'DAY', help: 'on this day in UTC, like 2026-03-04' },
    since: {
      type: 'string',
      value: 'TIME',
      help: 'from then on: a day, RFC 3339, or 90m, 24h, 7d ago',
    },
    until: { type: 'string', value: 'TIME', help: 'up to then, a day included' },
    format: { type: 'string', value: 'FORM', default: 'table', help: 'table, json or csv' },
    data: dataOption,
  },
  details: `Without a SELECT, shows what was touched, of the last seven days unless a time is given.
A SELECT may read the views events, decisions, calls, touched, denied, approvals and
sessions, and nothing else. What was read is said below a table, else on standard error.`,
  examples: [
    'audit query --agent release-bot --on 2026-03-04',
    'audit query "SELECT tool_name, count(*) FROM denied GROUP BY ALL" --since 7d --format csv',
  ],
  findings: 'parts of the log are missing or changed and were left out',
  async run({ options, operands: [sql], terminal }) {
    const { agent, session, on, since, until } = options;
    if (sql === undefined && agent === undefined && session === undefined && on === undefined) {
      const expected = 'expected a SELECT, --agent, --session or --on';
      throw cliError('SENTRELY_ERR_CLI_OPERAND', `found none, ${expected}`);
    }
    const format = optionValue('format', options.format, answerFormat);
    const folder = dataFolder(terminal, options.data);
    const answer = await queryAudit({ folder, sql, agent, session, on, since, until });
    terminal.out.write(renderAnswer(answer, format));
    if (format !== 'table') terminal.err.write(renderFooting(answer));
    return answer.problems.length === 0 ? 0 : 1;
  },
});

export { auditQuery as command };

const answerFormat: Quantity<AnswerFormat> = {
  expected: answerFormats.join(', '),
  parse: (text) => answerFormats.find((format) => format === text),
};
