import type { Language } from './language.ts';

const IGNORE = 'Si vous n’avez rien demandé, vous pouvez ignorer ce message.';
const NOT_YOU =
  'Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe et prévenez les responsables de {{project}}.';
const LINK_LASTS = 'Ce lien sert une seule fois, pendant {{duration}}.';
const CODE_LASTS =
  'Il sert une seule fois, pendant {{duration}}. Personne de {{project}} ne vous le demandera jamais.';
const CODE_SMS = ['{{code}} est votre code {{project}}.', 'Valable {{duration}}. Gardez-le pour vous.'];

/** For a recipient who may not have created the account: its id, its origin, and how to free the address from it. */
const CLAIM = [
  'Il s’agit du compte {{account}}, créé le {{made}}.',
  'Le compte a été créé depuis : {{origin}}.',
  'Ce n’est pas votre compte ? Ne confirmez rien et libérez votre adresse ici :',
  '{{refusal}}',
] as const;

export const fr = {
  hello: 'Bonjour,',
  helloName: 'Bonjour {{name}},',
  somebody: 'Quelqu’un',
  phrase: 'Votre écran devrait afficher les mêmes mots : {{phrase}}',
  texts: {
    'email-verification': {
      subject: 'Confirmez votre adresse e-mail pour {{project}}',
      lines: ['Merci de confirmer que cette adresse est la vôtre.', '{{url}}', LINK_LASTS, ...CLAIM],
      button: 'Confirmer l’adresse',
    },
    'email-verification-code': {
      subject: 'Votre code pour {{project}}',
      lines: ['Ce code confirme que l’adresse est bien la vôtre :', '{{code}}', CODE_LASTS, ...CLAIM],
    },
    'phone-verification': {
      subject: 'Confirmez votre numéro de téléphone pour {{project}}',
      lines: CODE_SMS,
    },
    recovery: {
      subject: 'Un nouveau mot de passe pour {{project}}',
      lines: ['Vous pouvez choisir ici un nouveau mot de passe.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Choisir un mot de passe',
    },
    'recovery-code': {
      subject: 'Votre code pour un nouveau mot de passe {{project}}',
      lines: ['Choisissez un nouveau mot de passe avec ce code :', '{{code}}', CODE_LASTS, IGNORE],
    },
    'magic-url': {
      subject: 'Votre lien de connexion à {{project}}',
      lines: ['Un clic, et vous êtes connecté.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Se connecter',
    },
    'email-otp': {
      subject: 'Votre code de connexion à {{project}}',
      lines: ['Connectez-vous avec ce code :', '{{code}}', CODE_LASTS, IGNORE],
    },
    'phone-otp': { subject: 'Votre code de connexion à {{project}}', lines: CODE_SMS },
    'mfa-email': {
      subject: 'Votre code de sécurité {{project}}',
      lines: ['Ce code termine votre connexion :', '{{code}}', CODE_LASTS, NOT_YOU],
    },
    'mfa-phone': { subject: 'Votre code de sécurité {{project}}', lines: CODE_SMS },
    'password-changed': {
      subject: 'Votre mot de passe {{project}} a changé',
      lines: ['Votre mot de passe vient d’être changé. Si c’était vous, tout va bien.', NOT_YOU],
    },
    'email-changed': {
      subject: 'Votre adresse e-mail {{project}} a changé',
      lines: ['Votre compte a désormais une autre adresse e-mail. Si c’était vous, tout va bien.', NOT_YOU],
    },
    'phone-changed': {
      subject: 'Votre numéro de téléphone {{project}} a changé',
      lines: [
        'Votre compte a désormais un autre numéro de téléphone. Si c’était vous, tout va bien.',
        NOT_YOU,
      ],
    },
    'mfa-changed': {
      subject: 'Votre connexion à {{project}} a changé',
      lines: ['La deuxième étape de votre connexion a été modifiée. Si c’était vous, tout va bien.', NOT_YOU],
    },
    'session-alert': {
      subject: 'Nouvelle connexion à {{project}}',
      lines: [
        'Une connexion à votre compte {{project}} vient d’avoir lieu, le {{made}}. Si c’était vous, tout va bien.',
        'La connexion venait de : {{origin}}.',
        NOT_YOU,
      ],
    },
    'team-invitation': {
      subject: 'Une équipe vous invite sur {{project}}',
      lines: ['{{inviter}} aimerait vous compter dans l’équipe {{team}}.', '{{url}}', LINK_LASTS, IGNORE],
      button: 'Voir l’invitation',
      sms: '{{project}} : l’équipe {{team}} vous invite. {{url}}',
    },
    'account-confirmation': {
      subject: 'Confirmez votre compte {{project}}',
      lines: [
        'Votre nom d’utilisateur est {{username}}. Merci de confirmer que cette adresse est la vôtre.',
        '{{url}}',
        LINK_LASTS,
        ...CLAIM,
      ],
      button: 'Confirmer l’adresse',
    },
    'password-reset': {
      subject: 'Réinitialisez votre mot de passe {{project}}',
      lines: [
        'Quelqu’un a demandé un nouveau mot de passe pour le compte {{username}}. Vous pouvez le choisir ici.',
        '{{url}}',
        LINK_LASTS,
        IGNORE,
      ],
      button: 'Choisir un mot de passe',
    },
    test: {
      subject: 'Message de test de {{project}}',
      lines: [
        'L’administration de {{project}} a envoyé ce message pour vérifier l’envoi des e-mails. Il n’y a rien à faire.',
      ],
    },
  },
} as const satisfies Language;
