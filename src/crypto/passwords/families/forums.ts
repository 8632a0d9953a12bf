import { symbolValue } from '../bytes.ts';
import { byRecipe, type Family, isHex, keep, type Outcome, refuse, type Source } from './family.ts';
import { withName } from './frameworks.ts';
import { plainText } from './plain.ts';

/** The first word of `scheme` names the software. */
export const forum: Family = (source) => {
  const [word = ''] = source.scheme.split(/[\s(]/);
  const read = Object.hasOwn(software, word) ? software[word] : undefined;
  return read ? read(source) : refuse('The software of the forum is unknown.');
};

const software: Readonly<Record<string, Family>> = {
  vbulletin: (source) => {
    const { token, kind } = { token: source.part('token'), kind: source.part('scheme') };
    if (/^blowfish/.test(kind)) return byRecipe(source, 'bcrypt(hex(md5(password)))', { hash: token });
    const [, hash, salt] = /^([\da-f]{32}) (.+)$/.exec(token) ?? [];
    if (kind === 'legacy') return vbulletin(source, { hash: hash ?? '', salt: salt ?? '' });
    return vbulletin(source, { hash: source.part('password'), salt: source.part('salt') });
  },
  xenforo,
  mybb: (source) => mybb(source, { hash: source.part('password'), salt: source.part('salt') }),
  ipb: (source) =>
    ipb(source, { hash: source.part('members_pass_hash'), salt: source.part('members_pass_salt') }),
  smf: (source) => smf(source, { hash: source.part('passwd'), username: source.part('member_name') }),
  wcf1: (source) => {
    const fields = { hash: source.part('password'), salt: source.part('salt') };
    return byRecipe(source, 'sha1(salt + hex(sha1(salt + hex(sha1(password)))))', fields);
  },
  wcf2: (source) => {
    const text = source.stored.replace(/^Bcrypt:/, '');
    if (text !== source.stored || !/^\$2a\$|^\$2y\$/.test(text)) return plainText(source, text);
    return byRecipe(source, 'bcrypt(bcrypt(password))', { hash: text });
  },
  phpass: phpbb,
  phpbb,
  phpbb2: phpbb,
};

type Salted = { readonly hash: string; readonly salt: string };

/** Browsers sent letters beyond the charset of the page as decimal entities. */
function vbulletin(source: Source, fields: Salted): Outcome {
  const made = (password: string) => `md5(hex(md5(${password})) + salt)`;
  return byRecipe(source, `${made('password')} or ${made('entities(password)')}`, fields);
}

function mybb(source: Source, fields: Salted): Outcome {
  if (/^\$2/.test(fields.hash)) return plainText(source, fields.hash);
  return byRecipe(source, 'md5(hex(md5(salt)) + hex(md5(password)))', fields);
}

/** Invision: HTML entities first; bcrypt with salts of 22 characters. */
function ipb(source: Source, { hash, salt }: Salted): Outcome {
  if (/^\$2/.test(hash)) return byRecipe(source, 'bcrypt(password) or bcrypt(ipb(password))', { hash });
  if (!isHex(hash, 16)) return plainText(source, hash);
  return byRecipe(source, 'md5(hex(md5(salt)) + hex(md5(ipb(password))))', { hash, salt });
}

function smf(source: Source, fields: { readonly hash: string; readonly username: string }): Outcome {
  const recipe = /^\$2/.test(fields.hash)
    ? 'bcrypt(lower(username) + password)'
    : 'sha1(lower(username) + password)';
  return withName(source, recipe, fields);
}

/** The class says how; the data are a serialised array of PHP. */
function xenforo(source: Source): Outcome {
  const kind = source.part('scheme_class').replace(/^XF:|^XenForo_Authentication_/, '');
  const data = phpTexts(source.part('data'));
  if (kind === 'NoPassword') return refuse('The user has no password.');
  const fields = { hash: data?.get('hash') ?? '', salt: data?.get('salt') ?? '' };
  if (fields.hash === '') return refuse('The data of the hash are malformed.');
  if (kind === 'Core12') return plainText(source, fields.hash);
  if (kind === 'Core') {
    const digest = data?.get('hashFunc') === 'sha1' || isHex(fields.hash, 20) ? 'sha1' : 'sha256';
    return byRecipe(source, `${digest}(hex(${digest}(password)) + salt)`, fields);
  }
  if (kind === 'vBulletin') return vbulletin(source, fields);
  if (kind === 'MyBb') return mybb(source, fields);
  if (kind === 'IPBoard') return ipb(source, fields);
  if (kind === 'PhpBb3') return phpbbText(source, fields.hash);
  if (kind === 'SMF') return smf(source, { hash: fields.hash, username: data?.get('username') ?? '' });
  return refuse('The class of the hash is unknown.');
}

/** Reads a flat array of texts as PHP serialises it; lengths are bytes. */
function phpTexts(text: string): ReadonlyMap<string, string> | undefined {
  const bytes = Buffer.from(text);
  const texts: string[] = [];
  let at = /^a:\d{1,3}:\{/.exec(text)?.[0].length;
  if (at === undefined) return undefined;
  while (bytes[at] !== 0x7d) {
    const found = /^s:(\d{1,4}):"/.exec(bytes.subarray(at, at + 8).toString('latin1'));
    if (!found) return undefined;
    const start: number = at + found[0].length;
    const end: number = start + Number(found[1]);
    if (bytes.subarray(end, end + 2).toString() !== '";') return undefined;
    texts.push(bytes.subarray(start, end).toString());
    at = end + 2;
  }
  const pairs = Array.from(
    { length: texts.length / 2 },
    (_, index) => [texts[2 * index], texts[2 * index + 1]] as const,
  );
  return new Map(
    pairs.flatMap(([key, value]) => (key === undefined || value === undefined ? [] : [[key, value]])),
  );
}

function phpbb(source: Source): Outcome {
  return phpbbText(source, source.stored);
}

/** What phpBB took over from itself: bcrypt of the symbols of phpass, and phpass of an MD5 of phpBB 2. */
function phpbbText(source: Source, text: string): Outcome {
  const [, log2, salt = '', cost = '', bcryptSalt = '', digest = ''] =
    /^\$H\\2y\$([./\dA-Za-z])([./\dA-Za-z]{8})\$(\d\d)\\([./\dA-Za-z]{22})\$([./\dA-Za-z]{31})$/.exec(text) ??
    [];
  if (log2 !== undefined) {
    const hash = `$2y$${cost}$${bcryptSalt}${digest}`;
    return byRecipe(source, `bcrypt(phpass(password, salt, ${symbolValue(log2)}))`, { hash, salt });
  }
  if (text.startsWith('$CP$')) {
    const md5Of = (password: string) => `crypt(hex(md5(${password})))`;
    const recipe = `${md5Of('password')} or ${md5Of('slashes(password)')}`;
    return byRecipe(source, recipe, { hash: text.slice('$CP$'.length) });
  }
  if (isHex(text, 16)) return keep(`$md5$${text}`);
  return plainText(source, text);
}
