import {
  open,
  print
} from "./chunk-YPVUEAKR.js";
import "./chunk-W3JNOMTV.js";
import {
  correctCounts,
  wrongCounts
} from "./chunk-EHK46DSF.js";
import "./chunk-ALMOJG36.js";
import "./chunk-G7AHUBSA.js";
import "./chunk-4GUCQG4F.js";
import "./chunk-ACZ6WXDB.js";
import "./chunk-W7CHYDER.js";
import "./chunk-WBISP5MS.js";
import "./chunk-NJY3V7LK.js";
import "./chunk-LSDVCCXR.js";
import "./chunk-XEEEK6BS.js";
import "./chunk-JTDSTLHP.js";
import "./chunk-U24FAMIY.js";
import "./chunk-4C6KPEZU.js";
import "./chunk-CRV3CMGJ.js";
import "./chunk-WMUK4SMF.js";
import "./chunk-GVQ2XIRA.js";
import "./chunk-CY4EMPPW.js";
import "./chunk-QDFT3GVT.js";
import "./chunk-LJ2TMMZ3.js";
import {
  __callDispose,
  __using
} from "./chunk-57FZXIKZ.js";

// src/cli/migrate.ts
async function migrateCommand({ config, secrets }, output) {
  var _stack = [];
  try {
    let opened = __using(_stack, await open(config, secrets, { migrate: !0 }), !0);
    let { core, migrated, waiting, withoutSubstrings } = opened;
    let wrong = await wrongCounts(core.read);
    wrong.length > 0 && await core.unaudited(correctCounts);
    let warning = withoutSubstrings === void 0 ? {} : { warning: withoutSubstrings };
    let corrected = wrong.map(({ project, counted }) => ({ project, counted }));
    print(output, { applied: migrated, waiting, ...wrong.length > 0 && { corrected }, ...warning }, [
      ...migrated.length > 0 ? [`Applied ${migrated.join(", ")}.`] : [],
      ...waiting.length > 0 ? [
        `${waiting.join(", ")}: waits until servers of an older version have stopped. A server of this version then applies it, or this command.`
      ] : [],
      ...migrated.length + waiting.length === 0 ? ["The database is up to date."] : [],
      ...corrected.map(({ project, counted }) => `Corrected the count of ${counted} of ${project}.`),
      ...withoutSubstrings === void 0 ? [] : [`Warning: ${withoutSubstrings}`]
    ]);
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
export {
  migrateCommand
};
