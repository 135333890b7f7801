import type { FastifyInstance } from 'fastify';
import type { GatewayConfig, TlsConfig } from './config.ts';
import type { OperatorLog } from './operator-log.ts';
import { type TlsWatch, watchTls } from './tls.ts';

/** Keeps the certificates of both listeners up to date, and tells what becomes of it. */
export function watchCertificates(
  { server, admin }: { readonly server: FastifyInstance; readonly admin: FastifyInstance },
  config: Pick<GatewayConfig, 'tls' | 'admin'>,
  log: OperatorLog,
): { reload(): void; stop(): void } {
  const watch = (of: FastifyInstance, listener: string, tls: TlsConfig | undefined): TlsWatch[] => {
    if (tls === undefined) return [];
    const onReload = (): void => log.info('tls.loaded', { listener });
    const report = (error: unknown): void => log.error('tls.rejected', error);
    return [watchTls(of.server, tls, { onReload, report })];
  };
  const watches = [
    ...watch(server, 'agents', config.tls),
    ...watch(admin, 'admin', config.admin.tls),
  ];
  return {
    reload: () => watches.forEach((each) => void each.reload()),
    stop: () => watches.forEach((each) => each.stop()),
  };
}
