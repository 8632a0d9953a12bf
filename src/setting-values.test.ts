import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, passwordCostOf } from './setting-values.ts';

describe('DENIZEN_PASSWORD_COST', () => {
  const taken = {
    'm=19456,t=2,p=1': { memoryCost: 19_456, timeCost: 2, parallelism: 1 },
    'm=7168,t=5,p=1': { memoryCost: 7_168, timeCost: 5, parallelism: 1 },
    'm=131072,t=10,p=16': { memoryCost: 131_072, timeCost: 10, parallelism: 16 },
    'm=47104,t=1,p=1': { memoryCost: 47_104, timeCost: 1, parallelism: 1 },
  };
  for (const [text, cost] of Object.entries(taken)) {
    it(`accepts ${text}`, () => assert.deepEqual(passwordCostOf(text), cost));
  }

  const refused = [
    '',
    'strong',
    'm=19456',
    't=2,m=19456,p=1',
    'm=7167,t=10,p=1',
    'm=7168,t=4,p=1',
    'm=131073,t=2,p=1',
    'm=19456,t=11,p=1',
    'm=19456,t=2,p=0',
    'm=19456,t=2,p=17',
    'm=19456,t=0,p=1',
    'm=1e5,t=2,p=1',
    ' m=19456,t=2,p=1',
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => passwordCostOf(text), ConfigError));
  }
});
