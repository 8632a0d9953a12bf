import {
  type Call,
  clientOf,
  methodsOf,
  type OfficialPackage,
  parametersOf,
  type ServiceName,
  service,
  type Told,
} from '../support/official-packages.ts';

/** Whatever speaks to one service as a client of some generation does. */
export type Speaker = {
  readonly name: string;
  readonly service: ServiceName;
  /** The version of the protocol that it understands. */
  readonly format: string;
  readonly Query: OfficialPackage['module']['Query'];
  readonly methods: readonly string[];
  readonly parameters: (method: string) => readonly string[];
  /** What it makes of an answer without a body. */
  readonly nothing: unknown;
  /** Whether it can speak for somebody with a session; if not, with a signed token. */
  readonly hasSessions: boolean;
  readonly connect: (told: Told) => Call;
};

/** An official package, as it is. */
export function speaker(one: OfficialPackage, name: ServiceName): Speaker {
  return {
    name: one.name,
    service: name,
    format: one.format,
    Query: one.module.Query,
    methods: methodsOf(one, name),
    parameters: (method) => parametersOf(one, name, method),
    nothing: one.major < 13 ? '' : { message: '' },
    hasSessions: one.major >= 12,
    connect: (told) => service(one, name, clientOf(one, told)),
  };
}
