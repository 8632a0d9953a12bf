import type { Language } from './language.ts';

const IGNORE = 'Jeśli to nie Twoja prośba, możesz zignorować tę wiadomość.';
const NOT_YOU = 'Jeśli to nie Ty, ustaw od razu nowe hasło i powiadom osoby, które prowadzą {{project}}.';
const LINK_LASTS = 'Link działa jeden raz, przez {{duration}}.';
const CODE_LASTS = 'Działa jeden raz, przez {{duration}}. Nikt z {{project}} nigdy o niego nie zapyta.';
const CODE_SMS = [
  '{{code}} to Twój kod do {{project}}.',
  'Działa przez {{duration}}. Nie podawaj go nikomu.',
];

/** For a recipient who may not have created the account: its id, its origin, and how to free the address from it. */
const CLAIM = [
  'Chodzi o konto {{account}}, utworzone {{made}}.',
  'Konto utworzono z: {{origin}}.',
  'To nie jest Twoje konto? Nie potwierdzaj go i zwolnij swój adres tutaj:',
  '{{refusal}}',
] as const;

export const pl = {
  hello: 'Dzień dobry,',
  helloName: 'Dzień dobry, {{name}},',
  somebody: 'Ktoś',
  phrase: 'Na ekranie powinny być te same słowa: {{phrase}}',
  texts: {
    'email-verification': {
      subject: 'Potwierdź adres e-mail w {{project}}',
      lines: ['prosimy o potwierdzenie, że ten adres należy do Ciebie.', '{{url}}', LINK_LASTS, ...CLAIM],
      button: 'Potwierdź adres',
    },
    'email-verification-code': {
      subject: 'Kod do {{project}}',
      lines: ['ten kod potwierdza, że adres należy do Ciebie:', '{{code}}', CODE_LASTS, ...CLAIM],
    },
    'phone-verification': { subject: 'Potwierdź numer telefonu w {{project}}', lines: CODE_SMS },
    recovery: {
      subject: 'Nowe hasło do {{project}}',
      lines: ['tutaj można ustawić nowe hasło.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Ustaw nowe hasło',
    },
    'recovery-code': {
      subject: 'Kod do nowego hasła w {{project}}',
      lines: ['tym kodem można ustawić nowe hasło:', '{{code}}', CODE_LASTS, IGNORE],
    },
    'magic-url': {
      subject: 'Link do logowania w {{project}}',
      lines: ['jedno kliknięcie i gotowe.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Zaloguj się',
    },
    'email-otp': {
      subject: 'Kod do logowania w {{project}}',
      lines: ['oto kod do logowania:', '{{code}}', CODE_LASTS, IGNORE],
    },
    'phone-otp': { subject: 'Kod do logowania w {{project}}', lines: CODE_SMS },
    'mfa-email': {
      subject: 'Kod bezpieczeństwa do {{project}}',
      lines: ['ten kod dokończy logowanie:', '{{code}}', CODE_LASTS, NOT_YOU],
    },
    'mfa-phone': { subject: 'Kod bezpieczeństwa do {{project}}', lines: CODE_SMS },
    'password-changed': {
      subject: 'Hasło do {{project}} zostało zmienione',
      lines: ['hasło zostało właśnie zmienione. Jeśli to Ty, wszystko w porządku.', NOT_YOU],
    },
    'email-changed': {
      subject: 'Adres e-mail w {{project}} został zmieniony',
      lines: ['konto ma teraz inny adres e-mail. Jeśli to Ty, wszystko w porządku.', NOT_YOU],
    },
    'phone-changed': {
      subject: 'Numer telefonu w {{project}} został zmieniony',
      lines: ['konto ma teraz inny numer telefonu. Jeśli to Ty, wszystko w porządku.', NOT_YOU],
    },
    'mfa-changed': {
      subject: 'Sposób logowania w {{project}} został zmieniony',
      lines: ['drugi krok logowania został zmieniony. Jeśli to Ty, wszystko w porządku.', NOT_YOU],
    },
    'session-alert': {
      subject: 'Nowe logowanie do {{project}}',
      lines: [
        'ktoś właśnie zalogował się na Twoje konto w {{project}}, {{made}}. Jeśli to Ty, wszystko w porządku.',
        'Logowanie nastąpiło z: {{origin}}.',
        NOT_YOU,
      ],
    },
    'team-invitation': {
      subject: 'Zaproszenie do zespołu w {{project}}',
      lines: ['{{inviter}} zaprasza Cię do zespołu {{team}}.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Zobacz zaproszenie',
      sms: '{{project}}: masz zaproszenie do zespołu {{team}}. {{url}}',
    },
    'account-confirmation': {
      subject: 'Potwierdź konto w {{project}}',
      lines: [
        'Twoja nazwa użytkownika to {{username}}. Potwierdź, że ten adres należy do Ciebie.',
        '{{url}}',
        LINK_LASTS,
        ...CLAIM,
      ],
      button: 'Potwierdź adres',
    },
    'password-reset': {
      subject: 'Ustaw na nowo hasło do {{project}}',
      lines: [
        'ktoś poprosił o nowe hasło do konta {{username}}. Tutaj możesz je wybrać.',
        '{{url}}',
        LINK_LASTS,
        IGNORE,
      ],
      button: 'Wybierz nowe hasło',
    },
    test: {
      subject: 'Wiadomość testowa z {{project}}',
      lines: [
        'administracja {{project}} wysłała tę wiadomość, aby sprawdzić dostarczanie poczty. Nie trzeba nic robić.',
      ],
    },
  },
} as const satisfies Language;
