/** As much as is read here of what typedoc writes. */
export type Reflection = {
  readonly name: string;
  readonly kind: number;
  readonly comment?: { readonly blockTags?: readonly { readonly tag: string }[] };
  readonly children?: readonly Reflection[];
  readonly signatures?: readonly Reflection[];
  readonly getSignature?: Reflection;
  readonly inheritedFrom?: unknown;
  readonly flags?: { readonly isOptional?: boolean };
  readonly type?: { readonly type: string; readonly name?: string; readonly declaration?: Reflection };
};

/** Something public that must say certain things of itself. */
export type Member = {
  /** As `Users.create`. */
  readonly name: string;
  /** Of its comment, as `@example`. */
  readonly tags: readonly string[];
  /** Name of the type that a function answers; nothing where it is none. */
  readonly answers: string | undefined;
};

// Numbers by which typedoc tells kinds apart.
const NAMESPACE = 4;
const CONSTRUCTOR = 512;
const SIGNATURE = 4096;
const REFERENCE = 4194304;

/** Whether a function goes to a server: those that answer later do. */
export function isAsking({ answers = '' }: Member): boolean {
  return /^(Promise|AsyncGenerator)$/.test(answers);
}

/** Everything that the package exports, with the methods of classes and the functions of objects. */
export function membersOf({ children = [] }: Reflection): readonly Member[] {
  const exported = children.filter(({ kind }) => kind !== REFERENCE);
  const named = exported.filter(({ type }) => type?.declaration?.signatures).map(({ name }) => name);
  return exported.flatMap((one) => {
    if (one.kind === NAMESPACE) return membersOf(one);
    if (one.signatures) return functionsOf(one.name, one, named);
    const inside = one.children ?? one.type?.declaration?.children ?? [];
    const own = inside.filter((child) => child.kind !== CONSTRUCTOR && !isElsewhere(child));
    return [memberOf(one), ...own.flatMap((child) => functionsOf(`${one.name}.${child.name}`, child, named))];
  });
}

/** What is told of at another place, and options, which our users write and do not call. */
function isElsewhere({ inheritedFrom, flags }: Reflection): boolean {
  return inheritedFrom !== undefined || flags?.isOptional === true;
}

/** Each way of calling something; nothing where it cannot be called. */
function functionsOf(name: string, one: Reflection, named: readonly string[]): readonly Member[] {
  const own = one.signatures ?? (one.getSignature ? [one.getSignature] : []);
  if (own.length > 0) return own.map((signature) => ({ ...memberOf(signature), name }));
  // Of a type that has a name, parameters and answer are told with that.
  if (one.type?.type === 'reference' && named.includes(one.type.name ?? ''))
    return [{ ...memberOf(one), name }];
  const signatures = one.type?.declaration?.signatures ?? [];
  return signatures.map((signature) => {
    const { tags, answers } = memberOf(signature);
    return { name, tags: [...tags, ...memberOf(one).tags], answers };
  });
}

function memberOf({ name, comment, kind, type }: Reflection): Member {
  const tags = (comment?.blockTags ?? []).map(({ tag }) => tag);
  return { name, tags, answers: kind === SIGNATURE ? type?.name : undefined };
}
