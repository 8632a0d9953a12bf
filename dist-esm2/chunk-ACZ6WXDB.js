import {
  require_node_url
} from "./chunk-CRV3CMGJ.js";
import {
  require_node_net
} from "./chunk-GVQ2XIRA.js";
import {
  __toESM
} from "./chunk-57FZXIKZ.js";

// src/core/projects/host.ts
var import_node_net = __toESM(require_node_net(), 1), import_node_url = __toESM(require_node_url(), 1), LENGTH_AT_MOST = 253, LETTERS = /^[\p{L}\p{M}\p{N}.-]+$/u, PORT = /:([1-9]\d{0,4})$/, PORT_AT_MOST = 65535, SCHEMES = /* @__PURE__ */ new Set(["80", "443"]), LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
function hostOf(text) {
  let port = PORT.exec(text)?.[1];
  if (port === void 0) return nameOf(text);
  let name = nameOf(text.slice(0, -port.length - 1));
  return name && Number(port) <= PORT_AT_MOST && !SCHEMES.has(port) ? `${name}:${port}` : void 0;
}
function nameOf(text) {
  let isWide = text.startsWith("*."), named = isWide ? text.slice(2) : text;
  if (!LETTERS.test(named)) return;
  let name = (0, import_node_url.domainToASCII)(named), labels = name.split(".");
  if (!(name.length > LENGTH_AT_MOST || !labels.every((label) => LABEL.test(label))))
    return (0, import_node_net.isIPv4)(name) ? isWide || name !== named ? void 0 : name : isWide ? labels.length < 2 ? void 0 : `*.${name}` : name;
}

// src/core/projects/project.ts
var passwordCharacters = ["uppercase", "lowercase", "number", "symbol"], mfaFactors = ["totp", "email", "phone", "custom"], memberFields = [
  "userId",
  "userName",
  "userEmail",
  "userPhone",
  "userAccessedAt",
  "mfa"
], signInMethods = [
  "email-password",
  "magic-url",
  "email-otp",
  "anonymous",
  "phone",
  "jwt",
  "token",
  "invites"
], defaultPolicies = {
  passwordMinLength: 8,
  passwordCharacters: [],
  passwordHistory: 0,
  passwordDictionary: !1,
  passwordPersonalData: !1,
  invalidateSessions: !0,
  sessionSeconds: 31536e3,
  sessionIdleSeconds: 0,
  invitationSeconds: 604800,
  sessionsLimit: 10,
  usersLimit: 0,
  failedSignInsLimit: 1e3,
  rateLimits: [],
  fallbackCookies: !1,
  revealUnknownEmail: !1,
  sessionAlert: !1,
  mfaFactors: ["totp", "email", "phone"],
  denyDisposableEmails: !1,
  denyAliasedEmails: !1,
  denyFreeEmails: !1,
  corporateEmailsOnly: !1,
  canonicalEmails: !1,
  mockPhonesLimit: 0,
  hosts: [],
  hiddenMemberFields: ["userAccessedAt"],
  disabledAuthMethods: []
}, FORM = /^[a-z0-9][a-z0-9._-]{0,35}$/;
function projectIdOf(text) {
  let lower = text.toLowerCase();
  return FORM.test(lower) ? lower : void 0;
}

// src/core/projects/rate-limits.ts
var FORM2 = /^([A-Za-z][A-Za-z0-9]{0,63}):(off|[1-9]\d{0,6})$/;
function rateLimitOf(text) {
  let [, operation, amount] = FORM2.exec(text) ?? [];
  if (!(operation === void 0 || amount === void 0))
    return amount === "off" ? { operation, most: "off" } : Number(amount) <= 1e6 ? { operation, most: Number(amount) } : void 0;
}
function rateLimitIn({ rateLimits: rateLimits2 }, operation) {
  if (rateLimits2.length !== 0)
    return rateLimits2.includes("off") ? "off" : rateLimits2.map(rateLimitOf).find((limit) => limit?.operation === operation)?.most;
}

// src/core/failure.ts
var Failure = class extends Error {
  name = "Failure";
  code;
  data;
  constructor(failure, options) {
    let data = typeof failure == "string" ? { code: failure } : failure;
    super(data.code, options), this.code = data.code, this.data = data;
  }
};
function retryAfterSeconds(data) {
  return "retryAfterSeconds" in data ? data.retryAfterSeconds : void 0;
}

