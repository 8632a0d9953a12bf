import "./chunk-57FZXIKZ.js";

// node_modules/@otplib/core/dist/index.js
var a = class extends Error {
  constructor(e, t2) {
    super(e, t2), this.name = "OTPError";
  }
}, x = class extends a {
  constructor(e) {
    super(e), this.name = "SecretError";
  }
}, A = class extends x {
  constructor(e, t2) {
    super(`Secret must be at least ${e} bytes (${e * 8} bits), got ${t2} bytes`), this.name = "SecretTooShortError";
  }
}, P = class extends x {
  constructor(e, t2) {
    super(`Secret must not exceed ${e} bytes, got ${t2} bytes`), this.name = "SecretTooLongError";
  }
}, E = class extends a {
  constructor(e) {
    super(e), this.name = "CounterError";
  }
}, O = class extends E {
  constructor() {
    super("Counter must be non-negative"), this.name = "CounterNegativeError";
  }
}, T = class extends E {
  constructor() {
    super("Counter exceeds maximum safe integer value"), this.name = "CounterOverflowError";
  }
}, b = class extends E {
  constructor() {
    super("Counter must be a finite integer"), this.name = "CounterNotIntegerError";
  }
}, S = class extends a {
  constructor(e) {
    super(e), this.name = "TimeError";
  }
}, C = class extends S {
  constructor() {
    super("Time must be non-negative"), this.name = "TimeNegativeError";
  }
}, w = class extends S {
  constructor() {
    super("Time must be a finite number"), this.name = "TimeNotFiniteError";
  }
}, _ = class extends a {
  constructor(e) {
    super(e), this.name = "PeriodError";
  }
}, B = class extends _ {
  constructor(e) {
    super(`Period must be at least ${e} second(s)`), this.name = "PeriodTooSmallError";
  }
}, R = class extends _ {
  constructor(e) {
    super(`Period must not exceed ${e} seconds`), this.name = "PeriodTooLargeError";
  }
};
var F = class extends a {
  constructor(e) {
    super(e), this.name = "AlgorithmError";
  }
}, h = class extends F {
  constructor(e, t2 = {}) {
    let { supported: n2, plugin: s } = t2;
    super("Unsupported hash algorithm." + (n2 ? ` Expected one of: ${n2.join(", ") || "(none)"}` : "") + (s ? ` [plugin: ${s}]` : "")), this.name = "AlgorithmUnsupportedError";
  }
}, I = class extends a {
  constructor(e) {
    super(e), this.name = "TokenError";
  }
}, M = class extends I {
  constructor(e, t2) {
    super(`Token must be ${e} digits, got ${t2}`), this.name = "TokenLengthError";
  }
}, N = class extends I {
  constructor() {
    super("Token must contain only digits"), this.name = "TokenFormatError";
  }
}, U = class extends a {
  constructor(e, t2) {
    super(e, t2), this.name = "CryptoError";
  }
}, c = class extends U {
  constructor(e, t2) {
    super(`HMAC computation failed: ${e}`, t2), this.name = "HMACError";
  }
}, v = class extends U {
  constructor(e, t2) {
    super(`Random byte generation failed: ${e}`, t2), this.name = "RandomBytesError";
  }
};
var g = class extends a {
  constructor(e) {
    super(e), this.name = "CounterToleranceError";
  }
}, H = class extends g {
  constructor(e, t2) {
    super(`Counter tolerance validation failed: total checks (${t2}) exceeds MAX_WINDOW (${e})`), this.name = "CounterToleranceTooLargeError";
  }
}, X = class extends g {
  constructor() {
    super("Counter tolerance cannot contain negative values"), this.name = "CounterToleranceNegativeError";
  }
}, d = class extends a {
  constructor(e) {
    super(e), this.name = "EpochToleranceError";
  }
}, k = class extends d {
  constructor() {
    super("Epoch tolerance cannot contain negative values"), this.name = "EpochToleranceNegativeError";
  }
}, L = class extends d {
  constructor(e, t2) {
    super(`Epoch tolerance must not exceed ${e} seconds, got ${t2}. Large tolerances can cause performance issues.`), this.name = "EpochToleranceTooLargeError";
  }
}, q = class extends a {
  constructor(e) {
    super(e), this.name = "PluginError";
  }
}, G = class extends q {
  constructor() {
    super("Crypto plugin is required."), this.name = "CryptoPluginMissingError";
  }
}, z = class extends q {
  constructor() {
    super("Base32 plugin is required."), this.name = "Base32PluginMissingError";
  }
}, u = class extends a {
  constructor(e) {
    super(e), this.name = "ConfigurationError";
  }
}, Y = class extends u {
  constructor() {
    super("Secret is required. Use generateSecret() to create one, or provide via { secret: 'YOUR_BASE32_SECRET' }"), this.name = "SecretMissingError";
  }
}, $ = class extends u {
  constructor() {
    super("Label is required for URI generation. Example: { label: 'user@example.com' }"), this.name = "LabelMissingError";
  }
}, W = class extends u {
  constructor() {
    super("Issuer is required for URI generation. Example: { issuer: 'MyApp' }"), this.name = "IssuerMissingError";
  }
}, j = class extends u {
  constructor() {
    super("Class API requires secret to be a Base32 string, not Uint8Array. Use generateSecret() or provide a Base32-encoded string."), this.name = "SecretTypeError";
  }
}, y = class extends a {
  constructor(e) {
    super(e), this.name = "AfterTimeStepError";
  }
}, er = class extends y {
  constructor() {
    super("afterTimeStep must be >= 0"), this.name = "AfterTimeStepNegativeError";
  }
}, tr = class extends y {
  constructor() {
    super("Invalid afterTimeStep: non-integer value"), this.name = "AfterTimeStepNotIntegerError";
  }
}, nr = class extends y {
  constructor() {
    super("Invalid afterTimeStep: cannot be greater than current time step plus window"), this.name = "AfterTimeStepRangeExceededError";
  }
}, br = new TextEncoder(), Sr = new TextDecoder(), ur = 16, cr = 64, pr = 20, lr = 1, gr = 3600, dr = 30, mr = Number.MAX_SAFE_INTEGER, Er = 99, sr = /* @__PURE__ */ Symbol("otplib.guardrails.override");
function f(r2, e, t2) {
  if (typeof e != "number" || !Number.isSafeInteger(e)) throw new u(`Guardrail '${r2}' must be a safe integer`);
  if (e < t2) throw new u(`Guardrail '${r2}' must be >= ${t2}`);
}
var m = Object.freeze({ MIN_SECRET_BYTES: ur, MAX_SECRET_BYTES: cr, MIN_PERIOD: lr, MAX_PERIOD: gr, MAX_COUNTER: mr, MAX_WINDOW: Er, [sr]: !1 });
function Cr(r2) {
  if (!r2) return m;
  r2.MIN_SECRET_BYTES !== void 0 && f("MIN_SECRET_BYTES", r2.MIN_SECRET_BYTES, 1), r2.MAX_SECRET_BYTES !== void 0 && f("MAX_SECRET_BYTES", r2.MAX_SECRET_BYTES, 1), r2.MIN_PERIOD !== void 0 && f("MIN_PERIOD", r2.MIN_PERIOD, 1), r2.MAX_PERIOD !== void 0 && f("MAX_PERIOD", r2.MAX_PERIOD, 1), r2.MAX_COUNTER !== void 0 && f("MAX_COUNTER", r2.MAX_COUNTER, 0), r2.MAX_WINDOW !== void 0 && f("MAX_WINDOW", r2.MAX_WINDOW, 1);
  let e = { ...m, ...r2 };
  if (e.MIN_SECRET_BYTES > e.MAX_SECRET_BYTES) throw new u("Guardrail 'MIN_SECRET_BYTES' must be <= 'MAX_SECRET_BYTES'");
  if (e.MIN_PERIOD > e.MAX_PERIOD) throw new u("Guardrail 'MIN_PERIOD' must be <= 'MAX_PERIOD'");
  return Object.freeze({ ...e, [sr]: !0 });
}
var Tr = { sha1: ["sha1", "sha-1", "sha_1"], sha256: ["sha256", "sha-256", "sha_256"], sha512: ["sha512", "sha-512", "sha_512"] }, V = Object.freeze(Object.keys(Tr)), _r = new Map(Object.entries(Tr).flatMap(([r2, e]) => e.map((t2) => [t2, r2])));
function K(r2, e = {}) {
  let { supported: t2, plugin: n2 } = e, s = t2 === void 0 ? V : V.filter((o) => t2.includes(o));
  if (typeof r2 == "string") {
    let o = _r.get(r2.toLowerCase());
    if (o !== void 0 && s.includes(o)) return o;
  }
  throw new h(r2, { supported: s, plugin: n2 });
}
function Br(r2, e = m) {
  if (r2.length < e.MIN_SECRET_BYTES) throw new A(e.MIN_SECRET_BYTES, r2.length);
  if (r2.length > e.MAX_SECRET_BYTES) throw new P(e.MAX_SECRET_BYTES, r2.length);
}
function Rr(r2, e = m) {
  if (typeof r2 == "number") {
    if (!Number.isFinite(r2) || !Number.isInteger(r2)) throw new b();
    if (!Number.isSafeInteger(r2)) throw new T();
  }
  let t2 = typeof r2 == "bigint" ? r2 : BigInt(r2);
  if (t2 < 0n) throw new O();
  if (t2 > BigInt(e.MAX_COUNTER)) throw new T();
}
function Ir(r2) {
  if (!Number.isFinite(r2)) throw new w();
  if (r2 < 0) throw new C();
}
function Mr(r2, e = m) {
  if (!Number.isInteger(r2) || r2 < e.MIN_PERIOD) throw new B(e.MIN_PERIOD);
  if (r2 > e.MAX_PERIOD) throw new R(e.MAX_PERIOD);
}
function Nr(r2, e) {
  if (r2.length !== e) throw new M(e, r2.length);
  if (!/^\d+$/.test(r2)) throw new N();
}
function Ur(r2, e = m) {
  let [t2, n2] = yr(r2);
  if (!Number.isSafeInteger(t2) || !Number.isSafeInteger(n2)) throw new g("Counter tolerance values must be safe integers");
  if (t2 < 0 || n2 < 0) throw new X();
  let s = t2 + n2 + 1;
  if (s > e.MAX_WINDOW) throw new H(e.MAX_WINDOW, s);
}
function vr(r2, e = dr, t2 = m) {
  let [n2, s] = Array.isArray(r2) ? r2 : [r2, r2];
  if (!Number.isSafeInteger(n2) || !Number.isSafeInteger(s)) throw new d("Epoch tolerance values must be safe integers");
  if (n2 < 0 || s < 0) throw new k();
  let o = (t2.MAX_WINDOW - 1) * e, i = n2 + s;
  if (i > o) throw new L(o, i);
}
function Dr(r2) {
  let e = typeof r2 == "bigint" ? r2 : BigInt(r2), t2 = new ArrayBuffer(8);
  return new DataView(t2).setBigUint64(0, e, !1), new Uint8Array(t2);
}
function Hr(r2) {
  let e = r2[r2.length - 1] & 15;
  return (r2[e] & 127) << 24 | r2[e + 1] << 16 | r2[e + 2] << 8 | r2[e + 3];
}
function Xr(r2, e) {
  let t2 = 10 ** e;
  return (r2 % t2).toString().padStart(e, "0");
}
function hr(r2, e) {
  return r2.length === e.length;
}
function ir(r2, e) {
  let t2 = or(r2), n2 = or(e);
  if (!hr(t2, n2)) return !1;
  let s = 0;
  for (let o = 0; o < t2.length; o++) s |= t2[o] ^ n2[o];
  return s === 0;
}
function or(r2) {
  return typeof r2 == "string" ? br.encode(r2) : r2;
}
function qr(r2, e) {
  return typeof r2 == "string" ? (ar(e), e.decode(r2)) : r2;
}
function Gr(r2) {
  let { crypto: e, base32: t2, length: n2 = pr } = r2;
  fr(e), ar(t2);
  let s = e.randomBytes(n2);
  return t2.encode(s, { padding: !1 });
}
function yr(r2 = 0) {
  return Array.isArray(r2) ? r2 : [0, r2];
}
function zr(r2 = 0) {
  return Array.isArray(r2) ? r2 : [r2, r2];
}
function fr(r2) {
  if (!r2) throw new G();
}
function ar(r2) {
  if (!r2) throw new z();
}
function Yr(r2) {
  if (!r2) throw new Y();
}
function $r(r2) {
  if (!r2) throw new $();
}
function Wr(r2) {
  if (!r2) throw new W();
}
function jr(r2) {
  if (typeof r2 != "string") throw new j();
}
function xr(r2) {
  return { ok: !0, value: r2 };
}
function Ar(r2) {
  return { ok: !1, error: r2 };
}
function Kr(r2) {
  return (...e) => {
    try {
      return xr(r2(...e));
    } catch (t2) {
      return Ar(t2);
    }
  };
}
function Fr(r2) {
  return async (...e) => {
    try {
      return xr(await r2(...e));
    } catch (t2) {
      return Ar(t2);
    }
  };
}
function Vr(r2) {
  return typeof r2.then == "function";
}
var J = class {
  constructor(e) {
    this.crypto = e;
  }
  get plugin() {
    return this.crypto;
  }
  normalize(e) {
    return K(e, { supported: this.crypto.algorithms, plugin: this.crypto.name });
  }
  async hmac(e, t2, n2) {
    let s = this.normalize(e);
    try {
      return await this.crypto.hmac(s, t2, n2);
    } catch (o) {
      let i = o instanceof Error ? o.message : String(o);
      throw new c(i, { cause: o });
    }
  }
  hmacSync(e, t2, n2) {
    let s = this.normalize(e);
    try {
      let o = this.crypto.hmac(s, t2, n2);
      if (!Vr(o)) return o;
      Promise.resolve(o).catch(() => {
      });
    } catch (o) {
      let i = o instanceof Error ? o.message : String(o);
      throw new c(i, { cause: o });
    }
    throw new c("Crypto plugin does not support synchronous HMAC operations");
  }
  randomBytes(e) {
    try {
      return this.crypto.randomBytes(e);
    } catch (t2) {
      let n2 = t2 instanceof Error ? t2.message : String(t2);
      throw new v(n2, { cause: t2 });
    }
  }
};
function Jr(r2) {
  return new J(r2);
}

