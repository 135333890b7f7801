import { join } from 'node:path';
import { escapeHidden, quote } from '../../dsl/escape.ts';
import type { Finding } from '../../gateway/audit/finding.ts';
import { type VerifyReport, verifyAudit } from '../../gateway/audit/verify.ts';
import { command, jsonOption, noOperands } from '../command.ts';
import { dataFolder, dataOption } from '../data-folder.ts';
import { readText } from '../files.ts';
import { plural } from '../report.ts';
import { paint, type Screen } from '../terminal.ts';

/** `sentrely audit verify`: whether the log is whole and unchanged, from its files and a key. */
const auditVerify = command({
  operands: noOperands,
  options: {
    data: dataOption,
    key: {
      type: 'string',
      value: 'FILE',
      help: 'public key (default keys/audit.pub of the folder)',
    },
    checkpoint: {
      type: 'string',
      value: 'FILE',
      multiple: true,
      help: 'signed checkpoint that was kept elsewhere; may be repeated',
    },
    on: { type: 'string', value: 'DAY', help: 'only this day in UTC, like 2026-03-04' },
    since: { type: 'string', value: 'TIME', help: 'from then on: a day, RFC 3339, or 24h, 7d ago' },
    until: { type: 'string', value: 'TIME', help: 'up to then, a day included' },
    json: jsonOption,
  },
  details: `Whoever can write the data folder can write its key as well: a log proves itself only
with a --key that was kept elsewhere, and only a --checkpoint that was kept elsewhere
shows that its end was not cut off.`,
  examples: [
    'audit verify --data /var/lib/sentrely --key audit.pub --checkpoint latest.note',
    'audit verify --on 2026-03-04 --json',
  ],
  findings: 'the log was changed, is not complete or could not be checked',
  async run({ options, terminal }) {
    const { on, since, until } = options;
    const folder = dataFolder(terminal, options.data);
    const publicKey = readText(terminal.folder, options.key ?? join(folder, 'keys', 'audit.pub'));
    const checkpoints = options.checkpoint?.map((path) => readText(terminal.folder, path));
    const report = await verifyAudit({ folder, publicKey, checkpoints, on, since, until });
    if (options.json) terminal.out.write(`${JSON.stringify(report)}\n`);
    else terminal.out.write(reportText(report, terminal.out));
    if (options.key === undefined) terminal.err.write(`note: ${ownKey}\n`);
    return report.status === 'ok' ? 0 : 1;
  },
});

export { auditVerify as command };

const ownKey = 'the key is that of the folder itself; a key kept elsewhere proves more';

function reportText({ status, findings, checked }: VerifyReport, screen: Screen): string {
  const { rows, files, checkpoints } = checked;
  const counted = [plural(rows, 'record'), plural(files, 'sealed file')];
  const signed = plural(checkpoints, 'signed checkpoint');
  const style = status === 'ok' ? 'green' : 'red';
  return [
    ...findings.map(findingLine),
    `${paint(screen, style, status)}: ${counted.join(', ')}, ${signed}\n`,
  ].join('');
}

function findingLine({ severity, writer, seq, what }: Finding): string {
  const log = writer === null ? '' : ` of log ${quote(writer)}`;
  const place = seq === null ? log : ` in record ${seq}${log}`;
  return `${severity}${place}: ${escapeHidden(what)}\n`;
}
