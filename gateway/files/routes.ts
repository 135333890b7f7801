import type { FastifyInstance } from 'fastify';
import { type ApiCall, handleApiCall } from '../api-call.ts';
import type { AnswerOutcome, Services } from '../services.ts';
import { filesPath } from './ask.ts';
import { downloadFile } from './download.ts';
import { listFiles } from './list.ts';
import { deleteFile, tellFile } from './one.ts';
import { UploadRoom } from './room.ts';
import { uploadFile } from './upload.ts';

type AnswerOne = (services: Services, call: ApiCall, id: string) => Promise<AnswerOutcome>;

/** What is asked about one file: method, what stands behind its id, and who answers. */
const ofOne: readonly (readonly ['GET' | 'DELETE', string, AnswerOne])[] = [
  ['GET', '', tellFile],
  ['GET', '/content', downloadFile],
  ['DELETE', '', deleteFile],
];

/** Adds the paths of files. */
export function addFiles(server: FastifyInstance, services: Services): void {
  addUpload(server, services);
  server.get(filesPath, { exposeHeadRoute: false }, (incoming, reply) =>
    handleApiCall(services, incoming, reply, (call) => listFiles(services, call)),
  );
  for (const [method, behind, answer] of ofOne)
    server.route<{ Params: { readonly id: string } }>({
      method,
      url: `${filesPath}/:id${behind}`,
      exposeHeadRoute: false,
      handler: (incoming, reply) => {
        const { id } = incoming.params;
        return handleApiCall(services, incoming, reply, (call) => answer(services, call, id));
      },
    });
}

/** In a place of its own: nothing of an upload is read before it is known whose it is. */
function addUpload(server: FastifyInstance, services: Services): void {
  const room = new UploadRoom(services.config.limits.file_bytes);
  void server.register(async (uploads) => {
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser('*', (_request, _body, done) => done(null));
    uploads.post(filesPath, (incoming, reply) =>
      handleApiCall(services, incoming, reply, (call) => uploadFile(services, room, call)),
    );
  });
}
