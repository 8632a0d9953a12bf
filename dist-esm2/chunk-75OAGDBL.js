import {
  deleteEnded
} from "./chunk-WZC53HKC.js";
import {
  freeBytes,
  require_promises
} from "./chunk-YPVUEAKR.js";
import {
  claimMessage,
  countMessages,
  createdAt,
  hours,
  instantOf,
  listDead,
  listDue,
  removeMessage,
  settleMessage
} from "./chunk-EHK46DSF.js";
import {
  ConfigError
} from "./chunk-G7AHUBSA.js";
import {
  require_node_path
} from "./chunk-4C6KPEZU.js";
import {
  require_node_fs
} from "./chunk-CY4EMPPW.js";
import {
  __toESM
} from "./chunk-57FZXIKZ.js";

// src/core/outbox/retries.ts
var retryDelaysMs = [
  5e3,
  3e4,
  12e4,
  6e5,
  hours(1),
  hours(3),
  hours(6)
];
function nextAttemptAt(failed, now, delaysMs) {
  let delay = delaysMs[failed.tries - 1];
  if (failed.permanent || delay === void 0) return;
  let next = instantOf(now + delay);
  return isExpired(failed.expiresAt, next) ? void 0 : next;
}
function expiryOf(message, createdAt2) {
  return message.minutes === void 0 ? void 0 : instantOf(createdAt2 + message.minutes * 6e4);
}
function isExpired(expiresAt, at) {
  return expiresAt !== void 0 && at >= expiresAt;
}

// src/core/outbox/queue.ts
var DEAD_KEPT_MS = 30 * hours(24), ERROR_AT_MOST = 200, COUNTED_AT_MOST = 1e4;
async function claimDue(core, batch) {
  let now = core.clock.now(), rows = await listDue(core.read, { kind: batch.kind, now, most: batch.most }), until = now + batch.leaseMs, claims = rows.map((row) => core.unaudited((tx) => claimMessage(tx, { ...row, until }))), settled = await Promise.allSettled(claims), won = settled.flatMap((claim) => claim.status === "fulfilled" && claim.value ? [claim.value] : []), refused = settled.find((claim) => claim.status === "rejected");
  if (refused && won.length === 0) throw refused.reason;
  return { found: rows.length, claimed: won.map((row) => claimedFrom(core, row)) };
}
async function markDelivered(core, { project, id }) {
  await core.unaudited((tx) => removeMessage(tx, project, { id }));
}
async function markFailed(core, claimed, failure) {
  let now = core.clock.now(), next = nextAttemptAt({ ...claimed, permanent: failure.permanent }, now, failure.delaysMs), outcome = {
    id: claimed.id,
    tries: claimed.tries,
    nextAt: next ?? now,
    deadAt: next === void 0 ? now : null,
    error: failure.error.slice(0, ERROR_AT_MOST)
  };
  return await core.unaudited((tx) => settleMessage(tx, claimed.project, outcome)), next;
}
async function deleteDeadMessages(core, most) {
  let before = instantOf(core.clock.now() - DEAD_KEPT_MS);
  await core.unaudited((tx) => deleteEnded(tx, { table: "outbox", key: ["id"] }, { before, most }));
}
async function getOutboxStatus(core, most) {
  let rows = await listDead(core.read, most);
  return {
    waiting: await countMessages(core.read, "waiting", COUNTED_AT_MOST),
    dead: await countMessages(core.read, "dead", COUNTED_AT_MOST),
    latest: rows.map((row) => ({
      purpose: openPayload(core, row.payload)?.purpose,
      kind: row.kind,
      deadAt: instantOf(row.dead_at ?? 0),
      tries: row.tries,
      error: row.error ?? ""
    }))
  };
}
function claimedFrom(core, row) {
  let message = openPayload(core, row.payload), queued = message?.queuedAt ?? createdAt(row.sequence), at = instantOf(Math.min(queued, core.clock.now()));
  return {
    project: row.project_id,
    id: row.id,
    createdAt: at,
    tries: row.tries,
    expiresAt: message && expiryOf(message, at),
    message
  };
}
function openPayload(core, payload) {
  let text = core.seal.open(payload);
  if (text !== void 0)
    try {
      return JSON.parse(text);
    } catch {
      return;
    }
}

// src/delivery/templates.ts
var import_promises = __toESM(require_promises(), 1), import_node_path = __toESM(require_node_path(), 1);

// src/delivery/languages/en.ts
var IGNORE = "If you did not ask for this, you can ignore this message.", NOT_YOU = "If that was not you, set a new password right away and tell whoever runs {{project}}.", LINK_LASTS = "The link works once, for {{duration}}.", CODE_LASTS = "It works once, for {{duration}}. Nobody from {{project}} will ever ask you for it.", CODE_SMS = ["{{code}} is your {{project}} code.", "Good for {{duration}}. Keep it to yourself."], CLAIM = [
  "It is for the account {{account}}, made on {{made}}.",
  "The account was made from: {{origin}}.",
  "That is not your account? Do not confirm it, and free your address from it here:",
  "{{refusal}}"
], en = {
  hello: "Hello,",
  helloName: "Hello {{name}},",
  somebody: "Somebody",
  phrase: "You should see the same words on your screen: {{phrase}}",
  texts: {
    "email-verification": {
      subject: "Confirm your email address for {{project}}",
      lines: ["Please confirm that this address is yours.", "{{url}}", LINK_LASTS, ...CLAIM],
      button: "Confirm address"
    },
    "email-verification-code": {
      subject: "Your code for {{project}}",
      lines: ["This code confirms that the address is yours:", "{{code}}", CODE_LASTS, ...CLAIM]
    },
    "phone-verification": { subject: "Confirm your phone number for {{project}}", lines: CODE_SMS },
    recovery: {
      subject: "Set a new password for {{project}}",
      lines: ["Here you can choose a new password.", "{{url}}", LINK_LASTS, IGNORE],
      button: "Choose a new password"
    },
    "recovery-code": {
      subject: "Your code for a new {{project}} password",
      lines: ["Choose a new password with this code:", "{{code}}", CODE_LASTS, IGNORE]
    },
    "magic-url": {
      subject: "Your link to sign in to {{project}}",
      lines: ["One click, and you are signed in.", "{{url}}", LINK_LASTS, IGNORE],
      button: "Sign in"
    },
    "email-otp": {
      subject: "Your code to sign in to {{project}}",
      lines: ["Sign in with this code:", "{{code}}", CODE_LASTS, IGNORE]
    },
    "phone-otp": { subject: "Your code to sign in to {{project}}", lines: CODE_SMS },
    "mfa-email": {
      subject: "Your {{project}} security code",
      lines: ["This code completes your sign-in:", "{{code}}", CODE_LASTS, NOT_YOU]
    },
    "mfa-phone": { subject: "Your {{project}} security code", lines: CODE_SMS },
    "password-changed": {
      subject: "Your {{project}} password was changed",
      lines: ["Your password was just changed. If it was you, all is well.", NOT_YOU]
    },
    "email-changed": {
      subject: "Your {{project}} email address was changed",
      lines: ["Your account has another email address now. If it was you, all is well.", NOT_YOU]
    },
    "phone-changed": {
      subject: "Your {{project}} phone number was changed",
      lines: ["Your account has another phone number now. If it was you, all is well.", NOT_YOU]
    },
    "mfa-changed": {
      subject: "How you sign in to {{project}} was changed",
      lines: ["The second step of your sign-in was changed. If it was you, all is well.", NOT_YOU]
    },
    "session-alert": {
      subject: "New sign-in to {{project}}",
      lines: [
        "Your account at {{project}} was just signed in to, on {{made}}. If it was you, all is well.",
        "The sign-in came from: {{origin}}.",
        NOT_YOU
      ]
    },
    "team-invitation": {
      subject: "Invitation to {{team}} Team at {{project}}",
      lines: ["{{inviter}} would like to have you in the team {{team}}.", "{{url}}", LINK_LASTS, IGNORE],
      button: "See the invitation",
      sms: "{{project}}: you are invited to the team {{team}}. {{url}}"
    },
    "account-confirmation": {
      subject: "Confirm your account at {{project}}",
      lines: [
        "Your username is {{username}}. Please confirm that this address is yours.",
        "{{url}}",
        LINK_LASTS,
        ...CLAIM
      ],
      button: "Confirm address"
    },
    "password-reset": {
      subject: "Reset your {{project}} password",
      lines: [
        "Somebody asked for a new password for the account {{username}}. Here you can choose one.",
        "{{url}}",
        LINK_LASTS,
        IGNORE
      ],
      button: "Choose a new password"
    }
  }
};

