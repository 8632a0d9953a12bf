import { createdAt, type Instant, type Sequence } from '../../src/core/instant.ts';
import { type Email, emailOf } from '../../src/core/users/email.ts';
import { type Phone, phoneOf } from '../../src/core/users/phone.ts';
import { newUser, type User, type UserId } from '../../src/core/users/user.ts';

/** The most common first and last names, of which some are far more common than others, as in a real directory. */
const FIRST = [
  ...[
    'maria',
    'james',
    'anna',
    'john',
    'laura',
    'david',
    'sofia',
    'peter',
    'emma',
    'paul',
    'julia',
    'thomas',
  ],
  ...[
    'elena',
    'daniel',
    'clara',
    'martin',
    'lucia',
    'simon',
    'nina',
    'felix',
    'sarah',
    'oliver',
    'eva',
    'leo',
  ],
];
const LAST = [
  ...[
    'smith',
    'garcia',
    'miller',
    'schmidt',
    'rossi',
    'martin',
    'novak',
    'silva',
    'jensen',
    'kowalski',
    'weber',
  ],
  ...[
    'nguyen',
    'lopez',
    'fischer',
    'moreau',
    'hansen',
    'costa',
    'wagner',
    'dubois',
    'horvat',
    'keller',
    'santos',
  ],
];
const SYLLABLES = [
  ...[
    'bar',
    'del',
    'fir',
    'gan',
    'hol',
    'kum',
    'lan',
    'mor',
    'nel',
    'pir',
    'ran',
    'sol',
    'tun',
    'vel',
    'wor',
    'zan',
  ],
];
const DOMAINS = ['example.com', 'mail.example.org', 'example.net', 'post.example.com'];
const COMPANIES = 2_000;
const START = Date.parse('2026-01-01T00:00:00.000Z');
const SECOND = 1_000;
const MICROS = 1_000;

/** Returns the user at a place among many: always the same one, created a second after the one before. */
export function personAt(place: number, id: UserId): User {
  const random = randomFrom(place);
  const sequence = sequenceAt(place);
  const at = createdAt(sequence);
  const first = pick(FIRST, 0.3, random) ?? syllables(random);
  const last = pick(LAST, 0.1, random) ?? syllables(random);
  const email = random() < 0.9 ? address(`${first}.${last}${place}@${domain(random)}`) : null;
  const phone = email === null || random() < 0.3 ? number(place) : null;
  const sometimes = (share: number) =>
    random() < share ? ((at + Math.floor(random() * 1e9)) as Instant) : null;
  return {
    ...newUser(id, sequence, at),
    name: `${title(first)} ${title(last)}`,
    email,
    phone,
    updatedAt: (at + Math.floor(random() * 1e9)) as Instant,
    emailVerifiedAt: email && sometimes(0.75),
    phoneVerifiedAt: phone && sometimes(0.5),
    blockedAt: sometimes(0.002),
    accessedAt: sometimes(0.6),
    labels: random() < 0.002 ? ['vip'] : [],
    prefs: { theme: random() < 0.5 ? 'dark' : 'light' },
  };
}

export function sequenceAt(place: number): Sequence {
  return ((START + place * SECOND) * MICROS) as Sequence;
}

/** So large a share has one of the names, a fifth of them the first. */
function pick(names: readonly string[], share: number, random: () => number): string | undefined {
  if (random() > share) return undefined;
  return names[Math.floor(random() ** 2 * names.length)];
}

function syllables(random: () => number): string {
  const syllable = () => SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? '';
  return syllable() + syllable() + syllable();
}

function domain(random: () => number): string {
  if (random() < 0.8) return DOMAINS[Math.floor(random() ** 2 * DOMAINS.length)] ?? '';
  return `company${Math.floor(random() * COMPANIES)}.example.net`;
}

function title(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function address(text: string): Email {
  const email = emailOf(text);
  if (!email) throw new Error(`${text} is no address`);
  return email;
}

function number(place: number): Phone {
  const phone = phoneOf(`+1${4_150_000_000 + place}`);
  if (!phone) throw new Error(`${place} has no number`);
  return phone;
}

/** Mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
