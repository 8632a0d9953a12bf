import {
  __commonJS
} from "./chunk-57FZXIKZ.js";

// builtin:node:sqlite
var require_node_sqlite = __commonJS({
  "builtin:node:sqlite"(exports, module) {
    module.exports = process.getBuiltinModule("node:sqlite");
  }
});

export {
  require_node_sqlite
};
