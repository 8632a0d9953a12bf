import type { Language } from './language.ts';

const IGNORE = 'お心当たりのない場合は、このメッセージを無視してください。';
const NOT_YOU =
  'お心当たりのない場合は、すぐに新しいパスワードを設定し、{{project}} の運営者にお知らせください。';
const LINK_LASTS = 'リンクは一度だけ、{{duration}}間使えます。';
const CODE_LASTS = '一度だけ、{{duration}}間使えます。{{project}} の者がコードをお尋ねすることはありません。';
const CODE_SMS = [
  '{{project}} のコードは {{code}} です。',
  '{{duration}}間有効です。誰にも教えないでください。',
];

/** For a recipient who may not have created the account: its id, its origin, and how to free the address from it. */
const CLAIM = [
  '対象のアカウント：{{account}}（作成日時：{{made}}）',
  'アカウントの作成元：{{origin}}',
  'お心当たりのないアカウントですか？ 確認せずに、こちらからアドレスの登録を解除してください。',
  '{{refusal}}',
] as const;

export const ja = {
  hello: 'こんにちは。',
  helloName: '{{name}} さん、こんにちは。',
  somebody: 'どなたか',
  phrase: '画面にも同じ言葉が表示されているはずです：{{phrase}}',
  texts: {
    'email-verification': {
      subject: '{{project}}：メールアドレスの確認',
      lines: ['このアドレスがご本人のものであることを確認してください。', '{{url}}', LINK_LASTS, ...CLAIM],
      button: 'アドレスを確認する',
    },
    'email-verification-code': {
      subject: '{{project}}：メールアドレスの確認コード',
      lines: [
        '次のコードで、このアドレスがご本人のものであることを確認してください。',
        '{{code}}',
        CODE_LASTS,
        ...CLAIM,
      ],
    },
    'phone-verification': { subject: '{{project}}：電話番号の確認', lines: CODE_SMS },
    recovery: {
      subject: '{{project}}：新しいパスワードの設定',
      lines: ['こちらから新しいパスワードを設定できます。', '{{url}}', LINK_LASTS, IGNORE],
      button: 'パスワードを設定する',
    },
    'recovery-code': {
      subject: '{{project}}：パスワード再設定コード',
      lines: ['次のコードで新しいパスワードを設定できます。', '{{code}}', CODE_LASTS, IGNORE],
    },
    'magic-url': {
      subject: '{{project}}：ログイン用リンク',
      lines: ['クリックするだけでログインできます。', '{{url}}', LINK_LASTS, IGNORE],
      button: 'ログインする',
    },
    'email-otp': {
      subject: '{{project}}：ログイン用コード',
      lines: ['次のコードでログインしてください。', '{{code}}', CODE_LASTS, IGNORE],
    },
    'phone-otp': { subject: '{{project}}：ログイン用コード', lines: CODE_SMS },
    'mfa-email': {
      subject: '{{project}}：セキュリティコード',
      lines: ['次のコードでログインが完了します。', '{{code}}', CODE_LASTS, NOT_YOU],
    },
    'mfa-phone': { subject: '{{project}}：セキュリティコード', lines: CODE_SMS },
    'password-changed': {
      subject: '{{project}}：パスワードが変更されました',
      lines: ['パスワードが変更されました。ご本人による変更でしたら、何もする必要はありません。', NOT_YOU],
    },
    'email-changed': {
      subject: '{{project}}：メールアドレスが変更されました',
      lines: [
        'メールアドレスが変更されました。ご本人による変更でしたら、何もする必要はありません。',
        NOT_YOU,
      ],
    },
    'phone-changed': {
      subject: '{{project}}：電話番号が変更されました',
      lines: ['電話番号が変更されました。ご本人による変更でしたら、何もする必要はありません。', NOT_YOU],
    },
    'mfa-changed': {
      subject: '{{project}}：ログイン方法が変更されました',
      lines: [
        'ログインの二段階目が変更されました。ご本人による変更でしたら、何もする必要はありません。',
        NOT_YOU,
      ],
    },
    'session-alert': {
      subject: '{{project}}：新しいログイン',
      lines: [
        '{{made}} に {{project}} のアカウントへのログインがありました。ご本人でしたら、何もする必要はありません。',
        'ログイン元：{{origin}}',
        NOT_YOU,
      ],
    },
    'team-invitation': {
      subject: '{{project}}：チームへの招待',
      lines: ['{{inviter}}があなたをチーム「{{team}}」に招待しています。', '{{url}}', LINK_LASTS, IGNORE],
      button: '招待を見る',
      sms: '{{project}}：チーム「{{team}}」に招待されています。 {{url}}',
    },
    'account-confirmation': {
      subject: '{{project}}：アカウントの確認',
      lines: [
        'ユーザー名は {{username}} です。このアドレスがご本人のものであることを確認してください。',
        '{{url}}',
        LINK_LASTS,
        ...CLAIM,
      ],
      button: 'アドレスを確認する',
    },
    'password-reset': {
      subject: '{{project}}：パスワードの再設定',
      lines: [
        'アカウント {{username}} の新しいパスワードの設定が求められました。こちらから設定できます。',
        '{{url}}',
        LINK_LASTS,
        IGNORE,
      ],
      button: 'パスワードを設定する',
    },
    test: {
      subject: '{{project}}：テストメッセージ',
      lines: [
        '{{project}} の管理者が、メールの配信を確認するためにこのメッセージを送信しました。何もする必要はありません。',
      ],
    },
  },
} as const satisfies Language;
