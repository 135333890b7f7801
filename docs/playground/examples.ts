import coding from './examples/coding.sentrely';

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
];
