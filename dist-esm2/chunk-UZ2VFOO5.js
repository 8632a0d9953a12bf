import {
  __commonJS
} from "./chunk-57FZXIKZ.js";

// builtin:node:assert
var require_node_assert = __commonJS({
  "builtin:node:assert"(exports, module) {
    module.exports = process.getBuiltinModule("node:assert");
  }
});

export {
  require_node_assert
};