// node_modules/@otplib/uri/dist/index.js
function h2(r2) {
  let { type: e, label: s, params: t2 } = r2, i = s.split(":").map((n2) => encodeURIComponent(n2)).join(":"), a2 = `otpauth://${e}/${i}?`, o = [];
  if (t2.secret && o.push(`secret=${encodeURIComponent(t2.secret)}`), t2.issuer && o.push(`issuer=${encodeURIComponent(t2.issuer)}`), t2.algorithm) {
    let n2 = K(t2.algorithm);
    n2 !== "sha1" && o.push(`algorithm=${n2.toUpperCase()}`);
  }
  return t2.digits && t2.digits !== 6 && o.push(`digits=${t2.digits}`), e === "hotp" && t2.counter !== void 0 && o.push(`counter=${t2.counter}`), e === "totp" && t2.period !== void 0 && t2.period !== 30 && o.push(`period=${t2.period}`), a2 += o.join("&"), a2;
}
function A2(r2) {
  let { issuer: e, label: s, secret: t2, algorithm: i = "sha1", digits: a2 = 6, period: o = 30 } = r2, n2 = e ? `${e}:${s}` : s;
  return h2({ type: "totp", label: n2, params: { secret: t2, issuer: e, algorithm: i, digits: a2, period: o } });
}
function R2(r2) {
  let { issuer: e, label: s, secret: t2, counter: i = 0, algorithm: a2 = "sha1", digits: o = 6 } = r2, n2 = e ? `${e}:${s}` : s;
  return h2({ type: "hotp", label: n2, params: { secret: t2, issuer: e, algorithm: a2, digits: o, counter: i } });
}