// src/delivery/languages/de.ts
var IGNORE2 = "Wenn Sie das nicht angefordert haben, brauchen Sie nichts zu tun.", NOT_YOU2 = "Wenn Sie das nicht waren, setzen Sie bitte sofort ein neues Passwort und sagen Sie denen Bescheid, die {{project}} betreiben.", LINK_LASTS2 = "Der Link gilt einmal, {{duration}} lang.", CODE_LASTS2 = "Er gilt einmal, {{duration}} lang. Niemand von {{project}} wird Sie je danach fragen.", CODE_SMS2 = ["{{code}} ist Ihr Code f\xFCr {{project}}.", "Er gilt {{duration}}. Bitte nicht weitergeben."], CLAIM2 = [
  "Es geht um das Konto {{account}}, angelegt am {{made}}.",
  "Angelegt wurde es von: {{origin}}.",
  "Das ist nicht Ihr Konto? Dann best\xE4tigen Sie nichts und geben Sie Ihre Adresse hier wieder frei:",
  "{{refusal}}"
], de = {
  hello: "Guten Tag,",
  helloName: "Guten Tag {{name}},",
  somebody: "Jemand",
  phrase: "Auf Ihrem Bildschirm sollten dieselben W\xF6rter stehen: {{phrase}}",
  texts: {
    "email-verification": {
      subject: "Best\xE4tigen Sie Ihre E-Mail-Adresse f\xFCr {{project}}",
      lines: ["bitte best\xE4tigen Sie, dass diese Adresse Ihnen geh\xF6rt.", "{{url}}", LINK_LASTS2, ...CLAIM2],
      button: "Adresse best\xE4tigen"
    },
    "email-verification-code": {
      subject: "Ihr Code f\xFCr {{project}}",
      lines: [
        "mit diesem Code best\xE4tigen Sie, dass die Adresse Ihnen geh\xF6rt:",
        "{{code}}",
        CODE_LASTS2,
        ...CLAIM2
      ]
    },
    "phone-verification": { subject: "Best\xE4tigen Sie Ihre Telefonnummer f\xFCr {{project}}", lines: CODE_SMS2 },
    recovery: {
      subject: "Neues Passwort f\xFCr {{project}}",
      lines: ["hier k\xF6nnen Sie ein neues Passwort w\xE4hlen.", "{{url}}", LINK_LASTS2, IGNORE2],
      button: "Neues Passwort w\xE4hlen"
    },
    "recovery-code": {
      subject: "Ihr Code f\xFCr ein neues Passwort bei {{project}}",
      lines: ["mit diesem Code k\xF6nnen Sie ein neues Passwort w\xE4hlen:", "{{code}}", CODE_LASTS2, IGNORE2]
    },
    "magic-url": {
      subject: "Ihr Link zum Anmelden bei {{project}}",
      lines: ["ein Klick, und Sie sind angemeldet.", "{{url}}", LINK_LASTS2, IGNORE2],
      button: "Anmelden"
    },
    "email-otp": {
      subject: "Ihr Code zum Anmelden bei {{project}}",
      lines: ["melden Sie sich mit diesem Code an:", "{{code}}", CODE_LASTS2, IGNORE2]
    },
    "phone-otp": { subject: "Ihr Code zum Anmelden bei {{project}}", lines: CODE_SMS2 },
    "mfa-email": {
      subject: "Ihr Sicherheitscode f\xFCr {{project}}",
      lines: ["mit diesem Code schlie\xDFen Sie die Anmeldung ab:", "{{code}}", CODE_LASTS2, NOT_YOU2]
    },
    "mfa-phone": { subject: "Ihr Sicherheitscode f\xFCr {{project}}", lines: CODE_SMS2 },
    "password-changed": {
      subject: "Ihr Passwort f\xFCr {{project}} wurde ge\xE4ndert",
      lines: ["Ihr Passwort wurde eben ge\xE4ndert. Wenn Sie das waren, ist alles in Ordnung.", NOT_YOU2]
    },
    "email-changed": {
      subject: "Ihre E-Mail-Adresse f\xFCr {{project}} wurde ge\xE4ndert",
      lines: [
        "zu Ihrem Konto geh\xF6rt jetzt eine andere E-Mail-Adresse. Wenn Sie das waren, ist alles in Ordnung.",
        NOT_YOU2
      ]
    },
    "phone-changed": {
      subject: "Ihre Telefonnummer f\xFCr {{project}} wurde ge\xE4ndert",
      lines: [
        "zu Ihrem Konto geh\xF6rt jetzt eine andere Telefonnummer. Wenn Sie das waren, ist alles in Ordnung.",
        NOT_YOU2
      ]
    },
    "mfa-changed": {
      subject: "Ihre Anmeldung bei {{project}} wurde ge\xE4ndert",
      lines: [
        "der zweite Schritt Ihrer Anmeldung wurde ge\xE4ndert. Wenn Sie das waren, ist alles in Ordnung.",
        NOT_YOU2
      ]
    },
    "session-alert": {
      subject: "Neue Anmeldung bei {{project}}",
      lines: [
        "eben wurde Ihr Konto bei {{project}} angemeldet, am {{made}}. Wenn Sie das waren, ist alles in Ordnung.",
        "Die Anmeldung kam von: {{origin}}.",
        NOT_YOU2
      ]
    },
    "team-invitation": {
      subject: "Einladung in ein Team bei {{project}}",
      lines: ["{{inviter}} h\xE4tte Sie gern im Team {{team}} dabei.", "{{url}}", LINK_LASTS2, IGNORE2],
      button: "Einladung ansehen",
      sms: "{{project}}: Sie sind in das Team {{team}} eingeladen. {{url}}"
    },
    "account-confirmation": {
      subject: "Best\xE4tigen Sie Ihr Konto bei {{project}}",
      lines: [
        "Ihr Benutzername ist {{username}}. Bitte best\xE4tigen Sie, dass diese Adresse Ihnen geh\xF6rt.",
        "{{url}}",
        LINK_LASTS2,
        ...CLAIM2
      ],
      button: "Adresse best\xE4tigen"
    },
    "password-reset": {
      subject: "Passwort f\xFCr {{project}} zur\xFCcksetzen",
      lines: [
        "jemand m\xF6chte ein neues Passwort f\xFCr das Konto {{username}}. Hier k\xF6nnen Sie eines w\xE4hlen.",
        "{{url}}",
        LINK_LASTS2,
        IGNORE2
      ],
      button: "Neues Passwort w\xE4hlen"
    }
  }
};

