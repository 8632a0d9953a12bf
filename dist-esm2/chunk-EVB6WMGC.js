import {
  lockProject,
  ownedTable,
  prepared
} from "./chunk-EHK46DSF.js";
import {
  Failure,
  hostOf
} from "./chunk-ACZ6WXDB.js";

// src/core/oauth/provider.ts
var nativeOptions = {
  nativeEnabled: { takes: "switch" },
  nativeClientIds: { takes: "clientIds" }
};
function fromConfig(value, config) {
  return typeof value == "function" ? value(config) : value;
}
function isAllowedPrivate({ options }) {
  return options.allowPrivate === "on";
}
function valueAt(fields, path) {
  let value = fields;
  for (let name of path.split(".")) {
    if (typeof value != "object" || value === null || !Object.hasOwn(value, name)) return;
    value = value[name];
  }
  return value;
}
function textAt(fields, path) {
  let value = valueAt(fields, path);
  return typeof value == "number" ? String(value) : typeof value == "string" ? value : "";
}
function listAt(fields, path) {
  let value = path === "" ? fields : valueAt(fields, path);
  return Array.isArray(value) ? value.filter((item) => typeof item == "object" && item !== null) : [];
}

// src/core/oauth/providers/profiles.ts
function profileAt(url, places, more = {}) {
  return async (context) => {
    let address = typeof url == "function" ? url(context) : url;
    return profileIn(await context.get(address, typeof more == "function" ? more(context) : more), places);
  };
}
function profileIn(fields, { uid, email, name, verified }) {
  return {
    uid: textAt(fields, uid),
    email: textAt(fields, email),
    verified: verified?.(fields) ?? !1,
    name: textAt(fields, name)
  };
}
function isTrue(value) {
  return value === !0 || value === "true" || value === 1;
}
var claims = {
  uid: "sub",
  email: "email",
  name: "name",
  verified: ({ email_verified }) => isTrue(email_verified)
};

