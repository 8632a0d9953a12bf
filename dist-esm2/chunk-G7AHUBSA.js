import {
  emailOf
} from "./chunk-ACZ6WXDB.js";
import {
  require_node_path
} from "./chunk-4C6KPEZU.js";
import {
  require_node_net
} from "./chunk-GVQ2XIRA.js";
import {
  require_node_fs
} from "./chunk-CY4EMPPW.js";
import {
  __toESM
} from "./chunk-57FZXIKZ.js";

// src/setting-values.ts
var import_node_net = __toESM(require_node_net(), 1), ConfigError = class extends Error {
  name = "ConfigError";
}, SECRET_LEAST = 8, EARLIER_SECRETS_AT_MOST = 10, SECONDS_AT_MOST = 3600, MEGABYTES_AT_MOST = 1e6, LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];
function databaseOf(text) {
  if (/^postgres(ql)?:\/\//.test(text)) return postgresOf(text);
  let path = /^sqlite:(?:\/\/(?=\/))?((?!\/\/).+)$/.exec(text)?.[1];
  if (path === void 0)
    throw new ConfigError(
      "DENIZEN_DATABASE must be sqlite: and a path, as in sqlite:./data/denizen.db, or begin with postgres://."
    );
  return { database: Object.freeze({ engine: "sqlite", path }) };
}
function postgresOf(text) {
  if (!URL.canParse(text))
    throw new ConfigError(
      "DENIZEN_DATABASE is not a valid URL. Write postgres://USER:PASSWORD@HOST:5432/NAME and percent-encode special characters in the password."
    );
  let url = new URL(text), parameter = url.searchParams.get("password"), password = parameter === null ? url.password : encodeURIComponent(parameter);
  url.password = "", parameter !== null && url.searchParams.delete("password");
  let database = Object.freeze({ engine: "postgres", url: url.href });
  return password === "" ? { database } : { database, password };
}
function hostOf(text) {
  if ((0, import_node_net.isIP)(text) || /^[a-z0-9.-]+$/i.test(text)) return text;
  throw new ConfigError(
    `DENIZEN_HOST must be an address or a host name such as localhost, not ${JSON.stringify(text)}.`
  );
}
function portOf(text) {
  let port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new ConfigError(`DENIZEN_PORT must be a number from 0 to 65535, not ${JSON.stringify(text)}.`);
}
function projectOf(name, text) {
  let lower = text?.toLowerCase();
  if (lower === void 0 || /^[a-z0-9][a-z0-9._-]{0,35}$/.test(lower)) return lower;
  throw new ConfigError(
    `${name} must have 1 to 36 characters out of a-z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.`
  );
}
function publicUrlOf(text) {
  if (text === void 0) return;
  let url = URL.canParse(text) ? new URL(text) : void 0;
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username && url.pathname === "/") return url;
  throw new ConfigError(
    "DENIZEN_PUBLIC_URL must be a scheme and a host without a path, as in https://id.example.com."
  );
}
function proxiesOf(text) {
  let proxies = text.split(",").map((part) => part.trim()).filter(Boolean);
  for (let proxy of proxies) {
    let [address = "", bits, ...more] = proxy.split("/"), version = (0, import_node_net.isIP)(address), fits = bits === void 0 || /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
    if (version === 0 || !fits || more.length > 0)
      throw new ConfigError(
        `DENIZEN_TRUSTED_PROXIES must list addresses or networks such as 10.0.0.0/8, and ${JSON.stringify(proxy)} is neither.`
      );
  }
  return proxies;
}
function levelOf(text) {
  let level = LOG_LEVELS.find((candidate) => candidate === text);
  if (level) return level;
  throw new ConfigError(
    `DENIZEN_LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}, not ${JSON.stringify(text)}.`
  );
}
function switchOf(name, text) {
  if (text === "on" || text === "off") return text === "on";
  throw new ConfigError(`${name} must be on or off, not ${JSON.stringify(text)}.`);
}
var COST_LEAST = { memory: 7168, work: 7168 * 5 }, COST_MOST = { memory: 131072, passes: 10, lanes: 16 };
function passwordCostOf(text) {
  let [, m, t, p] = /^m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})$/.exec(text) ?? [], [memoryCost, timeCost, parallelism] = [Number(m), Number(t), Number(p)], isEnough = memoryCost >= COST_LEAST.memory && memoryCost * timeCost >= COST_LEAST.work, isBounded = memoryCost <= COST_MOST.memory && timeCost <= COST_MOST.passes;
  if (isEnough && isBounded && parallelism >= 1 && parallelism <= COST_MOST.lanes)
    return Object.freeze({ memoryCost, timeCost, parallelism });
  throw new ConfigError(
    `DENIZEN_PASSWORD_COST must be as in m=19456,t=2,p=1: memory of ${COST_LEAST.memory} to ${COST_MOST.memory} KiB, 1 to ${COST_MOST.passes} passes, 1 to ${COST_MOST.lanes} lanes, and memory times passes at least ${COST_LEAST.work}.`
  );
}
function numberOf(name, text, { most, unit }) {
  let value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new ConfigError(
    `${name} must be a number of ${unit} from 0 to ${most}, not ${JSON.stringify(text)}.`
  );
}
function secondsOf(name, text) {
  return numberOf(name, text, { most: SECONDS_AT_MOST, unit: "seconds" });
}
function megabytesOf(name, text) {
  return numberOf(name, text, { most: MEGABYTES_AT_MOST, unit: "megabytes" });
}
function secretOf(text) {
  return longEnough("DENIZEN_SECRET", text);
}
function earlierSecretsOf(text) {
  let secrets = text.split(`
`).map((line) => line.trim()).filter(Boolean);
  for (let secret of secrets) longEnough("DENIZEN_SECRET_PREVIOUS", secret);
  if (secrets.length <= EARLIER_SECRETS_AT_MOST) return secrets;
  throw new ConfigError(`DENIZEN_SECRET_PREVIOUS takes ${EARLIER_SECRETS_AT_MOST} secrets at most.`);
}
function apiKeyOf(text) {
  if (text !== void 0 && !/^[\x21-\x7e]+$/.test(text))
    throw new ConfigError(
      "DENIZEN_API_KEY must consist of printable ASCII characters without blanks: it travels in a header."
    );
  return longEnough("DENIZEN_API_KEY", text);
}
function longEnough(name, text) {
  if (text === void 0 || text.length >= SECRET_LEAST) return text;
  throw new ConfigError(
    `${name} must have ${SECRET_LEAST} characters or more. Make one with: openssl rand -hex 32`
  );
}

