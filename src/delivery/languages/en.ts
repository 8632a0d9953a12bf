import type { Language } from './language.ts';

const IGNORE = 'If you did not ask for this, you can ignore this message.';
const NOT_YOU = 'If that was not you, set a new password right away and tell whoever runs {{project}}.';
const LINK_LASTS = 'The link works once, for {{duration}}.';
const CODE_LASTS = 'It works once, for {{duration}}. Nobody from {{project}} will ever ask you for it.';
const CODE_SMS = ['{{code}} is your {{project}} code.', 'Good for {{duration}}. Keep it to yourself.'];

/** For a recipient who may not have created the account: its id, its origin, and how to free the address from it. */
const CLAIM = [
  'It is for the account {{account}}, made on {{made}}.',
  'The account was made from: {{origin}}.',
  'That is not your account? Do not confirm it, and free your address from it here:',
  '{{refusal}}',
] as const;

export const en = {
  hello: 'Hello,',
  helloName: 'Hello {{name}},',
  somebody: 'Somebody',
  phrase: 'You should see the same words on your screen: {{phrase}}',
  texts: {
    'email-verification': {
      subject: 'Confirm your email address for {{project}}',
      lines: ['Please confirm that this address is yours.', '{{url}}', LINK_LASTS, ...CLAIM],
      button: 'Confirm address',
    },
    'email-verification-code': {
      subject: 'Your code for {{project}}',
      lines: ['This code confirms that the address is yours:', '{{code}}', CODE_LASTS, ...CLAIM],
    },
    'phone-verification': { subject: 'Confirm your phone number for {{project}}', lines: CODE_SMS },
    recovery: {
      subject: 'Set a new password for {{project}}',
      lines: ['Here you can choose a new password.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Choose a new password',
    },
    'recovery-code': {
      subject: 'Your code for a new {{project}} password',
      lines: ['Choose a new password with this code:', '{{code}}', CODE_LASTS, IGNORE],
    },
    'magic-url': {
      subject: 'Your link to sign in to {{project}}',
      lines: ['One click, and you are signed in.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Sign in',
    },
    'email-otp': {
      subject: 'Your code to sign in to {{project}}',
      lines: ['Sign in with this code:', '{{code}}', CODE_LASTS, IGNORE],
    },
    'phone-otp': { subject: 'Your code to sign in to {{project}}', lines: CODE_SMS },
    'mfa-email': {
      subject: 'Your {{project}} security code',
      lines: ['This code completes your sign-in:', '{{code}}', CODE_LASTS, NOT_YOU],
    },
    'mfa-phone': { subject: 'Your {{project}} security code', lines: CODE_SMS },
    'password-changed': {
      subject: 'Your {{project}} password was changed',
      lines: ['Your password was just changed. If it was you, all is well.', NOT_YOU],
    },
    'email-changed': {
      subject: 'Your {{project}} email address was changed',
      lines: ['Your account has another email address now. If it was you, all is well.', NOT_YOU],
    },
    'phone-changed': {
      subject: 'Your {{project}} phone number was changed',
      lines: ['Your account has another phone number now. If it was you, all is well.', NOT_YOU],
    },
    'mfa-changed': {
      subject: 'How you sign in to {{project}} was changed',
      lines: ['The second step of your sign-in was changed. If it was you, all is well.', NOT_YOU],
    },
    'session-alert': {
      subject: 'New sign-in to {{project}}',
      lines: [
        'Your account at {{project}} was just signed in to, on {{made}}. If it was you, all is well.',
        'The sign-in came from: {{origin}}.',
        NOT_YOU,
      ],
    },
    'team-invitation': {
      subject: 'Invitation to {{team}} Team at {{project}}',
      lines: ['{{inviter}} would like to have you in the team {{team}}.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'See the invitation',
      sms: '{{project}}: you are invited to the team {{team}}. {{url}}',
    },
    'account-confirmation': {
      subject: 'Confirm your account at {{project}}',
      lines: [
        'Your username is {{username}}. Please confirm that this address is yours.',
        '{{url}}',
        LINK_LASTS,
        ...CLAIM,
      ],
      button: 'Confirm address',
    },
    'password-reset': {
      subject: 'Reset your {{project}} password',
      lines: [
        'Somebody asked for a new password for the account {{username}}. Here you can choose one.',
        '{{url}}',
        LINK_LASTS,
        IGNORE,
      ],
      button: 'Choose a new password',
    },
    test: {
      subject: 'Test message from {{project}}',
      lines: [
        'An administrator of {{project}} sent this message to test the delivery of mail. There is nothing to do.',
      ],
    },
  },
} as const satisfies Language;
