import type { Language } from './language.ts';

const IGNORE = 'Wenn Sie das nicht angefordert haben, brauchen Sie nichts zu tun.';
const NOT_YOU =
  'Wenn Sie das nicht waren, setzen Sie bitte sofort ein neues Passwort und sagen Sie denen Bescheid, die {{project}} betreiben.';
const LINK_LASTS = 'Der Link gilt einmal, {{duration}} lang.';
const CODE_LASTS = 'Er gilt einmal, {{duration}} lang. Niemand von {{project}} wird Sie je danach fragen.';
const CODE_SMS = ['{{code}} ist Ihr Code für {{project}}.', 'Er gilt {{duration}}. Bitte nicht weitergeben.'];

/** For a recipient who may not have created the account: its id, its origin, and how to free the address from it. */
const CLAIM = [
  'Es geht um das Konto {{account}}, angelegt am {{made}}.',
  'Angelegt wurde es von: {{origin}}.',
  'Das ist nicht Ihr Konto? Dann bestätigen Sie nichts und geben Sie Ihre Adresse hier wieder frei:',
  '{{refusal}}',
] as const;

export const de = {
  hello: 'Guten Tag,',
  helloName: 'Guten Tag {{name}},',
  somebody: 'Jemand',
  phrase: 'Auf Ihrem Bildschirm sollten dieselben Wörter stehen: {{phrase}}',
  texts: {
    'email-verification': {
      subject: 'Bestätigen Sie Ihre E-Mail-Adresse für {{project}}',
      lines: ['bitte bestätigen Sie, dass diese Adresse Ihnen gehört.', '{{url}}', LINK_LASTS, ...CLAIM],
      button: 'Adresse bestätigen',
    },
    'email-verification-code': {
      subject: 'Ihr Code für {{project}}',
      lines: [
        'mit diesem Code bestätigen Sie, dass die Adresse Ihnen gehört:',
        '{{code}}',
        CODE_LASTS,
        ...CLAIM,
      ],
    },
    'phone-verification': { subject: 'Bestätigen Sie Ihre Telefonnummer für {{project}}', lines: CODE_SMS },
    recovery: {
      subject: 'Neues Passwort für {{project}}',
      lines: ['hier können Sie ein neues Passwort wählen.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Neues Passwort wählen',
    },
    'recovery-code': {
      subject: 'Ihr Code für ein neues Passwort bei {{project}}',
      lines: ['mit diesem Code können Sie ein neues Passwort wählen:', '{{code}}', CODE_LASTS, IGNORE],
    },
    'magic-url': {
      subject: 'Ihr Link zum Anmelden bei {{project}}',
      lines: ['ein Klick, und Sie sind angemeldet.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Anmelden',
    },
    'email-otp': {
      subject: 'Ihr Code zum Anmelden bei {{project}}',
      lines: ['melden Sie sich mit diesem Code an:', '{{code}}', CODE_LASTS, IGNORE],
    },
    'phone-otp': { subject: 'Ihr Code zum Anmelden bei {{project}}', lines: CODE_SMS },
    'mfa-email': {
      subject: 'Ihr Sicherheitscode für {{project}}',
      lines: ['mit diesem Code schließen Sie die Anmeldung ab:', '{{code}}', CODE_LASTS, NOT_YOU],
    },
    'mfa-phone': { subject: 'Ihr Sicherheitscode für {{project}}', lines: CODE_SMS },
    'password-changed': {
      subject: 'Ihr Passwort für {{project}} wurde geändert',
      lines: ['Ihr Passwort wurde eben geändert. Wenn Sie das waren, ist alles in Ordnung.', NOT_YOU],
    },
    'email-changed': {
      subject: 'Ihre E-Mail-Adresse für {{project}} wurde geändert',
      lines: [
        'zu Ihrem Konto gehört jetzt eine andere E-Mail-Adresse. Wenn Sie das waren, ist alles in Ordnung.',
        NOT_YOU,
      ],
    },
    'phone-changed': {
      subject: 'Ihre Telefonnummer für {{project}} wurde geändert',
      lines: [
        'zu Ihrem Konto gehört jetzt eine andere Telefonnummer. Wenn Sie das waren, ist alles in Ordnung.',
        NOT_YOU,
      ],
    },
    'mfa-changed': {
      subject: 'Ihre Anmeldung bei {{project}} wurde geändert',
      lines: [
        'der zweite Schritt Ihrer Anmeldung wurde geändert. Wenn Sie das waren, ist alles in Ordnung.',
        NOT_YOU,
      ],
    },
    'session-alert': {
      subject: 'Neue Anmeldung bei {{project}}',
      lines: [
        'eben wurde Ihr Konto bei {{project}} angemeldet, am {{made}}. Wenn Sie das waren, ist alles in Ordnung.',
        'Die Anmeldung kam von: {{origin}}.',
        NOT_YOU,
      ],
    },
    'team-invitation': {
      subject: 'Einladung in ein Team bei {{project}}',
      lines: ['{{inviter}} hätte Sie gern im Team {{team}} dabei.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Einladung ansehen',
      sms: '{{project}}: Sie sind in das Team {{team}} eingeladen. {{url}}',
    },
    'account-confirmation': {
      subject: 'Bestätigen Sie Ihr Konto bei {{project}}',
      lines: [
        'Ihr Benutzername ist {{username}}. Bitte bestätigen Sie, dass diese Adresse Ihnen gehört.',
        '{{url}}',
        LINK_LASTS,
        ...CLAIM,
      ],
      button: 'Adresse bestätigen',
    },
    'password-reset': {
      subject: 'Passwort für {{project}} zurücksetzen',
      lines: [
        'jemand möchte ein neues Passwort für das Konto {{username}}. Hier können Sie eines wählen.',
        '{{url}}',
        LINK_LASTS,
        IGNORE,
      ],
      button: 'Neues Passwort wählen',
    },
    test: {
      subject: 'Testnachricht von {{project}}',
      lines: [
        'mit dieser Nachricht prüft die Verwaltung von {{project}}, ob E-Mails ankommen. Sie müssen nichts tun.',
      ],
    },
  },
} as const satisfies Language;
