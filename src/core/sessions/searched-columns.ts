import type { SessionRow } from '../../db/schema.ts';
import type { Device } from '../devices/device.ts';
import { networkKeyOf } from './network.ts';

/** What a session is searched by, as columns of their own. Texts that are not known are empty. */
export function searchedColumns({
  ip,
  device,
}: {
  readonly ip: string | null;
  readonly device: Pick<Device, 'osName' | 'clientName' | 'deviceName'>;
}): Pick<SessionRow, 'network' | 'os' | 'browser' | 'device_kind'> {
  return {
    network: ip === null ? null : networkKeyOf(ip),
    os: device.osName,
    browser: device.clientName,
    device_kind: device.deviceName,
  };
}
