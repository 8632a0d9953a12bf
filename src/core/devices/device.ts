/** What a user agent tells of the program and the machine behind it; empty where it tells nothing. */
export type Device = {
  readonly osCode: string;
  readonly osName: string;
  readonly osVersion: string;
  readonly clientType: string;
  readonly clientCode: string;
  readonly clientName: string;
  readonly clientVersion: string;
  readonly clientEngine: string;
  readonly clientEngineVersion: string;
  readonly deviceName: string;
  readonly deviceBrand: string;
  readonly deviceModel: string;
};

export const unknownDevice: Device = {
  osCode: '',
  osName: '',
  osVersion: '',
  clientType: '',
  clientCode: '',
  clientName: '',
  clientVersion: '',
  clientEngine: '',
  clientEngineVersion: '',
  deviceName: '',
  deviceBrand: '',
  deviceModel: '',
};

/** What the detector answers; whatever it does not know is missing. */
export type Detected = {
  readonly os?: { readonly name?: string; readonly short_name?: string; readonly version?: string };
  readonly client?: {
    readonly type?: string;
    readonly name?: string;
    readonly short_name?: string;
    readonly version?: string;
    readonly engine?: string;
    readonly engine_version?: string;
  };
  readonly device?: { readonly type?: string; readonly brand?: string; readonly model?: string };
};

export function deviceOf({ os = {}, client = {}, device = {} }: Detected): Device {
  const version = client.version ?? '';
  // Engines that are numbered like their browser have no version of their own.
  const isOwn = client.engine_version !== undefined && client.engine_version !== version;
  return {
    osCode: os.short_name ?? '',
    osName: os.name ?? '',
    osVersion: os.version ?? '',
    clientType: client.type ?? '',
    clientCode: client.short_name ?? '',
    clientName: client.name ?? '',
    clientVersion: majorAndMinor(version),
    clientEngine: client.engine ?? '',
    clientEngineVersion: isOwn ? (client.engine_version ?? '') : '',
    deviceName: device.type ?? '',
    deviceBrand: device.brand ?? '',
    deviceModel: device.model ?? '',
  };
}

function majorAndMinor(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
