import { createReadStream } from 'node:fs';
import type { Config, Secrets } from '../config.ts';
import type { Core } from '../core/core.ts';
import { isHeads } from '../core/history/checkpoints.ts';
import { verifyHistory } from '../core/history/verification.ts';
import { counted } from '../core/text.ts';
import { countLeft, type ErasureReceipt, isSignedReceipt } from '../core/users/erase.ts';
import { linesOf } from '../imports/readers/lines.ts';
import { open } from '../open.ts';
import { type Output, print, printable } from './output.ts';
import { CommandError } from './refusal.ts';

const PROBLEMS_SHOWN = 20;

type Verdict = { readonly receipt: ErasureReceipt; readonly problems: readonly string[] };
type Problems = (receipt: ErasureReceipt) => Promise<readonly string[]>;

/**
 * Verifies the receipts of a file, one a line: their signatures, the history from their checkpoint on, and that no entry
 * about their users holds personal fields. Returns whether all is right.
 */
export async function auditVerifyReceipt(
  { config, secrets }: { readonly config: Config; readonly secrets: Secrets },
  output: Output,
  path: string,
): Promise<boolean> {
  await using opened = await open(config, secrets, { migrate: false });
  const problemsOf = receiptChecker(opened.core);
  let first: Verdict | undefined;
  const sum = { receipts: 0, lost: 0, bad: 0, problems: [] as string[] };
  for await (const receipt of receiptsIn(path)) {
    if (receipt === 'lost') {
      sum.lost++;
      continue;
    }
    const problems = await problemsOf(receipt);
    first ??= { receipt, problems };
    sum.receipts++;
    if (problems.length > 0) sum.bad++;
    for (const problem of problems)
      if (sum.problems.length < PROBLEMS_SHOWN) sum.problems.push(`${printable(receipt.user)}: ${problem}`);
  }
  if (!first) throw new CommandError(NO_RECEIPT);
  if (sum.receipts === 1 && sum.lost === 0) return printOne(output, first);
  const { receipts, lost, bad, problems } = sum;
  const ok = bad === 0 && lost === 0;
  print(output, { ok, receipts, lost, bad, problems }, [
    ...problems,
    `${receipts - bad} of ${receipts} receipts hold.`,
    ...(lost === 0 ? [] : [`The history of ${lost} more users was removed before there was a receipt.`]),
  ]);
  return ok;
}

function printOne(output: Output, { receipt, problems }: Verdict): boolean {
  const ok = problems.length === 0;
  const { project, user, deletedAt, erasedAt } = receipt;
  print(output, { ok, project, user, deletedAt, erasedAt, problems }, [
    `The user ${printable(user)} of the project ${printable(project)} was deleted at ${deletedAt} and erased at ${erasedAt}.`,
    ...problems,
    ok ? 'The receipt holds.' : 'The receipt does not hold.',
  ]);
  return ok;
}

/** Verifies the history once for receipts with the same checkpoint that follow each other: it takes its time. */
function receiptChecker(core: Core): Problems {
  let last: { readonly checkpoint: string; readonly isIntact: boolean } | undefined;
  return async (receipt) => {
    const isSigned = isSignedReceipt(core, receipt);
    const checkpoint = isSigned ? receipt.checkpoint : undefined;
    const name = JSON.stringify([receipt.project, checkpoint ?? null]);
    if (last?.checkpoint !== name) {
      const { findings } = await verifyHistory(core, receipt.project, checkpoint);
      last = { checkpoint: name, isIntact: findings.length === 0 };
    }
    const left = await countLeft(core, receipt);
    return [
      ...(isSigned ? [] : ['No known key has signed the receipt.']),
      ...(last.isIntact ? [] : ['The history is not intact: see audit verify.']),
      ...(left === 0
        ? []
        : [
            `${counted(left, 'entry of the history still holds', 'entries of the history still hold')} personal data of the user.`,
          ]),
    ];
  };
}

const NO_RECEIPT = 'This file is not a receipt of users erase.';

async function* receiptsIn(path: string): AsyncGenerator<ErasureReceipt | 'lost'> {
  const file = path === '-' ? process.stdin : createReadStream(path);
  try {
    for await (const { lines } of linesOf({ name: path, open: () => file }))
      for (const line of lines) {
        if (typeof line !== 'string') throw new CommandError(NO_RECEIPT);
        if (line !== '') yield receiptIn(line);
      }
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'syscall' in error)
      throw new CommandError(`The file ${path} cannot be read.`);
    throw error;
  }
}

function receiptIn(text: string): ErasureReceipt | 'lost' {
  try {
    const receipt = JSON.parse(text) as Partial<ErasureReceipt> & { readonly receipt?: unknown };
    if (typeof receipt.user === 'string' && receipt.receipt === null) return 'lost';
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
  throw new CommandError(NO_RECEIPT);
}
