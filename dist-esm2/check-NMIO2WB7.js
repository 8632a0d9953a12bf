import {
  verifyHistory
} from "./chunk-XJYYU5Z5.js";
import {
  diskProblem,
  getOutboxStatus,
  lowDisk,
  readTemplates
} from "./chunk-75OAGDBL.js";
import "./chunk-WZC53HKC.js";
import {
  chains,
  getHistoryStatus
} from "./chunk-AJRLDMGK.js";
import {
  listProjects
} from "./chunk-RGMR4MMJ.js";
import {
  open,
  print
} from "./chunk-YPVUEAKR.js";
import "./chunk-W3JNOMTV.js";
import {
  wrongCounts
} from "./chunk-EHK46DSF.js";
import "./chunk-ALMOJG36.js";
import {
  isSqliteFile,
  warningsAbout
} from "./chunk-G7AHUBSA.js";
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

// src/cli/check.ts
var DEAD_LISTED = 5, REPORT_AFTER_MS = 1e3;
async function checkCommand({ config, secrets }, output, { isQuick }) {
  var _stack = [];
  try {
    await readTemplates(config.mailTemplates);
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let { engine, core } = opened;
    let report = progressReport(output);
    let disk = isSqliteFile(config) ? diskProblem(config) : void 0;
    let damage = [...await engine.integrity({ isQuick, report })];
    isQuick || damage.push(...await historyProblems(core, report));
    let counts = isQuick ? [] : (await wrongCounts(core.read)).map(sentenceOn);
    let projects = (await listProjects(core)).length;
    let messages = await getOutboxStatus(core, DEAD_LISTED);
    let history = await getHistoryStatus(core);
    let { withoutSubstrings } = opened;
    let warnings = [
      ...warningsAbout(config, secrets),
      ...withoutSubstrings === void 0 ? [] : [withoutSubstrings],
      ...await engine.advice(),
      ...isSqliteFile(config) ? diskWarnings(config) : []
    ];
    let problems = [...disk === void 0 ? [] : [disk], ...damage, ...counts];
    let ok = problems.length === 0;
    print(
      output,
      {
        ok,
        quick: isQuick,
        engine: engine.name,
        version: engine.version,
        projects,
        messages: { ...messages, latest: messages.latest.map(viewOf) },
        history,
        problems,
        warnings
      },
      [
        "Settings are valid, the sealing key is correct.",
        `${engine.name === "sqlite" ? "SQLite" : "PostgreSQL"} ${engine.version}, schema up to date, ${projects} project${projects === 1 ? "" : "s"}.`,
        `History: ${history.chained} entries chained in ${history.chains} chain${history.chains === 1 ? "" : "s"}, ${history.signed} of them signed, ${history.waiting} waiting.`,
        ...linesOn(messages),
        ...warnings.map((warning) => `Warning: ${warning}`),
        ...disk === void 0 ? [] : [`Disk: ${disk}`],
        ...damage.map((problem) => `Damage: ${problem}`),
        ...counts.map((problem) => `Count: ${problem}`),
        verdict({
          isQuick,
          hasDiskProblem: disk !== void 0,
          isDamaged: damage.length > 0,
          isMiscounted: counts.length > 0
        })
      ]
    );
    return ok;
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
function verdict({ isQuick, hasDiskProblem, isDamaged, isMiscounted }) {
  return isDamaged ? "The database is damaged: restore a backup." : isMiscounted ? "The rows are intact, but a count is wrong. To correct it, run: denizen migrate" : hasDiskProblem ? "The database is intact as far as it can be read, but the disk has a problem." : isQuick ? "No problems found. Rows were not compared: leave out --quick for that." : "No problems found.";
}
function diskWarnings(config) {
  let free = lowDisk(config);
  return free === void 0 ? [] : [
    `The disk of ${config.dataFolder} has ${free} MB left, less than DENIZEN_DISK_MIN_FREE_MB: servers are not ready.`
  ];
}
async function historyProblems(core, report) {
  let problems = [];
  report("history", 0);
  for await (let project of chains(core)) {
    let { findings } = await verifyHistory(core, project);
    findings.some(({ kind }) => kind !== "unchained") && problems.push(`the history of ${project === "" ? "the server" : project}: see audit verify`);
  }
  return report("history", 1), problems;
}
function progressReport({ json }) {
  let begun = performance.now(), last = "";
  return (part, share) => {
    let percent = Math.floor(share * 100), line = json ? JSON.stringify({ part, share: percent / 100 }) : `Checking ${part}: ${percent} %`;
    line === last || performance.now() - begun < REPORT_AFTER_MS || (last = line, process.stderr.write(`${line}
`));
  };
}
function sentenceOn({ project, counted, kept, rows }) {
  return `the project ${project} has ${rows} ${counted} and counts ${kept}: run denizen migrate`;
}
function viewOf({ purpose, kind, deadAt, tries, error }) {
  return { purpose: purpose ?? null, kind, at: new Date(deadAt).toISOString(), tries, error };
}
function linesOn({ waiting, dead, latest }) {
  let listed = latest.map(viewOf).map(({ purpose, kind, at, tries, error }) => {
    let often = `${tries} ${tries === 1 ? "try" : "tries"}`;
    return `  ${at}  ${purpose ?? kind}, ${often}: ${error}`;
  });
  return [
    ...waiting + dead === 0 ? [] : [`Messages: ${waiting} waiting, ${dead} given up in the last 30 days.`],
    ...listed
  ];
}
export {
  checkCommand
};