// node_modules/@otplib/hotp/dist/index.js
var O2 = class {
  options;
  guardrails;
  constructor(r2 = {}) {
    this.options = r2, this.guardrails = Cr(r2.guardrails);
  }
  generateSecret() {
    let { crypto: r2, base32: t2 } = this.options;
    return fr(r2), ar(t2), Gr({ crypto: r2, base32: t2 });
  }
  async generate(r2, t2) {
    let o = { ...this.options, ...t2 }, { secret: i, crypto: n2, base32: e, algorithm: a2 = "sha1", digits: s = 6 } = o;
    Yr(i), fr(n2);
    let c3 = t2?.guardrails ?? this.guardrails;
    return d2({ secret: i, counter: r2, algorithm: a2, digits: s, crypto: n2, base32: e, guardrails: c3, hooks: o.hooks });
  }
  async verify(r2, t2) {
    let o = { ...this.options, ...t2 }, { secret: i, crypto: n2, base32: e, algorithm: a2 = "sha1", digits: s = 6, counterTolerance: c3 = 0 } = o;
    Yr(i), fr(n2);
    let l2 = t2?.guardrails ?? this.guardrails;
    return T2({ secret: i, token: r2.token, counter: r2.counter, algorithm: a2, digits: s, counterTolerance: c3, crypto: n2, base32: e, guardrails: l2, hooks: o.hooks });
  }
  toURI(r2 = 0) {
    let { issuer: t2, label: o, secret: i, algorithm: n2 = "sha1", digits: e = 6 } = this.options;
    return Yr(i), $r(o), Wr(t2), jr(i), R2({ issuer: t2, label: o, secret: i, algorithm: n2, digits: e, counter: r2 });
  }
};
function V2(u2) {
  let { secret: r2, counter: t2, algorithm: o = "sha1", digits: i = 6, crypto: n2, base32: e, guardrails: a2, hooks: s } = u2;
  Yr(r2), fr(n2);
  let c3 = qr(r2, e);
  Br(c3, a2), Rr(t2, a2);
  let l2 = K(o, { supported: n2.algorithms, plugin: n2.name }), p = Jr(n2), g2 = Dr(t2);
  return { ctx: p, algorithm: l2, digits: i, secretBytes: c3, counterBytes: g2, hooks: s };
}
async function d2(u2) {
  let { ctx: r2, algorithm: t2, digits: o, secretBytes: i, counterBytes: n2, hooks: e } = V2(u2), a2 = await r2.hmac(t2, i, n2), s = e?.truncateDigest ? e.truncateDigest(a2) : Hr(a2);
  return e?.encodeToken ? e.encodeToken(s, o) : Xr(s, o);
}
function K2(u2) {
  let { ctx: r2, algorithm: t2, digits: o, secretBytes: i, counterBytes: n2, hooks: e } = V2(u2), a2 = r2.hmacSync(t2, i, n2), s = e?.truncateDigest ? e.truncateDigest(a2) : Hr(a2);
  return e?.encodeToken ? e.encodeToken(s, o) : Xr(s, o);
}
function R3(u2) {
  let { secret: r2, counter: t2, token: o, algorithm: i = "sha1", digits: n2 = 6, crypto: e, base32: a2, counterTolerance: s = 0, guardrails: c3 = Cr(), hooks: l2 } = u2;
  Yr(r2), fr(e);
  let p = qr(r2, a2);
  Br(p, c3), Rr(t2, c3);
  let g2 = K(i, { supported: e.algorithms, plugin: e.name });
  l2?.validateToken ? l2.validateToken(o, n2) : Nr(o, n2), Ur(s, c3);
  let B2 = typeof t2 == "bigint" ? Number(t2) : t2, [f2, h4] = yr(s), S2 = f2 + h4 + 1;
  return { token: o, counterNum: B2, past: f2, future: h4, totalChecks: S2, crypto: e, getGenerateOptions: (q2) => ({ secret: p, counter: q2, algorithm: g2, digits: n2, crypto: e, guardrails: c3, hooks: l2 }) };
}
async function T2(u2) {
  let { token: r2, counterNum: t2, past: o, totalChecks: i, crypto: n2, getGenerateOptions: e } = R3(u2), a2 = Math.max(0, o - t2);
  for (let s = a2; s < i; s++) {
    let c3 = s - o, l2 = t2 + c3, p = await d2(e(l2));
    if (n2.constantTimeEqual(p, r2)) return { valid: !0, delta: c3 | 0 };
  }
  return { valid: !1 };
}
function _2(u2) {
  let { token: r2, counterNum: t2, past: o, totalChecks: i, crypto: n2, getGenerateOptions: e } = R3(u2), a2 = Math.max(0, o - t2);
  for (let s = a2; s < i; s++) {
    let c3 = s - o, l2 = t2 + c3, p = K2(e(l2));
    if (n2.constantTimeEqual(p, r2)) return { valid: !0, delta: c3 | 0 };
  }
  return { valid: !1 };
}

// node_modules/@otplib/totp/dist/index.js
var P2 = class {
  options;
  guardrails;
  constructor(e = {}) {
    this.options = e, this.guardrails = Cr(e.guardrails);
  }
  generateSecret() {
    let { crypto: e, base32: o } = this.options;
    return fr(e), ar(o), Gr({ crypto: e, base32: o });
  }
  async generate(e) {
    let o = { ...this.options, ...e }, { secret: n2, crypto: i, base32: s, algorithm: l2 = "sha1", digits: a2 = 6, period: u2 = 30, epoch: c3, t0: t2 = 0 } = o;
    Yr(n2), fr(i);
    let p = e?.guardrails ?? this.guardrails;
    return b2({ secret: n2, algorithm: l2, digits: a2, period: u2, epoch: c3 ?? Math.floor(Date.now() / 1e3), t0: t2, crypto: i, base32: s, guardrails: p, hooks: o.hooks });
  }
  async verify(e, o) {
    let n2 = { ...this.options, ...o }, { secret: i, crypto: s, base32: l2, algorithm: a2 = "sha1", digits: u2 = 6, period: c3 = 30, epoch: t2, t0: p = 0, epochTolerance: m3 = 0, afterTimeStep: f2 } = n2;
    Yr(i), fr(s);
    let g2 = o?.guardrails ?? this.guardrails;
    return x2({ secret: i, token: e, algorithm: a2, digits: u2, period: c3, epoch: t2 ?? Math.floor(Date.now() / 1e3), t0: p, epochTolerance: m3, afterTimeStep: f2, crypto: s, base32: l2, guardrails: g2, hooks: n2.hooks });
  }
  toURI(e) {
    let { issuer: o, label: n2, secret: i, algorithm: s = "sha1", digits: l2 = 6, period: a2 = 30 } = this.options, u2 = e?.label ?? n2, c3 = e?.issuer ?? o, t2 = e?.secret ?? i;
    return Yr(t2), $r(u2), Wr(c3), jr(t2), A2({ issuer: c3, label: u2, secret: t2, algorithm: s, digits: l2, period: a2 });
  }
};
function w2(r2) {
  let { secret: e, epoch: o = Math.floor(Date.now() / 1e3), t0: n2 = 0, period: i = 30, algorithm: s = "sha1", digits: l2 = 6, crypto: a2, base32: u2, guardrails: c3 = Cr(), hooks: t2 } = r2;
  Yr(e), fr(a2);
  let p = qr(e, u2);
  Br(p, c3), Ir(o), Mr(i, c3);
  let m3 = K(s, { supported: a2.algorithms, plugin: a2.name }), f2 = Math.floor((o - n2) / i);
  return { secret: p, counter: f2, algorithm: m3, digits: l2, crypto: a2, guardrails: c3, hooks: t2 };
}
async function b2(r2) {
  let e = w2(r2);
  return d2(e);
}
function $2(r2) {
  let e = w2(r2);
  return K2(e);
}
function ee(r2, e) {
  if (r2 !== void 0) {
    if (r2 < 0) throw new er();
    if (!Number.isSafeInteger(r2)) throw new tr();
    if (r2 > e) throw new nr();
  }
}
function R4(r2, e) {
  return e !== void 0 && r2 <= e;
}
function A3(r2) {
  let { secret: e, token: o, epoch: n2 = Math.floor(Date.now() / 1e3), t0: i = 0, period: s = 30, algorithm: l2 = "sha1", digits: a2 = 6, crypto: u2, base32: c3, epochTolerance: t2 = 0, afterTimeStep: p, guardrails: m3 = Cr(), hooks: f2 } = r2;
  Yr(e), fr(u2);
  let g2 = qr(e, c3);
  Br(g2, m3), Ir(n2), Mr(s, m3);
  let M2 = K(l2, { supported: u2.algorithms, plugin: u2.name });
  f2?.validateToken ? f2.validateToken(o, a2) : Nr(o, a2), vr(t2, s, m3);
  let I3 = Math.floor((n2 - i) / s), [q2, D] = zr(t2), E2 = Math.max(0, Math.floor((n2 - q2 - i) / s)), S2 = Math.floor((n2 + D - i) / s);
  return ee(p, S2), { token: o, crypto: u2, minCounter: E2, maxCounter: S2, currentCounter: I3, t0: i, period: s, afterTimeStep: p, getGenerateOptions: (H2) => ({ secret: g2, epoch: H2 * s + i, t0: i, period: s, algorithm: M2, digits: a2, crypto: u2, guardrails: m3, hooks: f2 }) };
}
async function x2(r2) {
  let { token: e, crypto: o, minCounter: n2, maxCounter: i, currentCounter: s, t0: l2, period: a2, afterTimeStep: u2, getGenerateOptions: c3 } = A3(r2);
  for (let t2 = n2; t2 <= i; t2++) {
    if (R4(t2, u2)) continue;
    let p = await b2(c3(t2));
    if (o.constantTimeEqual(p, e)) return { valid: !0, delta: t2 - s, epoch: t2 * a2 + l2, timeStep: t2 };
  }
  return { valid: !1 };
}
function ae(r2) {
  let { token: e, crypto: o, minCounter: n2, maxCounter: i, currentCounter: s, t0: l2, period: a2, afterTimeStep: u2, getGenerateOptions: c3 } = A3(r2);
  for (let t2 = n2; t2 <= i; t2++) {
    if (R4(t2, u2)) continue;
    let p = $2(c3(t2));
    if (o.constantTimeEqual(p, e)) return { valid: !0, delta: t2 - s, epoch: t2 * a2 + l2, timeStep: t2 };
  }
  return { valid: !1 };
}

