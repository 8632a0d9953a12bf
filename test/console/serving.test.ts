import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { CONSOLE_FOLDER } from '../../src/http/console.ts';
import { requestRaw } from '../support/raw.ts';
import { serving } from '../support/server.ts';

const IN_MEMORY = { setting: () => 'sqlite::memory:' };
