import type { Language } from './language.ts';

const IGNORE = 'Si no lo has pedido, no hace falta que hagas nada.';
const NOT_YOU =
  'Si no has sido tú, elige ahora mismo una contraseña nueva y avisa a quienes llevan {{project}}.';
const LINK_LASTS = 'El enlace sirve una sola vez, durante {{duration}}.';
const CODE_LASTS = 'Sirve una sola vez, durante {{duration}}. Nadie de {{project}} te lo pedirá nunca.';
const CODE_SMS = ['{{code}} es tu código de {{project}}.', 'Sirve durante {{duration}}. No lo compartas.'];

/** For a recipient who may not have created the account: its id, its origin, and how to free the address from it. */
const CLAIM = [
  'Es para la cuenta {{account}}, creada el {{made}}.',
  'La cuenta se creó desde: {{origin}}.',
  '¿No es tu cuenta? No la confirmes y libera aquí tu dirección:',
  '{{refusal}}',
] as const;

export const es = {
  hello: 'Hola:',
  helloName: 'Hola, {{name}}:',
  somebody: 'Alguien',
  phrase: 'En tu pantalla deberías ver las mismas palabras: {{phrase}}',
  texts: {
    'email-verification': {
      subject: 'Confirma tu correo para {{project}}',
      lines: ['Confirma, por favor, que esta dirección es tuya.', '{{url}}', LINK_LASTS, ...CLAIM],
      button: 'Confirmar dirección',
    },
    'email-verification-code': {
      subject: 'Tu código para {{project}}',
      lines: ['Con este código confirmas que la dirección es tuya:', '{{code}}', CODE_LASTS, ...CLAIM],
    },
    'phone-verification': { subject: 'Confirma tu teléfono para {{project}}', lines: CODE_SMS },
    recovery: {
      subject: 'Una contraseña nueva para {{project}}',
      lines: ['Aquí puedes elegir una contraseña nueva.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Elegir contraseña',
    },
    'recovery-code': {
      subject: 'Tu código para una contraseña nueva de {{project}}',
      lines: ['Elige una contraseña nueva con este código:', '{{code}}', CODE_LASTS, IGNORE],
    },
    'magic-url': {
      subject: 'Tu enlace para entrar en {{project}}',
      lines: ['Un clic y estarás dentro.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Entrar',
    },
    'email-otp': {
      subject: 'Tu código para entrar en {{project}}',
      lines: ['Entra con este código:', '{{code}}', CODE_LASTS, IGNORE],
    },
    'phone-otp': { subject: 'Tu código para entrar en {{project}}', lines: CODE_SMS },
    'mfa-email': {
      subject: 'Tu código de seguridad de {{project}}',
      lines: ['Con este código terminas de entrar:', '{{code}}', CODE_LASTS, NOT_YOU],
    },
    'mfa-phone': { subject: 'Tu código de seguridad de {{project}}', lines: CODE_SMS },
    'password-changed': {
      subject: 'Tu contraseña de {{project}} ha cambiado',
      lines: ['Tu contraseña se acaba de cambiar. Si has sido tú, todo está bien.', NOT_YOU],
    },
    'email-changed': {
      subject: 'Tu correo de {{project}} ha cambiado',
      lines: ['Tu cuenta tiene ahora otra dirección de correo. Si has sido tú, todo está bien.', NOT_YOU],
    },
    'phone-changed': {
      subject: 'Tu teléfono de {{project}} ha cambiado',
      lines: ['Tu cuenta tiene ahora otro número de teléfono. Si has sido tú, todo está bien.', NOT_YOU],
    },
    'mfa-changed': {
      subject: 'Ha cambiado cómo entras en {{project}}',
      lines: ['El segundo paso de tu acceso ha cambiado. Si has sido tú, todo está bien.', NOT_YOU],
    },
    'session-alert': {
      subject: 'Nuevo acceso a {{project}}',
      lines: [
        'Alguien acaba de entrar en tu cuenta de {{project}}, el {{made}}. Si has sido tú, todo está bien.',
        'El acceso se hizo desde: {{origin}}.',
        NOT_YOU,
      ],
    },
    'team-invitation': {
      subject: 'Te invitan a un equipo en {{project}}',
      lines: [
        'A {{inviter}} le gustaría contar contigo en el equipo {{team}}.',
        '{{url}}',
        LINK_LASTS,
        IGNORE,
      ],
      button: 'Ver la invitación',
      sms: '{{project}}: te invitan al equipo {{team}}. {{url}}',
    },
    'account-confirmation': {
      subject: 'Confirma tu cuenta de {{project}}',
      lines: [
        'Tu nombre de usuario es {{username}}. Confirma, por favor, que esta dirección es tuya.',
        '{{url}}',
        LINK_LASTS,
        ...CLAIM,
      ],
      button: 'Confirmar dirección',
    },
    'password-reset': {
      subject: 'Restablece tu contraseña de {{project}}',
      lines: [
        'Alguien ha pedido una contraseña nueva para la cuenta {{username}}. Aquí puedes elegirla.',
        '{{url}}',
        LINK_LASTS,
        IGNORE,
      ],
      button: 'Elegir contraseña',
    },
    test: {
      subject: 'Mensaje de prueba de {{project}}',
      lines: [
        'La administración de {{project}} ha enviado este mensaje para probar la entrega del correo. No hay nada que hacer.',
      ],
    },
  },
} as const satisfies Language;