// src/delivery/languages/es.ts
var IGNORE3 = "Si no lo has pedido, no hace falta que hagas nada.", NOT_YOU3 = "Si no has sido t\xFA, elige ahora mismo una contrase\xF1a nueva y avisa a quienes llevan {{project}}.", LINK_LASTS3 = "El enlace sirve una sola vez, durante {{duration}}.", CODE_LASTS3 = "Sirve una sola vez, durante {{duration}}. Nadie de {{project}} te lo pedir\xE1 nunca.", CODE_SMS3 = ["{{code}} es tu c\xF3digo de {{project}}.", "Sirve durante {{duration}}. No lo compartas."], CLAIM3 = [
  "Es para la cuenta {{account}}, creada el {{made}}.",
  "La cuenta se cre\xF3 desde: {{origin}}.",
  "\xBFNo es tu cuenta? No la confirmes y libera aqu\xED tu direcci\xF3n:",
  "{{refusal}}"
], es = {
  hello: "Hola:",
  helloName: "Hola, {{name}}:",
  somebody: "Alguien",
  phrase: "En tu pantalla deber\xEDas ver las mismas palabras: {{phrase}}",
  texts: {
    "email-verification": {
      subject: "Confirma tu correo para {{project}}",
      lines: ["Confirma, por favor, que esta direcci\xF3n es tuya.", "{{url}}", LINK_LASTS3, ...CLAIM3],
      button: "Confirmar direcci\xF3n"
    },
    "email-verification-code": {
      subject: "Tu c\xF3digo para {{project}}",
      lines: ["Con este c\xF3digo confirmas que la direcci\xF3n es tuya:", "{{code}}", CODE_LASTS3, ...CLAIM3]
    },
    "phone-verification": { subject: "Confirma tu tel\xE9fono para {{project}}", lines: CODE_SMS3 },
    recovery: {
      subject: "Una contrase\xF1a nueva para {{project}}",
      lines: ["Aqu\xED puedes elegir una contrase\xF1a nueva.", "{{url}}", LINK_LASTS3, IGNORE3],
      button: "Elegir contrase\xF1a"
    },
    "recovery-code": {
      subject: "Tu c\xF3digo para una contrase\xF1a nueva de {{project}}",
      lines: ["Elige una contrase\xF1a nueva con este c\xF3digo:", "{{code}}", CODE_LASTS3, IGNORE3]
    },
    "magic-url": {
      subject: "Tu enlace para entrar en {{project}}",
      lines: ["Un clic y estar\xE1s dentro.", "{{url}}", LINK_LASTS3, IGNORE3],
      button: "Entrar"
    },
    "email-otp": {
      subject: "Tu c\xF3digo para entrar en {{project}}",
      lines: ["Entra con este c\xF3digo:", "{{code}}", CODE_LASTS3, IGNORE3]
    },
    "phone-otp": { subject: "Tu c\xF3digo para entrar en {{project}}", lines: CODE_SMS3 },
    "mfa-email": {
      subject: "Tu c\xF3digo de seguridad de {{project}}",
      lines: ["Con este c\xF3digo terminas de entrar:", "{{code}}", CODE_LASTS3, NOT_YOU3]
    },
    "mfa-phone": { subject: "Tu c\xF3digo de seguridad de {{project}}", lines: CODE_SMS3 },
    "password-changed": {
      subject: "Tu contrase\xF1a de {{project}} ha cambiado",
      lines: ["Tu contrase\xF1a se acaba de cambiar. Si has sido t\xFA, todo est\xE1 bien.", NOT_YOU3]
    },
    "email-changed": {
      subject: "Tu correo de {{project}} ha cambiado",
      lines: ["Tu cuenta tiene ahora otra direcci\xF3n de correo. Si has sido t\xFA, todo est\xE1 bien.", NOT_YOU3]
    },
    "phone-changed": {
      subject: "Tu tel\xE9fono de {{project}} ha cambiado",
      lines: ["Tu cuenta tiene ahora otro n\xFAmero de tel\xE9fono. Si has sido t\xFA, todo est\xE1 bien.", NOT_YOU3]
    },
    "mfa-changed": {
      subject: "Ha cambiado c\xF3mo entras en {{project}}",
      lines: ["El segundo paso de tu acceso ha cambiado. Si has sido t\xFA, todo est\xE1 bien.", NOT_YOU3]
    },
    "session-alert": {
      subject: "Nuevo acceso a {{project}}",
      lines: [
        "Alguien acaba de entrar en tu cuenta de {{project}}, el {{made}}. Si has sido t\xFA, todo est\xE1 bien.",
        "El acceso se hizo desde: {{origin}}.",
        NOT_YOU3
      ]
    },
    "team-invitation": {
      subject: "Te invitan a un equipo en {{project}}",
      lines: [
        "A {{inviter}} le gustar\xEDa contar contigo en el equipo {{team}}.",
        "{{url}}",
        LINK_LASTS3,
        IGNORE3
      ],
      button: "Ver la invitaci\xF3n",
      sms: "{{project}}: te invitan al equipo {{team}}. {{url}}"
    },
    "account-confirmation": {
      subject: "Confirma tu cuenta de {{project}}",
      lines: [
        "Tu nombre de usuario es {{username}}. Confirma, por favor, que esta direcci\xF3n es tuya.",
        "{{url}}",
        LINK_LASTS3,
        ...CLAIM3
      ],
      button: "Confirmar direcci\xF3n"
    },
    "password-reset": {
      subject: "Restablece tu contrase\xF1a de {{project}}",
      lines: [
        "Alguien ha pedido una contrase\xF1a nueva para la cuenta {{username}}. Aqu\xED puedes elegirla.",
        "{{url}}",
        LINK_LASTS3,
        IGNORE3
      ],
      button: "Elegir contrase\xF1a"
    }
  }
};

// src/delivery/languages/fr.ts
var IGNORE4 = "Si vous n\u2019avez rien demand\xE9, vous pouvez ignorer ce message.", NOT_YOU4 = "Si ce n\u2019\xE9tait pas vous, choisissez tout de suite un nouveau mot de passe et pr\xE9venez les responsables de {{project}}.", LINK_LASTS4 = "Ce lien sert une seule fois, pendant {{duration}}.", CODE_LASTS4 = "Il sert une seule fois, pendant {{duration}}. Personne de {{project}} ne vous le demandera jamais.", CODE_SMS4 = ["{{code}} est votre code {{project}}.", "Valable {{duration}}. Gardez-le pour vous."], CLAIM4 = [
  "Il s\u2019agit du compte {{account}}, cr\xE9\xE9 le {{made}}.",
  "Le compte a \xE9t\xE9 cr\xE9\xE9 depuis : {{origin}}.",
  "Ce n\u2019est pas votre compte ? Ne confirmez rien et lib\xE9rez votre adresse ici :",
  "{{refusal}}"
], fr = {
  hello: "Bonjour,",
  helloName: "Bonjour {{name}},",
  somebody: "Quelqu\u2019un",
  phrase: "Votre \xE9cran devrait afficher les m\xEAmes mots : {{phrase}}",
  texts: {
    "email-verification": {
      subject: "Confirmez votre adresse e-mail pour {{project}}",
      lines: ["Merci de confirmer que cette adresse est la v\xF4tre.", "{{url}}", LINK_LASTS4, ...CLAIM4],
      button: "Confirmer l\u2019adresse"
    },
    "email-verification-code": {
      subject: "Votre code pour {{project}}",
      lines: ["Ce code confirme que l\u2019adresse est bien la v\xF4tre :", "{{code}}", CODE_LASTS4, ...CLAIM4]
    },
    "phone-verification": {
      subject: "Confirmez votre num\xE9ro de t\xE9l\xE9phone pour {{project}}",
      lines: CODE_SMS4
    },
    recovery: {
      subject: "Un nouveau mot de passe pour {{project}}",
      lines: ["Vous pouvez choisir ici un nouveau mot de passe.", "{{url}}", LINK_LASTS4, IGNORE4],
      button: "Choisir un mot de passe"
    },
    "recovery-code": {
      subject: "Votre code pour un nouveau mot de passe {{project}}",
      lines: ["Choisissez un nouveau mot de passe avec ce code :", "{{code}}", CODE_LASTS4, IGNORE4]
    },
    "magic-url": {
      subject: "Votre lien de connexion \xE0 {{project}}",
      lines: ["Un clic, et vous \xEAtes connect\xE9.", "{{url}}", LINK_LASTS4, IGNORE4],
      button: "Se connecter"
    },
    "email-otp": {
      subject: "Votre code de connexion \xE0 {{project}}",
      lines: ["Connectez-vous avec ce code :", "{{code}}", CODE_LASTS4, IGNORE4]
    },
    "phone-otp": { subject: "Votre code de connexion \xE0 {{project}}", lines: CODE_SMS4 },
    "mfa-email": {
      subject: "Votre code de s\xE9curit\xE9 {{project}}",
      lines: ["Ce code termine votre connexion :", "{{code}}", CODE_LASTS4, NOT_YOU4]
    },
    "mfa-phone": { subject: "Votre code de s\xE9curit\xE9 {{project}}", lines: CODE_SMS4 },
    "password-changed": {
      subject: "Votre mot de passe {{project}} a chang\xE9",
      lines: ["Votre mot de passe vient d\u2019\xEAtre chang\xE9. Si c\u2019\xE9tait vous, tout va bien.", NOT_YOU4]
    },
    "email-changed": {
      subject: "Votre adresse e-mail {{project}} a chang\xE9",
      lines: ["Votre compte a d\xE9sormais une autre adresse e-mail. Si c\u2019\xE9tait vous, tout va bien.", NOT_YOU4]
    },
    "phone-changed": {
      subject: "Votre num\xE9ro de t\xE9l\xE9phone {{project}} a chang\xE9",
      lines: [
        "Votre compte a d\xE9sormais un autre num\xE9ro de t\xE9l\xE9phone. Si c\u2019\xE9tait vous, tout va bien.",
        NOT_YOU4
      ]
    },
    "mfa-changed": {
      subject: "Votre connexion \xE0 {{project}} a chang\xE9",
      lines: ["La deuxi\xE8me \xE9tape de votre connexion a \xE9t\xE9 modifi\xE9e. Si c\u2019\xE9tait vous, tout va bien.", NOT_YOU4]
    },
    "session-alert": {
      subject: "Nouvelle connexion \xE0 {{project}}",
      lines: [
        "Une connexion \xE0 votre compte {{project}} vient d\u2019avoir lieu, le {{made}}. Si c\u2019\xE9tait vous, tout va bien.",
        "La connexion venait de : {{origin}}.",
        NOT_YOU4
      ]
    },
    "team-invitation": {
      subject: "Une \xE9quipe vous invite sur {{project}}",
      lines: ["{{inviter}} aimerait vous compter dans l\u2019\xE9quipe {{team}}.", "{{url}}", LINK_LASTS4, IGNORE4],
      button: "Voir l\u2019invitation",
      sms: "{{project}} : l\u2019\xE9quipe {{team}} vous invite. {{url}}"
    },
    "account-confirmation": {
      subject: "Confirmez votre compte {{project}}",
      lines: [
        "Votre nom d\u2019utilisateur est {{username}}. Merci de confirmer que cette adresse est la v\xF4tre.",
        "{{url}}",
        LINK_LASTS4,
        ...CLAIM4
      ],
      button: "Confirmer l\u2019adresse"
    },
    "password-reset": {
      subject: "R\xE9initialisez votre mot de passe {{project}}",
      lines: [
        "Quelqu\u2019un a demand\xE9 un nouveau mot de passe pour le compte {{username}}. Vous pouvez le choisir ici.",
        "{{url}}",
        LINK_LASTS4,
        IGNORE4
      ],
      button: "Choisir un mot de passe"
    }
  }
};

