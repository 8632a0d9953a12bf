import type { Config, Secrets } from '../config.ts';
import { isHeads } from '../core/history/checkpoints.ts';
import { verifyHistory } from '../core/history/verification.ts';
import { countLeft, type ErasureReceipt, isSignedReceipt } from '../core/users/erase.ts';
import { open } from '../open.ts';
import { secretIn } from './input.ts';
import { type Output, print } from './output.ts';
import { CommandError } from './refusal.ts';

/**
 * Verifies a receipt: its signature, the history from its checkpoint on, and that no entry about the user holds personal fields.
 * Returns whether all is right.
 */
export async function auditVerifyReceipt(
  { config, secrets }: { readonly config: Config; readonly secrets: Secrets },
  output: Output,
  path: string,
): Promise<boolean> {
  const receipt = receiptIn(await secretIn(path));
  await using opened = await open(config, secrets, { migrate: false });
  const { core } = opened;
  const isSigned = isSignedReceipt(core, receipt);
  const { findings } = await verifyHistory(core, receipt.project, isSigned ? receipt.checkpoint : undefined);
  const left = await countLeft(core, receipt);
  const problems = [
    ...(isSigned ? [] : ['No known key has signed the receipt.']),
    ...(findings.length === 0 ? [] : ['The history is not intact: see audit verify.']),
    ...(left === 0 ? [] : [`${left} entries of the history still hold personal data of the user.`]),
  ];
  const ok = problems.length === 0;
  const { project, user, deletedAt, erasedAt } = receipt;
  print(output, { ok, project, user, deletedAt, erasedAt, problems }, [
    `The user ${user} of the project ${project} was deleted at ${deletedAt} and erased at ${erasedAt}.`,
    ...problems,
    ok ? 'The receipt holds.' : 'The receipt does not hold.',
  ]);
  return ok;
}

function receiptIn(text: string): ErasureReceipt {
  try {
    const receipt = JSON.parse(text) as Partial<ErasureReceipt>;
    const { checkpoint } = receipt;
    const texts = ['project', 'user', 'entry', 'deletedAt', 'erasedAt', 'signature'] as const;
    const isWhole =
      receipt.denizen === 'erasure' &&
      texts.every((name) => typeof receipt[name] === 'string') &&
      checkpoint?.project === receipt.project &&
      Number.isSafeInteger(checkpoint?.position) &&
      Number.isSafeInteger(checkpoint?.at) &&
      typeof checkpoint?.hash === 'string' &&
      typeof checkpoint.signature === 'string' &&
      (checkpoint.heads === undefined || isHeads(checkpoint.heads));
    // Cast: checked above.
    if (isWhole) return receipt as ErasureReceipt;
  } catch {
    // Refused below.
  }
  throw new CommandError('This file is not a receipt of users erase.');
}
