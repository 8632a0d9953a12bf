import {
  __commonJS
} from "./chunk-57FZXIKZ.js";

// builtin:node:timers/promises
var require_promises = __commonJS({
  "builtin:node:timers/promises"(exports, module) {
    module.exports = process.getBuiltinModule("node:timers/promises");
  }
});

export {
  require_promises
};