// src/delivery/languages/it.ts
var IGNORE5 = "Se la richiesta non \xE8 tua, puoi ignorare questo messaggio.", NOT_YOU5 = "Se non sei stato tu, scegli subito una nuova password e avvisa chi gestisce {{project}}.", LINK_LASTS5 = "Il link vale una sola volta, per {{duration}}.", CODE_LASTS5 = "Vale una sola volta, per {{duration}}. Nessuno di {{project}} te lo chieder\xE0 mai.", CODE_SMS5 = ["{{code}} \xE8 il tuo codice per {{project}}.", "Vale {{duration}}. Tienilo per te."], CLAIM5 = [
  "Si tratta dell\u2019account {{account}}, creato il {{made}}.",
  "L\u2019account \xE8 stato creato da: {{origin}}.",
  "Non \xE8 il tuo account? Non confermare e libera qui il tuo indirizzo:",
  "{{refusal}}"
], it = {
  hello: "Ciao,",
  helloName: "Ciao {{name}},",
  somebody: "Qualcuno",
  phrase: "Sul tuo schermo dovresti vedere le stesse parole: {{phrase}}",
  texts: {
    "email-verification": {
      subject: "Conferma il tuo indirizzo email per {{project}}",
      lines: ["conferma, per favore, che questo indirizzo \xE8 tuo.", "{{url}}", LINK_LASTS5, ...CLAIM5],
      button: "Conferma indirizzo"
    },
    "email-verification-code": {
      subject: "Il tuo codice per {{project}}",
      lines: ["con questo codice confermi che l\u2019indirizzo \xE8 tuo:", "{{code}}", CODE_LASTS5, ...CLAIM5]
    },
    "phone-verification": { subject: "Conferma il tuo numero per {{project}}", lines: CODE_SMS5 },
    recovery: {
      subject: "Una nuova password per {{project}}",
      lines: ["qui puoi scegliere una nuova password.", "{{url}}", LINK_LASTS5, IGNORE5],
      button: "Scegli la password"
    },
    "recovery-code": {
      subject: "Il tuo codice per una nuova password di {{project}}",
      lines: ["scegli una nuova password con questo codice:", "{{code}}", CODE_LASTS5, IGNORE5]
    },
    "magic-url": {
      subject: "Il tuo link per entrare in {{project}}",
      lines: ["un clic e sei dentro.", "{{url}}", LINK_LASTS5, IGNORE5],
      button: "Entra"
    },
    "email-otp": {
      subject: "Il tuo codice per entrare in {{project}}",
      lines: ["entra con questo codice:", "{{code}}", CODE_LASTS5, IGNORE5]
    },
    "phone-otp": { subject: "Il tuo codice per entrare in {{project}}", lines: CODE_SMS5 },
    "mfa-email": {
      subject: "Il tuo codice di sicurezza per {{project}}",
      lines: ["questo codice completa il tuo accesso:", "{{code}}", CODE_LASTS5, NOT_YOU5]
    },
    "mfa-phone": { subject: "Il tuo codice di sicurezza per {{project}}", lines: CODE_SMS5 },
    "password-changed": {
      subject: "La tua password di {{project}} \xE8 cambiata",
      lines: ["la tua password \xE8 appena stata cambiata. Se sei stato tu, va tutto bene.", NOT_YOU5]
    },
    "email-changed": {
      subject: "Il tuo indirizzo email di {{project}} \xE8 cambiato",
      lines: ["il tuo account ha ora un altro indirizzo email. Se sei stato tu, va tutto bene.", NOT_YOU5]
    },
    "phone-changed": {
      subject: "Il tuo numero di {{project}} \xE8 cambiato",
      lines: ["il tuo account ha ora un altro numero di telefono. Se sei stato tu, va tutto bene.", NOT_YOU5]
    },
    "mfa-changed": {
      subject: "Il tuo accesso a {{project}} \xE8 cambiato",
      lines: ["il secondo passo del tuo accesso \xE8 cambiato. Se sei stato tu, va tutto bene.", NOT_YOU5]
    },
    "session-alert": {
      subject: "Nuovo accesso a {{project}}",
      lines: [
        "qualcuno \xE8 appena entrato nel tuo account di {{project}}, il {{made}}. Se sei stato tu, va tutto bene.",
        "L\u2019accesso \xE8 arrivato da: {{origin}}.",
        NOT_YOU5
      ]
    },
    "team-invitation": {
      subject: "Un invito a una squadra su {{project}}",
      lines: ["{{inviter}} ti vorrebbe nella squadra {{team}}.", "{{url}}", LINK_LASTS5, IGNORE5],
      button: "Vedi l\u2019invito",
      sms: "{{project}}: c\u2019\xE8 un invito alla squadra {{team}}. {{url}}"
    },
    "account-confirmation": {
      subject: "Conferma il tuo account su {{project}}",
      lines: [
        "il tuo nome utente \xE8 {{username}}. Conferma, per favore, che questo indirizzo \xE8 tuo.",
        "{{url}}",
        LINK_LASTS5,
        ...CLAIM5
      ],
      button: "Conferma indirizzo"
    },
    "password-reset": {
      subject: "Reimposta la password di {{project}}",
      lines: [
        "qualcuno ha chiesto una nuova password per l\u2019account {{username}}. Puoi sceglierla qui.",
        "{{url}}",
        LINK_LASTS5,
        IGNORE5
      ],
      button: "Scegli la password"
    }
  }
};

