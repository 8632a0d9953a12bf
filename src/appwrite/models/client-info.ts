import { z } from 'zod';
import type { Actor } from '../../core/actor.ts';
import { countryName } from '../../core/devices/countries.ts';
import type { Device } from '../../core/devices/device.ts';

/** Device and country of a session or a log entry. */
export const clientInfoShape = {
  osCode: z.string().describe('Code of the operating system.'),
  osName: z.string().describe('Name of the operating system.'),
  osVersion: z.string().describe('Version of the operating system.'),
  clientType: z.string().describe('Kind of client, such as `browser`.'),
  clientCode: z.string().describe('Code of the client.'),
  clientName: z.string().describe('Name of the client.'),
  clientVersion: z.string().describe('Version of the client.'),
  clientEngine: z.string().describe('Engine of the browser.'),
  clientEngineVersion: z.string().describe('Version of the engine.'),
  deviceName: z.string().describe('Kind of device, such as `desktop`.'),
  deviceBrand: z.string().describe('Maker of the device.'),
  deviceModel: z.string().describe('Model of the device.'),
  countryCode: z.string().describe('Country of the address in two letters, `--` if it is unknown.'),
  countryName: z.string().describe('Name of the country.'),
} as const;

type Client = { readonly device: Device; readonly country: string | null };

/** The name of the country is in the caller's language. */
export function clientInfoView({ device, country }: Client, { locale = 'en' }: Actor) {
  return {
    ...device,
    countryCode: country?.toLowerCase() ?? '--',
    countryName: country === null ? 'Unknown' : countryName(country, locale),
  };
}