// src/core/projects/policies.ts
var YEAR_SECONDS = 31536e3, HOSTS_AT_MOST = 100, NO_VALUE = { wrong: void 0 }, hosts = {
  takes: `up to ${HOSTS_AT_MOST} hosts separated by commas, such as example.com,*.example.org`,
  parse: (text) => {
    let names = itemsOf(text).map((word) => hostOf(word) ?? { wrong: word }), wrong = names.find((name) => typeof name != "string");
    if (wrong) return wrong;
    let known = [...new Set(names)];
    return known.length > HOSTS_AT_MOST ? NO_VALUE : { value: known };
  }
}, RATE_LIMITS_AT_MOST = 100, rateLimits = {
  takes: "off, or operations with requests in their window, such as accountCreate:100,accountCreateJWT:off",
  parse: (text) => {
    let limits = itemsOf(text);
    if (limits.length === 1 && limits[0] === "off") return { value: limits };
    let wrong = limits.find((limit) => rateLimitOf(limit) === void 0);
    return wrong !== void 0 ? { wrong } : new Set(limits.map((limit) => rateLimitOf(limit)?.operation)).size < limits.length || limits.length > RATE_LIMITS_AT_MOST ? NO_VALUE : { value: limits };
  }
}, methods = someOf(signInMethods), fields = someOf(memberFields), policies = {
  passwordMinLength: { ...number(8, 256), sentence: "The minimum length of a new password in bytes." },
  passwordCharacters: {
    ...someOf(passwordCharacters),
    sentence: "A new password needs a character of each of these kinds; letters and digits are those of ASCII."
  },
  passwordHistory: {
    ...number(0, 20),
    sentence: "How many earlier passwords of the user a new one must differ from; 0 keeps none."
  },
  passwordDictionary: { ...onOff(), sentence: "Refuses the 10,000 most common passwords." },
  passwordPersonalData: {
    ...onOff(),
    sentence: "Refuses a password that contains the id, name, email or phone of its user."
  },
  invalidateSessions: {
    ...onOff(),
    sentence: "A new password ends the sessions of its user; one that a server or a recovery sets also revokes keys."
  },
  sessionSeconds: { ...number(60, YEAR_SECONDS), sentence: "The lifetime of a session in seconds." },
  sessionIdleSeconds: {
    ...number(60, YEAR_SECONDS, 0),
    sentence: "Ends a session that is unused for this many seconds; 0 ends none."
  },
  invitationSeconds: {
    ...number(60, YEAR_SECONDS),
    sentence: "An invitation to a team may be accepted for so many seconds."
  },
  sessionsLimit: {
    ...number(0, 100),
    sentence: "How many sessions a user has, of which the oldest are deleted; 0 for no limit."
  },
  usersLimit: {
    ...number(0, 1e4),
    sentence: "Refuses sign-ups at this number of users; 0 for no limit. API keys can still create users."
  },
  failedSignInsLimit: {
    ...number(0, 1e6),
    sentence: "A network, which is an IPv4 address or an IPv6 /64, fails to sign in at most so often within an hour; 0 for any number."
  },
  rateLimits: {
    ...rateLimits,
    sentence: "Rate limits of the protocol that the project replaces, by the operation of the API; off for none. Wrong passwords and codes are limited all the same."
  },
  fallbackCookies: {
    ...onOff(),
    sentence: "Also sends a session\u2019s secret as a header, for browsers that block third-party cookies."
  },
  revealUnknownEmail: {
    ...onOff(),
    sentence: "Reports to the caller of a recovery that no user has the address."
  },
  sessionAlert: {
    ...onOff(),
    sentence: "Tells users by mail of a new session, except of the first one and of sign-ins by mail."
  },
  mfaFactors: {
    ...someOf(mfaFactors),
    sentence: "The accepted second factors; recovery codes always are."
  },
  denyDisposableEmails: {
    ...onOff(),
    sentence: "Refuses new addresses of providers of disposable mailboxes."
  },
  denyAliasedEmails: {
    ...onOff(),
    sentence: "Refuses new addresses with tags, dots or domains that their provider ignores."
  },
  denyFreeEmails: { ...onOff(), sentence: "Refuses new addresses of free mail providers." },
  corporateEmailsOnly: {
    ...onOff(),
    sentence: "Refuses new addresses of free and of disposable mail providers."
  },
  canonicalEmails: {
    ...onOff(),
    sentence: "Treats an address as taken when another spelling of its mailbox is."
  },
  mockPhonesLimit: {
    ...number(0, 5e3),
    sentence: "How many phone numbers may have a fixed code, for tests; 0 switches fixed codes off."
  },
  hosts: { ...hosts, sentence: "Hosts of the project\u2019s own pages: allowed origins, and targets of links." },
  hiddenMemberFields: {
    ...fields,
    sentence: "Parts of a membership that members of a team do not see of each other."
  },
  disabledAuthMethods: { ...methods, sentence: "Disabled authentication methods." }
}, policyNames = Object.keys(policies);
function parsePolicies(pairs) {
  let values = /* @__PURE__ */ new Map();
  for (let pair of pairs) {
    let [, name = "", text = ""] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
    if (!pair.includes("=")) throw invalid({ rule: "not_a_pair", text: pair });
    if (!isPolicyName(name)) throw invalid({ rule: "unknown", policy: name });
    if (values.has(name)) throw invalid({ rule: "repeated", policy: name });
    let parsed = text === "default" ? { value: defaultPolicies[name] } : policies[name].parse(text);
    if ("wrong" in parsed)
      throw invalid({
        rule: "value",
        policy: name,
        ...parsed.wrong !== void 0 && { wrong: parsed.wrong }
      });
    values.set(name, parsed.value);
  }
  return Object.fromEntries(values);
}
function formatPolicy(value) {
  return typeof value == "boolean" ? value ? "on" : "off" : typeof value == "number" ? String(value) : value.join(",");
}
function isPolicyName(name) {
  return Object.hasOwn(policies, name);
}
function someOf(names) {
  return {
    takes: `some of ${names.join(", ")}, separated by commas`,
    parse: (text) => {
      let words = itemsOf(text), known = names.filter((name) => words.includes(name));
      return known.length < new Set(words).size ? NO_VALUE : { value: known };
    }
  };
}
function number(least, most, also) {
  let range = `a whole number from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}`;
  return {
    takes: also === void 0 ? range : `${also} or ${range}`,
    parse: (text) => {
      let value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most || value === also ? { value } : NO_VALUE;
    }
  };
}
function onOff() {
  let values = { on: !0, true: !0, off: !1, false: !1 };
  return {
    takes: "on or off",
    parse: (text) => Object.hasOwn(values, text) ? { value: values[text] } : NO_VALUE
  };
}
function itemsOf(text) {
  return text.split(",").map((word) => word.trim()).filter(Boolean);
}
function invalid(problem) {
  return new Failure({ code: "policy_invalid", ...problem });
}