// src/delivery/languages/ja.ts
var IGNORE6 = "\u304A\u5FC3\u5F53\u305F\u308A\u306E\u306A\u3044\u5834\u5408\u306F\u3001\u3053\u306E\u30E1\u30C3\u30BB\u30FC\u30B8\u3092\u7121\u8996\u3057\u3066\u304F\u3060\u3055\u3044\u3002", NOT_YOU6 = "\u304A\u5FC3\u5F53\u305F\u308A\u306E\u306A\u3044\u5834\u5408\u306F\u3001\u3059\u3050\u306B\u65B0\u3057\u3044\u30D1\u30B9\u30EF\u30FC\u30C9\u3092\u8A2D\u5B9A\u3057\u3001{{project}} \u306E\u904B\u55B6\u8005\u306B\u304A\u77E5\u3089\u305B\u304F\u3060\u3055\u3044\u3002", LINK_LASTS6 = "\u30EA\u30F3\u30AF\u306F\u4E00\u5EA6\u3060\u3051\u3001{{duration}}\u9593\u4F7F\u3048\u307E\u3059\u3002", CODE_LASTS6 = "\u4E00\u5EA6\u3060\u3051\u3001{{duration}}\u9593\u4F7F\u3048\u307E\u3059\u3002{{project}} \u306E\u8005\u304C\u30B3\u30FC\u30C9\u3092\u304A\u5C0B\u306D\u3059\u308B\u3053\u3068\u306F\u3042\u308A\u307E\u305B\u3093\u3002", CODE_SMS6 = [
  "{{project}} \u306E\u30B3\u30FC\u30C9\u306F {{code}} \u3067\u3059\u3002",
  "{{duration}}\u9593\u6709\u52B9\u3067\u3059\u3002\u8AB0\u306B\u3082\u6559\u3048\u306A\u3044\u3067\u304F\u3060\u3055\u3044\u3002"
], CLAIM6 = [
  "\u5BFE\u8C61\u306E\u30A2\u30AB\u30A6\u30F3\u30C8\uFF1A{{account}}\uFF08\u4F5C\u6210\u65E5\u6642\uFF1A{{made}}\uFF09",
  "\u30A2\u30AB\u30A6\u30F3\u30C8\u306E\u4F5C\u6210\u5143\uFF1A{{origin}}",
  "\u304A\u5FC3\u5F53\u305F\u308A\u306E\u306A\u3044\u30A2\u30AB\u30A6\u30F3\u30C8\u3067\u3059\u304B\uFF1F \u78BA\u8A8D\u305B\u305A\u306B\u3001\u3053\u3061\u3089\u304B\u3089\u30A2\u30C9\u30EC\u30B9\u306E\u767B\u9332\u3092\u89E3\u9664\u3057\u3066\u304F\u3060\u3055\u3044\u3002",
  "{{refusal}}"
], ja = {
  hello: "\u3053\u3093\u306B\u3061\u306F\u3002",
  helloName: "{{name}} \u3055\u3093\u3001\u3053\u3093\u306B\u3061\u306F\u3002",
  somebody: "\u3069\u306A\u305F\u304B",
  phrase: "\u753B\u9762\u306B\u3082\u540C\u3058\u8A00\u8449\u304C\u8868\u793A\u3055\u308C\u3066\u3044\u308B\u306F\u305A\u3067\u3059\uFF1A{{phrase}}",
  texts: {
    "email-verification": {
      subject: "{{project}}\uFF1A\u30E1\u30FC\u30EB\u30A2\u30C9\u30EC\u30B9\u306E\u78BA\u8A8D",
      lines: ["\u3053\u306E\u30A2\u30C9\u30EC\u30B9\u304C\u3054\u672C\u4EBA\u306E\u3082\u306E\u3067\u3042\u308B\u3053\u3068\u3092\u78BA\u8A8D\u3057\u3066\u304F\u3060\u3055\u3044\u3002", "{{url}}", LINK_LASTS6, ...CLAIM6],
      button: "\u30A2\u30C9\u30EC\u30B9\u3092\u78BA\u8A8D\u3059\u308B"
    },
    "email-verification-code": {
      subject: "{{project}}\uFF1A\u30E1\u30FC\u30EB\u30A2\u30C9\u30EC\u30B9\u306E\u78BA\u8A8D\u30B3\u30FC\u30C9",
      lines: [
        "\u6B21\u306E\u30B3\u30FC\u30C9\u3067\u3001\u3053\u306E\u30A2\u30C9\u30EC\u30B9\u304C\u3054\u672C\u4EBA\u306E\u3082\u306E\u3067\u3042\u308B\u3053\u3068\u3092\u78BA\u8A8D\u3057\u3066\u304F\u3060\u3055\u3044\u3002",
        "{{code}}",
        CODE_LASTS6,
        ...CLAIM6
      ]
    },
    "phone-verification": { subject: "{{project}}\uFF1A\u96FB\u8A71\u756A\u53F7\u306E\u78BA\u8A8D", lines: CODE_SMS6 },
    recovery: {
      subject: "{{project}}\uFF1A\u65B0\u3057\u3044\u30D1\u30B9\u30EF\u30FC\u30C9\u306E\u8A2D\u5B9A",
      lines: ["\u3053\u3061\u3089\u304B\u3089\u65B0\u3057\u3044\u30D1\u30B9\u30EF\u30FC\u30C9\u3092\u8A2D\u5B9A\u3067\u304D\u307E\u3059\u3002", "{{url}}", LINK_LASTS6, IGNORE6],
      button: "\u30D1\u30B9\u30EF\u30FC\u30C9\u3092\u8A2D\u5B9A\u3059\u308B"
    },
    "recovery-code": {
      subject: "{{project}}\uFF1A\u30D1\u30B9\u30EF\u30FC\u30C9\u518D\u8A2D\u5B9A\u30B3\u30FC\u30C9",
      lines: ["\u6B21\u306E\u30B3\u30FC\u30C9\u3067\u65B0\u3057\u3044\u30D1\u30B9\u30EF\u30FC\u30C9\u3092\u8A2D\u5B9A\u3067\u304D\u307E\u3059\u3002", "{{code}}", CODE_LASTS6, IGNORE6]
    },
    "magic-url": {
      subject: "{{project}}\uFF1A\u30ED\u30B0\u30A4\u30F3\u7528\u30EA\u30F3\u30AF",
      lines: ["\u30AF\u30EA\u30C3\u30AF\u3059\u308B\u3060\u3051\u3067\u30ED\u30B0\u30A4\u30F3\u3067\u304D\u307E\u3059\u3002", "{{url}}", LINK_LASTS6, IGNORE6],
      button: "\u30ED\u30B0\u30A4\u30F3\u3059\u308B"
    },
    "email-otp": {
      subject: "{{project}}\uFF1A\u30ED\u30B0\u30A4\u30F3\u7528\u30B3\u30FC\u30C9",
      lines: ["\u6B21\u306E\u30B3\u30FC\u30C9\u3067\u30ED\u30B0\u30A4\u30F3\u3057\u3066\u304F\u3060\u3055\u3044\u3002", "{{code}}", CODE_LASTS6, IGNORE6]
    },
    "phone-otp": { subject: "{{project}}\uFF1A\u30ED\u30B0\u30A4\u30F3\u7528\u30B3\u30FC\u30C9", lines: CODE_SMS6 },
    "mfa-email": {
      subject: "{{project}}\uFF1A\u30BB\u30AD\u30E5\u30EA\u30C6\u30A3\u30B3\u30FC\u30C9",
      lines: ["\u6B21\u306E\u30B3\u30FC\u30C9\u3067\u30ED\u30B0\u30A4\u30F3\u304C\u5B8C\u4E86\u3057\u307E\u3059\u3002", "{{code}}", CODE_LASTS6, NOT_YOU6]
    },
    "mfa-phone": { subject: "{{project}}\uFF1A\u30BB\u30AD\u30E5\u30EA\u30C6\u30A3\u30B3\u30FC\u30C9", lines: CODE_SMS6 },
    "password-changed": {
      subject: "{{project}}\uFF1A\u30D1\u30B9\u30EF\u30FC\u30C9\u304C\u5909\u66F4\u3055\u308C\u307E\u3057\u305F",
      lines: ["\u30D1\u30B9\u30EF\u30FC\u30C9\u304C\u5909\u66F4\u3055\u308C\u307E\u3057\u305F\u3002\u3054\u672C\u4EBA\u306B\u3088\u308B\u5909\u66F4\u3067\u3057\u305F\u3089\u3001\u4F55\u3082\u3059\u308B\u5FC5\u8981\u306F\u3042\u308A\u307E\u305B\u3093\u3002", NOT_YOU6]
    },
    "email-changed": {
      subject: "{{project}}\uFF1A\u30E1\u30FC\u30EB\u30A2\u30C9\u30EC\u30B9\u304C\u5909\u66F4\u3055\u308C\u307E\u3057\u305F",
      lines: [
        "\u30E1\u30FC\u30EB\u30A2\u30C9\u30EC\u30B9\u304C\u5909\u66F4\u3055\u308C\u307E\u3057\u305F\u3002\u3054\u672C\u4EBA\u306B\u3088\u308B\u5909\u66F4\u3067\u3057\u305F\u3089\u3001\u4F55\u3082\u3059\u308B\u5FC5\u8981\u306F\u3042\u308A\u307E\u305B\u3093\u3002",
        NOT_YOU6
      ]
    },
    "phone-changed": {
      subject: "{{project}}\uFF1A\u96FB\u8A71\u756A\u53F7\u304C\u5909\u66F4\u3055\u308C\u307E\u3057\u305F",
      lines: ["\u96FB\u8A71\u756A\u53F7\u304C\u5909\u66F4\u3055\u308C\u307E\u3057\u305F\u3002\u3054\u672C\u4EBA\u306B\u3088\u308B\u5909\u66F4\u3067\u3057\u305F\u3089\u3001\u4F55\u3082\u3059\u308B\u5FC5\u8981\u306F\u3042\u308A\u307E\u305B\u3093\u3002", NOT_YOU6]
    },
    "mfa-changed": {
      subject: "{{project}}\uFF1A\u30ED\u30B0\u30A4\u30F3\u65B9\u6CD5\u304C\u5909\u66F4\u3055\u308C\u307E\u3057\u305F",
      lines: [
        "\u30ED\u30B0\u30A4\u30F3\u306E\u4E8C\u6BB5\u968E\u76EE\u304C\u5909\u66F4\u3055\u308C\u307E\u3057\u305F\u3002\u3054\u672C\u4EBA\u306B\u3088\u308B\u5909\u66F4\u3067\u3057\u305F\u3089\u3001\u4F55\u3082\u3059\u308B\u5FC5\u8981\u306F\u3042\u308A\u307E\u305B\u3093\u3002",
        NOT_YOU6
      ]
    },
    "session-alert": {
      subject: "{{project}}\uFF1A\u65B0\u3057\u3044\u30ED\u30B0\u30A4\u30F3",
      lines: [
        "{{made}} \u306B {{project}} \u306E\u30A2\u30AB\u30A6\u30F3\u30C8\u3078\u306E\u30ED\u30B0\u30A4\u30F3\u304C\u3042\u308A\u307E\u3057\u305F\u3002\u3054\u672C\u4EBA\u3067\u3057\u305F\u3089\u3001\u4F55\u3082\u3059\u308B\u5FC5\u8981\u306F\u3042\u308A\u307E\u305B\u3093\u3002",
        "\u30ED\u30B0\u30A4\u30F3\u5143\uFF1A{{origin}}",
        NOT_YOU6
      ]
    },
    "team-invitation": {
      subject: "{{project}}\uFF1A\u30C1\u30FC\u30E0\u3078\u306E\u62DB\u5F85",
      lines: ["{{inviter}}\u304C\u3042\u306A\u305F\u3092\u30C1\u30FC\u30E0\u300C{{team}}\u300D\u306B\u62DB\u5F85\u3057\u3066\u3044\u307E\u3059\u3002", "{{url}}", LINK_LASTS6, IGNORE6],
      button: "\u62DB\u5F85\u3092\u898B\u308B",
      sms: "{{project}}\uFF1A\u30C1\u30FC\u30E0\u300C{{team}}\u300D\u306B\u62DB\u5F85\u3055\u308C\u3066\u3044\u307E\u3059\u3002 {{url}}"
    },
    "account-confirmation": {
      subject: "{{project}}\uFF1A\u30A2\u30AB\u30A6\u30F3\u30C8\u306E\u78BA\u8A8D",
      lines: [
        "\u30E6\u30FC\u30B6\u30FC\u540D\u306F {{username}} \u3067\u3059\u3002\u3053\u306E\u30A2\u30C9\u30EC\u30B9\u304C\u3054\u672C\u4EBA\u306E\u3082\u306E\u3067\u3042\u308B\u3053\u3068\u3092\u78BA\u8A8D\u3057\u3066\u304F\u3060\u3055\u3044\u3002",
        "{{url}}",
        LINK_LASTS6,
        ...CLAIM6
      ],
      button: "\u30A2\u30C9\u30EC\u30B9\u3092\u78BA\u8A8D\u3059\u308B"
    },
    "password-reset": {
      subject: "{{project}}\uFF1A\u30D1\u30B9\u30EF\u30FC\u30C9\u306E\u518D\u8A2D\u5B9A",
      lines: [
        "\u30A2\u30AB\u30A6\u30F3\u30C8 {{username}} \u306E\u65B0\u3057\u3044\u30D1\u30B9\u30EF\u30FC\u30C9\u306E\u8A2D\u5B9A\u304C\u6C42\u3081\u3089\u308C\u307E\u3057\u305F\u3002\u3053\u3061\u3089\u304B\u3089\u8A2D\u5B9A\u3067\u304D\u307E\u3059\u3002",
        "{{url}}",
        LINK_LASTS6,
        IGNORE6
      ],
      button: "\u30D1\u30B9\u30EF\u30FC\u30C9\u3092\u8A2D\u5B9A\u3059\u308B"
    }
  }
};

