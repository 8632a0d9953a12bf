import {
  require_node_sqlite
} from "./chunk-NJY3V7LK.js";
import {
  require_node_worker_threads
} from "./chunk-XEEEK6BS.js";
import {
  require_node_fs
} from "./chunk-CY4EMPPW.js";
import {
  __toESM
} from "./chunk-57FZXIKZ.js";

// src/db/sqlite-disk-worker.ts
var import_node_fs = __toESM(require_node_fs(), 1), import_node_sqlite = __toESM(require_node_sqlite(), 1), import_node_worker_threads = __toESM(require_node_worker_threads(), 1), LOCK_WAIT_MS = 1e3, { path, logBytesKept } = import_node_worker_threads.workerData, opened;
import_node_worker_threads.parentPort?.on("message", (order) => {
  import_node_worker_threads.parentPort?.postMessage(resultOf(order));
});
function resultOf(order) {
  try {
    return order.kind === "sync" ? (0, import_node_fs.fdatasyncSync)(order.descriptor) : order.kind === "checkpoint" ? checkpoint(database()) : order.kind === "restart" ? restart(database()) : opened?.close(), {};
  } catch (error) {
    let { message, errcode = 0 } = error;
    return { error: { message, code: errcode & 255 } };
  }
}
function database() {
  return opened || (opened = new import_node_sqlite.DatabaseSync(path, { timeout: LOCK_WAIT_MS }), opened.exec("pragma synchronous = normal"), opened.exec("pragma wal_autocheckpoint = 0"), opened.exec(`pragma journal_size_limit = ${logBytesKept}`), opened);
}
function checkpoint(on) {
  let { busy, log, checkpointed } = on.prepare("pragma wal_checkpoint(passive)").get();
  return busy === 0 && log === checkpointed;
}
function restart(on) {
  if (checkpoint(on)) {
    on.exec("begin immediate");
    try {
      let version = on.prepare("pragma user_version").get()?.user_version;
      on.exec(`pragma user_version = ${Number(version)}`), on.exec("commit");
    } finally {
      on.isTransaction && on.exec("rollback");
    }
  }
}