// src/config.ts
var import_node_fs = __toESM(require_node_fs(), 1), import_node_path = __toESM(require_node_path(), 1);

// src/delivery/settings.ts
var import_node_net2 = __toESM(require_node_net(), 1);
var SMTP_PORTS = { "smtp:": 587, "smtps:": 465 }, NAME_AT_MOST = 100, NAMED = /^(?:"([^"<>\\]*)"|([^"<>\\]*?))\s*<([^<>]+)>$/, CONTROLS = new RegExp("\\p{C}", "u");
function smtpOf(text) {
  if (text === void 0) return;
  let url = URL.canParse(text) ? new URL(text) : void 0, port = url && SMTP_PORTS[url.protocol], host = url?.hostname.replace(/^\[(.*)\]$/, "$1") ?? "", isHost = (0, import_node_net2.isIP)(host) !== 0 || /^[a-z0-9._-]+$/i.test(host), hasMore = url && (url.search !== "" || url.hash !== "" || !["", "/"].includes(url.pathname));
  if (!url || !port || !isHost || hasMore || url.port === "0")
    throw new ConfigError(
      "DENIZEN_SMTP_URL must be smtp:// or smtps://, then USER:PASSWORD@ if the server wants to know, and a host, as in smtp://ann:secret@mail.example.com:587. Percent-encode special characters in the password."
    );
  return { server: Object.freeze({
    host,
    port: url.port === "" ? port : Number(url.port),
    tls: url.protocol === "smtps:" ? "at once" : "when offered"
  }), login: loginOf(url) };
}
function loginOf(url) {
  if (url.username === "" && url.password === "") return;
  let [user, password] = [decoded(url.username), decoded(url.password)];
  if (user && password) return Object.freeze({ user, password });
  throw new ConfigError(
    "DENIZEN_SMTP_URL must have both a user and a password, or neither, as in smtp://ann:secret@mail.example.com:587. Write % itself as %25."
  );
}
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return;
  }
}
function mailFromOf(text, needed) {
  if (text === void 0 && !needed) return;
  let [, quoted, bare, inBrackets] = NAMED.exec(text ?? "") ?? [], address = emailOf(inBrackets ?? text ?? ""), name = (quoted ?? bare ?? "").trim();
  if (address && name.length <= NAME_AT_MOST && !CONTROLS.test(text ?? ""))
    return Object.freeze({ name, address });
  throw new ConfigError(
    text === void 0 ? "DENIZEN_MAIL_FROM must be the sender of mail when DENIZEN_SMTP_URL is set, as in id@example.com." : "DENIZEN_MAIL_FROM must be an address, or a name and an address as in Example <id@example.com>."
  );
}
function smsUrlOf(text) {
  if (text === void 0) return;
  let url = URL.canParse(text) ? new URL(text) : void 0;
  if (url && /^https?:$/.test(url.protocol) && !url.hash && !url.username && !url.password) return url;
  throw new ConfigError(
    "DENIZEN_SMS_URL must begin with https:// or http://, without user and password, as in https://sms.example.com/send: the signature authenticates the caller."
  );
}
function smsSecretOf(text, needed) {
  if (text !== void 0 || !needed) return longEnough("DENIZEN_SMS_SECRET", text);
  throw new ConfigError(
    "DENIZEN_SMS_SECRET must be set when DENIZEN_SMS_URL is: it signs the requests. Make one with: openssl rand -hex 32"
  );
}