// src/core/users/email.ts
var import_node_net2 = __toESM(require_node_net(), 1), import_node_url2 = __toESM(require_node_url(), 1), LOCAL_AT_MOST = 64, DOMAIN_AT_MOST = 253, ATOM = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/, QUOTED = /^"[a-z0-9!#$%&'*+/=?^_`{|}~. -]+"$/, LABEL2 = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, ASCII = /^[\x20-\x7e]+$/, INTERNATIONAL_LABEL = /^[\p{L}\p{M}\p{N}-]+$/u, ENCODED = "xn--";
function emailOf(text) {
  let encoded = withEncodedDomain(text.trim());
  if (encoded === void 0 || !ASCII.test(encoded)) return;
  let lower = encoded.toLowerCase(), at = lower.lastIndexOf("@"), local = lower.slice(0, at), domain = lower.slice(at + 1);
  if (!(at < 1 || local.length > LOCAL_AT_MOST || domain.length > DOMAIN_AT_MOST) && !(!ATOM.test(local) && !QUOTED.test(local)))
    return isDomain(domain) ? lower : void 0;
}
function readableEmail(email) {
  let at = email.lastIndexOf("@") + 1, domain = email.slice(at);
  return domain.includes(ENCODED) ? email.slice(0, at) + ((0, import_node_url2.domainToUnicode)(domain) || domain) : email;
}
function withEncodedDomain(address) {
  if (ASCII.test(address) || address.length > LOCAL_AT_MOST + 1 + DOMAIN_AT_MOST) return address;
  let at = address.lastIndexOf("@") + 1, encoded = address.slice(at).split(".").map((label) => {
    if (ASCII.test(label)) return label;
    let ascii = INTERNATIONAL_LABEL.test(label) ? (0, import_node_url2.domainToASCII)(label) : "";
    return ascii.startsWith(ENCODED) ? ascii : void 0;
  });
  return encoded.includes(void 0) ? void 0 : address.slice(0, at) + encoded.join(".");
}
function isDomain(domain) {
  let literal = /^\[(ipv6:)?([^%]+)\]$/.exec(domain);
  if (literal) return literal[1] ? (0, import_node_net2.isIPv6)(literal[2] ?? "") : (0, import_node_net2.isIPv4)(literal[2] ?? "");
  let labels = domain.split(".");
  return labels.length > 1 && labels.every((label) => LABEL2.test(label)) && !/^\d+$/.test(labels.at(-1) ?? "");
}

export {
  emailOf,
  readableEmail,
  Failure,
  retryAfterSeconds,
  hostOf,
  passwordCharacters,
  mfaFactors,
  memberFields,
  signInMethods,
  defaultPolicies,
  projectIdOf,
  rateLimitOf,
  rateLimitIn,
  policies,
  policyNames,
  parsePolicies,
  formatPolicy,
  isPolicyName
};
