import { addressOf } from '../../api/client.ts';

const UNSAFE = /[^A-Za-z0-9._ ()+@~-]/g;
const NAME_LENGTH = 128;
const WITHIN_MS = 3_600_000;

/** Returns the name under which the server keeps a file. */
export function keptName(name: string): string {
  const clean = name.replaceAll(UNSAFE, '_').slice(-NAME_LENGTH);
  return /^[A-Za-z0-9_(]/.test(clean) ? clean : `_${clean.slice(1)}`;
}

type Of = { readonly project: string; readonly import: string };

/** Sends a file as it is. Resolves with a sentence of what went wrong; `fetch` does not say how far an upload is. */
export function uploadFile(
  of: Of,
  file: File,
  onProgress: (share: number) => void,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('PUT', addressOf('uploadImportFile', { ...of, file: keptName(file.name) }));
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.timeout = WITHIN_MS;
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    request.onload = () => resolve(request.status < 400 ? undefined : messageIn(request.responseText));
    request.onerror = () => resolve('');
    request.ontimeout = () => resolve('');
    request.send(file);
  });
}

function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === 'string' ? message : '';
  } catch {
    return '';
  }
}
