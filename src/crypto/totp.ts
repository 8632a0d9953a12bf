const SEED_BYTES = 20;
const STEP_SECONDS = 30;
const CODE = /^\d{6}$/;

/** Loaded when it is asked for: most servers never are. */
const otplib = () => import('otplib');

/** A fresh seed of 20 bytes, in base32 as authenticators take it. */
export async function freshSeed(): Promise<string> {
  const { generateSecret } = await otplib();
  return generateSecret({ length: SEED_BYTES });
}

/** What an authenticator reads from a QR code: SHA-1, six digits and steps of 30 seconds, which are its defaults. */
export async function seedUri(input: {
  readonly seed: string;
  readonly issuer: string;
  readonly label: string;
}): Promise<string> {
  const { generateURI } = await otplib();
  // A colon is what ends the issuer in front of the label.
  const issuer = input.issuer.toWellFormed().replaceAll(':', ' ');
  return generateURI({ issuer, label: input.label, secret: input.seed });
}

/** The time step whose code this is, if it is the one of the moment `at` (milliseconds since 1970): no drift is allowed. */
export async function stepOf(seed: string, code: string, at: number): Promise<number | undefined> {
  if (!CODE.test(code)) return undefined;
  const { verify } = await otplib();
  const epoch = Math.floor(at / 1000);
  const { valid } = await verify({
    secret: seed,
    token: code,
    epoch,
    epochTolerance: 0,
    period: STEP_SECONDS,
  });
  return valid ? Math.floor(epoch / STEP_SECONDS) : undefined;
}
