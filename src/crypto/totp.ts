const SEED_BYTES = 20;
/** Of seeds that other systems made. */
export const SEED_BYTES_AT_MOST = 128;
const STEP_SECONDS = 30;
const CODE = /^\d{6}$/;

/** Loaded on first use: most servers never need it. */
const otplib = () => import('otplib');

/** Returns a new seed of 20 bytes in base32, as authenticators accept it. */
export async function freshSeed(): Promise<string> {
  const { generateSecret } = await otplib();
  return generateSecret({ length: SEED_BYTES });
}

/** Returns the URI for a QR code: SHA-1, six digits and steps of 30 seconds, the defaults of authenticators. */
export async function seedUri(input: {
  readonly seed: string;
  readonly issuer: string;
  readonly label: string;
}): Promise<string> {
  const { generateURI } = await otplib();
  // A colon separates the issuer from the label.
  const issuer = input.issuer.toWellFormed().replaceAll(':', ' ');
  return generateURI({ issuer, label: input.label, secret: input.seed });
}

/** Clocks of telephones are seldom further apart. RFC 6238, 5.2, advises one step. */
const DRIFT = [0, -1, 1];

/**
 * Returns the time step that the code is of, if that is the step of `at` (milliseconds since 1970), the one before or the
 * one after.
 */
export async function stepOf(seed: string, code: string, at: number): Promise<number | undefined> {
  if (!CODE.test(code)) return undefined;
  const { createGuardrails, verify } = await otplib();
  // Other systems gave authenticators seeds of 10 bytes and of others: the usual bounds are 16 and 64.
  const guardrails = createGuardrails({ MIN_SECRET_BYTES: 1, MAX_SECRET_BYTES: SEED_BYTES_AT_MOST });
  const now = Math.floor(at / 1000 / STEP_SECONDS);
  const steps = DRIFT.map((drift) => now + drift).filter((step) => step >= 0);
  const each = steps.map(async (step) => {
    const epoch = step * STEP_SECONDS;
    const given = { secret: seed, token: code, epoch, epochTolerance: 0, period: STEP_SECONDS, guardrails };
    return (await verify(given)).valid;
  });
  const valid = await Promise.all(each);
  return steps.find((_, at) => valid[at]);
}
