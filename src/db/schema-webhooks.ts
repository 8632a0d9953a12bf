import type { ColumnType } from 'kysely';

export type WebhookRow = {
  project_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  updated_at: number;
  name: string;
  url: string;
  /** JSON array of the names or patterns of events. */
  events: string;
  auth_username: string;
  /** Sealed JSON: the secret that signs, and the password of HTTP basic authentication. */
  sealed: string;
  /** 0 accepts any certificate. */
  verifies_tls: number;
  /** Failed attempts in a row. */
  failures: number;
  /** When the first of these failed. */
  failing_since: number | null;
  disabled_at: number | null;
  /** The outcome of the last attempt if it failed, or empty. */
  error: string;
};

/** An event waiting for delivery to a webhook, or given up. */
export type WebhookDeliveryRow = {
  project_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  webhook_id: string;
  /** The user whom the event is about. */
  user_id: string | null;
  /** Sealed JSON: the names of the event, its body, and who caused it. */
  payload: string;
  tries: number;
  /** Not delivered before this moment. Claiming moves it forward. */
  next_at: number;
  dead_at: number | null;
  /** The error of the last attempt. */
  error: string | null;
};

/** A phone number with a fixed code. */
export type MockPhoneRow = {
  project_id: string;
  phone: string;
  sequence: ColumnType<number, number, never>;
  updated_at: number;
  /** The code, sealed. */
  sealed: string;
};
