import { z } from 'zod';
import type { Actor } from '../../core/actor.ts';
import { countryName } from '../../core/devices/countries.ts';
import type { Device } from '../../core/devices/device.ts';

/** What a session and a log entry tell of the machine that somebody came with, and where it stood. */
export const clientInfoShape = {
  osCode: z.string(),
  osName: z.string(),
  osVersion: z.string(),
  clientType: z.string(),
  clientCode: z.string(),
  clientName: z.string(),
  clientVersion: z.string(),
  clientEngine: z.string(),
  clientEngineVersion: z.string(),
  deviceName: z.string(),
  deviceBrand: z.string(),
  deviceModel: z.string(),
  countryCode: z.string(),
  countryName: z.string(),
} as const;

type Client = { readonly device: Device; readonly country: string | null };

/** The country is named in the language of whoever asks. */
export function clientInfoView({ device, country }: Client, { locale = 'en' }: Actor) {
  return {
    ...device,
    countryCode: country?.toLowerCase() ?? '--',
    countryName: country === null ? 'Unknown' : countryName(country, locale),
  };
}