// src/config.ts
var SECRET_STRONG = 32, KUBERNETES = " Kubernetes adds such variables for a service of that name: set enableServiceLinks to false.", settings = [
  {
    name: "DENIZEN_HOST",
    flag: "host",
    value: "address",
    fallback: "localhost",
    text: "Address to listen on; localhost is 127.0.0.1 and ::1, 0.0.0.0 is all."
  },
  {
    name: "DENIZEN_PORT",
    flag: "port",
    value: "number",
    fallback: "4100",
    text: "Port to listen on; 0 picks a free one."
  },
  {
    name: "DENIZEN_DATABASE",
    flag: "database",
    secret: "password",
    value: "url",
    fallback: "sqlite:./data/denizen.db",
    text: "sqlite:PATH, sqlite::memory: (gone when the server stops) or postgres://USER:PASSWORD@HOST/NAME."
  },
  {
    name: "DENIZEN_PREPARED",
    flag: "prepared",
    value: "on|off",
    fallback: "on",
    text: "off keeps no prepared statements in PostgreSQL, for poolers that cannot keep them apart, as PgBouncer before 1.21."
  },
  {
    name: "DENIZEN_DATABASE_WAIT_SECONDS",
    flag: "database-wait-seconds",
    value: "seconds",
    fallback: "30",
    text: "How long a start waits for a PostgreSQL server that does not answer; 0 does not wait."
  },
  {
    name: "DENIZEN_DISK_MIN_FREE_MB",
    flag: "disk-min-free-mb",
    value: "megabytes",
    fallback: "100",
    text: "Free space on the disk of the SQLite database below which /readyz is red and check warns."
  },
  {
    name: "DENIZEN_SECRET",
    flag: "secret",
    secret: "whole",
    value: "text",
    fallback: "",
    text: "Secret that encrypts stored messages, tokens and seeds; 32 random characters or more, kept outside the database. Defaults to a key file in the data folder."
  },
  {
    name: "DENIZEN_SECRET_PREVIOUS",
    flag: "secret-previous",
    secret: "whole",
    value: "text",
    fallback: "",
    text: "Earlier values of DENIZEN_SECRET during its rotation, one per line."
  },
  {
    name: "DENIZEN_PROJECT",
    flag: "project",
    value: "id",
    fallback: "",
    text: "Project to create at the start if it does not exist."
  },
  {
    name: "DENIZEN_API_KEY",
    flag: "api-key",
    secret: "whole",
    value: "text",
    fallback: "",
    text: "Secret of a key of that project with all scopes; a new value replaces it."
  },
  {
    name: "DENIZEN_HEX_PROJECT",
    flag: "hex-project",
    value: "id",
    fallback: "",
    text: "Project that serves hex.pm clients under /hex/api; without it there is no /hex."
  },
  {
    name: "DENIZEN_PUBLIC_URL",
    flag: "public-url",
    value: "url",
    fallback: "",
    text: "Public address of the server, such as https://id.example.com; pages of this origin may call it."
  },
  {
    name: "DENIZEN_TRUSTED_PROXIES",
    flag: "trusted-proxies",
    value: "list",
    fallback: "",
    text: "Addresses or networks of trusted proxies, separated by commas, whose X-Forwarded-For is used, such as 10.0.0.0/8."
  },
  {
    name: "DENIZEN_LOG_LEVEL",
    flag: "log-level",
    value: "level",
    fallback: "info",
    text: `Least severe level to log: ${LOG_LEVELS.join(", ")}.`
  },
  {
    name: "DENIZEN_PASSWORD_COST",
    flag: "password-cost",
    value: "costs",
    fallback: "m=19456,t=2,p=1",
    text: "Cost of new password hashes (argon2id): memory in KiB, passes, lanes. Older hashes are upgraded at the next sign-in."
  },
  {
    name: "DENIZEN_SUBSTRING_INDEX",
    flag: "substring-index",
    value: "on|off",
    fallback: "on",
    text: "Index that finds users by a part of a word, built or dropped at the next start; off saves about 150 bytes per user, and up to half of the time to create one."
  },
  {
    name: "DENIZEN_SMTP_URL",
    flag: "smtp-url",
    secret: "password",
    value: "url",
    fallback: "",
    text: "SMTP server: smtp://USER:PASSWORD@HOST:587, or smtps:// for implicit TLS. Needs DENIZEN_MAIL_FROM."
  },
  {
    name: "DENIZEN_MAIL_FROM",
    flag: "mail-from",
    value: "address",
    fallback: "",
    text: "Sender of mail: id@example.com, or Example <id@example.com>."
  },
  {
    name: "DENIZEN_MAIL_TEMPLATES",
    flag: "mail-templates",
    value: "folder",
    fallback: "",
    text: "Folder of templates that replace those of Denizen, such as recovery.de.html."
  },
  {
    name: "DENIZEN_PRIVATE_WEBHOOKS",
    flag: "private-webhooks",
    value: "on|off",
    fallback: "off",
    text: "on lets webhooks lead to private addresses and use plain HTTP, for development."
  },
  {
    name: "DENIZEN_SMS_URL",
    flag: "sms-url",
    secret: "whole",
    value: "url",
    fallback: "",
    text: "Webhook that receives text messages as signed JSON. Needs DENIZEN_SMS_SECRET."
  },
  {
    name: "DENIZEN_SMS_SECRET",
    flag: "sms-secret",
    secret: "whole",
    value: "text",
    fallback: "",
    text: "Secret that signs requests to DENIZEN_SMS_URL; 32 random characters or more."
  }
], FILE = "_FILE", FILE_BYTES_AT_MOST = 65536, STANDARD_INPUT = 0, PASSWORD_IN_URL = /^[a-z+]+:\/\/[^/@]*:[^/@]+@/i, secretSettings = settings.filter((setting) => "secret" in setting), settingNames = [
  ...settings.map(({ name }) => name),
  ...secretSettings.map(({ name }) => name + FILE)
];
function readConfig(environment, flags = {}, readSecret = readSecretFile) {
  refuseUnknown(environment);
  let settingText = (name) => {
    let setting = settings.find((candidate) => candidate.name === name), value = (setting && flags[setting.flag]) ?? valueIn(environment, name, readSecret);
    return value?.trim() === "" ? void 0 : value?.trim();
  }, valueOrDefault = (name) => settingText(name) ?? settings.find((setting) => setting.name === name)?.fallback ?? "", { database, password } = databaseOf(valueOrDefault("DENIZEN_DATABASE")), smtp = smtpOf(settingText("DENIZEN_SMTP_URL")), smsUrl = smsUrlOf(settingText("DENIZEN_SMS_URL")), config = Object.freeze({
    host: hostOf(valueOrDefault("DENIZEN_HOST")),
    port: portOf(valueOrDefault("DENIZEN_PORT")),
    database,
    prepared: switchOf("DENIZEN_PREPARED", valueOrDefault("DENIZEN_PREPARED")),
    databaseWaitSeconds: secondsOf(
      "DENIZEN_DATABASE_WAIT_SECONDS",
      valueOrDefault("DENIZEN_DATABASE_WAIT_SECONDS")
    ),
    diskMinFreeMegabytes: megabytesOf("DENIZEN_DISK_MIN_FREE_MB", valueOrDefault("DENIZEN_DISK_MIN_FREE_MB")),
    dataFolder: database.engine === "sqlite" && database.path !== ":memory:" ? (0, import_node_path.dirname)(database.path) : "data",
    project: projectOf("DENIZEN_PROJECT", settingText("DENIZEN_PROJECT")),
    hexProject: projectOf("DENIZEN_HEX_PROJECT", settingText("DENIZEN_HEX_PROJECT")),
    publicUrl: publicUrlOf(settingText("DENIZEN_PUBLIC_URL")),
    trustedProxies: Object.freeze(proxiesOf(valueOrDefault("DENIZEN_TRUSTED_PROXIES"))),
    logLevel: levelOf(valueOrDefault("DENIZEN_LOG_LEVEL")),
    passwordCost: passwordCostOf(valueOrDefault("DENIZEN_PASSWORD_COST")),
    substringIndex: switchOf("DENIZEN_SUBSTRING_INDEX", valueOrDefault("DENIZEN_SUBSTRING_INDEX")),
    smtp: smtp?.server,
    mailFrom: mailFromOf(settingText("DENIZEN_MAIL_FROM"), smtp !== void 0),
    privateWebhooks: switchOf("DENIZEN_PRIVATE_WEBHOOKS", valueOrDefault("DENIZEN_PRIVATE_WEBHOOKS")),
    mailTemplates: settingText("DENIZEN_MAIL_TEMPLATES"),
    smsHost: smsUrl?.host
  }), secrets = Object.freeze({
    seal: secretOf(settingText("DENIZEN_SECRET")),
    earlierSeals: Object.freeze(earlierSecretsOf(valueOrDefault("DENIZEN_SECRET_PREVIOUS"))),
    apiKey: apiKeyOf(settingText("DENIZEN_API_KEY")),
    databasePassword: password,
    smtpLogin: smtp?.login,
    smsUrl,
    smsSecret: smsSecretOf(settingText("DENIZEN_SMS_SECRET"), smsUrl !== void 0)
  });
  return refuseSharedSecret(secrets), { config, secrets };
}
function valueIn(environment, name, readSecret) {
  let path = environment[name + FILE]?.trim();
  if (!path) return environment[name];
  if (environment[name]?.trim())
    throw new ConfigError(`${name} and ${name}${FILE} say the same: remove one of them.`);
  try {
    return readSecret(path);
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`${name}${FILE}: ${error.message}`);
    let { code } = error;
    throw new ConfigError(`${name}${FILE} names a file that cannot be read (${code ?? "unknown"}): ${path}`);
  }
}
function readSecretFile(path) {
  let text = (0, import_node_fs.readFileSync)(path === "-" ? STANDARD_INPUT : path, "utf8");
  if (text.length > FILE_BYTES_AT_MOST) throw new ConfigError("The file is longer than 64 KiB.");
  return text;
}
function warningsAboutFlags(flags) {
  return secretSettings.flatMap(({ name, flag, secret }) => {
    let value = flags[flag];
    return value === void 0 || secret === "password" && !PASSWORD_IN_URL.test(value) ? [] : [
      `Others on this machine can read --${flag} in the list of processes: set ${name}${FILE} instead.`
    ];
  });
}
function isSqliteFile({ database }) {
  return database.engine === "sqlite" && database.path !== ":memory:";
}
function keyFile(config) {
  return (0, import_node_path.join)(config.dataFolder, "denizen.key");
}
function refuseUnknown(environment) {
  let known = new Set(settingNames), unknown = Object.keys(environment).filter((name) => name.startsWith("DENIZEN_") && !known.has(name));
  if (unknown.length === 0) return;
  let hint = unknown.some((name) => /_SERVICE_HOST$|_TCP_PROTO$/.test(name)) ? KUBERNETES : "";
  throw new ConfigError(
    `There is no setting ${unknown.join(", ")}. Remove it, or use one of: ${settings.map(({ name }) => name).join(", ")}.${hint}`
  );
}
function refuseSharedSecret({ seal, apiKey }) {
  if (!(seal === void 0 || seal !== apiKey))
    throw new ConfigError(
      "DENIZEN_SECRET and DENIZEN_API_KEY must differ. Make another with: openssl rand -hex 32"
    );
}
var NOTHING_SENT = "No mail and no text message is sent, and with DENIZEN_PUBLIC_URL there is no development mailbox. Set DENIZEN_SMTP_URL or DENIZEN_SMS_URL.";
function warningsAbout(config, secrets) {
  let weak = (name, text) => text !== void 0 && text.length < SECRET_STRONG ? [
    `${name} has fewer than ${SECRET_STRONG} characters and may be guessed. Make one with: openssl rand -hex 32`
  ] : [];
  return [
    ...weak("DENIZEN_SECRET", secrets.seal),
    ...weak("DENIZEN_API_KEY", secrets.apiKey),
    ...weak("DENIZEN_SMS_SECRET", secrets.smsSecret),
    ...config.database.engine === "postgres" && secrets.seal === void 0 ? [`Without DENIZEN_SECRET the sealing key is in ${keyFile(config)}, which other servers do not have.`] : [],
    ...config.publicUrl && !config.smtp && !config.smsHost ? [NOTHING_SENT] : [],
    ...config.hexProject !== void 0 && config.publicUrl === void 0 ? ["Without DENIZEN_PUBLIC_URL, links in mails to users of DENIZEN_HEX_PROJECT point to this machine."] : []
  ];
}

export {
  ConfigError,
  settings,
  readConfig,
  warningsAboutFlags,
  isSqliteFile,
  keyFile,
  warningsAbout
};
