import { disposableEmailBlocklistSet } from 'disposable-email-domains-js';
import { type Email, emailOf } from './email.ts';

/** How a provider lets one mailbox be written in several ways. */
type Provider = {
  readonly domains: RegExp;
  readonly canonicalDomain: string;
  readonly local: (local: string) => string;
};

const withoutTag = (local: string): string => local.split('+', 1)[0] ?? local;
const withoutSuffix = (local: string): string =>
  local.includes('-') ? local.slice(0, local.lastIndexOf('-')) : local;

const providers: readonly Provider[] = [
  {
    domains: /^(?:gmail|googlemail)\.com$/,
    canonicalDomain: 'gmail.com',
    local: (local) => withoutTag(local).replaceAll('.', ''),
  },
  {
    domains: /^(?:(?:outlook|hotmail|live)\.[a-z]{2,3}(?:\.[a-z]{2})?|msn\.com|passport\.com)$/,
    canonicalDomain: 'outlook.com',
    local: withoutTag,
  },
  {
    domains: /^(?:yahoo\.[a-z]{2,3}(?:\.[a-z]{2})?|ymail\.com|rocketmail\.com)$/,
    canonicalDomain: 'yahoo.com',
    local: withoutSuffix,
  },
  { domains: /^(?:icloud|me|mac)\.com$/, canonicalDomain: 'icloud.com', local: withoutTag },
  {
    domains: /^(?:proton\.me|protonmail\.com|pm\.me)$/,
    canonicalDomain: 'protonmail.com',
    local: withoutTag,
  },
  { domains: /^fastmail\.(?:com|fm)$/, canonicalDomain: 'fastmail.com', local: withoutTag },
  { domains: /^walla\.[a-z]{2,3}(?:\.[a-z]{2})?$/, canonicalDomain: 'walla.co.il', local: (local) => local },
];

export type EmailKind = {
  /** The single spelling of the mailbox, as far as its provider's rules are known. */
  readonly canonical: Email;
  /** Without what its provider ignores, at its own domain. */
  readonly unaliased: Email;
  readonly isCanonical: boolean;
  readonly isFree: boolean;
  readonly isDisposable: boolean;
  readonly isCorporate: boolean;
};

/** Free mail providers, beside those above. */
const free = new Set(
  `aol.com gmx.com gmx.de gmx.net gmx.at gmx.ch web.de mail.com zoho.com zohomail.com yandex.com yandex.ru ya.ru
  mail.ru bk.ru inbox.ru list.ru qq.com foxmail.com 163.com 126.com yeah.net sina.com sohu.com naver.com daum.net
  hanmail.net rediffmail.com tutanota.com tuta.io tutamail.com hushmail.com hey.com posteo.de mailbox.org laposte.net
  orange.fr wanadoo.fr free.fr sfr.fr libero.it virgilio.it tiscali.it t-online.de freenet.de arcor.de seznam.cz
  centrum.cz wp.pl onet.pl o2.pl interia.pl abv.bg ukr.net uol.com.br bol.com.br terra.com.br comcast.net verizon.net
  att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net btinternet.com sky.com virginmedia.com
  bigpond.com optusnet.com.au shaw.ca rogers.com sympatico.ca lycos.com inbox.com`.split(/\s+/),
);

/** The published list, loaded on first use. */
let disposable: ReadonlySet<string> | undefined;

type DomainKind = {
  readonly provider: Provider | undefined;
  readonly isFree: boolean;
  readonly isDisposable: boolean;
};

const DOMAINS_KEPT = 1_000;
const DOMAIN_LENGTH_KEPT = 100;
/** What is known about domains; a page of users asks 25 times. */
const domains = new Map<string, DomainKind>();

function domainKind(domain: string): DomainKind {
  const known = domains.get(domain);
  if (known) return known;
  disposable ??= disposableEmailBlocklistSet();
  const provider = providers.find((candidate) => candidate.domains.test(domain));
  const isFree = provider !== undefined || free.has(domain);
  const kind = { provider, isFree, isDisposable: disposable.has(domain) };
  if (domains.size >= DOMAINS_KEPT) domains.clear();
  if (domain.length <= DOMAIN_LENGTH_KEPT) domains.set(domain, kind);
  return kind;
}

/** Classifies the mailbox of an address. */
export function emailKind(email: Email): EmailKind {
  const at = email.lastIndexOf('@');
  const local = email.slice(0, at);
  const domain = email.slice(at + 1);
  const { provider, isFree, isDisposable } = domainKind(domain);
  // An address that is nothing but a tag has no other spelling.
  const canonical = (provider && emailOf(`${provider.local(local)}@${provider.canonicalDomain}`)) ?? email;
  const unaliased = (provider && emailOf(`${provider.local(local)}@${domain}`)) ?? email;
  return {
    canonical,
    unaliased,
    isCanonical: canonical === email,
    isFree,
    isDisposable,
    isCorporate: !isFree && !isDisposable,
  };
}
