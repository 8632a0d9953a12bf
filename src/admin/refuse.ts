import { type Failure, type FailureData, retryAfterSeconds } from '../core/failure.ts';
import type { HttpRequest } from '../http/exchange.ts';
import type { Refusal } from '../http/server.ts';
import { answerTo } from './failures.ts';

export const JSON_TYPE = 'application/json; charset=utf-8';

/** Renders a failure: code, message, the field that is wrong, and the id of the request. */
export function refuse(failure: Failure, request?: HttpRequest): Refusal {
  const { status, message } = answerTo(failure);
  const wait = retryAfterSeconds(failure.data);
  const body = {
    code: failure.code,
    message,
    ...fieldOf(failure.data),
    ...currentOf(failure.data),
    ...(wait !== undefined && { retryAfterSeconds: wait }),
    ...(request && { requestId: request.id }),
  };
  return {
    status,
    headers: {
      'content-type': JSON_TYPE,
      'cache-control': 'no-store',
      ...(wait !== undefined && { 'retry-after': String(wait) }),
    },
    body: JSON.stringify(body),
  };
}

function fieldOf(data: FailureData): { readonly field?: string } {
  if ('field' in data) return { field: data.field };
  if (data.code === 'policy_invalid' && 'policy' in data) return { field: data.policy };
  if (data.code === 'provider_setting_invalid' && 'option' in data) return { field: data.option };
  return {};
}

/** The row that was changed meanwhile, as its endpoint shows it. */
function currentOf(data: FailureData): { readonly current?: unknown } {
  return 'current' in data ? { current: data.current } : {};
}
