import { z } from 'zod';
import type { Device } from '../core/devices/device.ts';

/** A program and machine. Texts that are not known are empty. */
export const deviceSchema = z.object({
  os: z.string(),
  osVersion: z.string(),
  browser: z.string(),
  browserVersion: z.string(),
  kind: z.string().describe('As in "desktop" or "smartphone".'),
  brand: z.string(),
  model: z.string(),
});

export function deviceView(device: Device): z.infer<typeof deviceSchema> {
  return {
    os: device.osName,
    osVersion: device.osVersion,
    browser: device.clientName,
    browserVersion: device.clientVersion,
    kind: device.deviceName,
    brand: device.deviceBrand,
    model: device.deviceModel,
  };
}