// node_modules/@scure/base/index.js
var freeze = (fn) => Object.freeze(fn());
function isBytes(a2) {
  return a2 instanceof Uint8Array || ArrayBuffer.isView(a2) && a2.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a2 && a2.BYTES_PER_ELEMENT === 1;
}
function abytes(b4) {
  if (!isBytes(b4))
    throw new TypeError("Uint8Array expected");
}
function astr(label, input) {
  if (typeof input != "string")
    throw new TypeError(`${label}: string expected`);
  return !0;
}
function anumber(n2, title = "number") {
  if (typeof n2 != "number")
    throw new TypeError(`${title}: expected number, got ${typeof n2}`);
  if (!Number.isSafeInteger(n2))
    throw new RangeError(`${title}: expected safe integer, got ${n2}`);
}
function chain(...args) {
  let id = (a2) => a2, wrap = (a2, b4) => (c3) => a2(b4(c3)), encode = args.map((x3) => x3.encode).reduceRight(wrap, id), decode = args.map((x3) => x3.decode).reduce(wrap, id);
  return { encode, decode };
}
var powers = /* @__PURE__ */ (() => {
  let res = [];
  for (let i = 0; i < 40; i++)
    res.push(2 ** i);
  return res;
})();
var asciiDecoder = /* @__PURE__ */ (() => {
  try {
    let decoder = new TextDecoder();
    return decoder.decode(Uint8Array.of(65, 48, 43, 127)) === "A0+\x7F" ? decoder : void 0;
  } catch {
    return;
  }
})(), B2S_CHUNK = 8192;
function charcodesToString(codes) {
  let len = codes.length;
  if (asciiDecoder !== void 0 && len >= 12)
    return asciiDecoder.decode(codes);
  if (len <= B2S_CHUNK)
    return String.fromCharCode.apply(null, codes);
  let res = "";
  for (let i = 0; i < len; i += B2S_CHUNK)
    res += String.fromCharCode.apply(null, codes.subarray(i, i + B2S_CHUNK));
  return res;
}
function radix2(bits) {
  if (anumber(bits), bits <= 0 || bits > 8)
    throw new RangeError("radix2: bits should be in (0..8]");
  let mask = powers[bits] - 1;
  return {
    encode: (bytes) => {
      abytes(bytes);
      let len = bytes.length, res = new Uint8Array(Math.ceil(len * 8 / bits)), carry = 0, pos = 0, j2 = 0;
      for (let i = 0; i < len; )
        for (i + 2 < len ? (carry = carry << 24 | bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2], pos += 24, i += 3) : (carry = (carry << 8 | bytes[i]) & 65535, pos += 8, i++); pos -= bits, res[j2++] = carry >> pos & mask, !(pos < bits); )
          ;
      return pos > 0 && (res[j2] = carry << bits - pos & mask), res;
    },
    decode: (digits) => {
      let len = digits.length, res = new Uint8Array(Math.floor(len * bits / 8)), carry = 0, pos = 0, j2 = 0;
      for (let i = 0; i < len; i++)
        for (carry = (carry << bits | digits[i]) & 65535, pos += bits; pos >= 8; pos -= 8)
          res[j2++] = carry >> pos - 8 & 255;
      if (carry = carry << 8 - pos & 255, pos >= bits)
        throw new Error("Excess padding");
      if (carry > 0)
        throw new Error(`Non-zero padding: ${carry}`);
      return res;
    }
  };
}
function alphabet(letters, aliases) {
  let len = letters.length;
  if (len > 128)
    throw new Error("alphabet: max 128 letters");
  let encTable = new Uint8Array(len), decTable = new Int8Array(128).fill(-1);
  for (let i = 0; i < len; i++) {
    let code = letters.charCodeAt(i);
    if (letters.codePointAt(i) !== code || code > 127)
      throw new Error("alphabet: single-char ASCII letters only");
    encTable[i] = code, decTable[code] = i;
  }
  if (aliases !== void 0)
    for (let alias of Object.keys(aliases)) {
      let code = alias.charCodeAt(0), target = decTable[aliases[alias].charCodeAt(0)];
      if (alias.length !== 1 || code > 127 || target === void 0 || target === -1)
        throw new Error(`alphabet: invalid alias ${alias}`);
      decTable[code] = target;
    }
  return {
    encode: (digits) => {
      let codes = new Uint8Array(digits.length);
      for (let i = 0; i < digits.length; i++) {
        let d6 = digits[i], code = encTable[d6];
        if (code === void 0)
          throw new Error(`alphabet.encode: invalid digit ${d6}`);
        codes[i] = code;
      }
      return charcodesToString(codes);
    },
    decode: (input) => {
      astr("decode", input);
      let slen = input.length, digits = new Uint8Array(slen);
      for (let i = 0; i < slen; i++) {
        let code = input.charCodeAt(i), digit = code < 128 ? decTable[code] : -1;
        if (digit === -1)
          throw new Error(`Unknown letter "${input[i]}". Allowed: ${letters}`);
        digits[i] = digit;
      }
      return digits;
    }
  };
}
function padding(bits, chr = "=") {
  return anumber(bits), astr("padding", chr), {
    encode(data) {
      for (; data.length * bits % 8; )
        data += chr;
      return data;
    },
    decode(input) {
      astr("decode", input);
      let end = input.length;
      if (end * bits % 8)
        throw new Error("padding: invalid length");
      for (; end > 0 && input[end - 1] === chr; end--)
        if ((end - 1) * bits % 8 === 0)
          throw new Error("padding: excess padding");
      return input.slice(0, end);
    }
  };
}
var base32 = /* @__PURE__ */ freeze(() => chain(radix2(5), alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), padding(5)));

// node_modules/@otplib/plugin-base32-scure/dist/index.js
var r = class {
  name = "scure";
  encode(o, e = {}) {
    let { padding: t2 = !1 } = e, n2 = base32.encode(o);
    return t2 ? n2 : n2.replace(/=+$/, "");
  }
  decode(o) {
    try {
      let e = o.toUpperCase(), t2 = e.padEnd(Math.ceil(e.length / 8) * 8, "=");
      return base32.decode(t2);
    } catch (e) {
      throw new Error(`Invalid Base32 string: ${e.message}`);
    }
  }
}, d3 = Object.freeze(new r());