// src/delivery/languages/nl.ts
var IGNORE7 = "Heb je hier niet om gevraagd, dan hoef je niets te doen.", NOT_YOU7 = "Was jij dat niet, kies dan meteen een nieuw wachtwoord en laat het de mensen achter {{project}} weten.", LINK_LASTS7 = "De link werkt \xE9\xE9n keer, {{duration}} lang.", CODE_LASTS7 = "Hij werkt \xE9\xE9n keer, {{duration}} lang. Niemand van {{project}} zal er ooit om vragen.", CODE_SMS7 = ["{{code}} is je code voor {{project}}.", "Hij werkt {{duration}}. Houd hem voor jezelf."], CLAIM7 = [
  "Het gaat om het account {{account}}, gemaakt op {{made}}.",
  "Het account is gemaakt vanaf: {{origin}}.",
  "Is dit niet jouw account? Bevestig dan niets en maak je adres hier weer vrij:",
  "{{refusal}}"
], nl = {
  hello: "Hallo,",
  helloName: "Hallo {{name}},",
  somebody: "Iemand",
  phrase: "Op je scherm horen dezelfde woorden te staan: {{phrase}}",
  texts: {
    "email-verification": {
      subject: "Bevestig je e-mailadres voor {{project}}",
      lines: ["Wil je bevestigen dat dit adres van jou is?", "{{url}}", LINK_LASTS7, ...CLAIM7],
      button: "Adres bevestigen"
    },
    "email-verification-code": {
      subject: "Je code voor {{project}}",
      lines: ["Met deze code bevestig je dat het adres van jou is:", "{{code}}", CODE_LASTS7, ...CLAIM7]
    },
    "phone-verification": { subject: "Bevestig je telefoonnummer voor {{project}}", lines: CODE_SMS7 },
    recovery: {
      subject: "Een nieuw wachtwoord voor {{project}}",
      lines: ["Hier kun je een nieuw wachtwoord kiezen.", "{{url}}", LINK_LASTS7, IGNORE7],
      button: "Wachtwoord kiezen"
    },
    "recovery-code": {
      subject: "Je code voor een nieuw wachtwoord bij {{project}}",
      lines: ["Kies een nieuw wachtwoord met deze code:", "{{code}}", CODE_LASTS7, IGNORE7]
    },
    "magic-url": {
      subject: "Je link om in te loggen bij {{project}}",
      lines: ["\xC9\xE9n klik en je bent ingelogd.", "{{url}}", LINK_LASTS7, IGNORE7],
      button: "Inloggen"
    },
    "email-otp": {
      subject: "Je code om in te loggen bij {{project}}",
      lines: ["Log in met deze code:", "{{code}}", CODE_LASTS7, IGNORE7]
    },
    "phone-otp": { subject: "Je code om in te loggen bij {{project}}", lines: CODE_SMS7 },
    "mfa-email": {
      subject: "Je beveiligingscode voor {{project}}",
      lines: ["Met deze code rond je het inloggen af:", "{{code}}", CODE_LASTS7, NOT_YOU7]
    },
    "mfa-phone": { subject: "Je beveiligingscode voor {{project}}", lines: CODE_SMS7 },
    "password-changed": {
      subject: "Je wachtwoord voor {{project}} is gewijzigd",
      lines: ["Je wachtwoord is zojuist gewijzigd. Was jij dat, dan is alles in orde.", NOT_YOU7]
    },
    "email-changed": {
      subject: "Je e-mailadres voor {{project}} is gewijzigd",
      lines: ["Je account heeft nu een ander e-mailadres. Was jij dat, dan is alles in orde.", NOT_YOU7]
    },
    "phone-changed": {
      subject: "Je telefoonnummer voor {{project}} is gewijzigd",
      lines: ["Je account heeft nu een ander telefoonnummer. Was jij dat, dan is alles in orde.", NOT_YOU7]
    },
    "mfa-changed": {
      subject: "Je manier van inloggen bij {{project}} is gewijzigd",
      lines: ["De tweede stap van het inloggen is gewijzigd. Was jij dat, dan is alles in orde.", NOT_YOU7]
    },
    "session-alert": {
      subject: "Nieuwe aanmelding bij {{project}}",
      lines: [
        "Er is zojuist ingelogd op je account bij {{project}}, op {{made}}. Was jij dat, dan is alles in orde.",
        "Er is ingelogd vanaf: {{origin}}.",
        NOT_YOU7
      ]
    },
    "team-invitation": {
      subject: "Een uitnodiging voor een team bij {{project}}",
      lines: ["{{inviter}} ziet je graag in het team {{team}}.", "{{url}}", LINK_LASTS7, IGNORE7],
      button: "Uitnodiging bekijken",
      sms: "{{project}}: je bent uitgenodigd voor het team {{team}}. {{url}}"
    },
    "account-confirmation": {
      subject: "Bevestig je account bij {{project}}",
      lines: [
        "Je gebruikersnaam is {{username}}. Bevestig dat dit adres van jou is.",
        "{{url}}",
        LINK_LASTS7,
        ...CLAIM7
      ],
      button: "Adres bevestigen"
    },
    "password-reset": {
      subject: "Stel je wachtwoord voor {{project}} opnieuw in",
      lines: [
        "Iemand vroeg om een nieuw wachtwoord voor het account {{username}}. Hier kun je er een kiezen.",
        "{{url}}",
        LINK_LASTS7,
        IGNORE7
      ],
      button: "Nieuw wachtwoord kiezen"
    }
  }
};

