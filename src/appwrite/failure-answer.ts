/** How the protocol answers a refusal. */
export type Answer = {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  /** What is made of a refusal's own detail; without it, the detail as it is. */
  readonly tell?: (detail: string) => string;
};
