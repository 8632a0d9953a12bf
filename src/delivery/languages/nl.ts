import type { Language } from './language.ts';

const IGNORE = 'Heb je hier niet om gevraagd, dan hoef je niets te doen.';
const NOT_YOU =
  'Was jij dat niet, kies dan meteen een nieuw wachtwoord en laat het de mensen achter {{project}} weten.';
const LINK_LASTS = 'De link werkt één keer, {{duration}} lang.';
const CODE_LASTS = 'Hij werkt één keer, {{duration}} lang. Niemand van {{project}} zal er ooit om vragen.';
const CODE_SMS = ['{{code}} is je code voor {{project}}.', 'Hij werkt {{duration}}. Houd hem voor jezelf.'];

/** For a recipient who may not have created the account: its id, its origin, and how to free the address from it. */
const CLAIM = [
  'Het gaat om het account {{account}}, gemaakt op {{made}}.',
  'Het account is gemaakt vanaf: {{origin}}.',
  'Is dit niet jouw account? Bevestig dan niets en maak je adres hier weer vrij:',
  '{{refusal}}',
] as const;

export const nl = {
  hello: 'Hallo,',
  helloName: 'Hallo {{name}},',
  somebody: 'Iemand',
  phrase: 'Op je scherm horen dezelfde woorden te staan: {{phrase}}',
  texts: {
    'email-verification': {
      subject: 'Bevestig je e-mailadres voor {{project}}',
      lines: ['Wil je bevestigen dat dit adres van jou is?', '{{url}}', LINK_LASTS, ...CLAIM],
      button: 'Adres bevestigen',
    },
    'email-verification-code': {
      subject: 'Je code voor {{project}}',
      lines: ['Met deze code bevestig je dat het adres van jou is:', '{{code}}', CODE_LASTS, ...CLAIM],
    },
    'phone-verification': { subject: 'Bevestig je telefoonnummer voor {{project}}', lines: CODE_SMS },
    recovery: {
      subject: 'Een nieuw wachtwoord voor {{project}}',
      lines: ['Hier kun je een nieuw wachtwoord kiezen.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Wachtwoord kiezen',
    },
    'recovery-code': {
      subject: 'Je code voor een nieuw wachtwoord bij {{project}}',
      lines: ['Kies een nieuw wachtwoord met deze code:', '{{code}}', CODE_LASTS, IGNORE],
    },
    'magic-url': {
      subject: 'Je link om in te loggen bij {{project}}',
      lines: ['Één klik en je bent ingelogd.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Inloggen',
    },
    'email-otp': {
      subject: 'Je code om in te loggen bij {{project}}',
      lines: ['Log in met deze code:', '{{code}}', CODE_LASTS, IGNORE],
    },
    'phone-otp': { subject: 'Je code om in te loggen bij {{project}}', lines: CODE_SMS },
    'mfa-email': {
      subject: 'Je beveiligingscode voor {{project}}',
      lines: ['Met deze code rond je het inloggen af:', '{{code}}', CODE_LASTS, NOT_YOU],
    },
    'mfa-phone': { subject: 'Je beveiligingscode voor {{project}}', lines: CODE_SMS },
    'password-changed': {
      subject: 'Je wachtwoord voor {{project}} is gewijzigd',
      lines: ['Je wachtwoord is zojuist gewijzigd. Was jij dat, dan is alles in orde.', NOT_YOU],
    },
    'email-changed': {
      subject: 'Je e-mailadres voor {{project}} is gewijzigd',
      lines: ['Je account heeft nu een ander e-mailadres. Was jij dat, dan is alles in orde.', NOT_YOU],
    },
    'phone-changed': {
      subject: 'Je telefoonnummer voor {{project}} is gewijzigd',
      lines: ['Je account heeft nu een ander telefoonnummer. Was jij dat, dan is alles in orde.', NOT_YOU],
    },
    'mfa-changed': {
      subject: 'Je manier van inloggen bij {{project}} is gewijzigd',
      lines: ['De tweede stap van het inloggen is gewijzigd. Was jij dat, dan is alles in orde.', NOT_YOU],
    },
    'session-alert': {
      subject: 'Nieuwe aanmelding bij {{project}}',
      lines: [
        'Er is zojuist ingelogd op je account bij {{project}}, op {{made}}. Was jij dat, dan is alles in orde.',
        'Er is ingelogd vanaf: {{origin}}.',
        NOT_YOU,
      ],
    },
    'team-invitation': {
      subject: 'Een uitnodiging voor een team bij {{project}}',
      lines: ['{{inviter}} ziet je graag in het team {{team}}.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Uitnodiging bekijken',
      sms: '{{project}}: je bent uitgenodigd voor het team {{team}}. {{url}}',
    },
    'account-confirmation': {
      subject: 'Bevestig je account bij {{project}}',
      lines: [
        'Je gebruikersnaam is {{username}}. Bevestig dat dit adres van jou is.',
        '{{url}}',
        LINK_LASTS,
        ...CLAIM,
      ],
      button: 'Adres bevestigen',
    },
    'password-reset': {
      subject: 'Stel je wachtwoord voor {{project}} opnieuw in',
      lines: [
        'Iemand vroeg om een nieuw wachtwoord voor het account {{username}}. Hier kun je er een kiezen.',
        '{{url}}',
        LINK_LASTS,
        IGNORE,
      ],
      button: 'Nieuw wachtwoord kiezen',
    },
    test: {
      subject: 'Testbericht van {{project}}',
      lines: [
        'De beheerder van {{project}} heeft dit bericht gestuurd om te controleren of e-mail aankomt. Je hoeft niets te doen.',
      ],
    },
  },
} as const satisfies Language;
