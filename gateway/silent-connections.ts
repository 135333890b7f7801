import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const connections = new WeakMap<Server, Set<Socket>>();

/**
 * Remembers the connections of a server, so that those can be told that have not said anything. Some clients open one ahead of a
 * request that may never come; the run-time takes it for a request under way, and not for an idle
 * connection, so a server that closes would wait for it.
 */
export function watchConnections(server: Server): void {
  const sockets = new Set<Socket>();
  connections.set(server, sockets);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
}

/** Closes those that have said nothing yet. Under TLS the handshake is something. */
export function closeSilent(server: Server): void {
  for (const socket of connections.get(server) ?? []) if (socket.bytesRead === 0) socket.destroy();
}
