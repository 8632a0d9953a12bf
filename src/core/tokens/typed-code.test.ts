import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { typedCode } from './typed-code.ts';

describe('a code that a person types', () => {
  it('is no signed token, whose letters count', () => {
    assert.equal(typedCode('eyJh-b.cD_e.F'), 'eyJh-b.cD_e.F');
  });

  it('is read without blanks, dashes, capitals and wide digits', () => {
    const typed = [' 123 456\n', '123-456', '123–456', '１２３４５６', '1 2 3 4 5 6'];
    assert.deepEqual(
      typed.map(typedCode),
      typed.map(() => '123456'),
    );
    const long = `${'aB-'.repeat(16)} `;
    assert.equal(typedCode(long), long);
    assert.deepEqual(['0A1B-2C3D 4E', ' - ', ''].map(typedCode), ['0a1b2c3d4e', ' - ', '']);
  });
});
