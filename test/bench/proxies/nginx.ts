import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isListening } from './port.ts';
import type { Peer } from './peer.ts';

/** nginx as a plain reverse proxy: what passing on costs when nothing is looked at. */
export async function startNginx(provider: string): Promise<Peer> {
  const program = programOf();
  if (program === undefined)
    return { kind: 'absent', name: 'nginx', reason: 'not installed: apt-get install nginx-light' };
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-nginx-'));
  const port = await freePort();
  for (const name of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'nginx.conf'), configOf(folder, port, new URL(provider).host));
  const child = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: 'ignore',
  });
  await isListening(port);
  return {
    kind: 'running',
    name: 'nginx',
    target: { name: 'nginx', origin: `http://127.0.0.1:${port}`, headers: {} },
    pid: child.pid ?? 0,
    stop: () => {
      child.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where Debian and others put it. */
function programOf(): string | undefined {
  for (const program of ['nginx', '/usr/sbin/nginx'])
    try {
      execFileSync(program, ['-v'], { stdio: 'ignore' });
      return program;
    } catch {
      // The next one.
    }
  return undefined;
}

function configOf(folder: string, port: number, upstream: string): string {
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  client_body_buffer_size 1m;
  upstream provider { server ${upstream}; keepalive 256; }
  server {
    listen 127.0.0.1:${port};
    keepalive_requests 1000000;
    location / {
      proxy_pass http://provider;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}
`;
}