// src/core/oauth/providers/oauth2.ts
var never = () => !1, KNOWN = ["openid", "profile", "email"], paypal = (name, sandbox) => ({
  kind: "oauth2",
  name,
  scopes: ["openid", "profile", "email"],
  credentials: "basic",
  redirect: "numeric",
  authorize: `https://www.${sandbox}paypal.com/connect/`,
  extra: { flowEntry: "static" },
  token: `https://api.${sandbox}paypal.com/v1/oauth2/token`,
  profile: async ({ get }) => {
    let user = await get(`https://api.${sandbox}paypal.com/v1/identity/oauth2/userinfo?schema=paypalv1.1`), emails = listAt(user, "emails"), found = emails.find((email) => isTrue(email.primary)) ?? emails[0];
    return {
      uid: textAt(user, "payer_id"),
      email: textAt(found, "value"),
      verified: isTrue(user.verified_account),
      name: textAt(user, "name")
    };
  }
}), tradeshift = (name, host) => ({
  kind: "oauth2",
  name,
  scopes: ["openid", "offline"],
  credentials: "basic",
  authorize: `https://${host}/tradeshift/auth/login`,
  token: `https://${host}/tradeshift/auth/token`,
  profile: async ({ get }) => {
    let user = await get(`https://${host}/tradeshift/rest/external/account/info/user`);
    return { ...profileIn(user, { uid: "Id", email: "Username", name: "" }), name: fullName(user) };
  }
});
function fullName(user) {
  return [...[textAt(user, "FirstName") || textAt(user, "first_name")], textAt(user, "LastName") || textAt(user, "last_name")].filter(Boolean).join(" ");
}
async function podioProfile({ get }) {
  let user = await get("https://api.podio.com/user"), profile = await get("https://api.podio.com/user/profile"), email = textAt(user, "mail"), known = listAt(user, "mails").find(({ mail }) => mail === email);
  return {
    uid: textAt(user, "user_id"),
    email,
    verified: isTrue(known?.verified),
    name: textAt(profile, "name")
  };
}
var oauth2Providers = {
  amazon: {
    kind: "oauth2",
    name: "Amazon",
    scopes: ["profile"],
    pkce: !0,
    authorize: "https://www.amazon.com/ap/oa",
    token: "https://api.amazon.com/auth/o2/token",
    profile: profileAt("https://api.amazon.com/user/profile", {
      uid: "user_id",
      email: "email",
      name: "name",
      verified: never
    })
  },
  appwrite: {
    kind: "oauth2",
    name: "Appwrite",
    pkce: !0,
    scopes: KNOWN,
    authorize: "https://cloud.appwrite.io/v1/oauth2/console/authorize",
    token: "https://cloud.appwrite.io/v1/oauth2/console/token",
    profile: profileAt("https://cloud.appwrite.io/v1/oauth2/console/userinfo", claims)
  },
  autodesk: {
    kind: "oauth2",
    name: "Autodesk",
    scopes: ["user-profile:read"],
    pkce: !0,
    authorize: "https://developer.api.autodesk.com/authentication/v1/authorize",
    token: "https://developer.api.autodesk.com/authentication/v1/gettoken",
    refresh: "https://developer.api.autodesk.com/authentication/v1/refreshtoken",
    profile: profileAt("https://developer.api.autodesk.com/userprofile/v1/users/@me", {
      uid: "userId",
      email: "emailId",
      name: "userName",
      verified: ({ emailVerified }) => isTrue(emailVerified)
    })
  },
  bitbucket: {
    kind: "oauth2",
    name: "Bitbucket",
    scopes: [],
    credentials: "basic",
    redirect: "omitted",
    authorize: "https://bitbucket.org/site/oauth2/authorize",
    token: "https://bitbucket.org/site/oauth2/access_token",
    profile: async ({ get }) => {
      let user = await get("https://api.bitbucket.org/2.0/user"), emails = listAt(await get("https://api.bitbucket.org/2.0/user/emails"), "values"), found = emails.find((email) => isTrue(email.is_confirmed));
      return {
        uid: textAt(user, "uuid"),
        email: textAt(found ?? emails[0], "email"),
        verified: found !== void 0,
        name: textAt(user, "display_name")
      };
    }
  },
  bitly: {
    kind: "oauth2",
    name: "Bitly",
    scopes: [],
    authorize: "https://bitly.com/oauth/authorize",
    token: "https://api-ssl.bitly.com/oauth/access_token",
    profile: async ({ get }) => {
      let user = await get("https://api-ssl.bitly.com/v4/user"), emails = listAt(user, "emails"), found = emails.find((email) => isTrue(email.is_verified));
      return {
        uid: textAt(user, "login"),
        email: textAt(found ?? emails[0], "email"),
        verified: found !== void 0,
        name: textAt(user, "name")
      };
    }
  },
  box: {
    kind: "oauth2",
    name: "Box",
    scopes: ["manage_app_users"],
    scopeSeparator: ",",
    authorize: "https://account.box.com/api/oauth2/authorize",
    token: "https://api.box.com/oauth2/token",
    profile: profileAt("https://api.box.com/2.0/users/me", { uid: "id", email: "login", name: "name" })
  },
  dailymotion: {
    kind: "oauth2",
    name: "Dailymotion",
    scopes: ["userinfo", "email"],
    authorize: "https://www.dailymotion.com/oauth/authorize",
    token: "https://api.dailymotion.com/oauth/token",
    profile: profileAt("https://api.dailymotion.com/user/me?fields=email,id,fullname,verified", {
      uid: "id",
      email: "email",
      name: "fullname",
      verified: ({ verified }) => isTrue(verified)
    })
  },
  discord: {
    kind: "oauth2",
    name: "Discord",
    scopes: ["identify", "email"],
    pkce: !0,
    authorize: "https://discordapp.com/api/oauth2/authorize",
    token: "https://discordapp.com/api/oauth2/token",
    profile: profileAt("https://discordapp.com/api/users/@me", {
      uid: "id",
      email: "email",
      name: "username",
      verified: ({ verified }) => isTrue(verified)
    })
  },
  disqus: {
    kind: "oauth2",
    name: "Disqus",
    scopes: ["read", "email"],
    scopeSeparator: ",",
    authorize: "https://disqus.com/api/oauth/2.0/authorize/",
    token: "https://disqus.com/api/oauth/2.0/access_token/",
    profile: profileAt(
      ({ accessToken, config }) => `https://disqus.com/api/3.0/users/details.json?${new URLSearchParams({
        access_token: accessToken,
        api_key: config.appId,
        api_secret: config.secret
      })}`,
      { uid: "response.id", email: "response.email", name: "response.name" }
    )
  },
  dropbox: {
    kind: "oauth2",
    name: "Dropbox",
    scopes: [],
    pkce: !0,
    authorize: "https://www.dropbox.com/oauth2/authorize",
    token: "https://api.dropboxapi.com/oauth2/token",
    profile: profileAt(
      "https://api.dropboxapi.com/2/users/get_current_account",
      {
        uid: "account_id",
        email: "email",
        name: "name.display_name",
        verified: ({ email_verified }) => isTrue(email_verified)
      },
      { method: "POST" }
    )
  },
  etsy: {
    kind: "oauth2",
    name: "Etsy",
    scopes: ["email_r", "profile_r"],
    credentials: "none",
    pkce: !0,
    authorize: "https://www.etsy.com/oauth/connect/oauth/authorize",
    token: "https://api.etsy.com/v3/public/oauth/token",
    profile: async ({ get, accessToken, config }) => {
      let uid = accessToken.split(".", 1)[0] ?? "", url = `https://api.etsy.com/v3/application/users/${encodeURIComponent(uid)}`, user = await get(url, { headers: { "x-api-key": config.appId } });
      return { uid, email: textAt(user, "primary_email"), verified: !1, name: textAt(user, "login_name") };
    }
  },
  facebook: {
    kind: "oauth2",
    name: "Facebook",
    scopes: ["email"],
    scopeSeparator: ",",
    authorize: "https://www.facebook.com/v2.8/dialog/oauth",
    token: "https://graph.facebook.com/v2.8/oauth/access_token",
    profile: profileAt("https://graph.facebook.com/v2.8/me?fields=email,name", {
      uid: "id",
      email: "email",
      name: "name",
      verified: never
    })
  },
  figma: {
    kind: "oauth2",
    name: "Figma",
    scopes: ["current_user:read"],
    credentials: "basic",
    pkce: !0,
    authorize: "https://www.figma.com/oauth",
    token: "https://api.figma.com/v1/oauth/token",
    refresh: "https://api.figma.com/v1/oauth/refresh",
    profile: profileAt("https://api.figma.com/v1/me", { uid: "id", email: "email", name: "handle" })
  },
  github: {
    kind: "oauth2",
    name: "GitHub",
    scopes: ["user:email"],
    pkce: !0,
    authorize: "https://github.com/login/oauth/authorize",
    token: "https://github.com/login/oauth/access_token",
    profile: async ({ get }) => {
      let user = await get("https://api.github.com/user", { scheme: "token" }), verified = listAt(await get("https://api.github.com/user/emails", { scheme: "token" }), "").filter((email) => isTrue(email.verified)), found = verified.find((email) => isTrue(email.primary)) ?? verified.at(-1);
      return {
        uid: textAt(user, "id"),
        email: found ? textAt(found, "email") : textAt(user, "email"),
        verified: found !== void 0,
        name: textAt(user, "name")
      };
    }
  },
  google: {
    kind: "oauth2",
    name: "Google",
    pkce: !0,
    authorize: "https://accounts.google.com/o/oauth2/v2/auth",
    token: "https://oauth2.googleapis.com/token",
    scopes: [
      "https://www.googleapis.com/auth/userinfo.email",
      "https://www.googleapis.com/auth/userinfo.profile",
      "openid"
    ],
    options: { prompt: { takes: "prompts" }, ...nativeOptions },
    native: {
      issuer: () => ({
        issuers: ["https://accounts.google.com", "accounts.google.com"],
        keys: "https://www.googleapis.com/oauth2/v3/certs"
      }),
      nonce: "optional"
    },
    extra: ({ options }) => ({ access_type: "offline", prompt: options.prompt ?? "consent" }),
    profile: profileAt("https://www.googleapis.com/oauth2/v3/userinfo", claims)
  },
  huggingface: {
    kind: "oauth2",
    name: "Hugging Face",
    credentials: "basic",
    pkce: !0,
    scopes: KNOWN,
    authorize: "https://huggingface.co/oauth/authorize",
    token: "https://huggingface.co/oauth/token",
    profile: profileAt("https://huggingface.co/oauth/userinfo", claims)
  },
  kick: {
    kind: "oauth2",
    name: "Kick",
    scopes: ["user:read"],
    pkce: !0,
    authorize: "https://id.kick.com/oauth/authorize",
    token: "https://id.kick.com/oauth/token",
    profile: profileAt("https://api.kick.com/public/v1/users", {
      uid: "data.0.user_id",
      email: "data.0.email",
      name: "data.0.name"
    })
  },
  linkedin: {
    kind: "oauth2",
    name: "LinkedIn",
    scopes: KNOWN,
    authorize: "https://www.linkedin.com/oauth/v2/authorization",
    token: "https://www.linkedin.com/oauth/v2/accessToken",
    profile: async ({ get }) => {
      let fields = await get("https://api.linkedin.com/v2/userinfo"), profile = profileIn(fields, claims), parts = [textAt(fields, "given_name"), textAt(fields, "family_name")];
      return { ...profile, name: profile.name || parts.filter(Boolean).join(" ") };
    }
  },
  notion: {
    kind: "oauth2",
    name: "Notion",
    scopes: [],
    credentials: "basic",
    extra: { owner: "user" },
    authorize: "https://api.notion.com/v1/oauth/authorize",
    token: "https://api.notion.com/v1/oauth/token",
    profile: profileAt(
      "https://api.notion.com/v1/users/me",
      { uid: "bot.owner.user.id", email: "bot.owner.user.person.email", name: "bot.owner.user.name" },
      { headers: { "Notion-Version": "2021-08-16" } }
    )
  },
  paypal: paypal("PayPal", ""),
  paypalSandbox: paypal("PayPal Sandbox", "sandbox."),
  podio: {
    kind: "oauth2",
    name: "Podio",
    scopes: [],
    authorize: "https://podio.com/oauth/authorize",
    token: "https://api.podio.com/oauth/token",
    profile: podioProfile
  },
  salesforce: {
    kind: "oauth2",
    name: "Salesforce",
    credentials: "basic",
    pkce: !0,
    scopes: ["openid"],
    authorize: "https://login.salesforce.com/services/oauth2/authorize",
    token: "https://login.salesforce.com/services/oauth2/token",
    profile: profileAt("https://login.salesforce.com/services/oauth2/userinfo", {
      ...claims,
      uid: "user_id"
    })
  },
  slack: {
    kind: "oauth2",
    name: "Slack",
    scopes: ["openid", "profile", "email"],
    scopeSeparator: ",",
    scopeParameter: "user_scope",
    tokensPath: "authed_user",
    authorize: "https://slack.com/oauth/v2/authorize",
    token: "https://slack.com/api/oauth.v2.access",
    profile: profileAt("https://slack.com/api/users.identity", {
      uid: "user.id",
      email: "user.email",
      name: "user.name"
    })
  },
  spotify: {
    kind: "oauth2",
    name: "Spotify",
    scopes: ["user-read-email"],
    credentials: "basic",
    pkce: !0,
    authorize: "https://accounts.spotify.com/authorize",
    token: "https://accounts.spotify.com/api/token",
    profile: profileAt("https://api.spotify.com/v1/me", { uid: "id", email: "email", name: "display_name" })
  },
  stripe: {
    kind: "oauth2",
    name: "Stripe",
    scopes: ["read_write"],
    authorize: "https://connect.stripe.com/oauth/authorize",
    token: "https://connect.stripe.com/oauth/token",
    profile: profileAt(
      ({ answer }) => `https://api.stripe.com/v1/accounts/${encodeURIComponent(textAt(answer, "stripe_user_id"))}`,
      { uid: "id", email: "email", name: "name" }
    )
  },
  tradeshift: tradeshift("Tradeshift", "api.tradeshift.com"),
  tradeshiftBox: tradeshift("Tradeshift Sandbox", "api-sandbox.tradeshift.com"),
  twitch: {
    kind: "oauth2",
    name: "Twitch",
    scopes: ["user:read:email"],
    extra: { force_verify: "true" },
    authorize: "https://id.twitch.tv/oauth2/authorize",
    token: "https://id.twitch.tv/oauth2/token",
    profile: profileAt(
      "https://api.twitch.tv/helix/users",
      { uid: "data.0.id", email: "data.0.email", name: "data.0.display_name" },
      ({ config }) => ({ headers: { "Client-Id": config.appId } })
    )
  },
  wordpress: {
    kind: "oauth2",
    name: "WordPress",
    scopes: ["auth"],
    authorize: "https://public-api.wordpress.com/oauth2/authorize",
    token: "https://public-api.wordpress.com/oauth2/token",
    profile: async ({ get }) => {
      let user = await get("https://public-api.wordpress.com/rest/v1/me"), verified = isTrue(user.email_verified) || isTrue(user.verified), profile = profileIn(user, { uid: "ID", email: "email", name: "username" });
      return { ...profile, verified, email: verified ? profile.email : "" };
    }
  },
  x: {
    kind: "oauth2",
    name: "X",
    credentials: "basic",
    pkce: !0,
    scopes: ["tweet.read", "users.read", "users.email", "offline.access"],
    authorize: "https://x.com/i/oauth2/authorize",
    token: "https://api.x.com/2/oauth2/token",
    profile: profileAt("https://api.x.com/2/users/me?user.fields=confirmed_email", {
      uid: "data.id",
      email: "data.confirmed_email",
      name: "data.name",
      verified: (fields) => textAt(fields, "data.confirmed_email") !== ""
    })
  },
  yahoo: {
    kind: "oauth2",
    name: "Yahoo",
    credentials: "basic",
    scopes: KNOWN,
    authorize: "https://api.login.yahoo.com/oauth2/request_auth",
    token: "https://api.login.yahoo.com/oauth2/get_token",
    profile: profileAt("https://api.login.yahoo.com/openid/v1/userinfo", claims)
  },
  yammer: {
    kind: "oauth2",
    name: "Yammer",
    scopes: [],
    authorize: "https://www.yammer.com/oauth2/oauth2/authorize",
    token: "https://www.yammer.com/oauth2/access_token",
    tokensPath: "access_token",
    profile: profileAt("https://www.yammer.com/api/v1/users/current.json", {
      uid: "id",
      email: "email",
      name: "full_name"
    })
  },
  yandex: {
    kind: "oauth2",
    name: "Yandex",
    scopes: [],
    credentials: "basic",
    redirect: "omitted",
    authorize: "https://oauth.yandex.com/authorize",
    token: "https://oauth.yandex.com/token",
    profile: profileAt(
      "https://login.yandex.ru/info?format=json",
      { uid: "id", email: "default_email", name: "display_name" },
      { scheme: "OAuth" }
    )
  },
  zoom: {
    kind: "oauth2",
    name: "Zoom",
    scopes: ["user_info:read"],
    credentials: "basic",
    pkce: !0,
    authorize: "https://zoom.us/oauth/authorize",
    token: "https://zoom.us/oauth/token",
    profile: async ({ get }) => {
      let user = await get("https://api.zoom.us/v2/users/me"), verified = user.verified === 1;
      return { ...profileIn(user, { uid: "id", email: "email", name: "" }), verified, name: fullName(user) };
    }
  }
};

