import { gatewayError } from '../errors.ts';

/** Uploads of the largest size that have room at once. */
const uploadsMax = 4;

/** The most that a form may have around its file. */
const formBytesMax = 16 * 1024;

/** What one upload has of the room. */
export interface UploadSpace {
  /** Throws SENTRELY_ERR_UPLOAD_TOO_LARGE and SENTRELY_ERR_UPLOADS_FULL, and takes nothing then. */
  take(bytes: number): void;
  /** Gives back what was taken. */
  leave(): void;
}

/** Bounds what uploads hold in memory, each and all together. */
export class UploadRoom {
  readonly #fileBytesMax: number;
  #used = 0;

  constructor(fileBytesMax: number) {
    this.#fileBytesMax = fileBytesMax;
  }

  /** Space for one upload, taken as its form comes: who only says that more will come holds none. */
  begin(): UploadSpace {
    const most = this.#fileBytesMax + formBytesMax;
    let taken = 0;
    return {
      take: (bytes) => {
        if (taken + bytes > most) throw this.#tooLarge();
        if (this.#used + bytes > uploadsMax * most) throw gatewayError('SENTRELY_ERR_UPLOADS_FULL');
        taken += bytes;
        this.#used += bytes;
      },
      leave: () => {
        this.#used -= taken;
        taken = 0;
      },
    };
  }

  /** Throws SENTRELY_ERR_UPLOAD_TOO_LARGE where a file alone is larger than one may be. */
  expectFile(bytes: number): void {
    if (bytes > this.#fileBytesMax) throw this.#tooLarge();
  }

  #tooLarge(): Error {
    return gatewayError('SENTRELY_ERR_UPLOAD_TOO_LARGE', `found over ${this.#fileBytesMax} bytes`);
  }
}
