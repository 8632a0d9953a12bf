// src/db/database.ts
var DatabaseUnavailable = class extends Error {
  name = "DatabaseUnavailable";
  /** True when the failure happened during the commit, whose outcome is unknown. Otherwise nothing was written. */
  mayBeCommitted;
  constructor(message, options = {}) {
    super(message, { cause: options.cause }), this.mayBeCommitted = options.mayBeCommitted ?? !1;
  }
}, DatabaseRefused = class extends Error {
  name = "DatabaseRefused";
}, DatabaseDamaged = class extends DatabaseRefused {
  name = "DatabaseDamaged";
};

export {
  DatabaseUnavailable,
  DatabaseRefused,
  DatabaseDamaged
};
