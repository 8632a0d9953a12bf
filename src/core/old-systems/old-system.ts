import type { Instant } from '../instant.ts';

/** How an old system is asked about a password. `url` is a contract of our own, which is signed. */
export const systemNames = ['url', 'auth0', 'okta', 'cognito', 'kratos', 'fusionauth', 'oauth'] as const;
export type SystemName = (typeof systemNames)[number];

/** About whom it is asked: users who are marked as pending, and addresses that no user has. */
export const askedAbout = ['pending', 'unknown'] as const;
export type AskedAbout = (typeof askedAbout)[number];

export type SystemOptions = Readonly<Record<string, string>>;

/** The old system of a project. */
export type OldSystem = {
  readonly system: SystemName;
  /** A valid URL. */
  readonly url: string;
  readonly asks: readonly AskedAbout[];
  readonly options: SystemOptions;
  readonly sealed: string;
  readonly updatedAt: Instant;
};

/** The contracts by which other systems can ask here. */
export const contractNames = ['auth0', 'okta', 'cognito', 'kratos', 'fusionauth'] as const;
export type ContractName = (typeof contractNames)[number];

export function isContractName(text: string): text is ContractName {
  return (contractNames as readonly string[]).includes(text);
}
