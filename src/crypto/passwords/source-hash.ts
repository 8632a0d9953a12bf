/** A hash as the source keeps it: one text, or the fields that it is spread over, by their names at the source. */
export type SourceHash =
  | { readonly family: string; readonly scheme: string; readonly stored: string }
  | {
      readonly family: string;
      readonly scheme: string;
      readonly parts: Readonly<Record<string, string | number | null>>;
    };

/** What hashes need beside what is stored with them: secrets of the old system, said once for an import. */
export type HashSecrets = {
  /** Names the secrets in stored strings; needed as soon as one of them is given. */
  readonly importId?: string;
  /** A text that the application adds to each password. */
  readonly pepper?: string;
  /** Of Firebase: base64. */
  readonly signerKey?: string;
  readonly saltSeparator?: string;
  readonly rounds?: number;
  readonly memCost?: number;
  /** How digests without a name of their own were made: see `docs/guide/recipes.md`. */
  readonly recipe?: string;
};
