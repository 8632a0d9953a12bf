const SEED_BYTES = 20;
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

/** Returns the time step of the code if it is that of `at` (milliseconds since 1970). No drift is allowed. */
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
