import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { schemes } from './passwords.ts';

/** Published self-describing hashes, by scheme and password. Source: the documentation of each system. */
const vectors: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  argon2: {
    appwrite: ['$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI'],
    shh: [
      '$argon2id$v=19$m=65536,t=2,p=1$J6Q/82PCyaNpYKRELJyTZg$m04qUAB8rexWDR4+/0f+SFB+4XMFxt7YAvAq2UycYos',
    ],
    test: [
      '$argon2i$v=19$m=16,t=2,p=1$bGJRWThNOHJJTVBSdHl2dQ$NfEnUOuUpb7F2fQkgFUG4g',
      '$argon2id$v=19$m=32,t=3,p=2$SFVpOWJ0eXhjRzVkdGN1RQ$RXnb8rh7LaDcn07xsssqqulZYXOM/EUCEFMVcAcyYVk',
      '$argon2i$v=19$m=65536,t=3,p=4$kk51rW/vxIVCYn+EG4kTSg$NyT88uraJ6im6dyha/M5jhXvpqlEdlS/9fEm7ScMb8c',
    ],
    secret: [
      '$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$YC9+jJCrQhs5R6db7LlN8Q',
      '$argon2id$v=19$m=102400,t=2,p=8$Y041dExhNkljRUUy$TMa6A8fPJhCAUXRhJXCXdw',
    ],
    password: [
      '$argon2i$v=19$m=4096,t=3,p=1$cmFuZG9tc2FsdGlzaGFyZA$YMvo8AUoNtnKYGqeODruCjHdiEbl1pKL2MsYy9VgU/E',
      '$argon2id$v=19$m=4096,t=3,p=1$cmFuZG9tc2FsdGlzaGFyZA$DYojYpnUWSMmTtrkVXyaNWVGxLmGe1n8VJBPDdFkbjU',
      '$argon2d$v=19$m=4096,t=3,p=1$cmFuZG9tc2FsdGlzaGFyZA$CB0Du96aj3fQVcVSqb0LIA6Z6fpStjzjVkaC3RlpK9A',
      '$argon2d$v=19$p=1,t=3,m=4096$cmFuZG9tc2FsdGlzaGFyZA==$CB0Du96aj3fQVcVSqb0LIA6Z6fpStjzjVkaC3RlpK9A=',
    ],
  },
  bcrypt: {
    appwrite: ['$2a$15$xX/myGbFU.ZSKHSi6EHdBOySTdYm8QxBLXmOPHrYMwV0mHRBBSBOq'],
    shh: ['$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG'],
    hello: ['$2b$10$nFguVi9LsCAcvTZFKQlRKeLVydo8ETv483lkNsSFI/Wl1Rz1Ypo1K'],
    test: [
      '$2y$04$mIJxfrCaEI3GukZe11CiXublhEFanu5.ododkll1WphfSp6pn4zIu',
      '$2y$10$srNl09aPtc2qr.0Vl.NtjekJRt/NxRxYQm3qd3OvfcKsJgVnr6.Ve',
      '$2a$12$o6hx.Wog/wvFSkT/Bp/6DOxCtLRTDj7lm9on9suF/WaCGNVHbkfL6',
    ],
    Kk4aPMeiaRpAs2OeX1NE: ['$2b$10$U4C0ZY8OG8y41F9LusfKyu3HRMBL0rCZcKBVsXhgr.n8Ou6FPhzO2'],
    password: [
      '$2a$12$aLYFkieuqJyeynvptPTxpehSViui5WeAPuR2Xw1wui9CPHEaacmFq',
      '$2b$12$bIRGj4QPPoSUMWsJE.4Pk.T1qTpDWz7HhMnuiQhGzGinKPsx/HQdq',
      '$2y$12$hXUrnqdq1RIIYZ2HPytIIe5lXdIvbhqrTvdPsSF7o.jFh817Z6lwm',
    ],
  },
  phpass: {
    appwrite: ['$P$Br387rwferoKN7uwHZqNMu98q3U8RO.'],
    test12345: ['$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0'],
    test1: ['$H$9aaaaaSXBjgypwqm.JsMssPLiS8YQ00'],
    '123456': ['$H$9PE8jEklgZhgLmZl5.HYJAzfGCQtzi1'],
    thisisalongertestPW: ['$P$912345678LIjjb6PhecupozNBmDndU0'],
    JohnRipper: ['$P$612345678si5M0DDyPpmRCmcltU/YW/', '$P$B12345678L6Lpt4BxNotVIMILOa9u81'],
    '': ['$P$7JaFQsPzJSuenezefD/3jHgt5hVfNH0'],
    'compL3X!': ['$P$FiS0N5L672xzQx1rt1vgdJQRYKnQM9/'],
    '!?!#?#?#$&@&@!&@': ['$P$Buvd5FQxkeXJnDarN7..wRMwRKJeZ40'],
    password: ['$P$8ohUJ.1sdFw09/bMaAQPTGDNi2BIUt1'],
    ąćęłóńśźż: ['$P$ByXWbzDvVAJ0jxvNp5sv4xYPIRXJJ1.'],
  },
  scryptMod: {
    mytestpassword: [
      '$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=ou9tdYTGyYm8kuR6Dt0Bp0kDuAYoXrK16mbZO4yGwAn3oLspjnN0/c41v8xZnO1n14J3MjKj1b2g6AUCAlFwMw==$C0sHCg9ek77hsg==$zKVTMvnWVw5BBOZNUdnsalx4c4c7y/w7IS5p6Ut2+CfEFFlz37J9huyQfov4iizN8dbjvEJlM5tQaJP84+hfTw==',
    ],
    '8x4WjoDbSxJZdR': [
      '$firescrypt$ln=14,r=8,p=1$sPtDhWcd1MfdAw==$xbSou7FOl6mChCyzpCPIQ7tku7nsQMTFtyOZSXXd7tjBa4NtimOx7v42Gv2SfzPQu1oxM2/k4SsbOu73wlKe1A==$Bw==$YE0dO4bwD4JnJafh6lZZfkp1MtKzuKAXQcDCJNJNyeCHairWHKENOkbh3dzwaCdizzOspwr/FITUVlnOAwPKyw==',
    ],
  },
  scryptPhc: {
    test: [
      '$scrypt$ln=16384,r=8,p=1$2npRo7P03Mt8keSoMbyD/tKFWyUzjiQf2svUaNDSrhA=$MiCzNcIplSMqSBrm4HckjYqYhaVPPjTARTzwB1cVNYE=',
    ],
    password: ['$scrypt$ln=16,r=8,p=1$cmFuZG9tc2FsdGlzaGFyZA$Rh+NnJNo1I6nRwaNqbDm6kmADswD1+7FTKZ7Ln9D8nQ'],
  },
  pbkdf2: {
    shh: [
      '$pbkdf2-sha512$i=100000,l=64$KNyFsA2rWoE$I2CQGI9H0JxdDf3kERRI97kPCGxh0KWBIV3MxyaS191gDGfzVBGyS4BibhgqWQ0/ails8mHuU9ckASxHOOq58w',
    ],
    test: [
      '$pbkdf2-sha256$i=100000,l=32$1jP+5Zxpxgtee/iPxGgOz0RfE9/KJuDElP1ley4VxXc$QJxzfvdbHYBpydCbHoFg3GJEqMFULwskiuqiJctoYpI',
      '$pbkdf2-sha512$i=100000,l=32$bdHBpn7OWOivJMVJypy2UqR0UnaD5prQXRZevj/05YU$+wArTfv1a+bNGO1iZrmEdVjhA+lL11wF4/IxpgYfPwc',
    ],
    password: [
      '$pbkdf2$12$cmFuZG9tc2FsdGlzaGFyZA$mwUqsMixIYMc/0eN4v1.l3SVDpk',
      '$pbkdf2-sha256$12$cmFuZG9tc2FsdGlzaGFyZA$OFvEcLOIPFd/oq8egf10i.qJLI7A8nDjPLnolCWarQY',
      '$pbkdf2-sha512$12$cmFuZG9tc2FsdGlzaGFyZA$e297piXvkpYxoYQAWD9zn1aKXCo3XmR91Xn9/WEGsHXU/7xaQzCV9upu4T5Jntq6AiZ6YX0diXnY7Ju5TEfUMA',
    ],
  },
  saltedDigest: {
    test: [
      '$sha1$pf=e1NBTFR9e1BBU1NXT1JEfQ==$NW9wbWtnejAzcg==$2qU2SGWP8viTM1md3FiI3+rjWXQ=',
      '$sha256$pf=e1NBTFR9JCR7UEFTU1dPUkR9$NW9wbWtnejAzcg==$HokCOi9OtiZaZRvnkgemV3B4UUHpI7kA8zq/EZWH2NY=',
      '$md5$pf=e1NBTFR9e1BBU1NXT1JEfQ==$MTIz$q+RdKCgc+ipCAcm5ChQwlQ==',
    ],
    appwrite: ['$md5$FE+n6qSQTo7hIGUZl/cNzA=='],
    'Test1000!': [
      '$md5salted-suffix$c2FsdA==$R58+SD/95ORa9VZ9BPS5FA==',
      '$md5salted-prefix$c2FsdA==$0M2MYNUmNumHqqQ+kmuTUQ==',
    ],
  },
  hmac: {
    test: [
      '$hmac-sha256$ZTAzMWJhMWMyOTM4YjFkMjgzZjkxOWExZGY5YWM2NmMxOTJhN2RkNzQ0MzJkNWZkNGFkYTI5OTk0MWJhMTA5Zg==$MTIzNDU=',
    ],
  },
  shaCrypt: {
    'Hello world!': [
      '$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5',
      '$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA',
      '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',
      '$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.',
      '$sha256-crypt$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA',
    ],
    'the minimum number is still observed': [
      '$6$rounds=1000$roundstoolow$kUMsbe306n21p9R.FRkW3IGn.S9NPN0x50YhH1xhLsPuWGsUSklZt58jaTfF4ZEQpyUNGc0dqbpBYYBaHHrsX.',
    ],
    test: ['$5$rounds=535000$05R.9KB6UC2kLI3w$Q/zslzx./JjkAVPTwp6th7nW5l7JU91Gte/UmIh.U78'],
  },
  md5Crypt: {
    test: ['$1$TVEiiKNb$SN6/pUaRQS/E8Jh46As2C/'],
    ory: ['$1$xWMlm2eL$GGTOpgZu4p2k6ORprAu3b.', '$md5-crypt$xWMlm2eL$GGTOpgZu4p2k6ORprAu3b.'],
    password: ['$1$kJ4QkJaQ$3EbD/pJddrq5HW3mpZ4KZ1'],
  },
  drupal: {
    'valid password': [
      '$S$5TOxWPdvJRs0P/xZBdrrPlGgzViOS0drHu3jaIjitesfttrp18bk',
      'U$S$5vNHDQyLqCTvsYBLWBUWXJWhA0m3DTpBh04acFEOGB.bKBclhKgo',
    ],
    DifficultPassword123: ['$S$5FIcboyzv1ZD/OZDb4w/4HSlnsPlwbr/PWLWrHPWrJp8eXOQQaWJ'],
    'terry-SELL-niggling': ['$S$D0jOAf3SWo8LZbI3hnATd81YG0Q7XzQ9.hxtRfgcAO74X2qplNME'],
    password: ['$S$ErandomsaOpYrAZqwxGynirQbWYCb3ejW4BwGH81LJcOzbzeVd02'],
  },
  django: {
    secret: [
      'argon2$argon2i$m=8,t=1,p=1$c29tZXNhbHQ$gwQOXSNhxiOxPOA0+PY10P9QFO4NAYysnqRt1GSQLE55m+2GYDt9FEjPMHhP2Cuf0nOEXXMocVrsJAtNSsKyfg',
    ],
    test: ['bcrypt$$2y$04$mIJxfrCaEI3GukZe11CiXublhEFanu5.ododkll1WphfSp6pn4zIu'],
    lètmein: [
      'pbkdf2_sha256$390000$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c=',
      'pbkdf2_sha256$390000$seasalt2$geC/uZ92nRXDSjSxeoiBqYyRcrLzMm8xK3ro1QS1uo8=',
      'pbkdf2_sha1$390000$seasalt2$aDapRanzW8aHTz97v2TcfHzWD+I=',
      'scrypt$16384$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXFRkdVCBhhY8mx7rQwite/Pw==',
      'sha1$seasalt$cff36ea83f5706ce9aa7454e63e431fc726b2dc8',
      'md5$seasalt$3f86d0d3d465b7b458c231bf3555c0e3',
      'sha1$$6d138ca3ae545631b3abd71a4f076ce759c5700b',
      'bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuulyx/yrfLnuLCi6gwFG5mrkJjuQKpL6S',
    ],
  },
  werkzeug: {
    password: [
      'scrypt:32768:8:1$randomsalt$4d824f8904421540bb030349bfdf62be6f493928e44ce658f1919c6dbd16c757b3e9c5abb8877d69bed9a61b6487a146c0cc11bbd6ca07f5bd3bb46f4d5fb15d',
      'pbkdf2:sha256:600000$randomsalt$bcf19bb9d2c13dead6ae8500bc93ce1f1e554d10b5e08a4d4871cb69bef9497b',
    ],
  },
  wordpress: {
    'grimoire-test-123': ['$wp$2y$12$iWN5xRwDE7i9R5jVJvCyqOxS1CNnwUggQaF8O2W9Bg8TuXQz.ngrS'],
    admin: ['$wp$2y$10$Q1xinFjrZeLWJBvxviIL6u834Fu.evIEFHAUVisQ5O.w9Dm0sMdES'],
    'BigBike@2026': ['$wp$2y$10$qeleDSuDaeZO5fBsEqFReeWdlqaDnBDBzB16hFgsFnhN9qFBIihvm'],
    ' admin\n': ['$wp$2y$10$Q1xinFjrZeLWJBvxviIL6u834Fu.evIEFHAUVisQ5O.w9Dm0sMdES'],
  },
  ldap: {
    test123: [
      '{SSHA}JFZFs0oHzxbMwkSJmYVeI8MnTDy/276a',
      '{SSHA256}czO44OTV17PcF1cRxWrLZLy9xHd7CWyVYplr1rOhuMlx/7IK',
      '{SSHA512}xPUl/px+1cG55rUH4rzcwxdOIPSB2TingLpiJJumN2xyDWN4Ix1WQG3ihnvHaWUE8MYNkvMi5rf0C9NYixHsE6Yh59M=',
      '{sha}cojt0Pw//L6ToM8G41aOKFIWh7w=',
      '{SMD5}g6GYYYlbXlOMn2ECcENYvHNhbHQ=',
    ],
    shh: ['{SSHA384}/cgEjdoZh85DhurDeOQEMO1rMlAur93SVPbYe5XSD4lF7nNuvrBju5hUeg9A6agRemgSXGl5YuE='],
    password: [
      '{CRYPT}$1$kJ4QkJaQ$3EbD/pJddrq5HW3mpZ4KZ1',
      '{PBKDF2-SHA256}12$cmFuZG9tc2FsdGlzaGFyZA$OFvEcLOIPFd/oq8egf10i.qJLI7A8nDjPLnolCWarQY',
    ],
    test: ['{ARGON2}$argon2i$v=19$m=16,t=2,p=1$bGJRWThNOHJJTVBSdHl2dQ$NfEnUOuUpb7F2fQkgFUG4g'],
  },
};

describe('a published hash', { concurrency: 4 }, () => {
  for (const [name, passwords] of Object.entries(vectors)) {
    for (const [plain, hashes] of Object.entries(passwords)) {
      for (const stored of hashes) {
        it(`matches its password only: ${name} ${stored.slice(0, 50)}`, async () => {
          const [owner, ...others] = schemes.filter((scheme) => scheme.owns(stored));
          const matches = await Promise.all([plain, `${plain}x`].map((word) => owner?.verify(word, stored)));
          const seen = { owner: owner?.name, others, refusal: owner?.refusal(stored), matches };
          assert.deepEqual(seen, { owner: name, others: [], refusal: undefined, matches: [true, false] });
        });
      }
    }
  }
});
