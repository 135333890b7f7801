import { upstreamsSchema } from './upstreams/config-schema.ts';

/** What an HTTP header can carry: a line end of a key file would split or break every request. */
export const credentialPattern = '^[\\x21-\\x7e]+$';

/**
 * The one description of the configuration: validates `sentrely.yaml`, names the environment
 * variables (`SENTRELY_` + the path in capitals, joined by `_`) and fills the defaults.
 */
export const configSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'sentrely.yaml',
  type: 'object',
  additionalProperties: false,
  properties: {
    listen: {
      description: 'Address agents talk to.',
      type: 'string',
      pattern: '^(\\[[0-9a-f:]+\\]|[A-Za-z0-9.-]+):[0-9]{1,5}$',
      default: '127.0.0.1:8787',
    },
    data: {
      description: 'Folder for the audit log, keys and state.',
      type: 'string',
      minLength: 1,
      default: '.sentrely',
    },
    state: {
      description: 'Where budgets, sessions, approvals and kill orders are kept.',
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        url: {
          description:
            '`postgres://...` of a database that several gateways share; a file in `data` without one.',
          type: 'string',
          pattern: '^postgres(ql)?://[\\x21-\\x7e]+$',
        },
      },
    },
    gateway: {
      description: 'Name of this gateway: stands in approvals and checkpoints.',
      type: 'string',
      pattern: '^[A-Za-z0-9._/-]{1,64}$',
      default: 'local/gateway',
    },
    admin: {
      description: 'Listener for health and webhooks; agents have no business there.',
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        listen: {
          description: 'Address of the admin listener.',
          type: 'string',
          pattern: '^(\\[[0-9a-f:]+\\]|[A-Za-z0-9.-]+):[0-9]{1,5}$',
          default: '127.0.0.1:8788',
        },
        keys: {
          description:
            'Keys of operators beside `admin.key` of the data folder: each a name, a space and the `sha256:` hash of a key (`sentrely keys hash`).',
          type: 'array',
          items: {
            type: 'string',
            pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63} sha256:[0-9a-f]{64}$',
          },
          default: [],
        },
        hosts: {
          description: 'Names that the admin listener is reached by, besides its own address.',
          type: 'array',
          items: { type: 'string', pattern: '^[A-Za-z0-9.-]{1,253}$' },
          default: [],
        },
        tls: {
          description: 'TLS of the admin listener; plain HTTP without.',
          type: 'object',
          additionalProperties: false,
          required: ['cert', 'key'],
          properties: {
            cert: {
              description: 'Certificate chain of the admin listener, in PEM; read again on change.',
              type: 'string',
              minLength: 1,
            },
            key: {
              description: 'Private key of the certificate, in PEM.',
              type: 'string',
              minLength: 1,
            },
          },
        },
      },
    },
    tls: {
      description: 'TLS of the listener that agents talk to; plain HTTP without.',
      type: 'object',
      additionalProperties: false,
      required: ['cert', 'key'],
      properties: {
        cert: {
          description: "Certificate chain of the agents' listener, in PEM; read again on change.",
          type: 'string',
          minLength: 1,
        },
        key: {
          description: 'Private key of the certificate, in PEM.',
          type: 'string',
          minLength: 1,
        },
        client_ca: {
          description:
            'Authorities whose client certificates identify agents (`identify mtls`), in PEM; none is asked for without it.',
          type: 'string',
          minLength: 1,
        },
        clients: {
          description:
            '`required` ends the handshake of a client without a certificate; `optional` leaves it a key or a token.',
          enum: ['optional', 'required'],
          default: 'optional',
        },
      },
    },
    traces: {
      description: 'OpenTelemetry traces; off without an address.',
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        url: {
          description:
            'Where a collector takes OTLP over HTTP, such as `http://127.0.0.1:4318/v1/traces`.',
          type: 'string',
          pattern: '^https?://[^/?#@]+(/[^#]*)?$',
        },
      },
    },
    oidc: {
      description:
        'Tokens of OpenID Connect issuers, by which agents are identified (`identify oidc`).',
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        audience: {
          description:
            'Whom tokens must be made for (`aud`): a name of this gateway and no other. Without it no token is let in.',
          type: 'string',
          pattern: '^[\\x21-\\x7e]{1,255}$',
        },
      },
    },
    bundle: {
      description: 'Where the signed policies are.',
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        path: {
          description: 'The bundle file; read again when it changes.',
          type: 'string',
          minLength: 1,
          default: 'bundle.json',
        },
        trust: {
          description: 'The trust file: whose signature counts.',
          type: 'string',
          minLength: 1,
          default: 'trust.json',
        },
        poll_ms: {
          description: 'How often the bundle file is looked at, in milliseconds.',
          type: 'integer',
          minimum: 50,
          maximum: 3_600_000,
          default: 1000,
        },
      },
    },
    upstream: {
      description: 'The providers.',
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        url: {
          description: 'Base address of Anthropic, for the Messages dialect.',
          type: 'string',
          pattern: '^https?://[^/?#]+(/[^?#]*)?$',
          default: 'https://api.anthropic.com',
        },
        api_key: {
          description:
            'Credential for Anthropic. Without one the agent sends its own beside X-Sentrely-Key.',
          type: 'string',
          pattern: credentialPattern,
        },
        openai_url: {
          description: 'Base address of OpenAI, for the Responses and Chat Completions dialects.',
          type: 'string',
          pattern: '^https?://[^/?#]+(/[^?#]*)?$',
          default: 'https://api.openai.com',
        },
        openai_api_key: {
          description:
            'Credential for OpenAI. Without one the agent sends its own beside X-Sentrely-Key.',
          type: 'string',
          pattern: credentialPattern,
        },
      },
    },
    ...upstreamsSchema,
    hold: {
      description: 'How long an asked call waits for a person before it is parked.',
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        stream_ms: {
          description: 'In a stream, in milliseconds; clients give up after about 12 minutes.',
          type: 'integer',
          minimum: 0,
          maximum: 700_000,
          default: 90_000,
        },
        reply_ms: {
          description: 'In a JSON reply, where no ping can be sent, in milliseconds.',
          type: 'integer',
          minimum: 0,
          maximum: 60_000,
          default: 5000,
        },
        ping_ms: {
          description: 'Time between pings while a stream waits, in milliseconds.',
          type: 'integer',
          minimum: 10,
          maximum: 60_000,
          default: 10_000,
        },
      },
    },
    limits: {
      description: 'Bounds on what one request may cost.',
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        request_bytes: {
          description: 'Largest request body.',
          type: 'integer',
          minimum: 1024,
          maximum: 268_435_456,
          default: 33_554_432,
        },
        file_bytes: {
          description:
            'Largest file that may be uploaded. Uploads are held in memory until the provider has them, four of this size at once.',
          type: 'integer',
          minimum: 1024,
          maximum: 500_000_000,
          default: 33_554_432,
        },
        request_ms: {
          description: 'How long a request may take to arrive whole, in milliseconds.',
          type: 'integer',
          minimum: 1000,
          maximum: 3_600_000,
          default: 300_000,
        },
        header_bytes: {
          description: 'Largest head of a request.',
          type: 'integer',
          minimum: 4096,
          maximum: 1_048_576,
          default: 32_768,
        },
        headers_ms: {
          description: 'How long the head of a request may take to arrive, in milliseconds.',
          type: 'integer',
          minimum: 100,
          maximum: 3_600_000,
          default: 30_000,
        },
        connections: {
          description: 'Connections of clients that each listener takes at once.',
          type: 'integer',
          minimum: 1,
          maximum: 1_000_000,
          default: 10_000,
        },
        drain_ms: {
          description:
            'How long a gateway that is told to stop waits for live answers, in milliseconds.',
          type: 'integer',
          minimum: 0,
          maximum: 3_600_000,
          default: 30_000,
        },
      },
    },
    audit: {
      description: 'The audit log.',
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        durable_ms: {
          description: 'A decision that is not on disk after this long is a deny, in milliseconds.',
          type: 'integer',
          minimum: 10,
          maximum: 60_000,
          default: 2000,
        },
        seal_ms: {
          description: 'How often closed segments become Parquet, in milliseconds.',
          type: 'integer',
          minimum: 1000,
          maximum: 86_400_000,
          default: 300_000,
        },
      },
    },
    alerts: {
      description: 'Who is told of budgets, besides the log of the gateway.',
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        webhook: {
          description: 'Address that gets every alert as JSON.',
          type: 'string',
          pattern: '^https?://[^/?#]+(/[^#]*)?$',
        },
        slack_webhook: {
          description: "Address of an incoming webhook of Slack; it gets the alert's sentence.",
          type: 'string',
          pattern: '^https?://[^/?#]+(/[^#]*)?$',
        },
      },
    },
    approvals: {
      description: 'Where people are asked.',
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        github: {
          description: 'Comments on a pull request or an issue.',
          type: 'object',
          additionalProperties: false,
          required: ['repository', 'token', 'webhook_secret'],
          properties: {
            repository: {
              description: '`owner/name`; best a private one that agents cannot reach.',
              type: 'string',
              pattern: '^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$',
            },
            issue: {
              description: 'One issue or pull request for everything; else one issue per session.',
              type: 'integer',
              minimum: 1,
            },
            token: { description: 'Token that may comment there.', type: 'string', minLength: 1 },
            webhook_secret: {
              description: 'Secret of the webhook that points at /webhooks/github.',
              type: 'string',
              minLength: 8,
            },
            api_url: {
              description: 'Base address of the API, for GitHub Enterprise.',
              type: 'string',
              pattern: '^https?://[^/?#]+(/[^?#]*)?$',
              default: 'https://api.github.com',
            },
            poll_ms: {
              description:
                'How often comments are read besides the webhook, in milliseconds; 0 is never.',
              type: 'integer',
              minimum: 0,
              maximum: 3_600_000,
              default: 15_000,
            },
          },
        },
      },
    },
  },
} as const;