// src/core/oauth/providers/oidc.ts
var CLIENT_SECRET_SECONDS = 180, APPLE = "https://appleid.apple.com", ZOHO = "https://accounts.zoho.com", oidcProviders = {
  apple: {
    kind: "oidc",
    name: "Apple",
    scopes: ["name", "email"],
    extra: { response_mode: "form_post" },
    options: {
      keyID: { takes: "word", required: !0 },
      teamID: { takes: "word", required: !0 },
      ...nativeOptions
    },
    native: { issuer: () => ({ issuers: [APPLE], keys: `${APPLE}/auth/keys` }), nonce: "required" },
    server: () => ({
      issuer: APPLE,
      authorization_endpoint: `${APPLE}/auth/authorize`,
      token_endpoint: `${APPLE}/auth/token`,
      jwks_uri: `${APPLE}/auth/keys`
    }),
    secret: appleSecret
  },
  oidc: {
    kind: "oidc",
    name: "OpenID Connect",
    scopes: ["openid", "profile", "email"],
    userInfo: !0,
    pkce: !0,
    options: {
      wellKnownEndpoint: { takes: "url", required: !0 },
      authorizationEndpoint: { takes: "url" },
      tokenEndpoint: { takes: "url" },
      userInfoEndpoint: { takes: "url" },
      prompt: { takes: "prompts" },
      maxAge: { takes: "seconds" },
      allowPrivate: { takes: "word" },
      ...nativeOptions
    },
    native: { issuer: ({ options }) => new URL(options.wellKnownEndpoint ?? ""), nonce: "optional" },
    extra: ({ options: { prompt, maxAge } }) => ({
      ...prompt !== void 0 && { prompt },
      ...maxAge !== void 0 && { max_age: maxAge }
    }),
    issuer: ({ options }) => options.wellKnownEndpoint ?? "",
    server: ({ options }) => new URL(options.wellKnownEndpoint ?? "")
  },
  zoho: {
    kind: "oidc",
    name: "Zoho",
    scopes: ["openid", "email", "profile"],
    extra: { access_type: "offline" },
    server: () => ({
      issuer: ZOHO,
      authorization_endpoint: `${ZOHO}/oauth/v2/auth`,
      token_endpoint: `${ZOHO}/oauth/v2/token`,
      jwks_uri: `${ZOHO}/oauth/v2/keys`
    })
  }
};
async function appleSecret({ appId, secret, options }, now) {
  let { importPKCS8, SignJWT } = await import("./webapi-SNXPXFWP.js"), issuedAt = Math.floor(now / 1e3);
  return new SignJWT().setProtectedHeader({ alg: "ES256", kid: options.keyID ?? "" }).setIssuer(options.teamID ?? "").setSubject(appId).setAudience(APPLE).setIssuedAt(issuedAt).setExpirationTime(issuedAt + CLIENT_SECRET_SECONDS).sign(await importPKCS8(secret, "ES256"));
}

