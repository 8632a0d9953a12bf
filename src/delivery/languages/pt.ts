import type { Language } from './language.ts';

const IGNORE = 'Se não foi você quem pediu, pode ignorar esta mensagem.';
const NOT_YOU = 'Se não foi você, escolha agora mesmo uma nova senha e avise quem cuida de {{project}}.';
const LINK_LASTS = 'O link vale uma única vez, durante {{duration}}.';
const CODE_LASTS = 'Vale uma única vez, durante {{duration}}. Ninguém de {{project}} vai pedir este código.';
const CODE_SMS = ['{{code}} é o seu código de {{project}}.', 'Vale {{duration}}. Não mostre a ninguém.'];

/** For a recipient who may not have created the account: its id, its origin, and how to free the address from it. */
const CLAIM = [
  'Trata-se da conta {{account}}, criada em {{made}}.',
  'A conta foi criada a partir de: {{origin}}.',
  'A conta não é sua? Não a confirme e libere aqui o seu endereço:',
  '{{refusal}}',
] as const;

export const pt = {
  hello: 'Olá!',
  helloName: 'Olá, {{name}}!',
  somebody: 'Alguém',
  phrase: 'Na sua tela devem estar as mesmas palavras: {{phrase}}',
  texts: {
    'email-verification': {
      subject: 'Confirme o seu e-mail para {{project}}',
      lines: ['Confirme, por favor, que este endereço é seu.', '{{url}}', LINK_LASTS, ...CLAIM],
      button: 'Confirmar endereço',
    },
    'email-verification-code': {
      subject: 'O seu código para {{project}}',
      lines: ['Este código confirma que o endereço é seu:', '{{code}}', CODE_LASTS, ...CLAIM],
    },
    'phone-verification': { subject: 'Confirme o seu telefone para {{project}}', lines: CODE_SMS },
    recovery: {
      subject: 'Uma nova senha para {{project}}',
      lines: ['Aqui você pode escolher uma nova senha.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Escolher nova senha',
    },
    'recovery-code': {
      subject: 'O seu código para uma nova senha de {{project}}',
      lines: ['Escolha uma nova senha com este código:', '{{code}}', CODE_LASTS, IGNORE],
    },
    'magic-url': {
      subject: 'O seu link para entrar em {{project}}',
      lines: ['Um clique, e você já entrou.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Entrar',
    },
    'email-otp': {
      subject: 'O seu código para entrar em {{project}}',
      lines: ['Entre com este código:', '{{code}}', CODE_LASTS, IGNORE],
    },
    'phone-otp': { subject: 'O seu código para entrar em {{project}}', lines: CODE_SMS },
    'mfa-email': {
      subject: 'O seu código de segurança de {{project}}',
      lines: ['Este código completa a sua entrada:', '{{code}}', CODE_LASTS, NOT_YOU],
    },
    'mfa-phone': { subject: 'O seu código de segurança de {{project}}', lines: CODE_SMS },
    'password-changed': {
      subject: 'A sua senha de {{project}} mudou',
      lines: ['A sua senha acabou de ser trocada. Se foi você, está tudo bem.', NOT_YOU],
    },
    'email-changed': {
      subject: 'O seu e-mail de {{project}} mudou',
      lines: ['A sua conta tem agora outro endereço de e-mail. Se foi você, está tudo bem.', NOT_YOU],
    },
    'phone-changed': {
      subject: 'O seu telefone de {{project}} mudou',
      lines: ['A sua conta tem agora outro número de telefone. Se foi você, está tudo bem.', NOT_YOU],
    },
    'mfa-changed': {
      subject: 'A sua entrada em {{project}} mudou',
      lines: ['O segundo passo da sua entrada mudou. Se foi você, está tudo bem.', NOT_YOU],
    },
    'session-alert': {
      subject: 'Nova entrada em {{project}}',
      lines: [
        'Alguém acabou de entrar na sua conta de {{project}}, em {{made}}. Se foi você, está tudo bem.',
        'A entrada veio de: {{origin}}.',
        NOT_YOU,
      ],
    },
    'team-invitation': {
      subject: 'Um convite para uma equipe em {{project}}',
      lines: ['{{inviter}} gostaria de ter você na equipe {{team}}.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Ver o convite',
      sms: '{{project}}: há um convite para a equipe {{team}}. {{url}}',
    },
    'account-confirmation': {
      subject: 'Confirme sua conta em {{project}}',
      lines: [
        'Seu nome de usuário é {{username}}. Confirme que este endereço é seu.',
        '{{url}}',
        LINK_LASTS,
        ...CLAIM,
      ],
      button: 'Confirmar endereço',
    },
    'password-reset': {
      subject: 'Redefina sua senha de {{project}}',
      lines: [
        'Alguém pediu uma nova senha para a conta {{username}}. Aqui você pode escolhê-la.',
        '{{url}}',
        LINK_LASTS,
        IGNORE,
      ],
      button: 'Escolher nova senha',
    },
    test: {
      subject: 'Mensagem de teste de {{project}}',
      lines: [
        'A administração de {{project}} enviou esta mensagem para testar a entrega de e-mail. Não é preciso fazer nada.',
      ],
    },
  },
} as const satisfies Language;
