// The entry of a bundle, copied beside its files as `main.js`. What `serve` loads at its start comes from one script, `program.js`, together with
// machine-independent code that an earlier start has compiled. Commands load the files that they need.
// JavaScript and not bundled, since nothing is compiled before this runs.
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

/** What `tools/release/bundle.ts` makes of `src/main.cjs`. */
const ENTRY = 'commands.js';
/** By then, a start has compiled what it needs, and V8 has not thrown it away yet. */
const COMPILED_AFTER_MS = 3_000;
const CHECKSUM_BYTES = 4;
const KEEP_YOUNG_SMALL = '--semi-space-growth-factor=1';
const LET_YOUNG_GROW = '--semi-space-growth-factor=2';

if (process.argv[2] === 'serve') serve();
else require(`./${ENTRY}`);

function serve() {
  // V8 takes compiled code only under the flags that it was made with. The program sets this one as it begins.
  setFlagsFromString('--no-allocation-site-pretenuring');
  // Most of what a start makes stays, for which V8 would double its young generation until it has 16 MB. The program lets it grow once it serves.
  setFlagsFromString(KEEP_YOUNG_SMALL);
  // The heap of this thread has taken it over. Threads have limits of their own, over which it would win.
  setFlagsFromString('--max-semi-space-size=0');
  const filename = join(__dirname, 'program.js');
  const bytes = readFileSync(filename);
  const place = placeOf(bytes);
  const cachedData = place && readCompiled(place);
  const script = new Script(bytes.latin1Slice(), { filename, cachedData });
  // Seven megabytes that would wait for the next collection.
  for (const { buffer } of [bytes, ...(cachedData ? [cachedData] : [])]) buffer.transfer(0);
  if (place && (!cachedData || script.cachedDataRejected)) keepCompiled(script, place);
  script.runInThisContext()(createRequire(filename), __dirname)(join(__dirname, ENTRY));
}

/** Beside what Node itself compiles, by the content: V8 compares nothing but the length. @param {Buffer} bytes */
function placeOf(bytes) {
  const { NODE_COMPILE_CACHE: folder, NODE_DISABLE_COMPILE_CACHE: isOff } = process.env;
  if (!folder || isOff) return undefined;
  return { folder, file: join(folder, `program-${crc32(bytes).toString(16)}-${bytes.length}.bin`) };
}

/** Returns nothing if there is none, or a damaged one, which V8 would run. Larger than Node's pool, so that its buffer is its own. @param {{ file: string }} place */
function readCompiled({ file }) {
  try {
    const bytes = readFileSync(file);
    const code = bytes.subarray(0, -CHECKSUM_BYTES);
    return code.length > Buffer.poolSize && crc32(code) === bytes.readUInt32LE(code.length)
      ? code
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps what was compiled a while after the start, so that a server that is killed leaves it, too; at the end if it comes earlier.
 * With what runs later than the loading, which Node's own cache does not have. @param {Script} script @param {{ folder: string, file: string }} place
 */
function keepCompiled(script, { folder, file }) {
  const write = () => {
    if (!isServing()) return;
    clearTimeout(timer);
    process.off('exit', write);
    // With the flags under which the next start reads it.
    setFlagsFromString(KEEP_YOUNG_SMALL);
    const code = script.createCachedData();
    setFlagsFromString(LET_YOUNG_GROW);
    const checksum = Buffer.alloc(CHECKSUM_BYTES);
    checksum.writeUInt32LE(crc32(code));
    const fresh = `${file}-${process.pid}`;
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(fresh, Buffer.concat([code, checksum]));
      renameSync(fresh, file);
    } catch {
      // A folder that cannot be written: the next start compiles as well.
    }
  };
  const timer = setTimeout(write, COMPILED_AFTER_MS).unref();
  process.once('exit', write);
}

/** The program listens to this signal from the end of its start on. Before, or where it only helps or refuses, most is not compiled yet. */
function isServing() {
  return process.listenerCount('SIGTERM') > 0;
}
