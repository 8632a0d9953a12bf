/** The program and machine that a user agent describes. Unknown fields are empty. */
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

/** The detector's result. Unknown fields are absent. */
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
  // An engine with the browser's version number has no version of its own.
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