// src/core/oauth/providers/tenant.ts
var OFFLINE = ["openid", "profile", "email", "offline_access"], privately = { allowPrivate: { takes: "word" } };
function hosted(name, base, paths) {
  return {
    kind: "oauth2",
    name,
    issuer: base,
    authorize: (config) => base(config) + paths.authorize,
    token: (config) => base(config) + paths.token,
    scopes: OFFLINE,
    pkce: !0,
    profile: profileAt(({ config }) => base(config) + paths.user, claims)
  };
}
var below = (option) => (config) => `https://${config.options[option] ?? ""}`, tenantOf = ({ options }) => encodeURIComponent(options.tenantID ?? "common");
function gitlabOf({ options }) {
  return (options.endpoint ?? "https://gitlab.com").replace(/\/+$/, "");
}
var tenantProviders = {
  auth0: {
    ...hosted("Auth0", below("auth0Domain"), {
      authorize: "/authorize",
      token: "/oauth/token",
      user: "/userinfo"
    }),
    options: { auth0Domain: { takes: "host", required: !0 }, ...privately }
  },
  authentik: {
    ...hosted("Authentik", below("authentikDomain"), {
      authorize: "/application/o/authorize/",
      token: "/application/o/token/",
      user: "/application/o/userinfo/"
    }),
    options: { authentikDomain: { takes: "host", required: !0 }, ...privately }
  },
  fusionauth: {
    ...hosted("FusionAuth", below("fusionAuthDomain"), {
      authorize: "/oauth2/authorize",
      token: "/oauth2/token",
      user: "/oauth2/userinfo"
    }),
    options: { fusionAuthDomain: { takes: "host", required: !0 }, ...privately }
  },
  gitlab: {
    kind: "oauth2",
    name: "GitLab",
    scopes: ["read_user"],
    pkce: !0,
    options: { endpoint: { takes: "url" }, allowPrivate: { takes: "word" } },
    issuer: gitlabOf,
    authorize: (config) => `${gitlabOf(config)}/oauth/authorize`,
    token: (config) => `${gitlabOf(config)}/oauth/token`,
    profile: profileAt(({ config }) => `${gitlabOf(config)}/api/v4/user`, {
      uid: "id",
      email: "email",
      name: "name",
      verified: ({ confirmed_at }) => typeof confirmed_at == "string" && confirmed_at !== ""
    })
  },
  keycloak: {
    ...hosted(
      "Keycloak",
      ({ options }) => `https://${options.keycloakDomain ?? ""}/realms/${encodeURIComponent(options.keycloakRealm ?? "")}`,
      {
        authorize: "/protocol/openid-connect/auth",
        token: "/protocol/openid-connect/token",
        user: "/protocol/openid-connect/userinfo"
      }
    ),
    options: {
      keycloakDomain: { takes: "host", required: !0 },
      keycloakRealm: { takes: "word", required: !0 },
      ...privately
    }
  },
  microsoft: {
    kind: "oauth2",
    name: "Microsoft",
    scopes: ["offline_access", "user.read"],
    pkce: !0,
    options: { tenantID: { takes: "word" } },
    authorize: (config) => `https://login.microsoftonline.com/${tenantOf(config)}/oauth2/v2.0/authorize`,
    token: (config) => `https://login.microsoftonline.com/${tenantOf(config)}/oauth2/v2.0/token`,
    profile: profileAt("https://graph.microsoft.com/v1.0/me", {
      uid: "id",
      email: "userPrincipalName",
      name: "displayName"
    })
  },
  okta: {
    ...hosted(
      "Okta",
      ({ options }) => `https://${options.oktaDomain ?? ""}/oauth2/${encodeURIComponent(options.authorizationServerId ?? "default")}`,
      { authorize: "/v1/authorize", token: "/v1/token", user: "/v1/userinfo" }
    ),
    options: {
      oktaDomain: { takes: "host", required: !0 },
      authorizationServerId: { takes: "word" },
      ...privately
    }
  }
};

