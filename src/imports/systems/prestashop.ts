import {
  fields,
  flag,
  fullName,
  hash,
  moment,
  required,
  sqlSystem,
  tablePrefix,
  text,
  texts,
  timeZone,
  words,
} from '../sql-system.ts';

/** Section 2.27 of the import reference. */
export const prestashop = sqlSystem({
  name: 'prestashop',
  title: 'PrestaShop',
  files: 'dump',
  carries: ['passwords', 'labels', 'metadata', 'times'],
  options: { ...tablePrefix, ...timeZone },
  secrets: ['pepper'],
  mark: /\bid_customer\b|\bps_\w+/,
  layout: {
    users: { table: 'customer', needs: ['id_customer', 'passwd', 'email'] },
    hasPrefix: true,
    tables: {
      customer: {
        columns:
          words(`id_customer firstname lastname email passwd last_passwd_gen birthday company active is_guest
          deleted date_add`),
        ignored: words(`id_shop_group id_shop id_gender id_default_group id_lang id_risk newsletter optin
          ip_registration_newsletter newsletter_date_add secure_key date_upd reset_password_token
          reset_password_validity max_payment_days show_public_prices outstanding_allow_amount`),
      },
      customer_group: { columns: ['id_customer', 'id_group'] },
      group_lang: { columns: ['id_group', 'id_lang', 'name'] },
    },
  },
  user: (row, source) => {
    const { tables } = source;
    const sourceId = required(row, 'id_customer');
    if (flag(row, 'is_guest')) return { sourceId, skipped: 'guest order' };
    if (flag(row, 'deleted')) return { sourceId, skipped: 'deleted' };
    const birthday = text(row, 'birthday');
    return {
      sourceId,
      email: text(row, 'email'),
      name: fullName(text(row, 'firstname'), text(row, 'lastname')),
      password: hash(row, 'passwd', 'shop', 'prestashop'),
      passwordUpdatedAt: moment(row, 'last_passwd_gen', source),
      blocked: flag(row, 'active') === false,
      createdAt: moment(row, 'date_add', source),
      // A group has a name in each language: the first one.
      labels: tables
        .find('customer_group', 'id_customer', row.values.id_customer)
        .flatMap((member) =>
          texts(tables.find('group_lang', 'id_group', member.values.id_group), 'name').slice(0, 1),
        ),
      privateMetadata: {
        ...fields(row, ['company']),
        ...(birthday !== undefined && birthday !== '0000-00-00' && { birthday }),
      },
    };
  },
});
