import { type ErrorEntry, SentrelyError } from '../compiler/bundle/errors.ts';

/** Errors of the command line. Tested both ways against docs/reference/errors.md. */
export const cliErrors = {
  SENTRELY_ERR_CLI_NODE: {
    status: 500,
    title: 'this Node cannot run sentrely',
    help: 'Use an npm script of this repository, or install Node 24.',
  },
  SENTRELY_ERR_CLI_VERB: {
    status: 400,
    title: 'there is no such verb',
    help: 'Run `sentrely --help` for the list of verbs.',
  },
  SENTRELY_ERR_CLI_OPTION: {
    status: 400,
    title: 'an option cannot be used as given',
    help: 'Run the verb with `--help` for its options.',
  },
  SENTRELY_ERR_CLI_OPERAND: {
    status: 400,
    title: 'the operands do not fit the verb',
    help: 'Run the verb with `--help` for its usage line.',
  },
  SENTRELY_ERR_CLI_FILE_READ: {
    status: 500,
    title: 'a file cannot be read',
    help: 'Check its path and its permissions.',
  },
  SENTRELY_ERR_CLI_FILE_WRITE: {
    status: 500,
    title: 'a file cannot be written',
    help: 'Check that its folder exists and may be written to.',
  },
  SENTRELY_ERR_CLI_FILE_EXISTS: {
    status: 400,
    title: 'a file of that name exists, and keys are never overwritten',
    help: 'Choose another name, or move the old file away.',
  },
  SENTRELY_ERR_CLI_STDIN: {
    status: 400,
    title: 'standard input does not hold what is needed',
    help: 'Pipe a file into the command, as the examples of its `--help` do.',
  },
  SENTRELY_ERR_CLI_TRACE: {
    status: 400,
    title: 'a line of the trace cannot be read',
    help: 'Write one JSON object of type user, call or result on each line.',
  },
  SENTRELY_ERR_CLI_POLICIES: {
    status: 400,
    title: 'the policies cannot explain the decision',
    help: 'Name the files that the bundle was compiled from, without errors in them.',
  },
  SENTRELY_ERR_CLI_CODE: {
    status: 400,
    title: 'there is no such code',
    help: 'Give a code as it stands in brackets after `error` or `warning`.',
  },
  SENTRELY_ERR_CLI_DEMO: {
    status: 500,
    title: 'the demo needs packages that are not installed',
    help: 'Run it in a checkout of the repository: `npm ci && npm run demo`.',
  },
  SENTRELY_ERR_CLI_GATEWAY: {
    status: 500,
    title: 'no gateway answers',
    help: 'Start it with `sentrely gateway run`, or name its data folder with --data.',
  },
  SENTRELY_ERR_CLI_ADMIN_UNPROVEN: {
    status: 400,
    title: 'the admin listener cannot prove who it is, so no key is sent there',
    help: 'Give it TLS (`admin.tls`) and name its authority with --ca; plain http is taken on this machine only.',
  },
  SENTRELY_ERR_CLI_OPERATOR_KEY: {
    status: 500,
    title: "there is no operator's key",
    help: 'Run this where `admin.key` of the data folder can be read, or name a key file with --key.',
  },
  SENTRELY_ERR_CLI_JOB_TOKEN: {
    status: 400,
    title: 'no token that proves this CI job can be had',
    help: 'Give the job `permissions: id-token: write`; of another CI system, put its token into SENTRELY_KEY.',
  },
  SENTRELY_ERR_CLI_PROGRAM: {
    status: 500,
    title: 'the program cannot be started',
    help: 'Check its name and that it is installed: `sentrely run -- PROGRAM ARGUMENTS`.',
  },
  SENTRELY_ERR_CLI_BUG: {
    status: 500,
    title: 'this is a bug in sentrely, not in your input',
    help: 'Run it again with SENTRELY_DEBUG=1 and report what it prints.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type CliErrorCode = keyof typeof cliErrors;

/** Makes an error of this catalogue. `detail` states what was found. */
export function cliError(code: CliErrorCode, detail?: string, cause?: unknown): SentrelyError {
  return new SentrelyError(code, cliErrors[code], detail, cause);
}