// node_modules/@noble/hashes/utils.js
function isBytes2(a2) {
  return a2 instanceof Uint8Array || ArrayBuffer.isView(a2) && a2.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a2 && a2.BYTES_PER_ELEMENT === 1;
}
var atitle = (title) => title ? `"${title}" ` : "";
function anumber2(n2, title = "") {
  if (typeof n2 != "number")
    throw new TypeError(atitle(title) + "expected number, got " + typeof n2);
  if (!Number.isSafeInteger(n2) || n2 < 0)
    throw new RangeError(atitle(title) + "expected integer >= 0, got " + n2);
  return n2;
}
function abytes2(value, length, title = "") {
  if (isBytes2(value) && (length === void 0 || value.length === length))
    return value;
  length !== void 0 && anumber2(length, "length");
  let bytes = isBytes2(value), ofLen = length !== void 0 ? ` of length ${length}` : "", got = bytes ? `length=${value.length}` : `type=${typeof value}`, message = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
  throw bytes ? new RangeError(message) : new TypeError(message);
}
function ahash(h4) {
  if (typeof h4 != "function" || typeof h4.create != "function")
    throw new TypeError("expected hash wrapped by utils.createHasher");
  if (anumber2(h4.outputLen), anumber2(h4.blockLen), h4.outputLen < 1 || h4.blockLen < 1)
    throw new Error("hash blockLen / outputLen must be >= 1");
}
var aobject = (value, label) => {
  if (value === null || typeof value != "object" || Array.isArray(value))
    throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value);
}, aopts = (value, label) => {
  aobject(value, label);
  let proto = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null)
    throw new TypeError(`"${label}" expected plain object`);
  if (Object.hasOwn(value, "__proto__"))
    throw new TypeError(`"${label}.__proto__" is not allowed`);
};
function aexists(instance, checkFinished = !0) {
  if (instance.destroyed)
    throw new Error("hash was destroyed");
  if (checkFinished && instance.finished)
    throw new Error("digest() was already called");
}
function aoutput(out, instance) {
  abytes2(out, void 0, "output");
  let min = instance.outputLen;
  if (!(out.length >= min))
    throw new RangeError('"output" expected length >= ' + min);
}
function clean(...arrays) {
  for (let i = 0; i < arrays.length; i++)
    arrays[i].fill(0);
}
function createView(arr) {
  return new DataView(arr.buffer, arr.byteOffset, arr.byteLength);
}
function rotr(word, shift) {
  return word << 32 - shift | word >>> shift;
}
function rotl(word, shift) {
  return word << shift | word >>> 32 - shift >>> 0;
}
function checkOpts(defaults, opts, title = "opts") {
  return aopts(defaults, "defaults"), opts !== void 0 && aopts(opts, title), Object.assign(/* @__PURE__ */ Object.create(null), defaults, opts);
}
function createHasher(hashCons, info = {}) {
  if (typeof hashCons != "function")
    throw new TypeError('"hashCons" expected function, got type=' + typeof hashCons);
  info = checkOpts({}, info, "info");
  let hashC = (msg, opts) => hashCons(opts).update(msg).digest(), tmp = hashCons(void 0);
  return hashC.outputLen = tmp.outputLen, hashC.blockLen = tmp.blockLen, hashC.canXOF = tmp.canXOF, hashC.create = (opts) => hashCons(opts), Object.assign(hashC, info), Object.freeze(hashC);
}
function randomBytes(bytesLength = 32) {
  anumber2(bytesLength, "bytesLength");
  let cr2 = typeof globalThis == "object" ? globalThis.crypto : null;
  if (typeof cr2?.getRandomValues != "function")
    throw new Error("crypto.getRandomValues must be defined");
  if (bytesLength > 65536)
    throw new RangeError(`"bytesLength" expected <= 65536, got ${bytesLength}`);
  return cr2.getRandomValues(new Uint8Array(bytesLength));
}
var oidNist = (suffix) => ({
  // Current NIST hashAlgs suffixes used here fit in one DER subidentifier octet.
  // Larger suffix values would need base-128 OID encoding and a different length byte.
  oid: Uint8Array.from([6, 9, 96, 134, 72, 1, 101, 3, 4, 2, suffix])
});

// node_modules/@noble/hashes/hmac.js
var _HMAC = class {
  oHash;
  iHash;
  blockLen;
  outputLen;
  canXOF = !1;
  finished = !1;
  destroyed = !1;
  constructor(hash, key) {
    if (ahash(hash), abytes2(key, void 0, "key"), this.iHash = hash.create(), typeof this.iHash.update != "function")
      throw new Error("expected Hash instance");
    this.blockLen = this.iHash.blockLen, this.outputLen = this.iHash.outputLen;
    let blockLen = this.blockLen, pad = new Uint8Array(blockLen);
    pad.set(key.length > blockLen ? hash.create().update(key).digest() : key);
    for (let i = 0; i < pad.length; i++)
      pad[i] ^= 54;
    this.iHash.update(pad), this.oHash = hash.create();
    for (let i = 0; i < pad.length; i++)
      pad[i] ^= 106;
    this.oHash.update(pad), clean(pad);
  }
  update(buf) {
    return aexists(this), this.iHash.update(buf), this;
  }
  digestInto(out) {
    aexists(this), aoutput(out, this), this.finished = !0;
    let buf = out.subarray(0, this.outputLen);
    this.iHash.digestInto(buf), this.oHash.update(buf), this.oHash.digestInto(buf), this.destroy();
  }
  digest() {
    let out = new Uint8Array(this.oHash.outputLen);
    return this.digestInto(out), out;
  }
  _cloneInto(to) {
    to ||= Object.create(Object.getPrototypeOf(this), {});
    let { oHash, iHash, finished, destroyed, blockLen, outputLen, canXOF } = this;
    return to = to, to.finished = finished, to.destroyed = destroyed, to.blockLen = blockLen, to.outputLen = outputLen, to.canXOF = canXOF, to.oHash = oHash._cloneInto(to.oHash), to.iHash = iHash._cloneInto(to.iHash), to;
  }
  clone() {
    return this._cloneInto();
  }
  destroy() {
    this.destroyed = !0, this.oHash.destroy(), this.iHash.destroy();
  }
}, hmac = /* @__PURE__ */ (() => {
  let hmac_ = ((hash, key, message) => new _HMAC(hash, key).update(message).digest());
  return hmac_.create = (hash, key) => new _HMAC(hash, key), hmac_;
})();

// node_modules/@noble/hashes/_u64.js
var U32_MASK64 = BigInt(4294967295), _32n = /* @__PURE__ */ BigInt(32);
function fromBig(n2, le = !1) {
  return le ? { h: Number(n2 & U32_MASK64), l: Number(n2 >> _32n & U32_MASK64) } : { h: Number(n2 >> _32n & U32_MASK64) | 0, l: Number(n2 & U32_MASK64) | 0 };
}
function split(lst, le = !1) {
  let len = lst.length, Ah = new Uint32Array(len), Al = new Uint32Array(len);
  for (let i = 0; i < len; i++) {
    let { h: h4, l: l2 } = fromBig(lst[i], le);
    [Ah[i], Al[i]] = [h4, l2];
  }
  return [Ah, Al];
}
var fromNumH = (n2) => n2 / 2 ** 32 | 0, fromNumL = (n2) => n2 >>> 0;
function setU64FromNum(view, byteOffset, n2, isLE) {
  let h4 = fromNumH(n2), l2 = fromNumL(n2);
  view.setUint32(byteOffset, isLE ? l2 : h4, isLE), view.setUint32(byteOffset + 4, isLE ? h4 : l2, isLE);
}
var shrSH = (h4, _l, s) => h4 >>> s, shrSL = (h4, l2, s) => h4 << 32 - s | l2 >>> s, rotrSH = (h4, l2, s) => h4 >>> s | l2 << 32 - s, rotrSL = (h4, l2, s) => h4 << 32 - s | l2 >>> s, rotrBH = (h4, l2, s) => h4 << 64 - s | l2 >>> s - 32, rotrBL = (h4, l2, s) => h4 >>> s - 32 | l2 << 64 - s;
function add(Ah, Al, Bh, Bl) {
  let l2 = (Al >>> 0) + (Bl >>> 0);
  return { h: Ah + Bh + (l2 / 2 ** 32 | 0) | 0, l: l2 | 0 };
}
var add3L = (Al, Bl, Cl) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0), add3H = (low, Ah, Bh, Ch) => Ah + Bh + Ch + (low / 2 ** 32 | 0) | 0, add4L = (Al, Bl, Cl, Dl) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0) + (Dl >>> 0), add4H = (low, Ah, Bh, Ch, Dh) => Ah + Bh + Ch + Dh + (low / 2 ** 32 | 0) | 0, add5L = (Al, Bl, Cl, Dl, El) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0) + (Dl >>> 0) + (El >>> 0), add5H = (low, Ah, Bh, Ch, Dh, Eh) => Ah + Bh + Ch + Dh + Eh + (low / 2 ** 32 | 0) | 0;

