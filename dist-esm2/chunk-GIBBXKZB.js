import {
  ConfigError
} from "./chunk-G7AHUBSA.js";
import {
  DatabaseRefused,
  DatabaseUnavailable
} from "./chunk-4GUCQG4F.js";
import {
  Failure,
  isPolicyName,
  policies,
  policyNames
} from "./chunk-ACZ6WXDB.js";

// src/cli/failures.ts
var messages = {
  bootstrap_key_limited: ({ key }) => `DENIZEN_API_KEY is the secret of the key "${key}", which expires or lacks scopes. Choose another secret, or revoke that key.`,
  internal: ({ reason }) => reason && internalWords[reason],
  key_not_found: ({ key }) => `Unknown key "${key}".`,
  policy_invalid: policyWords,
  project_exists: ({ project }) => `The project "${project}" already exists.`,
  project_not_found: ({ project }) => project === void 0 ? void 0 : `Unknown project "${project}".`,
  provider_setting_invalid: providerWords,
  unavailable: ({ reason }) => reason && unavailableWords[reason],
  user_keys_limit: () => {
  },
  webhook_not_found: ({ webhook }) => `Unknown webhook "${webhook}".`
};
function failureWords(data) {
  let words = messages[data.code];
  return words?.(data) ?? data.code;
}
var internalWords = {
  sealing_key_unknown: "Another key is also in use."
}, unavailableWords = {
  damaged: "The database is damaged: restore a backup.",
  // Occurs in requests only.
  device_requests_full: void 0,
  earlier_sealing_key_in_use: "Servers still seal with an earlier key. Restart all of them with the new one, then run this again.",
  outcome_unknown: "The database connection broke during the commit, so the change may or may not be stored. Check before you try again.",
  // Occur in requests only.
  passwords_busy: void 0,
  // Occurs in requests only.
  stopping: void 0,
  responses_full: void 0
};
function policyWords(problem) {
  switch (problem.rule) {
    case "not_a_pair":
      return `Write ${JSON.stringify(problem.text)} as name=value.`;
    case "unknown":
      return `Unknown policy ${JSON.stringify(problem.policy)}. Policies: ${policyNames.join(", ")}.`;
    case "repeated":
      return `${problem.policy} is given twice.`;
    case "value": {
      let { policy, wrong } = problem, takes = isPolicyName(policy) ? policies[policy].takes : "something else", which = wrong === void 0 ? "" : `; ${JSON.stringify(wrong)} is invalid`;
      return `${policy} takes ${takes}${which}; or default.`;
    }
  }
}
var optionForms = {
  client_ids: "up to 20 client ids separated by commas",
  host: "a host such as id.example.com",
  seconds: "a number of seconds",
  switch: "on or off",
  url: "a URL that begins with https://",
  word: "a word"
};
function providerWords(problem) {
  switch (problem.rule) {
    case "client_id":
      return "A client id is required.";
    case "secret_missing":
      return "A secret is required: put it into a file and pass the file with --client-secret-file.";
    case "secret_too_long":
      return "The secret is too long.";
    case "not_set_up":
      return `The provider ${JSON.stringify(problem.provider)} is not configured.`;
    case "provider_unknown": {
      let known = problem.known.join(", ");
      return `Unknown provider ${JSON.stringify(problem.provider)}. Providers: ${known}.`;
    }
    case "option_unknown": {
      let known = problem.known.join(", ") || "none";
      return `${problem.provider} has no option ${JSON.stringify(problem.option)}. Options: ${known}.`;
    }
    case "options_missing":
      return `${problem.provider} needs --option ${problem.options.join("=\u2026 --option ")}=\u2026.`;
    case "option_value":
      return `${problem.option} takes ${optionForms[problem.form]}.`;
    case "option_prompts":
      return `${problem.option} takes some of ${problem.known.join(", ")}.`;
  }
}

// src/cli/refusal.ts
var CommandError = class extends Error {
  name = "CommandError";
}, listening = {
  EADDRINUSE: "Another program uses this port: stop it, or choose another DENIZEN_PORT.",
  EACCES: "This user may not listen on this port: choose a DENIZEN_PORT of 1024 or more.",
  EADDRNOTAVAIL: "This machine does not have this address: choose another DENIZEN_HOST.",
  ENOTFOUND: "This host name does not exist: choose another DENIZEN_HOST.",
  EAI_AGAIN: "This host name cannot be resolved now: choose another DENIZEN_HOST."
};
function commandLine(file) {
  return file?.endsWith(".ts") ? "npm run denizen --" : "denizen";
}
function sentenceOf(error, command) {
  if (error instanceof ConfigError || error instanceof DatabaseRefused || error instanceof CommandError)
    return withCommand(error.message, command);
  if (error instanceof Failure) return withCommand(failureWords(error.data), command);
  if (error instanceof DatabaseUnavailable)
    return `Denizen cannot continue: ${error.message}${causeText(error.cause)}.`;
  if (!(error instanceof Error)) return String(error);
  let { code, syscall } = error, hint = syscall === "listen" || syscall === "getaddrinfo" ? listening[code ?? ""] : void 0;
  return hint ? `${error.message}. ${hint}` : code === "ERR_SQLITE_ERROR" ? `The database is damaged: ${error.message}. Restore a backup.` : error.stack ?? error.message;
}
function causeText(cause) {
  return cause instanceof Error ? ` (${cause.message || cause.code})` : "";
}
function withCommand(sentence, command) {
  return sentence.replaceAll(": denizen ", `: ${command} `);
}

export {
  CommandError,
  commandLine,
  sentenceOf
};
