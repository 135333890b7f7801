import { type ErrorEntry, SentrelyError } from '../compiler/bundle/errors.ts';

/** Errors of the running gateway. Tested both ways against docs/reference/errors.md. */
export const gatewayErrors = {
  SENTRELY_ERR_CONFIG: {
    status: 500,
    title: 'the configuration cannot be used',
    help: 'Correct the named key in sentrely.yaml or in the environment.',
  },
  SENTRELY_ERR_INTERNAL: {
    status: 500,
    title: 'the gateway failed, so the request is denied',
    help: 'Tell the operator: the log of the gateway has the cause.',
  },
  SENTRELY_ERR_IDENTITY_MISSING: {
    status: 401,
    title: 'no Sentrely key was sent',
    help: 'Send the key of the agent as X-Sentrely-Key, x-api-key or bearer token.',
  },
  SENTRELY_ERR_IDENTITY_UNKNOWN: {
    status: 401,
    title: 'the key belongs to no agent of the loaded policies',
    help: 'Run `sentrely keys new AGENT`, add the printed line to the agent and publish the policies.',
  },
  SENTRELY_ERR_IDENTITY_TOKEN: {
    status: 401,
    title: 'the token cannot be accepted',
    help: 'Ask the issuer for a new one with the audience of this gateway (`oidc.audience`).',
  },
  SENTRELY_ERR_IDENTITY_ISSUER: {
    status: 503,
    title: 'the keys of the issuer of the token cannot be had, so its tokens are refused',
    help: 'Tell the operator: check the network between the gateway and the issuer.',
  },
  SENTRELY_ERR_NO_BUNDLE: {
    status: 402,
    title: 'no verified policy bundle is loaded, so everything is denied',
    help: 'Tell the operator: the admin listener answers /readyz with the reason.',
  },
  SENTRELY_ERR_ROUTE_UNKNOWN: {
    status: 404,
    title: 'this path is not one that the gateway can enforce',
    help: 'Use a path that docs/reference/dialects.md lists, as POST /v1/messages, /v1/responses or /v1/chat/completions.',
  },
  SENTRELY_ERR_REQUEST_SYNTAX: {
    status: 400,
    title: 'the request body is not strict JSON',
    help: 'Send one JSON object, UTF-8, without repeated keys.',
  },
  SENTRELY_ERR_REQUEST_SHAPE: {
    status: 400,
    title: 'the request is not of the dialect of its path',
    help: 'Send a model and the whole conversation, as the provider documents it for this path.',
  },
  SENTRELY_ERR_REQUEST_TOO_LARGE: {
    status: 413,
    title: 'the request body is larger than the cap',
    help: 'Raise `limits.request_bytes`, or shorten the conversation.',
  },
  SENTRELY_ERR_REQUEST_ENCODING: {
    status: 400,
    title: 'the request body is of an encoding that the gateway does not read',
    help: 'Send the body without content-encoding.',
  },
  SENTRELY_ERR_REQUEST_TOOL_NAME: {
    status: 400,
    title: 'a tool of the request uses a name that is reserved or not plain ASCII',
    help: 'Rename the tool: letters, digits, `_`, `.` and `-`, not beginning with `sentrely_`.',
  },
  SENTRELY_ERR_SERVER_TOOL: {
    status: 402,
    title: 'the request offers a tool that the provider would run itself',
    help: 'Remove it: the gateway cannot stop a call that never reaches the client.',
  },
  SENTRELY_ERR_REQUEST_DENIED: {
    status: 402,
    title: 'the policy denies this request',
    help: 'Do not repeat it. Use a model and tools that the policy allows, or ask its owner.',
  },
  SENTRELY_ERR_SERVER_HISTORY: {
    status: 400,
    title: 'the request leaves a part of the conversation with the provider',
    help: 'Send the whole conversation with every request (`store: false`), in the foreground.',
  },
  SENTRELY_ERR_WEBSOCKET: {
    status: 426,
    title: 'this path takes no websocket: the gateway enforces HTTP only',
    help: 'Send POST requests (Codex: `supports_websockets = false`).',
  },
  SENTRELY_ERR_ANSWER_STOPPED: {
    status: 402,
    title: 'the answer was stopped',
    help: 'Do not send it again; ask the operator of the gateway.',
  },
  SENTRELY_ERR_UPSTREAM_UNREACHABLE: {
    status: 502,
    title: 'the provider did not answer',
    help: 'Check the address of the upstream and the network of the gateway; /readyz says which answer.',
  },
  SENTRELY_ERR_UPSTREAM_UNREADABLE: {
    status: 502,
    title: 'the provider answered with something that the gateway cannot check',
    help: 'Report the provider and the status; nothing unchecked was passed on.',
  },
  SENTRELY_ERR_UPSTREAM_CUT: {
    status: 502,
    title: 'the provider broke off inside a tool call, so the call was not passed on',
    help: 'Send the request again; the call did not run.',
  },
  SENTRELY_ERR_UPSTREAM_CREDENTIAL: {
    status: 500,
    title: 'the gateway holds no credential for the provider',
    help: 'Give the upstream one (ANTHROPIC_API_KEY, OPENAI_API_KEY, `upstreams`), or let the agent send its own beside X-Sentrely-Key.',
  },
  SENTRELY_ERR_UPSTREAM_BOUND: {
    status: 503,
    title: 'the thinking of this conversation is signed by an upstream that cannot be asked',
    help: 'Ask again later or begin a new conversation. `failover.strip_thinking` lets such a conversation move.',
  },
  SENTRELY_ERR_UPSTREAM_PATH: {
    status: 501,
    title: 'no upstream of this model has the path',
    help: 'Do without it, or add an upstream to `upstreams` that has it.',
  },
  SENTRELY_ERR_UPSTREAM_REQUEST: {
    status: 400,
    title: 'the upstream cannot be told what the request asks for',
    help: 'Leave the named part out, or route the model to an upstream that takes it.',
  },
  SENTRELY_ERR_MODEL_UNROUTED: {
    status: 404,
    title: 'no upstream serves this model',
    help: 'Use another model, or add this one to `upstreams` or `routes` of the configuration.',
  },
  SENTRELY_ERR_BATCH_UNKNOWN: {
    status: 404,
    title: 'this key has no such batch',
    help: 'Use the id that the gateway answered, with the key that created the batch, within 30 days.',
  },
  SENTRELY_ERR_BATCH_UPSTREAM: {
    status: 501,
    title: 'no one upstream can have the batch',
    help: 'Create a batch for each provider, or configure the upstream again that has this one.',
  },
  SENTRELY_ERR_FILE_UNKNOWN: {
    status: 404,
    title: 'this key has no such file',
    help: 'Use the id that the gateway answered, with the key that it answered it to, within a year.',
  },
  SENTRELY_ERR_FILE_UPSTREAM: {
    status: 501,
    title: 'no one upstream of the request has the files',
    help: 'Upload them again, route the model to the upstream that has them, or configure it again.',
  },
  SENTRELY_ERR_UPLOAD_FORM: {
    status: 400,
    title: 'the upload is not a plain form with one file',
    help: 'Send multipart/form-data with one part `file`, which states a file name without a path and a media type.',
  },
  SENTRELY_ERR_UPLOAD_TOO_LARGE: {
    status: 413,
    title: 'the uploaded file is larger than the cap',
    help: 'Raise `limits.file_bytes`; the provider takes 500 MB.',
  },
  SENTRELY_ERR_UPLOADS_FULL: {
    status: 503,
    title: 'there is no room for the upload beside those that are under way',
    help: 'Send it again in a moment.',
  },
  SENTRELY_ERR_RATE_EXCEEDED: {
    status: 429,
    title: 'a rate of this agent has no room for the request',
    help: 'Wait until then.',
  },
  SENTRELY_ERR_AUDIT_UNAVAILABLE: {
    status: 402,
    title: 'the audit log cannot be written, so everything is denied',
    help: 'Tell the operator: check the disk of the data folder.',
  },
  SENTRELY_ERR_AUDIT_LOCKED: {
    status: 500,
    title: 'another gateway writes this audit log',
    help: 'Give every gateway a data folder of its own.',
  },
  SENTRELY_ERR_AUDIT_UPKEEP: {
    status: 500,
    title: 'the audit log could not be signed or sealed',
    help: 'Check the disk of the data folder: records are kept, and it is tried again.',
  },
  SENTRELY_ERR_AUDIT_KEY: {
    status: 500,
    title: 'the key of the audit log cannot be used',
    help: 'Restore keys/audit.key and keys/audit.pub of the data folder, or begin a new folder.',
  },
  SENTRELY_ERR_AUDIT_QUERY: {
    status: 400,
    title: 'the question cannot be asked',
    help: 'Ask one SELECT over the views that `sentrely audit query --help` lists.',
  },
  SENTRELY_ERR_STATE_UNAVAILABLE: {
    status: 402,
    title: 'the state store does not answer, so everything is denied',
    help: 'Tell the operator: check the disk of the data folder.',
  },
  SENTRELY_ERR_KILLED: {
    status: 402,
    title: 'an operator has stopped this agent',
    help: 'Do not go on. An operator can end the order: `sentrely kill --list`.',
  },
  SENTRELY_ERR_SESSION_LATCHED: {
    status: 402,
    title: 'this session is stopped until a person resets it',
    help: 'Do not go on. An operator can reset it: `sentrely sessions --reset SESSION`.',
  },
  SENTRELY_ERR_BUDGET_EXCEEDED: {
    status: 429,
    title: 'a budget of this agent has no room for the request',
    help: 'Wait until then, or ask the operator to raise the budget in the policies.',
  },
  SENTRELY_ERR_MODEL_UNPRICED: {
    status: 402,
    title: 'the agent has a budget of money, and the price of the model is not known',
    help: 'Use a model that the policies have a price for, on the ordinary terms, or compile them with a newer Sentrely.',
  },
  SENTRELY_ERR_REQUEST_UNBOUNDED: {
    status: 402,
    title: 'the agent has a budget, and there is no telling how much the request can use',
    help: 'State the most tokens of the answer (`max_tokens`, `max_output_tokens`), and send documents as text.',
  },
  SENTRELY_ERR_ADMIN_CREDENTIAL: {
    status: 401,
    title: 'this is no key of an operator',
    help: 'Send the key of `admin.key` in the data folder, or of `admin.keys`, as bearer token.',
  },
  SENTRELY_ERR_ADMIN_THROTTLED: {
    status: 429,
    title: 'too many wrong keys came from this address',
    help: 'Wait a minute. A right key is taken at any time.',
  },
  SENTRELY_ERR_ADMIN_HOST: {
    status: 403,
    title: 'the request names a host that is not this listener',
    help: 'Use the address of `admin.listen`, or add the name to `admin.hosts`.',
  },
  SENTRELY_ERR_ADMIN_REQUEST: {
    status: 400,
    title: 'the request to the admin listener is not one it takes',
    help: 'See docs/guides/operations.md for the requests and their fields.',
  },
  SENTRELY_ERR_ADMIN_UNKNOWN: {
    status: 404,
    title: 'there is nothing by this name',
    help: 'List what there is: `sentrely kill --list`, `sentrely sessions`, `sentrely approvals`.',
  },
  SENTRELY_ERR_ADMIN_CHANGED: {
    status: 409,
    title: 'it changed while this was under way, so nothing was done',
    help: 'Look at it again (`sentrely kill --list`), and repeat it if you still mean it.',
  },
  SENTRELY_ERR_RUNS_FULL: {
    status: 429,
    title: 'too many runs of this agent are open',
    help: 'End some, or wait: a run that is not ended is over after its time.',
  },
  SENTRELY_ERR_STATE_VERSION: {
    status: 500,
    title: 'the state store was written by another version',
    help: 'Run the version that wrote it, or give this one a data folder of its own.',
  },
  SENTRELY_ERR_APPROVAL_CHANNEL: {
    status: 500,
    title: 'the approval channel cannot be used',
    help: 'Check `approvals.github` in the configuration: repository, token and webhook secret.',
  },
  SENTRELY_ERR_WEBHOOK_SIGNATURE: {
    status: 401,
    title: 'the webhook is not signed with the configured secret',
    help: 'Set the same secret on the webhook and in `approvals.github.webhook_secret`.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type GatewayErrorCode = keyof typeof gatewayErrors;

/** Makes an error of this catalogue. `detail` states what was found. */
export function gatewayError(
  code: GatewayErrorCode,
  detail?: string,
  cause?: unknown,
): SentrelyError {
  return new SentrelyError(code, gatewayErrors[code], detail, cause);
}

/** What a client is told of any failure: never a stack, never a message of a library. */
export function toSentrelyError(error: unknown): SentrelyError {
  if (error instanceof SentrelyError) return error;
  const code = (error as { readonly code?: unknown } | null)?.code;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return gatewayError('SENTRELY_ERR_REQUEST_TOO_LARGE');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return gatewayError('SENTRELY_ERR_REQUEST_ENCODING', 'its content type is none');
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY')
    return gatewayError('SENTRELY_ERR_REQUEST_SYNTAX', 'its length is not the one stated');
  return gatewayError('SENTRELY_ERR_INTERNAL');
}
