import { readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';

/** What the admin listener answered. */
export interface AdminAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** How a request differs from an operator's ordinary one. */
export interface AdminCall {
  readonly key?: string | undefined;
  readonly body?: unknown;
  /** Sent as they are, also `host`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of JSON. */
  readonly text?: string;
}

/** The key of a gateway's data folder. */
export function adminKey(dataFolder: string): string {
  return readFileSync(join(dataFolder, 'admin.key'), 'utf8').trim();
}

/** One request to the admin listener; the path is sent byte for byte. */
export function callAdmin(
  adminUrl: string,
  method: string,
  path: string,
  { key, body, headers = {}, text }: AdminCall = {},
): Promise<AdminAnswer> {
  const payload = text ?? (body === undefined ? undefined : JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(adminUrl);
    const sent = request({
      hostname,
      port,
      method,
      path,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    sent.on('response', (response) => {
      let received = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
      response.on('end', () => {
        const isJson = response.headers['content-type']?.includes('json') === true;
        const parsed = isJson ? (JSON.parse(received) as Record<string, unknown>) : {};
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed });
      });
    });
    sent.on('error', reject);
    sent.end(payload);
  });
}
