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

/** Section 2.27 of the import reference: Magento 2, Adobe Commerce. */
export const magento = sqlSystem({
  name: 'magento',
  title: 'Magento, Adobe Commerce',
  files: 'dump',
  carries: ['passwords', 'labels', 'metadata', 'times'],
  options: {
    ...tablePrefix,
    ...timeZone,
    website: 'the number of the website: an address may stand once in each',
  },
  mark: /\b\w*(?:customer_entity|catalog_product_entity|adminnotification_inbox|admin_passwords)\b/,
  layout: {
    users: { table: 'customer_entity', needs: ['entity_id', 'email', 'password_hash'] },
    hasPrefix: true,
    tables: {
      customer_entity: {
        columns: words(`entity_id website_id email group_id created_at is_active firstname middlename lastname
          password_hash confirmation dob gender`),
        ignored:
          words(`increment_id store_id updated_at disable_auto_group_change created_in prefix suffix taxvat
          default_billing default_shipping rp_token rp_token_created_at failures_num first_failure lock_expires
          session_cutoff`),
      },
      customer_group: { columns: ['customer_group_id', 'customer_group_code'] },
    },
  },
  user: (row, source) => {
    const sourceId = required(row, 'entity_id');
    const { website } = source.options;
    if (website !== undefined && text(row, 'website_id') !== website)
      return { sourceId, skipped: 'of another website' };
    return {
      sourceId,
      email: text(row, 'email'),
      emailVerified: text(row, 'confirmation') === undefined,
      name: fullName(text(row, 'firstname'), text(row, 'middlename'), text(row, 'lastname')),
      password: hash(row, 'password_hash', 'magento'),
      blocked: flag(row, 'is_active') === false,
      createdAt: moment(row, 'created_at', source),
      labels: texts(
        source.tables.find('customer_group', 'customer_group_id', row.values.group_id),
        'customer_group_code',
      ),
      privateMetadata: fields(row, ['dob', 'gender']),
    };
  },
});
