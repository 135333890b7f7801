/** The keys of `sentrely.yaml` about upstreams: which there are, who serves what, when one gives way. */
export const upstreamsSchema = {
  upstreams: {
    description:
      'Places that models are served from, where one line of `upstream` is not enough; see the guide.',
    type: 'array',
    maxItems: 64,
    default: [],
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'kind'],
      properties: {
        name: {
          description: 'Its name in routes, in the audit log and at `/readyz`.',
          type: 'string',
          pattern: '^[a-z0-9][a-z0-9-]{0,31}$',
        },
        kind: {
          description: 'How it is spoken to: `anthropic`, `bedrock`, `vertex` or `openai`.',
          enum: ['anthropic', 'bedrock', 'vertex', 'openai'],
        },
        url: {
          description: "Its base address, if it is not the kind's own.",
          type: 'string',
          pattern: '^https?://[^/?#]+(/[^?#]*)?$',
        },
        region: {
          description: 'Region of a cloud.',
          type: 'string',
          pattern: '^[a-z0-9-]{1,40}$',
        },
        project: {
          description: 'Project of Google Cloud.',
          type: 'string',
          pattern: '^[A-Za-z0-9:._-]{1,100}$',
        },
        credential_env: {
          description: 'Variable that holds its credential.',
          type: 'string',
          pattern: '^[A-Za-z_][A-Za-z0-9_]{0,127}$',
        },
        credential_file: {
          description: 'File that holds its credential; read again when it changes.',
          type: 'string',
          minLength: 1,
        },
        models: {
          description:
            'Models it serves: a list of patterns with `*`, or such patterns each with its own name for the model. All, without one.',
          anyOf: [
            { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
            {
              type: 'object',
              minProperties: 1,
              additionalProperties: { type: 'string', minLength: 1 },
            },
          ],
        },
        deny_betas: {
          description:
            'Values of `anthropic-beta` that it is not asked for, as patterns with `*`; the rest of the request goes as it is.',
          type: 'array',
          maxItems: 256,
          items: { type: 'string', minLength: 1, maxLength: 200 },
        },
        weight: {
          description: 'Its share of the sessions of a route by weight; 0 is a spare.',
          type: 'integer',
          minimum: 0,
          maximum: 1000,
          default: 1,
        },
      },
    },
  },
  routes: {
    description: 'Which upstreams serve which models; the first that fits counts.',
    type: 'array',
    maxItems: 256,
    default: [],
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['models', 'upstreams'],
      properties: {
        models: {
          description: 'Patterns with `*` for the names that clients use.',
          type: 'array',
          minItems: 1,
          items: { type: 'string', minLength: 1 },
        },
        upstreams: {
          description: 'Names of upstreams.',
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          items: { type: 'string' },
        },
        by: {
          description:
            'Where a session begins: at the first that answers (`order`), or drawn by `weight`.',
          enum: ['order', 'weight'],
          default: 'order',
        },
      },
    },
  },
  failover: {
    description: 'When another upstream is tried.',
    type: 'object',
    additionalProperties: false,
    default: {},
    properties: {
      share_percent: {
        description: 'Most of the traffic that may be second tries, in percent; 0 is none at all.',
        type: 'integer',
        minimum: 0,
        maximum: 100,
        default: 20,
      },
      silence_ms: {
        description:
          'How long a stream may not begin before another upstream is tried, in milliseconds.',
        type: 'integer',
        minimum: 100,
        maximum: 600_000,
        default: 60_000,
      },
      reply_silence_ms: {
        description:
          'The same for a reply in one piece, which begins when the model has thought to the end.',
        type: 'integer',
        minimum: 100,
        maximum: 3_600_000,
        default: 300_000,
      },
      last_silence_ms: {
        description:
          'How long the last upstream that can be asked may not begin, and the rest of a reply in one piece may take, before the client is told, in milliseconds.',
        type: 'integer',
        minimum: 100,
        maximum: 86_400_000,
        default: 1_800_000,
      },
      retry_after_ms: {
        description:
          'A rate limit that is over within this is left to the client, in milliseconds.',
        type: 'integer',
        minimum: 0,
        maximum: 600_000,
        default: 5000,
      },
      failures: {
        description: 'Failures in a row after which an upstream is not asked for a while.',
        type: 'integer',
        minimum: 1,
        maximum: 1000,
        default: 5,
      },
      open_ms: {
        description:
          'How long that while is at first, in milliseconds; it doubles up to two minutes.',
        type: 'integer',
        minimum: 10,
        maximum: 120_000,
        default: 10_000,
      },
      strip_thinking: {
        description:
          'Whether a conversation may move by leaving its signed thinking out, instead of being refused.',
        type: 'boolean',
        default: false,
      },
    },
  },
} as const;