// node_modules/@noble/hashes/_md.js
function Chi(a2, b4, c3) {
  return a2 & b4 ^ ~a2 & c3;
}
function Maj(a2, b4, c3) {
  return a2 & b4 ^ a2 & c3 ^ b4 & c3;
}
var HashMD = class {
  blockLen;
  outputLen;
  canXOF = !1;
  padOffset;
  isLE;
  // For partial updates less than block size
  buffer;
  view;
  finished = !1;
  length = 0;
  pos = 0;
  destroyed = !1;
  constructor(blockLen, outputLen, padOffset, isLE) {
    this.blockLen = blockLen, this.outputLen = outputLen, this.padOffset = padOffset, this.isLE = isLE, this.buffer = new Uint8Array(blockLen), this.view = createView(this.buffer);
  }
  update(data) {
    aexists(this), abytes2(data);
    let { view, buffer, blockLen } = this, len = data.length, processed = !1;
    for (let pos = 0; pos < len; ) {
      let take = Math.min(blockLen - this.pos, len - pos);
      if (take === blockLen) {
        let dataView = createView(data);
        for (; blockLen <= len - pos; pos += blockLen)
          this.process(dataView, pos);
        processed = !0;
        continue;
      }
      buffer.set(pos === 0 && take === len ? data : data.subarray(pos, pos + take), this.pos), this.pos += take, pos += take, this.pos === blockLen && (this.process(view, 0), this.pos = 0, processed = !0);
    }
    return this.length += data.length, processed && this.roundClean(), this;
  }
  digestInto(out) {
    aexists(this), aoutput(out, this), this.finished = !0;
    let { buffer, view, blockLen, isLE } = this, { pos } = this;
    buffer[pos++] = 128, buffer.fill(0, pos), this.padOffset > blockLen - pos && (this.process(view, 0), buffer.fill(0)), setU64FromNum(view, blockLen - 8, this.length * 8, isLE), this.process(view, 0), this.roundClean();
    let oview = out === buffer ? view : createView(out), len = this.outputLen, outLen = len / 4, state = this.get();
    if (len % 4 || outLen > state.length)
      throw new Error("invalid outputLen");
    for (let i = 0; i < outLen; i++)
      oview.setUint32(4 * i, state[i], isLE);
  }
  digest() {
    let { buffer, outputLen } = this;
    this.digestInto(buffer);
    let res = buffer.slice(0, outputLen);
    return this.destroy(), res;
  }
  _cloneIntoMeta(to) {
    let { buffer, length, finished, destroyed, pos } = this;
    return to.destroyed = destroyed, to.finished = finished, to.length = length, to.pos = pos, pos && to.buffer.set(buffer), to;
  }
  clone() {
    return this._cloneInto();
  }
}, SHA256_IV = /* @__PURE__ */ Uint32Array.from([
  1779033703,
  3144134277,
  1013904242,
  2773480762,
  1359893119,
  2600822924,
  528734635,
  1541459225
]);
var SHA512_IV = /* @__PURE__ */ Uint32Array.from([
  1779033703,
  4089235720,
  3144134277,
  2227873595,
  1013904242,
  4271175723,
  2773480762,
  1595750129,
  1359893119,
  2917565137,
  2600822924,
  725511199,
  528734635,
  4215389547,
  1541459225,
  327033209
]);

// node_modules/@noble/hashes/legacy.js
var SHA1_IV = /* @__PURE__ */ Uint32Array.from([
  1732584193,
  4023233417,
  2562383102,
  271733878,
  3285377520
]), SHA1_W = /* @__PURE__ */ new Uint32Array(80), _SHA1 = class extends HashMD {
  A = SHA1_IV[0] | 0;
  B = SHA1_IV[1] | 0;
  C = SHA1_IV[2] | 0;
  D = SHA1_IV[3] | 0;
  E = SHA1_IV[4] | 0;
  constructor() {
    super(64, 20, 8, !1);
  }
  get() {
    let { A: A4, B: B2, C: C2, D, E: E2 } = this;
    return [A4, B2, C2, D, E2];
  }
  set(A4, B2, C2, D, E2) {
    this.A = A4 | 0, this.B = B2 | 0, this.C = C2 | 0, this.D = D | 0, this.E = E2 | 0;
  }
  _cloneInto(to) {
    return (to ||= new this.constructor()).set(...this.get()), this._cloneIntoMeta(to);
  }
  process(view, offset) {
    for (let i = 0; i < 16; i++, offset += 4)
      SHA1_W[i] = view.getUint32(offset, !1);
    for (let i = 16; i < 80; i++)
      SHA1_W[i] = rotl(SHA1_W[i - 3] ^ SHA1_W[i - 8] ^ SHA1_W[i - 14] ^ SHA1_W[i - 16], 1);
    let { A: A4, B: B2, C: C2, D, E: E2 } = this;
    for (let i = 0; i < 80; i++) {
      let F2, K3;
      i < 20 ? (F2 = Chi(B2, C2, D), K3 = 1518500249) : i < 40 ? (F2 = B2 ^ C2 ^ D, K3 = 1859775393) : i < 60 ? (F2 = Maj(B2, C2, D), K3 = 2400959708) : (F2 = B2 ^ C2 ^ D, K3 = 3395469782);
      let T4 = rotl(A4, 5) + F2 + E2 + K3 + SHA1_W[i] | 0;
      E2 = D, D = C2, C2 = rotl(B2, 30), B2 = A4, A4 = T4;
    }
    A4 = A4 + this.A | 0, B2 = B2 + this.B | 0, C2 = C2 + this.C | 0, D = D + this.D | 0, E2 = E2 + this.E | 0, this.set(A4, B2, C2, D, E2);
  }
  roundClean() {
    clean(SHA1_W);
  }
  destroy() {
    this.destroyed = !0, this.set(0, 0, 0, 0, 0), clean(this.buffer);
  }
}, sha1 = /* @__PURE__ */ createHasher(() => new _SHA1());