// src/core/oauth/providers/table.ts
var all = { ...oauth2Providers, ...tenantProviders, ...oidcProviders }, providers = all, providerKeys = Object.keys(all).sort();
function isProviderKey(key) {
  return Object.hasOwn(all, key);
}

// src/core/oauth/store.ts
var providers2 = ownedTable("providers", { owner: {}, key: "key" }), states = ownedTable("oauth_states", { owner: {}, key: "id" }), upsertProvider = prepared(
  ({ db }, { project_id, key, ...columns }) => db.insertInto("providers").values({ project_id, key, ...columns }).onConflict((conflict) => conflict.columns(["project_id", "key"]).doUpdateSet(columns))
), findProvider = providers2.find({ key: "key" }), providersOf = providers2.list({}, { order: ["key"] }), takeProvider = providers2.take({ key: "key" }), takeState = states.unaudited.take({ id: "id", expires_at: "> now" }), insertState = states.unaudited.insert;

// src/core/oauth/provider-configs.ts
var LENGTH_AT_MOST = 8192, CLIENT_IDS_AT_MOST = 20, CLIENT_ID = /^[\w.~:@/-]{1,256}$/, PROMPTS = ["none", "login", "consent", "select_account"];
async function getEnabledProvider(core, actor, key) {
  let row = await findProvider(core.read, actor.project.id, { key }), config = row && row.enabled_at !== null ? openConfig(core, row) : void 0;
  if (!config) throw new Failure("provider_disabled");
  return { key, provider: providers[key], config };
}
async function getNativeProvider(core, actor, key) {
  let provider = providers[key], { native } = provider;
  if (!native) throw new Failure("provider_unsupported");
  let row = await findProvider(core.read, actor.project.id, { key }), config = row && openConfig(core, row);
  if (config?.options.nativeEnabled !== "on") throw new Failure("provider_disabled");
  let clientIds = config.options.nativeClientIds?.split(",") ?? [];
  return { key, provider: { ...provider, native }, config, audience: [config.appId, ...clientIds] };
}
async function setProvider(core, actor, input) {
  let { key, clientId, enabled } = input;
  if (!isProviderKey(key)) throw invalid({ rule: "provider_unknown", provider: key, known: providerKeys });
  let project = actor.project.id, needsNone = "credentials" in providers[key] && providers[key].credentials === "none";
  if (clientId === "" || clientId.length > LENGTH_AT_MOST) throw invalid({ rule: "client_id" });
  if ((input.secret ?? "").length > LENGTH_AT_MOST) throw invalid({ rule: "secret_too_long" });
  let isNativeOnly = !enabled && input.options.includes("nativeEnabled=on"), options = optionsOf(providers[key], input.options, isNativeOnly), at = core.clock.now(), act = { act: "provider.update", details: { provider: key, enabled } };
  return await core.write(actor, act, async (tx) => {
    await lockProject(tx, project);
    let known = await findProvider(tx, project, { key }), secret = input.secret ?? (known && openConfig(core, known)?.secret);
    if (secret === void 0 && !needsNone && !isNativeOnly) throw invalid({ rule: "secret_missing" });
    await upsertProvider(tx, {
      project_id: project,
      key,
      app_id: clientId,
      secret: core.seal.seal(JSON.stringify({ secret: secret ?? "", options })),
      enabled_at: enabled ? known?.enabled_at ?? at : null,
      updated_at: at
    });
  }), { key, clientId, enabled, options };
}
async function listProviders(core, actor) {
  return (await providersOf(core.read, actor.project.id)).map((row) => ({
    key: row.key,
    clientId: row.app_id,
    enabled: row.enabled_at !== null,
    options: openConfig(core, row)?.options ?? {}
  }));
}
async function removeProvider(core, actor, key) {
  await core.write(actor, { act: "provider.delete", details: { provider: key } }, async (tx) => {
    if (!await takeProvider(tx, actor.project.id, { key }))
      throw invalid({ rule: "not_set_up", provider: key });
  });
}
function openConfig(core, row) {
  let text = core.seal.open(row.secret);
  if (text !== void 0)
    return { appId: row.app_id, ...JSON.parse(text) };
}
function optionsOf(provider, pairs, isNativeOnly) {
  let takes = provider.options ?? {}, options = {};
  for (let pair of pairs) {
    let [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(pair) ?? [], option = Object.hasOwn(takes, name) ? takes[name] : void 0;
    if (!option) throw unknownOption(provider, name);
    let isPrivately = options.allowPrivate === "on" || pairs.includes("allowPrivate=on");
    options[name] = checkedValue(name, value, { option, isPrivately });
  }
  let missing = Object.keys(takes).filter((name) => takes[name]?.required && !Object.hasOwn(options, name)), isOptional = isNativeOnly && provider.issuer === void 0;
  if (missing.length > 0 && !isOptional)
    throw invalid({ rule: "options_missing", provider: provider.name, options: missing });
  return options;
}
function unknownOption({ name, options = {} }, option) {
  return invalid({ rule: "option_unknown", provider: name, option, known: Object.keys(options) });
}
function checkedValue(name, value, { option, isPrivately }) {
  if (name === "allowPrivate" || option.takes === "switch") {
    if (value !== "on" && value !== "off") throw wrongValue(name, "switch");
    return value;
  }
  switch (option.takes) {
    case "host": {
      let host = value.startsWith("*") ? void 0 : hostOf(value);
      if (host === void 0) throw wrongValue(name, "host");
      return host;
    }
    case "url": {
      let url = URL.canParse(value) ? new URL(value) : void 0, isSafe = url?.protocol === "https:" || isPrivately && url?.protocol === "http:";
      if (!url || !isSafe || url.username !== "" || url.password !== "" || url.hash !== "")
        throw wrongValue(name, "url");
      return url.href;
    }
    case "prompts": {
      let words = value.split(/[\s,]+/).filter(Boolean);
      if (words.length === 0 || words.some((word) => !PROMPTS.includes(word)))
        throw invalid({ rule: "option_prompts", option: name, known: PROMPTS });
      return words.join(" ");
    }
    case "clientIds":
      if (!areClientIds(value.split(","))) throw wrongValue(name, "client_ids");
      return value;
    case "seconds":
      if (!/^\d{1,9}$/.test(value)) throw wrongValue(name, "seconds");
      return value;
    default:
      if (!/^[\w.~:@-]{1,200}$/.test(value)) throw wrongValue(name, "word");
      return value;
  }
}
function areClientIds(ids) {
  return ids.length <= CLIENT_IDS_AT_MOST && ids.every((id) => CLIENT_ID.test(id));
}
function wrongValue(option, form) {
  return invalid({ rule: "option_value", option, form });
}
function invalid(problem) {
  return new Failure({ code: "provider_setting_invalid", ...problem });
}

export {
  fromConfig,
  isAllowedPrivate,
  valueAt,
  textAt,
  profileIn,
  claims,
  providers,
  providerKeys,
  isProviderKey,
  takeState,
  insertState,
  getEnabledProvider,
  getNativeProvider,
  setProvider,
  listProviders,
  removeProvider
};
