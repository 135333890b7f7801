import coding from './examples/coding.sentrely';
import mail from './examples/mail.sentrely';
import objects from './examples/objects.sentrely';
import shell from './examples/shell.sentrely';

/** A policy to begin with, and a call that shows something about it. */
export interface Example {
  readonly name: string;
  readonly text: string;
  readonly agent: string;
  readonly tool: string;
  readonly input: string;
}

/** The first one is shown when the page opens. */
export const examples: readonly Example[] = [
  {
    name: 'A coding agent',
    text: coding,
    agent: 'dev',
    tool: 'read_file',
    input: '{ "path": "config/.env" }',
  },
  {
    name: 'A shell, part by part',
    text: shell,
    agent: 'dev',
    tool: 'Bash',
    input: '{ "command": "npm test && git push origin HEAD:main" }',
  },
  {
    name: 'Objects in S3',
    text: objects,
    agent: 'dev',
    tool: 'Bash',
    input: '{ "command": "aws s3 cp s3://raw/a.csv . && aws s3 rm s3://prod-data/a.csv" }',
  },
  {
    name: 'Mail to whom the person names',
    text: mail,
    agent: 'helper',
    tool: 'send_email',
    input: '{ "to": ["bob@acme.com", "eve@example.com"], "body": "Hello" }',
  },
];