// node_modules/@noble/hashes/sha2.js
var SHA256_K = /* @__PURE__ */ Uint32Array.from([
  1116352408,
  1899447441,
  3049323471,
  3921009573,
  961987163,
  1508970993,
  2453635748,
  2870763221,
  3624381080,
  310598401,
  607225278,
  1426881987,
  1925078388,
  2162078206,
  2614888103,
  3248222580,
  3835390401,
  4022224774,
  264347078,
  604807628,
  770255983,
  1249150122,
  1555081692,
  1996064986,
  2554220882,
  2821834349,
  2952996808,
  3210313671,
  3336571891,
  3584528711,
  113926993,
  338241895,
  666307205,
  773529912,
  1294757372,
  1396182291,
  1695183700,
  1986661051,
  2177026350,
  2456956037,
  2730485921,
  2820302411,
  3259730800,
  3345764771,
  3516065817,
  3600352804,
  4094571909,
  275423344,
  430227734,
  506948616,
  659060556,
  883997877,
  958139571,
  1322822218,
  1537002063,
  1747873779,
  1955562222,
  2024104815,
  2227730452,
  2361852424,
  2428436474,
  2756734187,
  3204031479,
  3329325298
]), SHA256_W = /* @__PURE__ */ new Uint32Array(64), SHA2_32B = class extends HashMD {
  // We cannot use array here since array allows indexing by variable
  // which means optimizer/compiler cannot use registers.
  // Numeric initializers matter: starting the fields as `undefined` changes
  // V8's field representation and makes sha256 3x slower (measured).
  A = 0;
  B = 0;
  C = 0;
  D = 0;
  E = 0;
  F = 0;
  G = 0;
  H = 0;
  constructor(outputLen, IV) {
    super(64, outputLen, 8, !1), this.A = IV[0] | 0, this.B = IV[1] | 0, this.C = IV[2] | 0, this.D = IV[3] | 0, this.E = IV[4] | 0, this.F = IV[5] | 0, this.G = IV[6] | 0, this.H = IV[7] | 0;
  }
  get() {
    let { A: A4, B: B2, C: C2, D, E: E2, F: F2, G: G2, H: H2 } = this;
    return [A4, B2, C2, D, E2, F2, G2, H2];
  }
  // prettier-ignore
  set(A4, B2, C2, D, E2, F2, G2, H2) {
    this.A = A4 | 0, this.B = B2 | 0, this.C = C2 | 0, this.D = D | 0, this.E = E2 | 0, this.F = F2 | 0, this.G = G2 | 0, this.H = H2 | 0;
  }
  _cloneInto(to) {
    return (to ||= new this.constructor()).set(...this.get()), this._cloneIntoMeta(to);
  }
  process(view, offset) {
    for (let i = 0; i < 16; i++, offset += 4)
      SHA256_W[i] = view.getUint32(offset, !1);
    for (let i = 16; i < 64; i++) {
      let W15 = SHA256_W[i - 15], W2 = SHA256_W[i - 2], s0 = rotr(W15, 7) ^ rotr(W15, 18) ^ W15 >>> 3, s1 = rotr(W2, 17) ^ rotr(W2, 19) ^ W2 >>> 10;
      SHA256_W[i] = s1 + SHA256_W[i - 7] + s0 + SHA256_W[i - 16] | 0;
    }
    let { A: A4, B: B2, C: C2, D, E: E2, F: F2, G: G2, H: H2 } = this;
    for (let i = 0; i < 64; i++) {
      let sigma1 = rotr(E2, 6) ^ rotr(E2, 11) ^ rotr(E2, 25), T1 = H2 + sigma1 + Chi(E2, F2, G2) + SHA256_K[i] + SHA256_W[i] | 0, T22 = (rotr(A4, 2) ^ rotr(A4, 13) ^ rotr(A4, 22)) + Maj(A4, B2, C2) | 0;
      H2 = G2, G2 = F2, F2 = E2, E2 = D + T1 | 0, D = C2, C2 = B2, B2 = A4, A4 = T1 + T22 | 0;
    }
    A4 = A4 + this.A | 0, B2 = B2 + this.B | 0, C2 = C2 + this.C | 0, D = D + this.D | 0, E2 = E2 + this.E | 0, F2 = F2 + this.F | 0, G2 = G2 + this.G | 0, H2 = H2 + this.H | 0, this.set(A4, B2, C2, D, E2, F2, G2, H2);
  }
  roundClean() {
    clean(SHA256_W);
  }
  destroy() {
    this.destroyed = !0, this.set(0, 0, 0, 0, 0, 0, 0, 0), clean(this.buffer);
  }
}, _SHA256 = class extends SHA2_32B {
  constructor() {
    super(32, SHA256_IV);
  }
};
var K512 = split([
  "0x428a2f98d728ae22",
  "0x7137449123ef65cd",
  "0xb5c0fbcfec4d3b2f",
  "0xe9b5dba58189dbbc",
  "0x3956c25bf348b538",
  "0x59f111f1b605d019",
  "0x923f82a4af194f9b",
  "0xab1c5ed5da6d8118",
  "0xd807aa98a3030242",
  "0x12835b0145706fbe",
  "0x243185be4ee4b28c",
  "0x550c7dc3d5ffb4e2",
  "0x72be5d74f27b896f",
  "0x80deb1fe3b1696b1",
  "0x9bdc06a725c71235",
  "0xc19bf174cf692694",
  "0xe49b69c19ef14ad2",
  "0xefbe4786384f25e3",
  "0x0fc19dc68b8cd5b5",
  "0x240ca1cc77ac9c65",
  "0x2de92c6f592b0275",
  "0x4a7484aa6ea6e483",
  "0x5cb0a9dcbd41fbd4",
  "0x76f988da831153b5",
  "0x983e5152ee66dfab",
  "0xa831c66d2db43210",
  "0xb00327c898fb213f",
  "0xbf597fc7beef0ee4",
  "0xc6e00bf33da88fc2",
  "0xd5a79147930aa725",
  "0x06ca6351e003826f",
  "0x142929670a0e6e70",
  "0x27b70a8546d22ffc",
  "0x2e1b21385c26c926",
  "0x4d2c6dfc5ac42aed",
  "0x53380d139d95b3df",
  "0x650a73548baf63de",
  "0x766a0abb3c77b2a8",
  "0x81c2c92e47edaee6",
  "0x92722c851482353b",
  "0xa2bfe8a14cf10364",
  "0xa81a664bbc423001",
  "0xc24b8b70d0f89791",
  "0xc76c51a30654be30",
  "0xd192e819d6ef5218",
  "0xd69906245565a910",
  "0xf40e35855771202a",
  "0x106aa07032bbd1b8",
  "0x19a4c116b8d2d0c8",
  "0x1e376c085141ab53",
  "0x2748774cdf8eeb99",
  "0x34b0bcb5e19b48a8",
  "0x391c0cb3c5c95a63",
  "0x4ed8aa4ae3418acb",
  "0x5b9cca4f7763e373",
  "0x682e6ff3d6b2b8a3",
  "0x748f82ee5defb2fc",
  "0x78a5636f43172f60",
  "0x84c87814a1f0ab72",
  "0x8cc702081a6439ec",
  "0x90befffa23631e28",
  "0xa4506cebde82bde9",
  "0xbef9a3f7b2c67915",
  "0xc67178f2e372532b",
  "0xca273eceea26619c",
  "0xd186b8c721c0c207",
  "0xeada7dd6cde0eb1e",
  "0xf57d4f7fee6ed178",
  "0x06f067aa72176fba",
  "0x0a637dc5a2c898a6",
  "0x113f9804bef90dae",
  "0x1b710b35131c471b",
  "0x28db77f523047d84",
  "0x32caab7b40c72493",
  "0x3c9ebe0a15c9bebc",
  "0x431d67c49c100d4c",
  "0x4cc5d4becb3e42b6",
  "0x597f299cfc657e2a",
  "0x5fcb6fab3ad6faec",
  "0x6c44198c4a475817"
].map((n2) => BigInt(n2))), SHA512_Kh = K512[0], SHA512_Kl = K512[1], SHA512_W_H = /* @__PURE__ */ new Uint32Array(80), SHA512_W_L = /* @__PURE__ */ new Uint32Array(80), SHA2_64B = class extends HashMD {
  // We cannot use array here since array allows indexing by variable
  // which means optimizer/compiler cannot use registers.
  // h -- high 32 bits, l -- low 32 bits
  // Numeric initializers matter: starting the fields as `undefined` changes
  // V8's field representation and slows hashing down (measured on sha256).
  Ah = 0;
  Al = 0;
  Bh = 0;
  Bl = 0;
  Ch = 0;
  Cl = 0;
  Dh = 0;
  Dl = 0;
  Eh = 0;
  El = 0;
  Fh = 0;
  Fl = 0;
  Gh = 0;
  Gl = 0;
  Hh = 0;
  Hl = 0;
  constructor(outputLen, IV) {
    super(128, outputLen, 16, !1), this.Ah = IV[0] | 0, this.Al = IV[1] | 0, this.Bh = IV[2] | 0, this.Bl = IV[3] | 0, this.Ch = IV[4] | 0, this.Cl = IV[5] | 0, this.Dh = IV[6] | 0, this.Dl = IV[7] | 0, this.Eh = IV[8] | 0, this.El = IV[9] | 0, this.Fh = IV[10] | 0, this.Fl = IV[11] | 0, this.Gh = IV[12] | 0, this.Gl = IV[13] | 0, this.Hh = IV[14] | 0, this.Hl = IV[15] | 0;
  }
  // prettier-ignore
  get() {
    let { Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl } = this;
    return [Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl];
  }
  // prettier-ignore
  set(Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl) {
    this.Ah = Ah | 0, this.Al = Al | 0, this.Bh = Bh | 0, this.Bl = Bl | 0, this.Ch = Ch | 0, this.Cl = Cl | 0, this.Dh = Dh | 0, this.Dl = Dl | 0, this.Eh = Eh | 0, this.El = El | 0, this.Fh = Fh | 0, this.Fl = Fl | 0, this.Gh = Gh | 0, this.Gl = Gl | 0, this.Hh = Hh | 0, this.Hl = Hl | 0;
  }
  _cloneInto(to) {
    return (to ||= new this.constructor()).set(...this.get()), this._cloneIntoMeta(to);
  }
  process(view, offset) {
    for (let i = 0; i < 16; i++, offset += 4)
      SHA512_W_H[i] = view.getUint32(offset), SHA512_W_L[i] = view.getUint32(offset += 4);
    for (let i = 16; i < 80; i++) {
      let W15h = SHA512_W_H[i - 15] | 0, W15l = SHA512_W_L[i - 15] | 0, s0h = rotrSH(W15h, W15l, 1) ^ rotrSH(W15h, W15l, 8) ^ shrSH(W15h, W15l, 7), s0l = rotrSL(W15h, W15l, 1) ^ rotrSL(W15h, W15l, 8) ^ shrSL(W15h, W15l, 7), W2h = SHA512_W_H[i - 2] | 0, W2l = SHA512_W_L[i - 2] | 0, s1h = rotrSH(W2h, W2l, 19) ^ rotrBH(W2h, W2l, 61) ^ shrSH(W2h, W2l, 6), s1l = rotrSL(W2h, W2l, 19) ^ rotrBL(W2h, W2l, 61) ^ shrSL(W2h, W2l, 6), SUMl = add4L(s0l, s1l, SHA512_W_L[i - 7], SHA512_W_L[i - 16]), SUMh = add4H(SUMl, s0h, s1h, SHA512_W_H[i - 7], SHA512_W_H[i - 16]);
      SHA512_W_H[i] = SUMh | 0, SHA512_W_L[i] = SUMl | 0;
    }
    let { Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl } = this;
    for (let i = 0; i < 80; i++) {
      let sigma1h = rotrSH(Eh, El, 14) ^ rotrSH(Eh, El, 18) ^ rotrBH(Eh, El, 41), sigma1l = rotrSL(Eh, El, 14) ^ rotrSL(Eh, El, 18) ^ rotrBL(Eh, El, 41), CHIh = Eh & Fh ^ ~Eh & Gh, CHIl = El & Fl ^ ~El & Gl, T1ll = add5L(Hl, sigma1l, CHIl, SHA512_Kl[i], SHA512_W_L[i]), T1h = add5H(T1ll, Hh, sigma1h, CHIh, SHA512_Kh[i], SHA512_W_H[i]), T1l = T1ll | 0, sigma0h = rotrSH(Ah, Al, 28) ^ rotrBH(Ah, Al, 34) ^ rotrBH(Ah, Al, 39), sigma0l = rotrSL(Ah, Al, 28) ^ rotrBL(Ah, Al, 34) ^ rotrBL(Ah, Al, 39), MAJh = Ah & Bh ^ Ah & Ch ^ Bh & Ch, MAJl = Al & Bl ^ Al & Cl ^ Bl & Cl;
      Hh = Gh | 0, Hl = Gl | 0, Gh = Fh | 0, Gl = Fl | 0, Fh = Eh | 0, Fl = El | 0, { h: Eh, l: El } = add(Dh | 0, Dl | 0, T1h | 0, T1l | 0), Dh = Ch | 0, Dl = Cl | 0, Ch = Bh | 0, Cl = Bl | 0, Bh = Ah | 0, Bl = Al | 0;
      let All = add3L(T1l, sigma0l, MAJl);
      Ah = add3H(All, T1h, sigma0h, MAJh), Al = All | 0;
    }
    ({ h: Ah, l: Al } = add(this.Ah | 0, this.Al | 0, Ah | 0, Al | 0)), { h: Bh, l: Bl } = add(this.Bh | 0, this.Bl | 0, Bh | 0, Bl | 0), { h: Ch, l: Cl } = add(this.Ch | 0, this.Cl | 0, Ch | 0, Cl | 0), { h: Dh, l: Dl } = add(this.Dh | 0, this.Dl | 0, Dh | 0, Dl | 0), { h: Eh, l: El } = add(this.Eh | 0, this.El | 0, Eh | 0, El | 0), { h: Fh, l: Fl } = add(this.Fh | 0, this.Fl | 0, Fh | 0, Fl | 0), { h: Gh, l: Gl } = add(this.Gh | 0, this.Gl | 0, Gh | 0, Gl | 0), { h: Hh, l: Hl } = add(this.Hh | 0, this.Hl | 0, Hh | 0, Hl | 0), this.set(Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl);
  }
  roundClean() {
    clean(SHA512_W_H, SHA512_W_L);
  }
  destroy() {
    this.destroyed = !0, clean(this.buffer), this.set(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }
}, _SHA512 = class extends SHA2_64B {
  constructor() {
    super(64, SHA512_IV);
  }
};
var sha256 = /* @__PURE__ */ createHasher(
  () => new _SHA256(),
  /* @__PURE__ */ oidNist(1)
);
var sha512 = /* @__PURE__ */ createHasher(
  () => new _SHA512(),
  /* @__PURE__ */ oidNist(3)
);

// node_modules/@otplib/plugin-crypto-noble/dist/index.js
var n = { sha1, sha256, sha512 }, y2 = Object.freeze(Object.keys(n)), t = class {
  name = "noble";
  algorithms = y2;
  hmac(r2, o, a2) {
    let e = K(r2, { supported: this.algorithms, plugin: this.name });
    return hmac(n[e], o, a2);
  }
  randomBytes(r2) {
    return randomBytes(r2);
  }
  constantTimeEqual(r2, o) {
    return ir(r2, o);
  }
}, d4 = Object.freeze(new t());

// node_modules/otplib/dist/index.js
function c2(r2) {
  return { secret: r2.secret, strategy: r2.strategy ?? "totp", crypto: r2.crypto ?? d4, base32: r2.base32 ?? d3, algorithm: r2.algorithm ?? "sha1", digits: r2.digits ?? 6, period: r2.period ?? 30, epoch: r2.epoch ?? Math.floor(Date.now() / 1e3), t0: r2.t0 ?? 0, counter: r2.counter, guardrails: r2.guardrails ?? Cr(), hooks: r2.hooks };
}
function O3(r2) {
  return { ...c2(r2), token: r2.token, epochTolerance: r2.epochTolerance ?? 0, counterTolerance: r2.counterTolerance ?? 0, afterTimeStep: r2.afterTimeStep };
}
function l(r2, e, t2) {
  if (r2 === "totp") return t2.totp();
  if (r2 === "hotp") {
    if (e === void 0) throw new u("Counter is required for HOTP strategy. Example: { strategy: 'hotp', counter: 0 }");
    return t2.hotp(e);
  }
  throw new u(`Unknown OTP strategy: ${r2}. Valid strategies are 'totp' or 'hotp'.`);
}
function I2(r2) {
  let { crypto: e = d4, base32: t2 = d3, length: o = 20 } = r2 || {};
  return Gr({ crypto: e, base32: t2, length: o });
}
function m2(r2) {
  let { strategy: e = "totp", issuer: t2, label: o, secret: a2, algorithm: i = "sha1", digits: s = 6, period: n2 = 30, counter: p } = r2;
  return l(e, p, { totp: () => A2({ issuer: t2, label: o, secret: a2, algorithm: i, digits: s, period: n2 }), hotp: (y3) => R2({ issuer: t2, label: o, secret: a2, algorithm: i, digits: s, counter: y3 }) });
}
async function T3(r2) {
  let e = c2(r2), { secret: t2, crypto: o, base32: a2, algorithm: i, digits: s, hooks: n2 } = e, p = { secret: t2, crypto: o, base32: a2, algorithm: i, digits: s, hooks: n2 };
  return l(e.strategy, e.counter, { totp: () => b2({ ...p, period: e.period, epoch: e.epoch, t0: e.t0, guardrails: e.guardrails }), hotp: (y3) => d2({ ...p, counter: y3, guardrails: e.guardrails }) });
}
function h3(r2) {
  let e = c2(r2), { secret: t2, crypto: o, base32: a2, algorithm: i, digits: s } = e, n2 = { secret: t2, crypto: o, base32: a2, algorithm: i, digits: s };
  return l(e.strategy, e.counter, { totp: () => $2({ ...n2, period: e.period, epoch: e.epoch, t0: e.t0, guardrails: e.guardrails }), hotp: (p) => K2({ ...n2, counter: p, guardrails: e.guardrails }) });
}
async function P3(r2) {
  let e = O3(r2), { secret: t2, token: o, crypto: a2, base32: i, algorithm: s, digits: n2, hooks: p } = e, y3 = { secret: t2, token: o, crypto: a2, base32: i, algorithm: s, digits: n2, hooks: p };
  return l(e.strategy, e.counter, { totp: () => x2({ ...y3, period: e.period, epoch: e.epoch, t0: e.t0, epochTolerance: e.epochTolerance, afterTimeStep: e.afterTimeStep, guardrails: e.guardrails }), hotp: (f2) => T2({ ...y3, counter: f2, counterTolerance: e.counterTolerance, guardrails: e.guardrails }) });
}
function d5(r2) {
  let e = O3(r2), { secret: t2, token: o, crypto: a2, base32: i, algorithm: s, digits: n2, hooks: p } = e, y3 = { secret: t2, token: o, crypto: a2, base32: i, algorithm: s, digits: n2, hooks: p };
  return l(e.strategy, e.counter, { totp: () => ae({ ...y3, period: e.period, epoch: e.epoch, t0: e.t0, epochTolerance: e.epochTolerance, afterTimeStep: e.afterTimeStep, guardrails: e.guardrails }), hotp: (f2) => _2({ ...y3, counter: f2, counterTolerance: e.counterTolerance, guardrails: e.guardrails }) });
}
var b3 = class {
  strategy;
  crypto;
  base32;
  guardrails;
  constructor(e = {}) {
    let { strategy: t2 = "totp", crypto: o = d4, base32: a2 = d3, guardrails: i } = e;
    this.strategy = t2, this.crypto = o, this.base32 = a2, this.guardrails = Cr(i);
  }
  getStrategy() {
    return this.strategy;
  }
  generateSecret(e = 20) {
    return Gr({ crypto: this.crypto, base32: this.base32, length: e });
  }
  async generate(e) {
    return T3({ ...e, strategy: this.strategy, crypto: this.crypto, base32: this.base32, guardrails: e.guardrails ?? this.guardrails });
  }
  generateSync(e) {
    return h3({ ...e, strategy: this.strategy, crypto: this.crypto, base32: this.base32, guardrails: e.guardrails ?? this.guardrails });
  }
  async verify(e) {
    return P3({ ...e, strategy: this.strategy, crypto: this.crypto, base32: this.base32, guardrails: e.guardrails ?? this.guardrails });
  }
  verifySync(e) {
    return d5({ ...e, strategy: this.strategy, crypto: this.crypto, base32: this.base32, guardrails: e.guardrails ?? this.guardrails });
  }
  generateURI(e) {
    return m2({ ...e, strategy: this.strategy });
  }
};
export {
  F as AlgorithmError,
  h as AlgorithmUnsupportedError,
  c as HMACError,
  O2 as HOTP,
  t as NobleCryptoPlugin,
  b3 as OTP,
  r as ScureBase32Plugin,
  P2 as TOTP,
  Cr as createGuardrails,
  T3 as generate,
  I2 as generateSecret,
  h3 as generateSync,
  m2 as generateURI,
  or as stringToBytes,
  P3 as verify,
  d5 as verifySync,
  Kr as wrapResult,
  Fr as wrapResultAsync
};
/*! Bundled license information:

@scure/base/index.js:
  (*! scure-base - MIT License (c) 2022 Paul Miller (paulmillr.com) *)
*/