// src/delivery/languages/pl.ts
var IGNORE8 = "Je\u015Bli to nie Twoja pro\u015Bba, mo\u017Cesz zignorowa\u0107 t\u0119 wiadomo\u015B\u0107.", NOT_YOU8 = "Je\u015Bli to nie Ty, ustaw od razu nowe has\u0142o i powiadom osoby, kt\xF3re prowadz\u0105 {{project}}.", LINK_LASTS8 = "Link dzia\u0142a jeden raz, przez {{duration}}.", CODE_LASTS8 = "Dzia\u0142a jeden raz, przez {{duration}}. Nikt z {{project}} nigdy o niego nie zapyta.", CODE_SMS8 = [
  "{{code}} to Tw\xF3j kod do {{project}}.",
  "Dzia\u0142a przez {{duration}}. Nie podawaj go nikomu."
], CLAIM8 = [
  "Chodzi o konto {{account}}, utworzone {{made}}.",
  "Konto utworzono z: {{origin}}.",
  "To nie jest Twoje konto? Nie potwierdzaj go i zwolnij sw\xF3j adres tutaj:",
  "{{refusal}}"
], pl = {
  hello: "Dzie\u0144 dobry,",
  helloName: "Dzie\u0144 dobry, {{name}},",
  somebody: "Kto\u015B",
  phrase: "Na ekranie powinny by\u0107 te same s\u0142owa: {{phrase}}",
  texts: {
    "email-verification": {
      subject: "Potwierd\u017A adres e-mail w {{project}}",
      lines: ["prosimy o potwierdzenie, \u017Ce ten adres nale\u017Cy do Ciebie.", "{{url}}", LINK_LASTS8, ...CLAIM8],
      button: "Potwierd\u017A adres"
    },
    "email-verification-code": {
      subject: "Kod do {{project}}",
      lines: ["ten kod potwierdza, \u017Ce adres nale\u017Cy do Ciebie:", "{{code}}", CODE_LASTS8, ...CLAIM8]
    },
    "phone-verification": { subject: "Potwierd\u017A numer telefonu w {{project}}", lines: CODE_SMS8 },
    recovery: {
      subject: "Nowe has\u0142o do {{project}}",
      lines: ["tutaj mo\u017Cna ustawi\u0107 nowe has\u0142o.", "{{url}}", LINK_LASTS8, IGNORE8],
      button: "Ustaw nowe has\u0142o"
    },
    "recovery-code": {
      subject: "Kod do nowego has\u0142a w {{project}}",
      lines: ["tym kodem mo\u017Cna ustawi\u0107 nowe has\u0142o:", "{{code}}", CODE_LASTS8, IGNORE8]
    },
    "magic-url": {
      subject: "Link do logowania w {{project}}",
      lines: ["jedno klikni\u0119cie i gotowe.", "{{url}}", LINK_LASTS8, IGNORE8],
      button: "Zaloguj si\u0119"
    },
    "email-otp": {
      subject: "Kod do logowania w {{project}}",
      lines: ["oto kod do logowania:", "{{code}}", CODE_LASTS8, IGNORE8]
    },
    "phone-otp": { subject: "Kod do logowania w {{project}}", lines: CODE_SMS8 },
    "mfa-email": {
      subject: "Kod bezpiecze\u0144stwa do {{project}}",
      lines: ["ten kod doko\u0144czy logowanie:", "{{code}}", CODE_LASTS8, NOT_YOU8]
    },
    "mfa-phone": { subject: "Kod bezpiecze\u0144stwa do {{project}}", lines: CODE_SMS8 },
    "password-changed": {
      subject: "Has\u0142o do {{project}} zosta\u0142o zmienione",
      lines: ["has\u0142o zosta\u0142o w\u0142a\u015Bnie zmienione. Je\u015Bli to Ty, wszystko w porz\u0105dku.", NOT_YOU8]
    },
    "email-changed": {
      subject: "Adres e-mail w {{project}} zosta\u0142 zmieniony",
      lines: ["konto ma teraz inny adres e-mail. Je\u015Bli to Ty, wszystko w porz\u0105dku.", NOT_YOU8]
    },
    "phone-changed": {
      subject: "Numer telefonu w {{project}} zosta\u0142 zmieniony",
      lines: ["konto ma teraz inny numer telefonu. Je\u015Bli to Ty, wszystko w porz\u0105dku.", NOT_YOU8]
    },
    "mfa-changed": {
      subject: "Spos\xF3b logowania w {{project}} zosta\u0142 zmieniony",
      lines: ["drugi krok logowania zosta\u0142 zmieniony. Je\u015Bli to Ty, wszystko w porz\u0105dku.", NOT_YOU8]
    },
    "session-alert": {
      subject: "Nowe logowanie do {{project}}",
      lines: [
        "kto\u015B w\u0142a\u015Bnie zalogowa\u0142 si\u0119 na Twoje konto w {{project}}, {{made}}. Je\u015Bli to Ty, wszystko w porz\u0105dku.",
        "Logowanie nast\u0105pi\u0142o z: {{origin}}.",
        NOT_YOU8
      ]
    },
    "team-invitation": {
      subject: "Zaproszenie do zespo\u0142u w {{project}}",
      lines: ["{{inviter}} zaprasza Ci\u0119 do zespo\u0142u {{team}}.", "{{url}}", LINK_LASTS8, IGNORE8],
      button: "Zobacz zaproszenie",
      sms: "{{project}}: masz zaproszenie do zespo\u0142u {{team}}. {{url}}"
    },
    "account-confirmation": {
      subject: "Potwierd\u017A konto w {{project}}",
      lines: [
        "Twoja nazwa u\u017Cytkownika to {{username}}. Potwierd\u017A, \u017Ce ten adres nale\u017Cy do Ciebie.",
        "{{url}}",
        LINK_LASTS8,
        ...CLAIM8
      ],
      button: "Potwierd\u017A adres"
    },
    "password-reset": {
      subject: "Ustaw na nowo has\u0142o do {{project}}",
      lines: [
        "kto\u015B poprosi\u0142 o nowe has\u0142o do konta {{username}}. Tutaj mo\u017Cesz je wybra\u0107.",
        "{{url}}",
        LINK_LASTS8,
        IGNORE8
      ],
      button: "Wybierz nowe has\u0142o"
    }
  }
};

// src/delivery/languages/pt.ts
var IGNORE9 = "Se n\xE3o foi voc\xEA quem pediu, pode ignorar esta mensagem.", NOT_YOU9 = "Se n\xE3o foi voc\xEA, escolha agora mesmo uma nova senha e avise quem cuida de {{project}}.", LINK_LASTS9 = "O link vale uma \xFAnica vez, durante {{duration}}.", CODE_LASTS9 = "Vale uma \xFAnica vez, durante {{duration}}. Ningu\xE9m de {{project}} vai pedir este c\xF3digo.", CODE_SMS9 = ["{{code}} \xE9 o seu c\xF3digo de {{project}}.", "Vale {{duration}}. N\xE3o mostre a ningu\xE9m."], CLAIM9 = [
  "Trata-se da conta {{account}}, criada em {{made}}.",
  "A conta foi criada a partir de: {{origin}}.",
  "A conta n\xE3o \xE9 sua? N\xE3o a confirme e libere aqui o seu endere\xE7o:",
  "{{refusal}}"
], pt = {
  hello: "Ol\xE1!",
  helloName: "Ol\xE1, {{name}}!",
  somebody: "Algu\xE9m",
  phrase: "Na sua tela devem estar as mesmas palavras: {{phrase}}",
  texts: {
    "email-verification": {
      subject: "Confirme o seu e-mail para {{project}}",
      lines: ["Confirme, por favor, que este endere\xE7o \xE9 seu.", "{{url}}", LINK_LASTS9, ...CLAIM9],
      button: "Confirmar endere\xE7o"
    },
    "email-verification-code": {
      subject: "O seu c\xF3digo para {{project}}",
      lines: ["Este c\xF3digo confirma que o endere\xE7o \xE9 seu:", "{{code}}", CODE_LASTS9, ...CLAIM9]
    },
    "phone-verification": { subject: "Confirme o seu telefone para {{project}}", lines: CODE_SMS9 },
    recovery: {
      subject: "Uma nova senha para {{project}}",
      lines: ["Aqui voc\xEA pode escolher uma nova senha.", "{{url}}", LINK_LASTS9, IGNORE9],
      button: "Escolher nova senha"
    },
    "recovery-code": {
      subject: "O seu c\xF3digo para uma nova senha de {{project}}",
      lines: ["Escolha uma nova senha com este c\xF3digo:", "{{code}}", CODE_LASTS9, IGNORE9]
    },
    "magic-url": {
      subject: "O seu link para entrar em {{project}}",
      lines: ["Um clique, e voc\xEA j\xE1 entrou.", "{{url}}", LINK_LASTS9, IGNORE9],
      button: "Entrar"
    },
    "email-otp": {
      subject: "O seu c\xF3digo para entrar em {{project}}",
      lines: ["Entre com este c\xF3digo:", "{{code}}", CODE_LASTS9, IGNORE9]
    },
    "phone-otp": { subject: "O seu c\xF3digo para entrar em {{project}}", lines: CODE_SMS9 },
    "mfa-email": {
      subject: "O seu c\xF3digo de seguran\xE7a de {{project}}",
      lines: ["Este c\xF3digo completa a sua entrada:", "{{code}}", CODE_LASTS9, NOT_YOU9]
    },
    "mfa-phone": { subject: "O seu c\xF3digo de seguran\xE7a de {{project}}", lines: CODE_SMS9 },
    "password-changed": {
      subject: "A sua senha de {{project}} mudou",
      lines: ["A sua senha acabou de ser trocada. Se foi voc\xEA, est\xE1 tudo bem.", NOT_YOU9]
    },
    "email-changed": {
      subject: "O seu e-mail de {{project}} mudou",
      lines: ["A sua conta tem agora outro endere\xE7o de e-mail. Se foi voc\xEA, est\xE1 tudo bem.", NOT_YOU9]
    },
    "phone-changed": {
      subject: "O seu telefone de {{project}} mudou",
      lines: ["A sua conta tem agora outro n\xFAmero de telefone. Se foi voc\xEA, est\xE1 tudo bem.", NOT_YOU9]
    },
    "mfa-changed": {
      subject: "A sua entrada em {{project}} mudou",
      lines: ["O segundo passo da sua entrada mudou. Se foi voc\xEA, est\xE1 tudo bem.", NOT_YOU9]
    },
    "session-alert": {
      subject: "Nova entrada em {{project}}",
      lines: [
        "Algu\xE9m acabou de entrar na sua conta de {{project}}, em {{made}}. Se foi voc\xEA, est\xE1 tudo bem.",
        "A entrada veio de: {{origin}}.",
        NOT_YOU9
      ]
    },
    "team-invitation": {
      subject: "Um convite para uma equipe em {{project}}",
      lines: ["{{inviter}} gostaria de ter voc\xEA na equipe {{team}}.", "{{url}}", LINK_LASTS9, IGNORE9],
      button: "Ver o convite",
      sms: "{{project}}: h\xE1 um convite para a equipe {{team}}. {{url}}"
    },
    "account-confirmation": {
      subject: "Confirme sua conta em {{project}}",
      lines: [
        "Seu nome de usu\xE1rio \xE9 {{username}}. Confirme que este endere\xE7o \xE9 seu.",
        "{{url}}",
        LINK_LASTS9,
        ...CLAIM9
      ],
      button: "Confirmar endere\xE7o"
    },
    "password-reset": {
      subject: "Redefina sua senha de {{project}}",
      lines: [
        "Algu\xE9m pediu uma nova senha para a conta {{username}}. Aqui voc\xEA pode escolh\xEA-la.",
        "{{url}}",
        LINK_LASTS9,
        IGNORE9
      ],
      button: "Escolher nova senha"
    }
  }
};

