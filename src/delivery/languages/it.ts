import type { Language } from './language.ts';

const IGNORE = 'Se la richiesta non è tua, puoi ignorare questo messaggio.';
const NOT_YOU = 'Se non sei stato tu, scegli subito una nuova password e avvisa chi gestisce {{project}}.';
const LINK_LASTS = 'Il link vale una sola volta, per {{duration}}.';
const CODE_LASTS = 'Vale una sola volta, per {{duration}}. Nessuno di {{project}} te lo chiederà mai.';
const CODE_SMS = ['{{code}} è il tuo codice per {{project}}.', 'Vale {{duration}}. Tienilo per te.'];

/** For a recipient who may not have created the account: its id, its origin, and how to free the address from it. */
const CLAIM = [
  'Si tratta dell’account {{account}}, creato il {{made}}.',
  'L’account è stato creato da: {{origin}}.',
  'Non è il tuo account? Non confermare e libera qui il tuo indirizzo:',
  '{{refusal}}',
] as const;

export const it = {
  hello: 'Ciao,',
  helloName: 'Ciao {{name}},',
  somebody: 'Qualcuno',
  phrase: 'Sul tuo schermo dovresti vedere le stesse parole: {{phrase}}',
  texts: {
    'email-verification': {
      subject: 'Conferma il tuo indirizzo email per {{project}}',
      lines: ['conferma, per favore, che questo indirizzo è tuo.', '{{url}}', LINK_LASTS, ...CLAIM],
      button: 'Conferma indirizzo',
    },
    'email-verification-code': {
      subject: 'Il tuo codice per {{project}}',
      lines: ['con questo codice confermi che l’indirizzo è tuo:', '{{code}}', CODE_LASTS, ...CLAIM],
    },
    'phone-verification': { subject: 'Conferma il tuo numero per {{project}}', lines: CODE_SMS },
    recovery: {
      subject: 'Una nuova password per {{project}}',
      lines: ['qui puoi scegliere una nuova password.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Scegli la password',
    },
    'recovery-code': {
      subject: 'Il tuo codice per una nuova password di {{project}}',
      lines: ['scegli una nuova password con questo codice:', '{{code}}', CODE_LASTS, IGNORE],
    },
    'magic-url': {
      subject: 'Il tuo link per entrare in {{project}}',
      lines: ['un clic e sei dentro.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Entra',
    },
    'email-otp': {
      subject: 'Il tuo codice per entrare in {{project}}',
      lines: ['entra con questo codice:', '{{code}}', CODE_LASTS, IGNORE],
    },
    'phone-otp': { subject: 'Il tuo codice per entrare in {{project}}', lines: CODE_SMS },
    'mfa-email': {
      subject: 'Il tuo codice di sicurezza per {{project}}',
      lines: ['questo codice completa il tuo accesso:', '{{code}}', CODE_LASTS, NOT_YOU],
    },
    'mfa-phone': { subject: 'Il tuo codice di sicurezza per {{project}}', lines: CODE_SMS },
    'password-changed': {
      subject: 'La tua password di {{project}} è cambiata',
      lines: ['la tua password è appena stata cambiata. Se sei stato tu, va tutto bene.', NOT_YOU],
    },
    'email-changed': {
      subject: 'Il tuo indirizzo email di {{project}} è cambiato',
      lines: ['il tuo account ha ora un altro indirizzo email. Se sei stato tu, va tutto bene.', NOT_YOU],
    },
    'phone-changed': {
      subject: 'Il tuo numero di {{project}} è cambiato',
      lines: ['il tuo account ha ora un altro numero di telefono. Se sei stato tu, va tutto bene.', NOT_YOU],
    },
    'mfa-changed': {
      subject: 'Il tuo accesso a {{project}} è cambiato',
      lines: ['il secondo passo del tuo accesso è cambiato. Se sei stato tu, va tutto bene.', NOT_YOU],
    },
    'session-alert': {
      subject: 'Nuovo accesso a {{project}}',
      lines: [
        'qualcuno è appena entrato nel tuo account di {{project}}, il {{made}}. Se sei stato tu, va tutto bene.',
        'L’accesso è arrivato da: {{origin}}.',
        NOT_YOU,
      ],
    },
    'team-invitation': {
      subject: 'Un invito a una squadra su {{project}}',
      lines: ['{{inviter}} ti vorrebbe nella squadra {{team}}.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Vedi l’invito',
      sms: '{{project}}: c’è un invito alla squadra {{team}}. {{url}}',
    },
    'account-confirmation': {
      subject: 'Conferma il tuo account su {{project}}',
      lines: [
        'il tuo nome utente è {{username}}. Conferma, per favore, che questo indirizzo è tuo.',
        '{{url}}',
        LINK_LASTS,
        ...CLAIM,
      ],
      button: 'Conferma indirizzo',
    },
    'password-reset': {
      subject: 'Reimposta la password di {{project}}',
      lines: [
        'qualcuno ha chiesto una nuova password per l’account {{username}}. Puoi sceglierla qui.',
        '{{url}}',
        LINK_LASTS,
        IGNORE,
      ],
      button: 'Scegli la password',
    },
    test: {
      subject: 'Messaggio di prova di {{project}}',
      lines: [
        'l’amministrazione di {{project}} ha inviato questo messaggio per verificare la consegna delle email. Non c’è nulla da fare.',
      ],
    },
  },
} as const satisfies Language;
