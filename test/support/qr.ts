import jsqr from 'jsqr';

const PIXELS = 2;
const QUIET = 4;

/** Reads a QR code as a camera sees it, by a decoder that is not ours. */
export function decodedQr(modules: readonly (readonly boolean[])[]): string | undefined {
  const width = PIXELS * (modules.length + 2 * QUIET);
  const pixels = new Uint8ClampedArray(4 * width * width).fill(255);
  for (let at = 0; at < width * width; at++) {
    const [x, y] = [at % width, Math.floor(at / width)].map((pixel) => Math.floor(pixel / PIXELS) - QUIET);
    if (modules[y ?? -1]?.[x ?? -1]) pixels.fill(0, 4 * at, 4 * at + 3);
  }
  // Cast: the types of the package are those of a module of ESM, and it is one of CommonJS.
  const decode = jsqr as unknown as typeof jsqr.default;
  const found = decode(pixels, width, width, { inversionAttempts: 'dontInvert' });
  return found ? new TextDecoder().decode(Uint8Array.from(found.binaryData)) : undefined;
}

/** Modules of the path that the console draws. */
export function modulesOfPath(path: string): readonly (readonly boolean[])[] {
  const dark = [...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
  const start = Math.min(...dark.map(([x]) => x));
  const size = 1 + Math.max(...dark.map(([x]) => x)) - start;
  const modules = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [x, y] of dark) {
    const row = modules[y - start];
    if (row) row[x - start] = true;
  }
  return modules;
}
