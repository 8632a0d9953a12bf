import {
  checkQuickly,
  checkRows
} from "./chunk-W7CHYDER.js";
import {
  require_promises
} from "./chunk-WBISP5MS.js";
import {
  require_node_sqlite
} from "./chunk-NJY3V7LK.js";
import {
  require_node_worker_threads
} from "./chunk-XEEEK6BS.js";
import {
  require_node_os
} from "./chunk-WMUK4SMF.js";
import {
  __toESM
} from "./chunk-57FZXIKZ.js";

// src/db/sqlite-check-worker.ts
var import_node_os = __toESM(require_node_os(), 1), import_node_sqlite = __toESM(require_node_sqlite(), 1), import_promises = __toESM(require_promises(), 1), import_node_worker_threads = __toESM(require_node_worker_threads(), 1);
var RESTS = 9, REST_AT_MOST_MS = 2e3;
run();
async function run() {
  let { path } = import_node_worker_threads.workerData, db = new import_node_sqlite.DatabaseSync(path, { readOnly: !0, timeout: 2e3 });
  db.exec("pragma trusted_schema = off; pragma cell_size_check = on; pragma cache_size = -2048");
  for (let { findings } of checkQuickly(db))
    tell({ is: "step", findings }), await (0, import_promises.setTimeout)(0);
  tell({ is: "quick check done" }), process.platform === "linux" && (0, import_node_os.setPriority)(0, import_node_os.constants.priority.PRIORITY_LOW);
  let begun = performance.now();
  for (let { share, findings } of checkRows(db))
    tell({ is: "step", share, findings }), await (0, import_promises.setTimeout)(Math.min(REST_AT_MOST_MS, RESTS * (performance.now() - begun))), begun = performance.now();
  db.close(), tell({ is: "done" });
}
function tell(message) {
  import_node_worker_threads.parentPort?.postMessage(message);
}
