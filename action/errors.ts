import { type ErrorEntry, SentrelyError } from '../compiler/bundle/errors.ts';

/** Errors of reading policy files and of running as an action. Tested against docs/reference/errors.md. */
export const actionErrors = {
  SENTRELY_ERR_SOURCE_MISSING: {
    status: 400,
    title: 'a policy file or folder cannot be read',
    help: 'Check the path and its permissions.',
  },
  SENTRELY_ERR_SOURCE_ENCODING: {
    status: 400,
    title: 'a policy file is not UTF-8',
    help: 'Save the file as UTF-8.',
  },
  SENTRELY_ERR_SOURCE_TOO_LARGE: {
    status: 400,
    title: 'the policy files are larger than the cap',
    help: 'Split the policies over several files or several bundles.',
  },
  SENTRELY_ERR_SOURCE_NONE: {
    status: 400,
    title: 'no policy file was found',
    help: 'Name a folder that holds `.sentrely` files.',
  },
  SENTRELY_ERR_SOURCE_OUTSIDE: {
    status: 400,
    title: 'a path leads out of the folder it has to stay in',
    help: 'Replace the link by the file itself, or name the place it leads to.',
  },
  SENTRELY_ERR_ACTION_INPUT: {
    status: 400,
    title: 'an input of the action cannot be used',
    help: 'Correct it under `with:` in the workflow; action/README.md lists what each one takes.',
  },
  SENTRELY_ERR_ACTION_ENVIRONMENT: {
    status: 500,
    title: 'the runner does not give what the action needs',
    help: 'Run it as a step of a GitHub Actions job.',
  },
  SENTRELY_ERR_ACTION_KEY: {
    status: 400,
    title: 'the signing key was not found',
    help: 'Set `signing-key` to the NAME of an environment variable that holds the PEM.',
  },
  SENTRELY_ERR_ACTION_EVENT: {
    status: 400,
    title: 'this event does not sign',
    help: 'Sign after the merge, on push; use `command: test` on pull requests.',
  },
  SENTRELY_ERR_ACTION_BUG: {
    status: 500,
    title: 'this is a bug in sentrely, not in your policies',
    help: 'Report it with the version of the action and this message.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ActionErrorCode = keyof typeof actionErrors;

/** Makes an error of this catalogue. `detail` states what was found. */
export function actionError(
  code: ActionErrorCode,
  detail?: string,
  cause?: unknown,
): SentrelyError {
  return new SentrelyError(code, actionErrors[code], detail, cause);
}