// src/delivery/languages/languages.ts
var languages = { en, de, fr, es, pt, it, nl, pl, ja };
function languageFor(locale) {
  let spoken = locale.toLowerCase().split(/[-_]/, 1)[0] ?? "";
  return isLanguageTag(spoken) ? spoken : "en";
}
function isLanguageTag(text) {
  return Object.hasOwn(languages, text);
}

// src/delivery/values.ts
var placeholders = [
  "url",
  "code",
  "name",
  "project",
  "phrase",
  "minutes",
  "duration",
  "team",
  "inviter",
  "username",
  "account",
  "made",
  "origin",
  "refusal"
], BRACES = /\{\{\s*(\w+)\s*\}\}/g;
function fill(text, values, write = (value) => value) {
  return text.replace(BRACES, (whole, name) => isPlaceholder(name) ? write(values[name]) : whole);
}
function hasValues(text, values) {
  return placeholdersIn(text).every((name) => !isPlaceholder(name) || values[name] !== "");
}
function placeholdersIn(text) {
  return [...text.matchAll(BRACES)].map(([, name = ""]) => name);
}
function isPlaceholder(name) {
  return placeholders.includes(name);
}

// src/delivery/templates.ts
var noTemplates = /* @__PURE__ */ new Map(), BYTES_AT_MOST = 256 * 1024, purposes = Object.keys(en.texts), FILE = /^([a-z-]+)(?:\.([a-z]{2}))?\.(subject|txt|html)$/, needed = {
  "email-verification": "url",
  "email-verification-code": "code",
  "phone-verification": "code",
  recovery: "url",
  "recovery-code": "code",
  "magic-url": "url",
  "email-otp": "code",
  "phone-otp": "code",
  "mfa-email": "code",
  "mfa-phone": "code",
  "password-changed": void 0,
  "email-changed": void 0,
  "phone-changed": void 0,
  "mfa-changed": void 0,
  "session-alert": void 0,
  "team-invitation": "url",
  "account-confirmation": "url",
  "password-reset": "url"
};
function templateFor(templates, purpose, language, part) {
  return templates.get(`${purpose}.${language}.${part}`) ?? templates.get(`${purpose}.${part}`);
}
async function readTemplates(folder) {
  if (folder === void 0) return noTemplates;
  let seen = (await (0, import_promises.readdir)(folder).catch((error) => {
    throw new ConfigError(
      `The folder ${folder} of DENIZEN_MAIL_TEMPLATES cannot be read: ${error.message}. Name a folder that this user can read.`
    );
  })).filter((name) => !name.startsWith(".")).toSorted(), texts = /* @__PURE__ */ new Map();
  for (let name of seen) texts.set(name, await readTemplate(folder, name));
  return texts;
}
async function readTemplate(folder, name) {
  let file = (0, import_node_path.join)(folder, name), [, purpose = "", language, part = ""] = FILE.exec(name) ?? [];
  (!isPurpose(purpose) || language !== void 0 && !isLanguageTag(language)) && refuse(
    file,
    `is not named after a message. Name it PURPOSE.LANGUAGE.html, .txt or .subject, or leave the language out. Purposes: ${purposes.join(", ")}. Languages: ${Object.keys(languages).join(", ")}`
  );
  let text = await textIn(file), unknown = placeholdersIn(text).find((placeholder) => !isPlaceholder(placeholder));
  unknown !== void 0 && refuse(file, `has the unknown placeholder {{${unknown}}}. Use: ${placeholders.join(", ")}`), /\{\{/.test(text.replace(/\{\{\s*\w+\s*\}\}/g, "")) && refuse(file, "has braces that are not a placeholder. Write them as in {{name}}"), text.trim() === "" && refuse(file, "is empty. Fill or remove it");
  let must = needed[purpose];
  return part !== "subject" && must !== void 0 && !placeholdersIn(text).includes(must) && refuse(file, `lacks {{${must}}}, which the message needs. Add it`), text;
}
async function textIn(file) {
  try {
    let { size } = await (0, import_promises.stat)(file);
    return size > BYTES_AT_MOST && refuse(file, `is larger than ${BYTES_AT_MOST / 1024} KiB. Make it shorter`), new TextDecoder("utf-8", { fatal: !0 }).decode(await (0, import_promises.readFile)(file));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    return refuse(file, `cannot be read as UTF-8 text (${error.message}). Fix or remove it`);
  }
}
function isPurpose(text) {
  return purposes.includes(text);
}
function refuse(file, why) {
  throw new ConfigError(`The template ${file} ${why}.`);
}

// src/cli/disk.ts
var import_node_fs = __toESM(require_node_fs(), 1), import_node_path2 = __toESM(require_node_path(), 1);
var MEGABYTE = 1e6, PROBE_BYTES = 256 * 1024;
function lowDisk(config) {
  let bytes = freeBytes(config.dataFolder);
  if (!(bytes === void 0 || bytes >= config.diskMinFreeMegabytes * MEGABYTE))
    return Math.floor(bytes / MEGABYTE);
}
function diskProblem(config) {
  let path = (0, import_node_path2.join)(config.dataFolder, `.check-${process.pid}`), step = "be written to";
  try {
    let file = (0, import_node_fs.openSync)(path, "wx", 384);
    try {
      (0, import_node_fs.writeSync)(file, Buffer.alloc(PROBE_BYTES)), step = "sync what is written", (0, import_node_fs.fsyncSync)(file);
    } finally {
      (0, import_node_fs.closeSync)(file);
    }
    return;
  } catch (error) {
    let { code, message } = error;
    return code === "ENOSPC" || code === "EDQUOT" ? `the disk of ${config.dataFolder} is full: free some space` : `the disk of ${config.dataFolder} cannot ${step}: ${message}`;
  } finally {
    (0, import_node_fs.rmSync)(path, { force: !0 });
  }
}

export {
  retryDelaysMs,
  isExpired,
  claimDue,
  markDelivered,
  markFailed,
  deleteDeadMessages,
  getOutboxStatus,
  languages,
  languageFor,
  fill,
  hasValues,
  noTemplates,
  templateFor,
  readTemplates,
  lowDisk,
  diskProblem
};
