import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether one of the secrets signed exactly these bytes. `header` is `X-Hub-Signature-256`, `sha256=`
 * and the HMAC-SHA-256 in hex:
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function isSigned(
  body: Uint8Array,
  header: string | undefined,
  secrets: readonly string[],
): boolean {
  if (header === undefined || !/^sha256=[0-9a-f]{64}$/.test(header)) return false;
  const claimed = Buffer.from(header.slice('sha256='.length), 'hex');
  return secrets.some((secret) => {
    const made = createHmac('sha256', secret).update(body).digest();
    return timingSafeEqual(made, claimed);
  });
}
