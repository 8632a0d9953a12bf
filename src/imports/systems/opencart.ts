import type { ScratchRow } from '../scratch-tables.ts';
import {
  flag,
  fullName,
  hash,
  moment,
  type Person,
  required,
  sqlSystem,
  tablePrefix,
  text,
  texts,
  timeZone,
  words,
} from '../sql-system.ts';

/** OpenCart 1.5 to 4. The hash is in section 3.23 of the import reference; nothing says that an address is verified. */
export const opencart = sqlSystem({
  name: 'opencart',
  title: 'OpenCart',
  files: 'dump',
  carries: ['passwords', 'labels', 'phones', 'times'],
  options: { ...tablePrefix, ...timeZone },
  mark: /\boc_(?:address|api|api_ip|attribute|attribute_description|banner|customer|product|order)\b|\b\w*(?:customer_group_description|zone_to_geo_zone|customer_reward)\b/,
  layout: {
    users: { table: 'customer', needs: ['customer_id', 'email', 'password', 'firstname'] },
    hasPrefix: true,
    tables: {
      customer: {
        columns: words(`customer_id customer_group_id firstname lastname email telephone password salt status
          date_added`),
        ignored: words(
          `store_id language_id fax newsletter address_id custom_field ip safe token code cart wishlist`,
        ),
      },
      customer_group_description: { columns: ['customer_group_id', 'name'] },
    },
  },
  user: (row, source) => {
    const phone = text(row, 'telephone');
    const isInternational = phone?.startsWith('+') ?? false;
    return {
      sourceId: required(row, 'customer_id'),
      email: text(row, 'email'),
      phone: isInternational ? phone : undefined,
      name: fullName(text(row, 'firstname'), text(row, 'lastname')),
      password: passwordOf(row),
      blocked: flag(row, 'status') === false,
      createdAt: moment(row, 'date_added', source),
      labels: texts(
        source.tables.find('customer_group_description', 'customer_group_id', row.values.customer_group_id),
        'name',
      ).slice(0, 1),
      rest: phone === undefined || isInternational ? {} : { telephone: phone },
    };
  },
});

/** Version 4 writes bcrypt, without a salt of its own. */
function passwordOf(row: ScratchRow): Person['password'] {
  const password = text(row, 'password');
  if (password === undefined || password.startsWith('$')) return hash(row, 'password');
  return { family: 'shop', scheme: 'opencart', parts: { password, salt: text(row, 'salt') ?? '' } };
}
