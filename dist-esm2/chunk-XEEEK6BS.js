import {
  __commonJS
} from "./chunk-57FZXIKZ.js";

// builtin:node:worker_threads
var require_node_worker_threads = __commonJS({
  "builtin:node:worker_threads"(exports, module) {
    module.exports = process.getBuiltinModule("node:worker_threads");
  }
});

export {
  require_node_worker_threads
};
