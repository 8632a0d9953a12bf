import assert from 'node:assert/strict';
import { it } from 'node:test';
import { commonPasswords } from './common.ts';

it('a common password is found again after the list could not be loaded once', async () => {
  let times = 0;
  const isCommon = commonPasswords(async () => {
    if (++times === 1) throw new Error('EMFILE');
    return new Set(['password1']);
  });
  await assert.rejects(isCommon('Password1'), /EMFILE/);
  assert.deepEqual([await isCommon('Password1'), await isCommon('another one'), times], [true, false, 2]);
});
