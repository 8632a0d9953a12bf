import {
  CaseBuilder,
  CaseNode,
  ColumnNode,
  DynamicReferenceBuilder,
  DynamicTableBuilder,
  IdentifierNode,
  InsertQueryNode,
  OperationNodeTransformer,
  OperatorNode,
  ParensNode,
  QueryCreator,
  QueryExecutorBase,
  QueryNode,
  RawNode,
  SchemableIdentifierNode,
  SelectAllNode,
  SetOperationNode,
  ValueListNode,
  ValueNode,
  WhenNode,
  WithSchemaPlugin,
  createFunctionModule,
  createQueryId,
  freeze,
  getLast,
  isBigInt,
  isBoolean,
  isDate,
  isFunction,
  isNull,
  isNumber,
  isObject,
  isOperationNodeSource,
  isString,
  isUndefined,
  logOnce,
  noop,
  parseColumnName,
  parseDataTypeExpression,
  parseExpression,
  parseOrderedColumnName,
  parseStringReference,
  parseTable,
  parseValueBinaryOperationOrExpression,
  provideControlledConnection,
  sql
} from "./chunk-ALMOJG36.js";
import {
  DatabaseRefused
} from "./chunk-4GUCQG4F.js";

// node_modules/kysely/dist/esm/operation-node/alter-table-node.js
var AlterTableNode = freeze({
  is(node) {
    return node.kind === "AlterTableNode";
  },
  create(table) {
    return freeze({
      kind: "AlterTableNode",
      table
    });
  },
  cloneWithTableProps(node, props) {
    return freeze({
      ...node,
      ...props
    });
  },
  cloneWithColumnAlteration(node, columnAlteration) {
    return freeze({
      ...node,
      columnAlterations: node.columnAlterations ? [...node.columnAlterations, columnAlteration] : [columnAlteration]
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/create-index-node.js
var CreateIndexNode = freeze({
  is(node) {
    return node.kind === "CreateIndexNode";
  },
  create(name) {
    return freeze({
      kind: "CreateIndexNode",
      name: IdentifierNode.create(name)
    });
  },
  cloneWith(node, props) {
    return freeze({
      ...node,
      ...props
    });
  },
  cloneWithColumns(node, columns) {
    return freeze({
      ...node,
      columns: [...node.columns || [], ...columns]
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/create-schema-node.js
var CreateSchemaNode = freeze({
  is(node) {
    return node.kind === "CreateSchemaNode";
  },
  create(schema, params) {
    return freeze({
      kind: "CreateSchemaNode",
      schema: IdentifierNode.create(schema),
      ...params
    });
  },
  cloneWith(createSchema, params) {
    return freeze({
      ...createSchema,
      ...params
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/create-table-node.js
var ON_COMMIT_ACTIONS = ["preserve rows", "delete rows", "drop"], CreateTableNode = freeze({
  is(node) {
    return node.kind === "CreateTableNode";
  },
  create(table) {
    return freeze({
      kind: "CreateTableNode",
      table,
      columns: freeze([])
    });
  },
  cloneWithColumn(createTable, column) {
    return freeze({
      ...createTable,
      columns: freeze([...createTable.columns, column])
    });
  },
  cloneWithConstraint(createTable, constraint) {
    return freeze({
      ...createTable,
      constraints: createTable.constraints ? freeze([...createTable.constraints, constraint]) : freeze([constraint])
    });
  },
  cloneWithFrontModifier(createTable, modifier) {
    return freeze({
      ...createTable,
      frontModifiers: createTable.frontModifiers ? freeze([...createTable.frontModifiers, modifier]) : freeze([modifier])
    });
  },
  cloneWithEndModifier(createTable, modifier) {
    return freeze({
      ...createTable,
      endModifiers: createTable.endModifiers ? freeze([...createTable.endModifiers, modifier]) : freeze([modifier])
    });
  },
  cloneWith(createTable, params) {
    return freeze({
      ...createTable,
      ...params
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/drop-index-node.js
var DropIndexNode = freeze({
  is(node) {
    return node.kind === "DropIndexNode";
  },
  create(name, params) {
    return freeze({
      kind: "DropIndexNode",
      name: SchemableIdentifierNode.create(name),
      ...params
    });
  },
  cloneWith(dropIndex, props) {
    return freeze({
      ...dropIndex,
      ...props
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/drop-schema-node.js
var DropSchemaNode = freeze({
  is(node) {
    return node.kind === "DropSchemaNode";
  },
  create(schema, params) {
    return freeze({
      kind: "DropSchemaNode",
      schema: IdentifierNode.create(schema),
      ...params
    });
  },
  cloneWith(dropSchema, params) {
    return freeze({
      ...dropSchema,
      ...params
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/drop-table-node.js
var DropTableNode = freeze({
  is(node) {
    return node.kind === "DropTableNode";
  },
  create(table, params) {
    return freeze({
      kind: "DropTableNode",
      table,
      ...params
    });
  },
  cloneWith(dropIndex, params) {
    return freeze({
      ...dropIndex,
      ...params
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/add-column-node.js
var AddColumnNode = freeze({
  is(node) {
    return node.kind === "AddColumnNode";
  },
  create(column) {
    return freeze({
      kind: "AddColumnNode",
      column
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/column-definition-node.js
var ColumnDefinitionNode = freeze({
  is(node) {
    return node.kind === "ColumnDefinitionNode";
  },
  create(column, dataType) {
    return freeze({
      kind: "ColumnDefinitionNode",
      column: ColumnNode.create(column),
      dataType
    });
  },
  cloneWithFrontModifier(node, modifier) {
    return freeze({
      ...node,
      frontModifiers: node.frontModifiers ? freeze([...node.frontModifiers, modifier]) : [modifier]
    });
  },
  cloneWithEndModifier(node, modifier) {
    return freeze({
      ...node,
      endModifiers: node.endModifiers ? freeze([...node.endModifiers, modifier]) : [modifier]
    });
  },
  cloneWith(node, props) {
    return freeze({
      ...node,
      ...props
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/drop-column-node.js
var DropColumnNode = freeze({
  is(node) {
    return node.kind === "DropColumnNode";
  },
  create(column) {
    return freeze({
      kind: "DropColumnNode",
      column: ColumnNode.create(column)
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/rename-column-node.js
var RenameColumnNode = freeze({
  is(node) {
    return node.kind === "RenameColumnNode";
  },
  create(column, newColumn) {
    return freeze({
      kind: "RenameColumnNode",
      column: ColumnNode.create(column),
      renameTo: ColumnNode.create(newColumn)
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/check-constraint-node.js
var CheckConstraintNode = freeze({
  is(node) {
    return node.kind === "CheckConstraintNode";
  },
  create(expression, constraintName) {
    return freeze({
      kind: "CheckConstraintNode",
      expression,
      name: constraintName ? IdentifierNode.create(constraintName) : void 0
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/references-node.js
var ON_MODIFY_FOREIGN_ACTIONS = [
  "no action",
  "restrict",
  "cascade",
  "set null",
  "set default"
], ReferencesNode = freeze({
  is(node) {
    return node.kind === "ReferencesNode";
  },
  create(table, columns) {
    return freeze({
      kind: "ReferencesNode",
      table,
      columns: freeze([...columns])
    });
  },
  cloneWithOnDelete(references, onDelete) {
    return freeze({
      ...references,
      onDelete
    });
  },
  cloneWithOnUpdate(references, onUpdate) {
    return freeze({
      ...references,
      onUpdate
    });
  }
});

// node_modules/kysely/dist/esm/parser/default-value-parser.js
function parseDefaultValueExpression(value) {
  return isOperationNodeSource(value) ? value.toOperationNode() : ValueNode.createImmediate(value);
}

// node_modules/kysely/dist/esm/operation-node/generated-node.js
var GeneratedNode = freeze({
  is(node) {
    return node.kind === "GeneratedNode";
  },
  create(params) {
    return freeze({
      kind: "GeneratedNode",
      ...params
    });
  },
  createWithExpression(expression) {
    return freeze({
      kind: "GeneratedNode",
      always: !0,
      expression
    });
  },
  cloneWith(node, params) {
    return freeze({
      ...node,
      ...params
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/default-value-node.js
var DefaultValueNode = freeze({
  is(node) {
    return node.kind === "DefaultValueNode";
  },
  create(defaultValue) {
    return freeze({
      kind: "DefaultValueNode",
      defaultValue
    });
  }
});

// node_modules/kysely/dist/esm/parser/on-modify-action-parser.js
function parseOnModifyForeignAction(action) {
  if (ON_MODIFY_FOREIGN_ACTIONS.includes(action))
    return action;
  throw new Error(`invalid OnModifyForeignAction ${action}`);
}

// node_modules/kysely/dist/esm/schema/column-definition-builder.js
var ColumnDefinitionBuilder = class _ColumnDefinitionBuilder {
  #node;
  constructor(node) {
    this.#node = node;
  }
  /**
   * Adds `auto_increment` or `autoincrement` to the column definition
   * depending on the dialect.
   *
   * Some dialects like PostgreSQL don't support this. On PostgreSQL
   * you can use the `serial` or `bigserial` data type instead.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('person')
   *   .addColumn('id', 'integer', col => col.autoIncrement().primaryKey())
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * create table `person` (
   *   `id` integer primary key auto_increment
   * )
   * ```
   */
  autoIncrement() {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, { autoIncrement: !0 }));
  }
  /**
   * Makes the column an identity column.
   *
   * This only works on some dialects like MS SQL Server (MSSQL).
   *
   * For PostgreSQL's `generated always as identity` use {@link generatedAlwaysAsIdentity}.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('person')
   *   .addColumn('id', 'integer', col => col.identity().primaryKey())
   *   .execute()
   * ```
   *
   * The generated SQL (MSSQL):
   *
   * ```sql
   * create table "person" (
   *   "id" integer identity primary key
   * )
   * ```
   */
  identity() {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, { identity: !0 }));
  }
  /**
   * Makes the column the primary key.
   *
   * If you want to specify a composite primary key use the
   * {@link CreateTableBuilder.addPrimaryKeyConstraint} method.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('person')
   *   .addColumn('id', 'integer', col => col.primaryKey())
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * create table `person` (
   *   `id` integer primary key
   * )
   */
  primaryKey() {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, { primaryKey: !0 }));
  }
  /**
   * Adds a foreign key constraint for the column.
   *
   * If your database engine doesn't support foreign key constraints in the
   * column definition (like MySQL 5) you need to call the table level
   * {@link CreateTableBuilder.addForeignKeyConstraint} method instead.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('pet')
   *   .addColumn('owner_id', 'integer', (col) => col.references('person.id'))
   *   .execute()
   * ```
   *
   * The generated SQL (PostgreSQL):
   *
   * ```sql
   * create table "pet" (
   *   "owner_id" integer references "person" ("id")
   * )
   * ```
   */
  references(ref) {
    let references = parseStringReference(ref);
    if (!references.table || SelectAllNode.is(references.column))
      throw new Error(`invalid call references('${ref}'). The reference must have format table.column or schema.table.column`);
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, {
      references: ReferencesNode.create(references.table, [
        references.column
      ])
    }));
  }
  /**
   * Adds an `on delete` constraint for the foreign key column.
   *
   * If your database engine doesn't support foreign key constraints in the
   * column definition (like MySQL 5) you need to call the table level
   * {@link CreateTableBuilder.addForeignKeyConstraint} method instead.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('pet')
   *   .addColumn(
   *     'owner_id',
   *     'integer',
   *     (col) => col.references('person.id').onDelete('cascade')
   *   )
   *   .execute()
   * ```
   *
   * The generated SQL (PostgreSQL):
   *
   * ```sql
   * create table "pet" (
   *   "owner_id" integer references "person" ("id") on delete cascade
   * )
   * ```
   */
  onDelete(onDelete) {
    if (!this.#node.references)
      throw new Error("on delete constraint can only be added for foreign keys");
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, {
      references: ReferencesNode.cloneWithOnDelete(this.#node.references, parseOnModifyForeignAction(onDelete))
    }));
  }
  /**
   * Adds an `on update` constraint for the foreign key column.
   *
   * If your database engine doesn't support foreign key constraints in the
   * column definition (like MySQL 5) you need to call the table level
   * {@link CreateTableBuilder.addForeignKeyConstraint} method instead.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('pet')
   *   .addColumn(
   *     'owner_id',
   *     'integer',
   *     (col) => col.references('person.id').onUpdate('cascade')
   *   )
   *   .execute()
   * ```
   *
   * The generated SQL (PostgreSQL):
   *
   * ```sql
   * create table "pet" (
   *   "owner_id" integer references "person" ("id") on update cascade
   * )
   * ```
   */
  onUpdate(onUpdate) {
    if (!this.#node.references)
      throw new Error("on update constraint can only be added for foreign keys");
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, {
      references: ReferencesNode.cloneWithOnUpdate(this.#node.references, parseOnModifyForeignAction(onUpdate))
    }));
  }
  /**
   * Adds a unique constraint for the column.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('person')
   *   .addColumn('email', 'varchar(255)', col => col.unique())
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * create table `person` (
   *   `email` varchar(255) unique
   * )
   * ```
   */
  unique() {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, { unique: !0 }));
  }
  /**
   * Adds a `not null` constraint for the column.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('person')
   *   .addColumn('first_name', 'varchar(255)', col => col.notNull())
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * create table `person` (
   *   `first_name` varchar(255) not null
   * )
   * ```
   */
  notNull() {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, { notNull: !0 }));
  }
  /**
   * Adds a `unsigned` modifier for the column.
   *
   * This only works on some dialects like MySQL.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('person')
   *   .addColumn('age', 'integer', col => col.unsigned())
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * create table `person` (
   *   `age` integer unsigned
   * )
   * ```
   */
  unsigned() {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, { unsigned: !0 }));
  }
  /**
   * Adds a default value constraint for the column.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('pet')
   *   .addColumn('number_of_legs', 'integer', (col) => col.defaultTo(4))
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * create table `pet` (
   *   `number_of_legs` integer default 4
   * )
   * ```
   *
   * Values passed to `defaultTo` are interpreted as value literals by default. You can define
   * an arbitrary SQL expression using the {@link sql} template tag:
   *
   * ```ts
   * import { sql } from 'kysely'
   *
   * await db.schema
   *   .createTable('pet')
   *   .addColumn(
   *     'created_at',
   *     'timestamp',
   *     (col) => col.defaultTo(sql`CURRENT_TIMESTAMP`)
   *   )
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * create table `pet` (
   *   `created_at` timestamp default CURRENT_TIMESTAMP
   * )
   * ```
   */
  defaultTo(value) {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, {
      defaultTo: DefaultValueNode.create(parseDefaultValueExpression(value))
    }));
  }
  /**
   * Adds a check constraint for the column.
   *
   * ### Examples
   *
   * ```ts
   * import { sql } from 'kysely'
   *
   * await db.schema
   *   .createTable('pet')
   *   .addColumn('number_of_legs', 'integer', (col) =>
   *     col.check(sql`number_of_legs < 5`)
   *   )
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * create table `pet` (
   *   `number_of_legs` integer check (number_of_legs < 5)
   * )
   * ```
   */
  check(expression) {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, {
      check: CheckConstraintNode.create(expression.toOperationNode())
    }));
  }
  /**
   * Makes the column a generated column using a `generated always as` statement.
   *
   * ### Examples
   *
   * ```ts
   * import { sql } from 'kysely'
   *
   * await db.schema
   *   .createTable('person')
   *   .addColumn('full_name', 'varchar(255)',
   *     (col) => col.generatedAlwaysAs(sql`concat(first_name, ' ', last_name)`)
   *   )
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * create table `person` (
   *   `full_name` varchar(255) generated always as (concat(first_name, ' ', last_name))
   * )
   * ```
   */
  generatedAlwaysAs(expression) {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, {
      generated: GeneratedNode.createWithExpression(expression.toOperationNode())
    }));
  }
  /**
   * Adds the `generated always as identity` specifier.
   *
   * This only works on some dialects like PostgreSQL.
   *
   * For MS SQL Server (MSSQL)'s identity column use {@link identity}.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('person')
   *   .addColumn('id', 'integer', col => col.generatedAlwaysAsIdentity().primaryKey())
   *   .execute()
   * ```
   *
   * The generated SQL (PostgreSQL):
   *
   * ```sql
   * create table "person" (
   *   "id" integer generated always as identity primary key
   * )
   * ```
   */
  generatedAlwaysAsIdentity() {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, {
      generated: GeneratedNode.create({ identity: !0, always: !0 })
    }));
  }
  /**
   * Adds the `generated by default as identity` specifier on supported dialects.
   *
   * This only works on some dialects like PostgreSQL.
   *
   * For MS SQL Server (MSSQL)'s identity column use {@link identity}.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('person')
   *   .addColumn('id', 'integer', col => col.generatedByDefaultAsIdentity().primaryKey())
   *   .execute()
   * ```
   *
   * The generated SQL (PostgreSQL):
   *
   * ```sql
   * create table "person" (
   *   "id" integer generated by default as identity primary key
   * )
   * ```
   */
  generatedByDefaultAsIdentity() {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, {
      generated: GeneratedNode.create({ identity: !0, byDefault: !0 })
    }));
  }
  /**
   * Makes a generated column stored instead of virtual. This method can only
   * be used with {@link generatedAlwaysAs}
   *
   * ### Examples
   *
   * ```ts
   * import { sql } from 'kysely'
   *
   * await db.schema
   *   .createTable('person')
   *   .addColumn('full_name', 'varchar(255)', (col) => col
   *     .generatedAlwaysAs(sql`concat(first_name, ' ', last_name)`)
   *     .stored()
   *   )
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * create table `person` (
   *   `full_name` varchar(255) generated always as (concat(first_name, ' ', last_name)) stored
   * )
   * ```
   */
  stored() {
    if (!this.#node.generated)
      throw new Error("stored() can only be called after generatedAlwaysAs");
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, {
      generated: GeneratedNode.cloneWith(this.#node.generated, {
        stored: !0
      })
    }));
  }
  /**
   * This can be used to add any additional SQL right after the column's data type.
   *
   * ### Examples
   *
   * ```ts
   * import { sql } from 'kysely'
   *
   * await db.schema
   *   .createTable('person')
   *   .addColumn('id', 'integer', col => col.primaryKey())
   *   .addColumn(
   *     'first_name',
   *     'varchar(36)',
   *     (col) => col.modifyFront(sql`collate utf8mb4_general_ci`).notNull()
   *   )
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * create table `person` (
   *   `id` integer primary key,
   *   `first_name` varchar(36) collate utf8mb4_general_ci not null
   * )
   * ```
   */
  modifyFront(modifier) {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWithFrontModifier(this.#node, modifier.toOperationNode()));
  }
  /**
   * Adds `nulls not distinct` specifier.
   * Should be used with `unique` constraint.
   *
   * This only works on some dialects like PostgreSQL.
   *
   * ### Examples
   *
   * ```ts
   * db.schema
   *   .createTable('person')
   *   .addColumn('id', 'integer', col => col.primaryKey())
   *   .addColumn('first_name', 'varchar(30)', col => col.unique().nullsNotDistinct())
   *   .execute()
   * ```
   *
   * The generated SQL (PostgreSQL):
   *
   * ```sql
   * create table "person" (
   *   "id" integer primary key,
   *   "first_name" varchar(30) unique nulls not distinct
   * )
   * ```
   */
  nullsNotDistinct() {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, { nullsNotDistinct: !0 }));
  }
  /**
   * Adds `if not exists` specifier. This only works for PostgreSQL.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .alterTable('person')
   *   .addColumn('email', 'varchar(255)', col => col.unique().ifNotExists())
   *   .execute()
   * ```
   *
   * The generated SQL (PostgreSQL):
   *
   * ```sql
   * alter table "person" add column if not exists "email" varchar(255) unique
   * ```
   */
  ifNotExists() {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWith(this.#node, { ifNotExists: !0 }));
  }
  /**
   * This can be used to add any additional SQL to the end of the column definition.
   *
   * ### Examples
   *
   * ```ts
   * import { sql } from 'kysely'
   *
   * await db.schema
   *   .createTable('person')
   *   .addColumn('id', 'integer', col => col.primaryKey())
   *   .addColumn(
   *     'age',
   *     'integer',
   *     col => col.unsigned()
   *       .notNull()
   *       .modifyEnd(sql`comment ${sql.lit('it is not polite to ask a woman her age')}`)
   *   )
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * create table `person` (
   *   `id` integer primary key,
   *   `age` integer unsigned not null comment 'it is not polite to ask a woman her age'
   * )
   * ```
   */
  modifyEnd(modifier) {
    return new _ColumnDefinitionBuilder(ColumnDefinitionNode.cloneWithEndModifier(this.#node, modifier.toOperationNode()));
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#node;
  }
};

// node_modules/kysely/dist/esm/operation-node/modify-column-node.js
var ModifyColumnNode = freeze({
  is(node) {
    return node.kind === "ModifyColumnNode";
  },
  create(column) {
    return freeze({
      kind: "ModifyColumnNode",
      column
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/foreign-key-constraint-node.js
var ForeignKeyConstraintNode = freeze({
  is(node) {
    return node.kind === "ForeignKeyConstraintNode";
  },
  create(sourceColumns, targetTable, targetColumns, constraintName) {
    return freeze({
      kind: "ForeignKeyConstraintNode",
      columns: sourceColumns,
      references: ReferencesNode.create(targetTable, targetColumns),
      name: constraintName ? IdentifierNode.create(constraintName) : void 0
    });
  },
  cloneWith(node, props) {
    return freeze({
      ...node,
      ...props
    });
  }
});

// node_modules/kysely/dist/esm/schema/foreign-key-constraint-builder.js
var ForeignKeyConstraintBuilder = class _ForeignKeyConstraintBuilder {
  #node;
  constructor(node) {
    this.#node = node;
  }
  onDelete(onDelete) {
    return new _ForeignKeyConstraintBuilder(ForeignKeyConstraintNode.cloneWith(this.#node, {
      onDelete: parseOnModifyForeignAction(onDelete)
    }));
  }
  onUpdate(onUpdate) {
    return new _ForeignKeyConstraintBuilder(ForeignKeyConstraintNode.cloneWith(this.#node, {
      onUpdate: parseOnModifyForeignAction(onUpdate)
    }));
  }
  deferrable() {
    return new _ForeignKeyConstraintBuilder(ForeignKeyConstraintNode.cloneWith(this.#node, { deferrable: !0 }));
  }
  notDeferrable() {
    return new _ForeignKeyConstraintBuilder(ForeignKeyConstraintNode.cloneWith(this.#node, { deferrable: !1 }));
  }
  initiallyDeferred() {
    return new _ForeignKeyConstraintBuilder(ForeignKeyConstraintNode.cloneWith(this.#node, {
      initiallyDeferred: !0
    }));
  }
  initiallyImmediate() {
    return new _ForeignKeyConstraintBuilder(ForeignKeyConstraintNode.cloneWith(this.#node, {
      initiallyDeferred: !1
    }));
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#node;
  }
};

// node_modules/kysely/dist/esm/operation-node/add-constraint-node.js
var AddConstraintNode = freeze({
  is(node) {
    return node.kind === "AddConstraintNode";
  },
  create(constraint) {
    return freeze({
      kind: "AddConstraintNode",
      constraint
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/unique-constraint-node.js
var UniqueConstraintNode = freeze({
  is(node) {
    return node.kind === "UniqueConstraintNode";
  },
  create(columns, constraintName, nullsNotDistinct) {
    return freeze({
      kind: "UniqueConstraintNode",
      columns: freeze(columns.map(ColumnNode.create)),
      name: constraintName ? IdentifierNode.create(constraintName) : void 0,
      nullsNotDistinct
    });
  },
  cloneWith(node, props) {
    return freeze({
      ...node,
      ...props
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/drop-constraint-node.js
var DropConstraintNode = freeze({
  is(node) {
    return node.kind === "DropConstraintNode";
  },
  create(constraintName) {
    return freeze({
      kind: "DropConstraintNode",
      constraintName: IdentifierNode.create(constraintName)
    });
  },
  cloneWith(dropConstraint, props) {
    return freeze({
      ...dropConstraint,
      ...props
    });
  }
});

// node_modules/kysely/dist/esm/operation-node/alter-column-node.js
var AlterColumnNode = freeze({
  is(node) {
    return node.kind === "AlterColumnNode";
  },
  create(column, prop, value) {
    return freeze({
      kind: "AlterColumnNode",
      column: ColumnNode.create(column),
      [prop]: value
    });
  }
});

// node_modules/kysely/dist/esm/schema/alter-column-builder.js
var AlterColumnBuilder = class {
  #column;
  constructor(column) {
    this.#column = column;
  }
  setDataType(dataType) {
    return new AlteredColumnBuilder(AlterColumnNode.create(this.#column, "dataType", parseDataTypeExpression(dataType)));
  }
  setDefault(value) {
    return new AlteredColumnBuilder(AlterColumnNode.create(this.#column, "setDefault", parseDefaultValueExpression(value)));
  }
  dropDefault() {
    return new AlteredColumnBuilder(AlterColumnNode.create(this.#column, "dropDefault", !0));
  }
  setNotNull() {
    return new AlteredColumnBuilder(AlterColumnNode.create(this.#column, "setNotNull", !0));
  }
  dropNotNull() {
    return new AlteredColumnBuilder(AlterColumnNode.create(this.#column, "dropNotNull", !0));
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
}, AlteredColumnBuilder = class {
  #alterColumnNode;
  constructor(alterColumnNode) {
    this.#alterColumnNode = alterColumnNode;
  }
  toOperationNode() {
    return this.#alterColumnNode;
  }
};

// node_modules/kysely/dist/esm/schema/alter-table-executor.js
var AlterTableExecutor = class {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/schema/alter-table-add-foreign-key-constraint-builder.js
var AlterTableAddForeignKeyConstraintBuilder = class _AlterTableAddForeignKeyConstraintBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  onDelete(onDelete) {
    return new _AlterTableAddForeignKeyConstraintBuilder({
      ...this.#props,
      constraintBuilder: this.#props.constraintBuilder.onDelete(onDelete)
    });
  }
  onUpdate(onUpdate) {
    return new _AlterTableAddForeignKeyConstraintBuilder({
      ...this.#props,
      constraintBuilder: this.#props.constraintBuilder.onUpdate(onUpdate)
    });
  }
  deferrable() {
    return new _AlterTableAddForeignKeyConstraintBuilder({
      ...this.#props,
      constraintBuilder: this.#props.constraintBuilder.deferrable()
    });
  }
  notDeferrable() {
    return new _AlterTableAddForeignKeyConstraintBuilder({
      ...this.#props,
      constraintBuilder: this.#props.constraintBuilder.notDeferrable()
    });
  }
  initiallyDeferred() {
    return new _AlterTableAddForeignKeyConstraintBuilder({
      ...this.#props,
      constraintBuilder: this.#props.constraintBuilder.initiallyDeferred()
    });
  }
  initiallyImmediate() {
    return new _AlterTableAddForeignKeyConstraintBuilder({
      ...this.#props,
      constraintBuilder: this.#props.constraintBuilder.initiallyImmediate()
    });
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(AlterTableNode.cloneWithTableProps(this.#props.node, {
      addConstraint: AddConstraintNode.create(this.#props.constraintBuilder.toOperationNode())
    }), this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/schema/alter-table-drop-constraint-builder.js
var AlterTableDropConstraintBuilder = class _AlterTableDropConstraintBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  ifExists() {
    return new _AlterTableDropConstraintBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        dropConstraint: DropConstraintNode.cloneWith(this.#props.node.dropConstraint, {
          ifExists: !0
        })
      })
    });
  }
  cascade() {
    return new _AlterTableDropConstraintBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        dropConstraint: DropConstraintNode.cloneWith(this.#props.node.dropConstraint, {
          modifier: "cascade"
        })
      })
    });
  }
  restrict() {
    return new _AlterTableDropConstraintBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        dropConstraint: DropConstraintNode.cloneWith(this.#props.node.dropConstraint, {
          modifier: "restrict"
        })
      })
    });
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/operation-node/primary-key-constraint-node.js
var PrimaryKeyConstraintNode = freeze({
  is(node) {
    return node.kind === "PrimaryKeyConstraintNode";
  },
  create(columns, constraintName) {
    return freeze({
      kind: "PrimaryKeyConstraintNode",
      columns: freeze(columns.map(ColumnNode.create)),
      name: constraintName ? IdentifierNode.create(constraintName) : void 0
    });
  },
  cloneWith(node, props) {
    return freeze({ ...node, ...props });
  }
});

// node_modules/kysely/dist/esm/operation-node/add-index-node.js
var AddIndexNode = freeze({
  is(node) {
    return node.kind === "AddIndexNode";
  },
  create(name) {
    return freeze({
      kind: "AddIndexNode",
      name: IdentifierNode.create(name)
    });
  },
  cloneWith(node, props) {
    return freeze({
      ...node,
      ...props
    });
  },
  cloneWithColumns(node, columns) {
    return freeze({
      ...node,
      columns: [...node.columns || [], ...columns]
    });
  }
});

// node_modules/kysely/dist/esm/schema/alter-table-add-index-builder.js
var AlterTableAddIndexBuilder = class _AlterTableAddIndexBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  /**
   * Makes the index unique.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .alterTable('person')
   *   .addIndex('person_first_name_index')
   *   .unique()
   *   .column('email')
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * alter table `person` add unique index `person_first_name_index` (`email`)
   * ```
   */
  unique() {
    return new _AlterTableAddIndexBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        addIndex: AddIndexNode.cloneWith(this.#props.node.addIndex, {
          unique: !0
        })
      })
    });
  }
  /**
   * Adds a column to the index.
   *
   * Also see {@link columns} for adding multiple columns at once or {@link expression}
   * for specifying an arbitrary expression.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .alterTable('person')
   *   .addIndex('person_first_name_and_age_index')
   *   .column('first_name')
   *   .column('age desc')
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * alter table `person` add index `person_first_name_and_age_index` (`first_name`, `age` desc)
   * ```
   */
  column(column) {
    return new _AlterTableAddIndexBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        addIndex: AddIndexNode.cloneWithColumns(this.#props.node.addIndex, [
          parseOrderedColumnName(column)
        ])
      })
    });
  }
  /**
   * Specifies a list of columns for the index.
   *
   * Also see {@link column} for adding a single column or {@link expression} for
   * specifying an arbitrary expression.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .alterTable('person')
   *   .addIndex('person_first_name_and_age_index')
   *   .columns(['first_name', 'age desc'])
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * alter table `person` add index `person_first_name_and_age_index` (`first_name`, `age` desc)
   * ```
   */
  columns(columns) {
    return new _AlterTableAddIndexBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        addIndex: AddIndexNode.cloneWithColumns(this.#props.node.addIndex, columns.map(parseOrderedColumnName))
      })
    });
  }
  /**
   * Specifies an arbitrary expression for the index.
   *
   * ### Examples
   *
   * ```ts
   * import { sql } from 'kysely'
   *
   * await db.schema
   *   .alterTable('person')
   *   .addIndex('person_first_name_index')
   *   .expression(sql<boolean>`(first_name < 'Sami')`)
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * alter table `person` add index `person_first_name_index` ((first_name < 'Sami'))
   * ```
   */
  expression(expression) {
    return new _AlterTableAddIndexBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        addIndex: AddIndexNode.cloneWithColumns(this.#props.node.addIndex, [
          expression.toOperationNode()
        ])
      })
    });
  }
  using(indexType) {
    return new _AlterTableAddIndexBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        addIndex: AddIndexNode.cloneWith(this.#props.node.addIndex, {
          using: RawNode.createWithSql(indexType)
        })
      })
    });
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/schema/unique-constraint-builder.js
var UniqueConstraintNodeBuilder = class _UniqueConstraintNodeBuilder {
  #node;
  constructor(node) {
    this.#node = node;
  }
  /**
   * Adds `nulls not distinct` to the unique constraint definition
   *
   * Supported by PostgreSQL dialect only
   */
  nullsNotDistinct() {
    return new _UniqueConstraintNodeBuilder(UniqueConstraintNode.cloneWith(this.#node, { nullsNotDistinct: !0 }));
  }
  deferrable() {
    return new _UniqueConstraintNodeBuilder(UniqueConstraintNode.cloneWith(this.#node, { deferrable: !0 }));
  }
  notDeferrable() {
    return new _UniqueConstraintNodeBuilder(UniqueConstraintNode.cloneWith(this.#node, { deferrable: !1 }));
  }
  initiallyDeferred() {
    return new _UniqueConstraintNodeBuilder(UniqueConstraintNode.cloneWith(this.#node, {
      initiallyDeferred: !0
    }));
  }
  initiallyImmediate() {
    return new _UniqueConstraintNodeBuilder(UniqueConstraintNode.cloneWith(this.#node, {
      initiallyDeferred: !1
    }));
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#node;
  }
};

// node_modules/kysely/dist/esm/schema/primary-key-constraint-builder.js
var PrimaryKeyConstraintBuilder = class _PrimaryKeyConstraintBuilder {
  #node;
  constructor(node) {
    this.#node = node;
  }
  deferrable() {
    return new _PrimaryKeyConstraintBuilder(PrimaryKeyConstraintNode.cloneWith(this.#node, { deferrable: !0 }));
  }
  notDeferrable() {
    return new _PrimaryKeyConstraintBuilder(PrimaryKeyConstraintNode.cloneWith(this.#node, { deferrable: !1 }));
  }
  initiallyDeferred() {
    return new _PrimaryKeyConstraintBuilder(PrimaryKeyConstraintNode.cloneWith(this.#node, {
      initiallyDeferred: !0
    }));
  }
  initiallyImmediate() {
    return new _PrimaryKeyConstraintBuilder(PrimaryKeyConstraintNode.cloneWith(this.#node, {
      initiallyDeferred: !1
    }));
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#node;
  }
};

// node_modules/kysely/dist/esm/schema/check-constraint-builder.js
var CheckConstraintBuilder = class {
  #node;
  constructor(node) {
    this.#node = node;
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#node;
  }
};

// node_modules/kysely/dist/esm/operation-node/rename-constraint-node.js
var RenameConstraintNode = freeze({
  is(node) {
    return node.kind === "RenameConstraintNode";
  },
  create(oldName, newName) {
    return freeze({
      kind: "RenameConstraintNode",
      oldName: IdentifierNode.create(oldName),
      newName: IdentifierNode.create(newName)
    });
  }
});

// node_modules/kysely/dist/esm/schema/alter-table-builder.js
var AlterTableBuilder = class {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  renameTo(newTableName) {
    return new AlterTableExecutor({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        renameTo: parseTable(newTableName)
      })
    });
  }
  setSchema(newSchema) {
    return new AlterTableExecutor({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        setSchema: IdentifierNode.create(newSchema)
      })
    });
  }
  alterColumn(column, alteration) {
    let builder = alteration(new AlterColumnBuilder(column));
    return new AlterTableColumnAlteringBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithColumnAlteration(this.#props.node, builder.toOperationNode())
    });
  }
  dropColumn(column) {
    return new AlterTableColumnAlteringBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithColumnAlteration(this.#props.node, DropColumnNode.create(column))
    });
  }
  renameColumn(column, newColumn) {
    return new AlterTableColumnAlteringBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithColumnAlteration(this.#props.node, RenameColumnNode.create(column, newColumn))
    });
  }
  addColumn(columnName, dataType, build = noop) {
    let builder = build(new ColumnDefinitionBuilder(ColumnDefinitionNode.create(columnName, parseDataTypeExpression(dataType))));
    return new AlterTableColumnAlteringBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithColumnAlteration(this.#props.node, AddColumnNode.create(builder.toOperationNode()))
    });
  }
  modifyColumn(columnName, dataType, build = noop) {
    let builder = build(new ColumnDefinitionBuilder(ColumnDefinitionNode.create(columnName, parseDataTypeExpression(dataType))));
    return new AlterTableColumnAlteringBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithColumnAlteration(this.#props.node, ModifyColumnNode.create(builder.toOperationNode()))
    });
  }
  /**
   * See {@link CreateTableBuilder.addUniqueConstraint}
   */
  addUniqueConstraint(constraintName, columns, build = noop) {
    let uniqueConstraintBuilder = build(new UniqueConstraintNodeBuilder(UniqueConstraintNode.create(columns, constraintName)));
    return new AlterTableExecutor({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        addConstraint: AddConstraintNode.create(uniqueConstraintBuilder.toOperationNode())
      })
    });
  }
  /**
   * See {@link CreateTableBuilder.addCheckConstraint}
   */
  addCheckConstraint(constraintName, checkExpression, build = noop) {
    let constraintBuilder = build(new CheckConstraintBuilder(CheckConstraintNode.create(checkExpression.toOperationNode(), constraintName)));
    return new AlterTableExecutor({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        addConstraint: AddConstraintNode.create(constraintBuilder.toOperationNode())
      })
    });
  }
  /**
   * See {@link CreateTableBuilder.addForeignKeyConstraint}
   *
   * Unlike {@link CreateTableBuilder.addForeignKeyConstraint} this method returns
   * the constraint builder and doesn't take a callback as the last argument. This
   * is because you can only add one column per `ALTER TABLE` query.
   */
  addForeignKeyConstraint(constraintName, columns, targetTable, targetColumns, build = noop) {
    let constraintBuilder = build(new ForeignKeyConstraintBuilder(ForeignKeyConstraintNode.create(columns.map(ColumnNode.create), parseTable(targetTable), targetColumns.map(ColumnNode.create), constraintName)));
    return new AlterTableAddForeignKeyConstraintBuilder({
      ...this.#props,
      constraintBuilder
    });
  }
  /**
   * See {@link CreateTableBuilder.addPrimaryKeyConstraint}
   */
  addPrimaryKeyConstraint(constraintName, columns, build = noop) {
    let constraintBuilder = build(new PrimaryKeyConstraintBuilder(PrimaryKeyConstraintNode.create(columns, constraintName)));
    return new AlterTableExecutor({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        addConstraint: AddConstraintNode.create(constraintBuilder.toOperationNode())
      })
    });
  }
  dropConstraint(constraintName) {
    return new AlterTableDropConstraintBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        dropConstraint: DropConstraintNode.create(constraintName)
      })
    });
  }
  renameConstraint(oldName, newName) {
    return new AlterTableDropConstraintBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        renameConstraint: RenameConstraintNode.create(oldName, newName)
      })
    });
  }
  /**
   * This can be used to add index to table.
   *
   *  ### Examples
   *
   * ```ts
   * db.schema.alterTable('person')
   *   .addIndex('person_email_index')
   *   .column('email')
   *   .unique()
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * alter table `person` add unique index `person_email_index` (`email`)
   * ```
   */
  addIndex(indexName) {
    return new AlterTableAddIndexBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        addIndex: AddIndexNode.create(indexName)
      })
    });
  }
  /**
   * This can be used to drop index from table.
   *
   * ### Examples
   *
   * ```ts
   * db.schema.alterTable('person')
   *   .dropIndex('person_email_index')
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * alter table `person` drop index `test_first_name_index`
   * ```
   */
  dropIndex(indexName) {
    return new AlterTableExecutor({
      ...this.#props,
      node: AlterTableNode.cloneWithTableProps(this.#props.node, {
        dropIndex: DropIndexNode.create(indexName)
      })
    });
  }
  /**
   * Calls the given function passing `this` as the only argument.
   *
   * See {@link CreateTableBuilder.$call}
   */
  $call(func) {
    return func(this);
  }
}, AlterTableColumnAlteringBuilder = class _AlterTableColumnAlteringBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  alterColumn(column, alteration) {
    let builder = alteration(new AlterColumnBuilder(column));
    return new _AlterTableColumnAlteringBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithColumnAlteration(this.#props.node, builder.toOperationNode())
    });
  }
  dropColumn(column) {
    return new _AlterTableColumnAlteringBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithColumnAlteration(this.#props.node, DropColumnNode.create(column))
    });
  }
  renameColumn(column, newColumn) {
    return new _AlterTableColumnAlteringBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithColumnAlteration(this.#props.node, RenameColumnNode.create(column, newColumn))
    });
  }
  addColumn(columnName, dataType, build = noop) {
    let builder = build(new ColumnDefinitionBuilder(ColumnDefinitionNode.create(columnName, parseDataTypeExpression(dataType))));
    return new _AlterTableColumnAlteringBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithColumnAlteration(this.#props.node, AddColumnNode.create(builder.toOperationNode()))
    });
  }
  modifyColumn(columnName, dataType, build = noop) {
    let builder = build(new ColumnDefinitionBuilder(ColumnDefinitionNode.create(columnName, parseDataTypeExpression(dataType))));
    return new _AlterTableColumnAlteringBuilder({
      ...this.#props,
      node: AlterTableNode.cloneWithColumnAlteration(this.#props.node, ModifyColumnNode.create(builder.toOperationNode()))
    });
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/plugin/immediate-value/immediate-value-transformer.js
var ImmediateValueTransformer = class extends OperationNodeTransformer {
  transformPrimitiveValueList(node) {
    return ValueListNode.create(node.values.map(ValueNode.createImmediate));
  }
  transformValue(node) {
    return ValueNode.createImmediate(node.value);
  }
};

// node_modules/kysely/dist/esm/schema/create-index-builder.js
var CreateIndexBuilder = class _CreateIndexBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  /**
   * Adds the "if not exists" modifier.
   *
   * If the index already exists, no error is thrown if this method has been called.
   */
  ifNotExists() {
    return new _CreateIndexBuilder({
      ...this.#props,
      node: CreateIndexNode.cloneWith(this.#props.node, {
        ifNotExists: !0
      })
    });
  }
  /**
   * Makes the index unique.
   */
  unique() {
    return new _CreateIndexBuilder({
      ...this.#props,
      node: CreateIndexNode.cloneWith(this.#props.node, {
        unique: !0
      })
    });
  }
  /**
   * Adds `nulls not distinct` specifier to index.
   * This only works on some dialects like PostgreSQL.
   *
   * ### Examples
   *
   * ```ts
   * db.schema.createIndex('person_first_name_index')
   *  .on('person')
   *  .column('first_name')
   *  .nullsNotDistinct()
   *  .execute()
   * ```
   *
   * The generated SQL (PostgreSQL):
   *
   * ```sql
   * create index "person_first_name_index"
   * on "test" ("first_name")
   * nulls not distinct;
   * ```
   */
  nullsNotDistinct() {
    return new _CreateIndexBuilder({
      ...this.#props,
      node: CreateIndexNode.cloneWith(this.#props.node, {
        nullsNotDistinct: !0
      })
    });
  }
  /**
   * Specifies the table for the index.
   */
  on(table) {
    return new _CreateIndexBuilder({
      ...this.#props,
      node: CreateIndexNode.cloneWith(this.#props.node, {
        table: parseTable(table)
      })
    });
  }
  /**
   * Adds a column to the index.
   *
   * Also see {@link columns} for adding multiple columns at once or {@link expression}
   * for specifying an arbitrary expression.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *         .createIndex('person_first_name_and_age_index')
   *         .on('person')
   *         .column('first_name')
   *         .column('age desc')
   *         .execute()
   * ```
   *
   * The generated SQL (PostgreSQL):
   *
   * ```sql
   * create index "person_first_name_and_age_index" on "person" ("first_name", "age" desc)
   * ```
   */
  column(column) {
    return new _CreateIndexBuilder({
      ...this.#props,
      node: CreateIndexNode.cloneWithColumns(this.#props.node, [
        parseOrderedColumnName(column)
      ])
    });
  }
  /**
   * Specifies a list of columns for the index.
   *
   * Also see {@link column} for adding a single column or {@link expression} for
   * specifying an arbitrary expression.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *         .createIndex('person_first_name_and_age_index')
   *         .on('person')
   *         .columns(['first_name', 'age desc'])
   *         .execute()
   * ```
   *
   * The generated SQL (PostgreSQL):
   *
   * ```sql
   * create index "person_first_name_and_age_index" on "person" ("first_name", "age" desc)
   * ```
   */
  columns(columns) {
    return new _CreateIndexBuilder({
      ...this.#props,
      node: CreateIndexNode.cloneWithColumns(this.#props.node, columns.map(parseOrderedColumnName))
    });
  }
  /**
   * Specifies an arbitrary expression for the index.
   *
   * ### Examples
   *
   * ```ts
   * import { sql } from 'kysely'
   *
   * await db.schema
   *   .createIndex('person_first_name_index')
   *   .on('person')
   *   .expression(sql`first_name COLLATE "fi_FI"`)
   *   .execute()
   * ```
   *
   * The generated SQL (PostgreSQL):
   *
   * ```sql
   * create index "person_first_name_index" on "person" (first_name COLLATE "fi_FI")
   * ```
   */
  expression(expression) {
    return new _CreateIndexBuilder({
      ...this.#props,
      node: CreateIndexNode.cloneWithColumns(this.#props.node, [
        expression.toOperationNode()
      ])
    });
  }
  using(indexType) {
    return new _CreateIndexBuilder({
      ...this.#props,
      node: CreateIndexNode.cloneWith(this.#props.node, {
        using: RawNode.createWithSql(indexType)
      })
    });
  }
  where(...args) {
    let transformer = new ImmediateValueTransformer();
    return new _CreateIndexBuilder({
      ...this.#props,
      node: QueryNode.cloneWithWhere(this.#props.node, transformer.transformNode(parseValueBinaryOperationOrExpression(args), this.#props.queryId))
    });
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/schema/create-schema-builder.js
var CreateSchemaBuilder = class _CreateSchemaBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  ifNotExists() {
    return new _CreateSchemaBuilder({
      ...this.#props,
      node: CreateSchemaNode.cloneWith(this.#props.node, { ifNotExists: !0 })
    });
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/parser/on-commit-action-parse.js
function parseOnCommitAction(action) {
  if (ON_COMMIT_ACTIONS.includes(action))
    return action;
  throw new Error(`invalid OnCommitAction ${action}`);
}

// node_modules/kysely/dist/esm/schema/create-table-builder.js
var CreateTableBuilder = class _CreateTableBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  /**
   * Adds the "temporary" modifier.
   *
   * Use this to create a temporary table.
   */
  temporary() {
    return new _CreateTableBuilder({
      ...this.#props,
      node: CreateTableNode.cloneWith(this.#props.node, {
        temporary: !0
      })
    });
  }
  /**
   * Adds an "on commit" statement.
   *
   * This can be used in conjunction with temporary tables on supported databases
   * like PostgreSQL.
   */
  onCommit(onCommit) {
    return new _CreateTableBuilder({
      ...this.#props,
      node: CreateTableNode.cloneWith(this.#props.node, {
        onCommit: parseOnCommitAction(onCommit)
      })
    });
  }
  /**
   * Adds the "if not exists" modifier.
   *
   * If the table already exists, no error is thrown if this method has been called.
   */
  ifNotExists() {
    return new _CreateTableBuilder({
      ...this.#props,
      node: CreateTableNode.cloneWith(this.#props.node, {
        ifNotExists: !0
      })
    });
  }
  /**
   * Adds a column to the table.
   *
   * ### Examples
   *
   * ```ts
   * import { sql } from 'kysely'
   *
   * await db.schema
   *   .createTable('person')
   *   .addColumn('id', 'integer', (col) => col.autoIncrement().primaryKey())
   *   .addColumn('first_name', 'varchar(50)', (col) => col.notNull())
   *   .addColumn('last_name', 'varchar(255)')
   *   .addColumn('bank_balance', 'numeric(8, 2)')
   *   // You can specify any data type using the `sql` tag if the types
   *   // don't include it.
   *   .addColumn('data', sql`any_type_here`)
   *   .addColumn('parent_id', 'integer', (col) =>
   *     col.references('person.id').onDelete('cascade')
   *   )
   * ```
   *
   * With this method, it's once again good to remember that Kysely just builds the
   * query and doesn't provide the same API for all databases. For example, some
   * databases like older MySQL don't support the `references` statement in the
   * column definition. Instead foreign key constraints need to be defined in the
   * `create table` query. See the next example:
   *
   * ```ts
   * await db.schema
   *   .createTable('person')
   *   .addColumn('id', 'integer', (col) => col.primaryKey())
   *   .addColumn('parent_id', 'integer')
   *   .addForeignKeyConstraint(
   *     'person_parent_id_fk',
   *     ['parent_id'],
   *     'person',
   *     ['id'],
   *     (cb) => cb.onDelete('cascade')
   *   )
   *   .execute()
   * ```
   *
   * Another good example is that PostgreSQL doesn't support the `auto_increment`
   * keyword and you need to define an autoincrementing column for example using
   * `serial`:
   *
   * ```ts
   * await db.schema
   *   .createTable('person')
   *   .addColumn('id', 'serial', (col) => col.primaryKey())
   *   .execute()
   * ```
   */
  addColumn(columnName, dataType, build = noop) {
    let columnBuilder = build(new ColumnDefinitionBuilder(ColumnDefinitionNode.create(columnName, parseDataTypeExpression(dataType))));
    return new _CreateTableBuilder({
      ...this.#props,
      node: CreateTableNode.cloneWithColumn(this.#props.node, columnBuilder.toOperationNode())
    });
  }
  /**
   * Adds a primary key constraint for one or more columns.
   *
   * The constraint name can be anything you want, but it must be unique
   * across the whole database.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('person')
   *   .addColumn('first_name', 'varchar(64)')
   *   .addColumn('last_name', 'varchar(64)')
   *   .addPrimaryKeyConstraint('primary_key', ['first_name', 'last_name'])
   *   .execute()
   * ```
   */
  addPrimaryKeyConstraint(constraintName, columns, build = noop) {
    let constraintBuilder = build(new PrimaryKeyConstraintBuilder(PrimaryKeyConstraintNode.create(columns, constraintName)));
    return new _CreateTableBuilder({
      ...this.#props,
      node: CreateTableNode.cloneWithConstraint(this.#props.node, constraintBuilder.toOperationNode())
    });
  }
  /**
   * Adds a unique constraint for one or more columns.
   *
   * The constraint name can be anything you want, but it must be unique
   * across the whole database.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('person')
   *   .addColumn('first_name', 'varchar(64)')
   *   .addColumn('last_name', 'varchar(64)')
   *   .addUniqueConstraint(
   *     'first_name_last_name_unique',
   *     ['first_name', 'last_name']
   *   )
   *   .execute()
   * ```
   *
   * In dialects such as PostgreSQL you can specify `nulls not distinct` as follows:
   *
   * ```ts
   * await db.schema
   *   .createTable('person')
   *   .addColumn('first_name', 'varchar(64)')
   *   .addColumn('last_name', 'varchar(64)')
   *   .addUniqueConstraint(
   *     'first_name_last_name_unique',
   *     ['first_name', 'last_name'],
   *     (cb) => cb.nullsNotDistinct()
   *   )
   *   .execute()
   * ```
   */
  addUniqueConstraint(constraintName, columns, build = noop) {
    let uniqueConstraintBuilder = build(new UniqueConstraintNodeBuilder(UniqueConstraintNode.create(columns, constraintName)));
    return new _CreateTableBuilder({
      ...this.#props,
      node: CreateTableNode.cloneWithConstraint(this.#props.node, uniqueConstraintBuilder.toOperationNode())
    });
  }
  /**
   * Adds a check constraint.
   *
   * The constraint name can be anything you want, but it must be unique
   * across the whole database.
   *
   * ### Examples
   *
   * ```ts
   * import { sql } from 'kysely'
   *
   * await db.schema
   *   .createTable('animal')
   *   .addColumn('number_of_legs', 'integer')
   *   .addCheckConstraint('check_legs', sql`number_of_legs < 5`)
   *   .execute()
   * ```
   */
  addCheckConstraint(constraintName, checkExpression, build = noop) {
    let constraintBuilder = build(new CheckConstraintBuilder(CheckConstraintNode.create(checkExpression.toOperationNode(), constraintName)));
    return new _CreateTableBuilder({
      ...this.#props,
      node: CreateTableNode.cloneWithConstraint(this.#props.node, constraintBuilder.toOperationNode())
    });
  }
  /**
   * Adds a foreign key constraint.
   *
   * The constraint name can be anything you want, but it must be unique
   * across the whole database.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('pet')
   *   .addColumn('owner_id', 'integer')
   *   .addForeignKeyConstraint(
   *     'owner_id_foreign',
   *     ['owner_id'],
   *     'person',
   *     ['id'],
   *   )
   *   .execute()
   * ```
   *
   * Add constraint for multiple columns:
   *
   * ```ts
   * await db.schema
   *   .createTable('pet')
   *   .addColumn('owner_id1', 'integer')
   *   .addColumn('owner_id2', 'integer')
   *   .addForeignKeyConstraint(
   *     'owner_id_foreign',
   *     ['owner_id1', 'owner_id2'],
   *     'person',
   *     ['id1', 'id2'],
   *     (cb) => cb.onDelete('cascade')
   *   )
   *   .execute()
   * ```
   */
  addForeignKeyConstraint(constraintName, columns, targetTable, targetColumns, build = noop) {
    let builder = build(new ForeignKeyConstraintBuilder(ForeignKeyConstraintNode.create(columns.map(ColumnNode.create), parseTable(targetTable), targetColumns.map(ColumnNode.create), constraintName)));
    return new _CreateTableBuilder({
      ...this.#props,
      node: CreateTableNode.cloneWithConstraint(this.#props.node, builder.toOperationNode())
    });
  }
  /**
   * This can be used to add any additional SQL to the front of the query __after__ the `create` keyword.
   *
   * Also see {@link temporary}.
   *
   * ### Examples
   *
   * ```ts
   * import { sql } from 'kysely'
   *
   * await db.schema
   *   .createTable('person')
   *   .modifyFront(sql`global temporary`)
   *   .addColumn('id', 'integer', col => col.primaryKey())
   *   .addColumn('first_name', 'varchar(64)', col => col.notNull())
   *   .addColumn('last_name', 'varchar(64)', col => col.notNull())
   *   .execute()
   * ```
   *
   * The generated SQL (Postgres):
   *
   * ```sql
   * create global temporary table "person" (
   *   "id" integer primary key,
   *   "first_name" varchar(64) not null,
   *   "last_name" varchar(64) not null
   * )
   * ```
   */
  modifyFront(modifier) {
    return new _CreateTableBuilder({
      ...this.#props,
      node: CreateTableNode.cloneWithFrontModifier(this.#props.node, modifier.toOperationNode())
    });
  }
  /**
   * This can be used to add any additional SQL to the end of the query.
   *
   * Also see {@link onCommit}.
   *
   * ### Examples
   *
   * ```ts
   * import { sql } from 'kysely'
   *
   * await db.schema
   *   .createTable('person')
   *   .addColumn('id', 'integer', col => col.primaryKey())
   *   .addColumn('first_name', 'varchar(64)', col => col.notNull())
   *   .addColumn('last_name', 'varchar(64)', col => col.notNull())
   *   .modifyEnd(sql`collate utf8_unicode_ci`)
   *   .execute()
   * ```
   *
   * The generated SQL (MySQL):
   *
   * ```sql
   * create table `person` (
   *   `id` integer primary key,
   *   `first_name` varchar(64) not null,
   *   `last_name` varchar(64) not null
   * ) collate utf8_unicode_ci
   * ```
   */
  modifyEnd(modifier) {
    return new _CreateTableBuilder({
      ...this.#props,
      node: CreateTableNode.cloneWithEndModifier(this.#props.node, modifier.toOperationNode())
    });
  }
  /**
   * Allows to create table from `select` query.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('copy')
   *   .temporary()
   *   .as(db.selectFrom('person').select(['first_name', 'last_name']))
   *   .execute()
   * ```
   *
   * The generated SQL (PostgreSQL):
   *
   * ```sql
   * create temporary table "copy" as
   * select "first_name", "last_name" from "person"
   * ```
   */
  as(expression) {
    return new _CreateTableBuilder({
      ...this.#props,
      node: CreateTableNode.cloneWith(this.#props.node, {
        selectQuery: parseExpression(expression)
      })
    });
  }
  /**
   * Calls the given function passing `this` as the only argument.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createTable('test')
   *   .$call((builder) => builder.addColumn('id', 'integer'))
   *   .execute()
   * ```
   *
   * This is useful for creating reusable functions that can be called with a builder.
   *
   * ```ts
   * import { type CreateTableBuilder, sql } from 'kysely'
   *
   * const addDefaultColumns = (ctb: CreateTableBuilder<any, any>) => {
   *   return ctb
   *     .addColumn('id', 'integer', (col) => col.notNull())
   *     .addColumn('created_at', 'date', (col) =>
   *       col.notNull().defaultTo(sql`now()`)
   *     )
   *     .addColumn('updated_at', 'date', (col) =>
   *       col.notNull().defaultTo(sql`now()`)
   *     )
   * }
   *
   * await db.schema
   *   .createTable('test')
   *   .$call(addDefaultColumns)
   *   .execute()
   * ```
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/schema/drop-index-builder.js
var DropIndexBuilder = class _DropIndexBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  /**
   * Specifies the table the index was created for. This is not needed
   * in all dialects.
   */
  on(table) {
    return new _DropIndexBuilder({
      ...this.#props,
      node: DropIndexNode.cloneWith(this.#props.node, {
        table: parseTable(table)
      })
    });
  }
  ifExists() {
    return new _DropIndexBuilder({
      ...this.#props,
      node: DropIndexNode.cloneWith(this.#props.node, {
        ifExists: !0
      })
    });
  }
  cascade() {
    return new _DropIndexBuilder({
      ...this.#props,
      node: DropIndexNode.cloneWith(this.#props.node, {
        cascade: !0
      })
    });
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/schema/drop-schema-builder.js
var DropSchemaBuilder = class _DropSchemaBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  ifExists() {
    return new _DropSchemaBuilder({
      ...this.#props,
      node: DropSchemaNode.cloneWith(this.#props.node, {
        ifExists: !0
      })
    });
  }
  cascade() {
    return new _DropSchemaBuilder({
      ...this.#props,
      node: DropSchemaNode.cloneWith(this.#props.node, {
        cascade: !0
      })
    });
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/schema/drop-table-builder.js
var DropTableBuilder = class _DropTableBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  ifExists() {
    return new _DropTableBuilder({
      ...this.#props,
      node: DropTableNode.cloneWith(this.#props.node, {
        ifExists: !0
      })
    });
  }
  cascade() {
    return new _DropTableBuilder({
      ...this.#props,
      node: DropTableNode.cloneWith(this.#props.node, {
        cascade: !0
      })
    });
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/operation-node/create-view-node.js
var CreateViewNode = freeze({
  is(node) {
    return node.kind === "CreateViewNode";
  },
  create(name) {
    return freeze({
      kind: "CreateViewNode",
      name: SchemableIdentifierNode.create(name)
    });
  },
  cloneWith(createView, params) {
    return freeze({
      ...createView,
      ...params
    });
  }
});

// node_modules/kysely/dist/esm/plugin/immediate-value/immediate-value-plugin.js
var ImmediateValuePlugin = class {
  #transformer = new ImmediateValueTransformer();
  transformQuery(args) {
    return this.#transformer.transformNode(args.node, args.queryId);
  }
  transformResult(args) {
    return Promise.resolve(args.result);
  }
};

// node_modules/kysely/dist/esm/schema/create-view-builder.js
var CreateViewBuilder = class _CreateViewBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  /**
   * Adds the "temporary" modifier.
   *
   * Use this to create a temporary view.
   */
  temporary() {
    return new _CreateViewBuilder({
      ...this.#props,
      node: CreateViewNode.cloneWith(this.#props.node, {
        temporary: !0
      })
    });
  }
  materialized() {
    return new _CreateViewBuilder({
      ...this.#props,
      node: CreateViewNode.cloneWith(this.#props.node, {
        materialized: !0
      })
    });
  }
  /**
   * Only implemented on some dialects like SQLite. On most dialects, use {@link orReplace}.
   */
  ifNotExists() {
    return new _CreateViewBuilder({
      ...this.#props,
      node: CreateViewNode.cloneWith(this.#props.node, {
        ifNotExists: !0
      })
    });
  }
  orReplace() {
    return new _CreateViewBuilder({
      ...this.#props,
      node: CreateViewNode.cloneWith(this.#props.node, {
        orReplace: !0
      })
    });
  }
  columns(columns) {
    return new _CreateViewBuilder({
      ...this.#props,
      node: CreateViewNode.cloneWith(this.#props.node, {
        columns: columns.map(parseColumnName)
      })
    });
  }
  /**
   * Sets the select query or a `values` statement that creates the view.
   *
   * WARNING!
   * Some dialects don't support parameterized queries in DDL statements and therefore
   * the query or raw {@link sql } expression passed here is interpolated into a single
   * string opening an SQL injection vulnerability. DO NOT pass unchecked user input
   * into the query or raw expression passed to this method!
   */
  as(query) {
    let queryNode = query.withPlugin(new ImmediateValuePlugin()).toOperationNode();
    return new _CreateViewBuilder({
      ...this.#props,
      node: CreateViewNode.cloneWith(this.#props.node, {
        as: queryNode
      })
    });
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/operation-node/drop-view-node.js
var DropViewNode = freeze({
  is(node) {
    return node.kind === "DropViewNode";
  },
  create(name) {
    return freeze({
      kind: "DropViewNode",
      name: SchemableIdentifierNode.create(name)
    });
  },
  cloneWith(dropView, params) {
    return freeze({
      ...dropView,
      ...params
    });
  }
});

// node_modules/kysely/dist/esm/schema/drop-view-builder.js
var DropViewBuilder = class _DropViewBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  materialized() {
    return new _DropViewBuilder({
      ...this.#props,
      node: DropViewNode.cloneWith(this.#props.node, {
        materialized: !0
      })
    });
  }
  ifExists() {
    return new _DropViewBuilder({
      ...this.#props,
      node: DropViewNode.cloneWith(this.#props.node, {
        ifExists: !0
      })
    });
  }
  cascade() {
    return new _DropViewBuilder({
      ...this.#props,
      node: DropViewNode.cloneWith(this.#props.node, {
        cascade: !0
      })
    });
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/operation-node/create-type-node.js
var CreateTypeNode = freeze({
  is(node) {
    return node.kind === "CreateTypeNode";
  },
  create(name) {
    return freeze({
      kind: "CreateTypeNode",
      name
    });
  },
  cloneWithEnum(createType, values) {
    return freeze({
      ...createType,
      enum: ValueListNode.create(values.map(ValueNode.createImmediate))
    });
  }
});

// node_modules/kysely/dist/esm/schema/create-type-builder.js
var CreateTypeBuilder = class _CreateTypeBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  /**
   * Creates an enum type.
   *
   * ### Examples
   *
   * ```ts
   * db.schema.createType('species').asEnum(['cat', 'dog', 'frog'])
   * ```
   */
  asEnum(values) {
    return new _CreateTypeBuilder({
      ...this.#props,
      node: CreateTypeNode.cloneWithEnum(this.#props.node, values)
    });
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/operation-node/drop-type-node.js
var DropTypeNode = freeze({
  is(node) {
    return node.kind === "DropTypeNode";
  },
  create(name) {
    return freeze({
      kind: "DropTypeNode",
      name
    });
  },
  cloneWith(dropType, params) {
    return freeze({
      ...dropType,
      ...params
    });
  }
});

// node_modules/kysely/dist/esm/schema/drop-type-builder.js
var DropTypeBuilder = class _DropTypeBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  ifExists() {
    return new _DropTypeBuilder({
      ...this.#props,
      node: DropTypeNode.cloneWith(this.#props.node, {
        ifExists: !0
      })
    });
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/parser/identifier-parser.js
function parseSchemableIdentifier(id) {
  if (id.includes(".")) {
    let parts = id.split(".").map(trim);
    if (parts.length === 2)
      return SchemableIdentifierNode.createWithSchema(parts[0], parts[1]);
    throw new Error(`invalid schemable identifier ${id}`);
  } else
    return SchemableIdentifierNode.create(id);
}
function trim(str) {
  return str.trim();
}

// node_modules/kysely/dist/esm/operation-node/refresh-materialized-view-node.js
var RefreshMaterializedViewNode = freeze({
  is(node) {
    return node.kind === "RefreshMaterializedViewNode";
  },
  create(name) {
    return freeze({
      kind: "RefreshMaterializedViewNode",
      name: SchemableIdentifierNode.create(name)
    });
  },
  cloneWith(createView, params) {
    return freeze({
      ...createView,
      ...params
    });
  }
});

// node_modules/kysely/dist/esm/schema/refresh-materialized-view-builder.js
var RefreshMaterializedViewBuilder = class _RefreshMaterializedViewBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  /**
   * Adds the "concurrently" modifier.
   *
   * Use this to refresh the view without locking out concurrent selects on the materialized view.
   *
   * WARNING!
   * This cannot be used with the "with no data" modifier.
   */
  concurrently() {
    return new _RefreshMaterializedViewBuilder({
      ...this.#props,
      node: RefreshMaterializedViewNode.cloneWith(this.#props.node, {
        concurrently: !0,
        withNoData: !1
      })
    });
  }
  /**
   * Adds the "with data" modifier.
   *
   * If specified (or defaults) the backing query is executed to provide the new data, and the materialized view is left in a scannable state
   */
  withData() {
    return new _RefreshMaterializedViewBuilder({
      ...this.#props,
      node: RefreshMaterializedViewNode.cloneWith(this.#props.node, {
        withNoData: !1
      })
    });
  }
  /**
   * Adds the "with no data" modifier.
   *
   * If specified, no new data is generated and the materialized view is left in an unscannable state.
   *
   * WARNING!
   * This cannot be used with the "concurrently" modifier.
   */
  withNoData() {
    return new _RefreshMaterializedViewBuilder({
      ...this.#props,
      node: RefreshMaterializedViewNode.cloneWith(this.#props.node, {
        withNoData: !0,
        concurrently: !1
      })
    });
  }
  /**
   * Simply calls the provided function passing `this` as the only argument. `$call` returns
   * what the provided function returns.
   */
  $call(func) {
    return func(this);
  }
  toOperationNode() {
    return this.#props.executor.transformQuery(this.#props.node, this.#props.queryId);
  }
  compile() {
    return this.#props.executor.compileQuery(this.toOperationNode(), this.#props.queryId);
  }
  async execute() {
    await this.#props.executor.executeQuery(this.compile());
  }
};

// node_modules/kysely/dist/esm/schema/schema.js
var SchemaModule = class _SchemaModule {
  #executor;
  constructor(executor) {
    this.#executor = executor;
  }
  /**
   * Create a new table.
   *
   * ### Examples
   *
   * This example creates a new table with columns `id`, `first_name`,
   * `last_name` and `gender`:
   *
   * ```ts
   * await db.schema
   *   .createTable('person')
   *   .addColumn('id', 'integer', col => col.primaryKey().autoIncrement())
   *   .addColumn('first_name', 'varchar', col => col.notNull())
   *   .addColumn('last_name', 'varchar', col => col.notNull())
   *   .addColumn('gender', 'varchar')
   *   .execute()
   * ```
   *
   * This example creates a table with a foreign key. Not all database
   * engines support column-level foreign key constraint definitions.
   * For example if you are using MySQL 5.X see the next example after
   * this one.
   *
   * ```ts
   * await db.schema
   *   .createTable('pet')
   *   .addColumn('id', 'integer', col => col.primaryKey().autoIncrement())
   *   .addColumn('owner_id', 'integer', col => col
   *     .references('person.id')
   *     .onDelete('cascade')
   *   )
   *   .execute()
   * ```
   *
   * This example adds a foreign key constraint for a columns just
   * like the previous example, but using a table-level statement.
   * On MySQL 5.X you need to define foreign key constraints like
   * this:
   *
   * ```ts
   * await db.schema
   *   .createTable('pet')
   *   .addColumn('id', 'integer', col => col.primaryKey().autoIncrement())
   *   .addColumn('owner_id', 'integer')
   *   .addForeignKeyConstraint(
   *     'pet_owner_id_foreign', ['owner_id'], 'person', ['id'],
   *     (constraint) => constraint.onDelete('cascade')
   *   )
   *   .execute()
   * ```
   */
  createTable(table) {
    return new CreateTableBuilder({
      queryId: createQueryId(),
      executor: this.#executor,
      node: CreateTableNode.create(parseTable(table))
    });
  }
  /**
   * Drop a table.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .dropTable('person')
   *   .execute()
   * ```
   */
  dropTable(table) {
    return new DropTableBuilder({
      queryId: createQueryId(),
      executor: this.#executor,
      node: DropTableNode.create(parseTable(table))
    });
  }
  /**
   * Create a new index.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createIndex('person_full_name_unique_index')
   *   .on('person')
   *   .columns(['first_name', 'last_name'])
   *   .execute()
   * ```
   */
  createIndex(indexName) {
    return new CreateIndexBuilder({
      queryId: createQueryId(),
      executor: this.#executor,
      node: CreateIndexNode.create(indexName)
    });
  }
  /**
   * Drop an index.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .dropIndex('person_full_name_unique_index')
   *   .execute()
   * ```
   */
  dropIndex(indexName) {
    return new DropIndexBuilder({
      queryId: createQueryId(),
      executor: this.#executor,
      node: DropIndexNode.create(indexName)
    });
  }
  /**
   * Create a new schema.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createSchema('some_schema')
   *   .execute()
   * ```
   */
  createSchema(schema) {
    return new CreateSchemaBuilder({
      queryId: createQueryId(),
      executor: this.#executor,
      node: CreateSchemaNode.create(schema)
    });
  }
  /**
   * Drop a schema.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .dropSchema('some_schema')
   *   .execute()
   * ```
   */
  dropSchema(schema) {
    return new DropSchemaBuilder({
      queryId: createQueryId(),
      executor: this.#executor,
      node: DropSchemaNode.create(schema)
    });
  }
  /**
   * Alter a table.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .alterTable('person')
   *   .alterColumn('first_name', (ac) => ac.setDataType('text'))
   *   .execute()
   * ```
   */
  alterTable(table) {
    return new AlterTableBuilder({
      queryId: createQueryId(),
      executor: this.#executor,
      node: AlterTableNode.create(parseTable(table))
    });
  }
  /**
   * Create a new view.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createView('dogs')
   *   .orReplace()
   *   .as(db.selectFrom('pet').selectAll().where('species', '=', 'dog'))
   *   .execute()
   * ```
   */
  createView(viewName) {
    return new CreateViewBuilder({
      queryId: createQueryId(),
      executor: this.#executor,
      node: CreateViewNode.create(viewName)
    });
  }
  /**
   * Refresh a materialized view.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .refreshMaterializedView('my_view')
   *   .concurrently()
   *   .execute()
   * ```
   */
  refreshMaterializedView(viewName) {
    return new RefreshMaterializedViewBuilder({
      queryId: createQueryId(),
      executor: this.#executor,
      node: RefreshMaterializedViewNode.create(viewName)
    });
  }
  /**
   * Drop a view.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .dropView('dogs')
   *   .ifExists()
   *   .execute()
   * ```
   */
  dropView(viewName) {
    return new DropViewBuilder({
      queryId: createQueryId(),
      executor: this.#executor,
      node: DropViewNode.create(viewName)
    });
  }
  /**
   * Create a new type.
   *
   * Only some dialects like PostgreSQL have user-defined types.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .createType('species')
   *   .asEnum(['dog', 'cat', 'frog'])
   *   .execute()
   * ```
   */
  createType(typeName) {
    return new CreateTypeBuilder({
      queryId: createQueryId(),
      executor: this.#executor,
      node: CreateTypeNode.create(parseSchemableIdentifier(typeName))
    });
  }
  /**
   * Drop a type.
   *
   * Only some dialects like PostgreSQL have user-defined types.
   *
   * ### Examples
   *
   * ```ts
   * await db.schema
   *   .dropType('species')
   *   .ifExists()
   *   .execute()
   * ```
   */
  dropType(typeName) {
    return new DropTypeBuilder({
      queryId: createQueryId(),
      executor: this.#executor,
      node: DropTypeNode.create(parseSchemableIdentifier(typeName))
    });
  }
  /**
   * Returns a copy of this schema module with the given plugin installed.
   */
  withPlugin(plugin) {
    return new _SchemaModule(this.#executor.withPlugin(plugin));
  }
  /**
   * Returns a copy of this schema module  without any plugins.
   */
  withoutPlugins() {
    return new _SchemaModule(this.#executor.withoutPlugins());
  }
  /**
   * See {@link QueryCreator.withSchema}
   */
  withSchema(schema) {
    return new _SchemaModule(this.#executor.withPluginAtFront(new WithSchemaPlugin(schema)));
  }
};

// node_modules/kysely/dist/esm/dynamic/dynamic.js
var DynamicModule = class {
  /**
   * Creates a dynamic reference to a column that is not know at compile time.
   *
   * Kysely is built in a way that by default you can't refer to tables or columns
   * that are not actually visible in the current query and context. This is all
   * done by TypeScript at compile time, which means that you need to know the
   * columns and tables at compile time. This is not always the case of course.
   *
   * This method is meant to be used in those cases where the column names
   * come from the user input or are not otherwise known at compile time.
   *
   * WARNING! Unlike values, column names are not escaped by the database engine
   * or Kysely and if you pass in unchecked column names using this method, you
   * create an SQL injection vulnerability. Always __always__ validate the user
   * input before passing it to this method.
   *
   * There are couple of examples below for some use cases, but you can pass
   * `ref` to other methods as well. If the types allow you to pass a `ref`
   * value to some place, it should work.
   *
   * ### Examples
   *
   * Filter by a column not know at compile time:
   *
   * ```ts
   * async function someQuery(filterColumn: string, filterValue: string) {
   *   const { ref } = db.dynamic
   *
   *   return await db
   *     .selectFrom('person')
   *     .selectAll()
   *     .where(ref(filterColumn), '=', filterValue)
   *     .execute()
   * }
   *
   * someQuery('first_name', 'Arnold')
   * someQuery('person.last_name', 'Aniston')
   * ```
   *
   * Order by a column not know at compile time:
   *
   * ```ts
   * async function someQuery(orderBy: string) {
   *   const { ref } = db.dynamic
   *
   *   return await db
   *     .selectFrom('person')
   *     .select('person.first_name as fn')
   *     .orderBy(ref(orderBy))
   *     .execute()
   * }
   *
   * someQuery('fn')
   * ```
   *
   * In this example we add selections dynamically:
   *
   * ```ts
   * const { ref } = db.dynamic
   *
   * // Some column name provided by the user. Value not known at compile time.
   * const columnFromUserInput: PossibleColumns = 'birthdate';
   *
   * // A type that lists all possible values `columnFromUserInput` can have.
   * // You can use `keyof Person` if any column of an interface is allowed.
   * type PossibleColumns = 'last_name' | 'first_name' | 'birthdate'
   *
   * const [person] = await db.selectFrom('person')
   *   .select([
   *     ref<PossibleColumns>(columnFromUserInput),
   *     'id'
   *   ])
   *   .execute()
   *
   * // The resulting type contains all `PossibleColumns` as optional fields
   * // because we cannot know which field was actually selected before
   * // running the code.
   * const lastName: string | null | undefined = person?.last_name
   * const firstName: string | undefined = person?.first_name
   * const birthDate: Date | null | undefined = person?.birthdate
   *
   * // The result type also contains the compile time selection `id`.
   * person?.id
   * ```
   */
  ref(reference) {
    return new DynamicReferenceBuilder(reference);
  }
  /**
   * Creates a table reference to a table that's not fully known at compile time.
   *
   * The type `T` is allowed to be a union of multiple tables.
   *
   * <!-- siteExample("select", "Generic find query", 130) -->
   *
   * A generic type-safe helper function for finding a row by a column value:
   *
   * ```ts
   * import { SelectType } from 'kysely'
   * import { Database } from 'type-editor'
   *
   * async function getRowByColumn<
   *   T extends keyof Database,
   *   C extends keyof Database[T] & string,
   *   V extends SelectType<Database[T][C]>,
   * >(t: T, c: C, v: V) {
   *   // We need to use the dynamic module since the table name
   *   // is not known at compile time.
   *   const { table, ref } = db.dynamic
   *
   *   return await db
   *     .selectFrom(table(t).as('t'))
   *     .selectAll()
   *     .where(ref(c), '=', v)
   *     .orderBy('t.id')
   *     .executeTakeFirstOrThrow()
   * }
   *
   * const person = await getRowByColumn('person', 'first_name', 'Arnold')
   * ```
   */
  table(table) {
    return new DynamicTableBuilder(table);
  }
};

// node_modules/kysely/dist/esm/driver/default-connection-provider.js
var DefaultConnectionProvider = class {
  #driver;
  constructor(driver) {
    this.#driver = driver;
  }
  async provideConnection(consumer) {
    let connection = await this.#driver.acquireConnection();
    try {
      return await consumer(connection);
    } finally {
      await this.#driver.releaseConnection(connection);
    }
  }
};

// node_modules/kysely/dist/esm/query-executor/default-query-executor.js
var DefaultQueryExecutor = class _DefaultQueryExecutor extends QueryExecutorBase {
  #compiler;
  #adapter;
  #connectionProvider;
  constructor(compiler, adapter, connectionProvider, plugins = []) {
    super(plugins), this.#compiler = compiler, this.#adapter = adapter, this.#connectionProvider = connectionProvider;
  }
  get adapter() {
    return this.#adapter;
  }
  compileQuery(node, queryId) {
    return this.#compiler.compileQuery(node, queryId);
  }
  provideConnection(consumer) {
    return this.#connectionProvider.provideConnection(consumer);
  }
  withPlugins(plugins) {
    return new _DefaultQueryExecutor(this.#compiler, this.#adapter, this.#connectionProvider, [...this.plugins, ...plugins]);
  }
  withPlugin(plugin) {
    return new _DefaultQueryExecutor(this.#compiler, this.#adapter, this.#connectionProvider, [...this.plugins, plugin]);
  }
  withPluginAtFront(plugin) {
    return new _DefaultQueryExecutor(this.#compiler, this.#adapter, this.#connectionProvider, [plugin, ...this.plugins]);
  }
  withConnectionProvider(connectionProvider) {
    return new _DefaultQueryExecutor(this.#compiler, this.#adapter, connectionProvider, [...this.plugins]);
  }
  withoutPlugins() {
    return new _DefaultQueryExecutor(this.#compiler, this.#adapter, this.#connectionProvider, []);
  }
};

// node_modules/kysely/dist/esm/util/performance-now.js
function performanceNow() {
  return typeof performance < "u" && isFunction(performance.now) ? performance.now() : Date.now();
}

// node_modules/kysely/dist/esm/driver/runtime-driver.js
var RuntimeDriver = class {
  #driver;
  #log;
  #initPromise;
  #initDone;
  #destroyPromise;
  #connections = /* @__PURE__ */ new WeakSet();
  constructor(driver, log) {
    this.#initDone = !1, this.#driver = driver, this.#log = log;
  }
  async init() {
    if (this.#destroyPromise)
      throw new Error("driver has already been destroyed");
    this.#initPromise || (this.#initPromise = this.#driver.init().then(() => {
      this.#initDone = !0;
    }).catch((err) => (this.#initPromise = void 0, Promise.reject(err)))), await this.#initPromise;
  }
  async acquireConnection() {
    if (this.#destroyPromise)
      throw new Error("driver has already been destroyed");
    this.#initDone || await this.init();
    let connection = await this.#driver.acquireConnection();
    return this.#connections.has(connection) || (this.#needsLogging() && this.#addLogging(connection), this.#connections.add(connection)), connection;
  }
  async releaseConnection(connection) {
    await this.#driver.releaseConnection(connection);
  }
  beginTransaction(connection, settings) {
    return this.#driver.beginTransaction(connection, settings);
  }
  commitTransaction(connection) {
    return this.#driver.commitTransaction(connection);
  }
  rollbackTransaction(connection) {
    return this.#driver.rollbackTransaction(connection);
  }
  savepoint(connection, savepointName, compileQuery) {
    if (this.#driver.savepoint)
      return this.#driver.savepoint(connection, savepointName, compileQuery);
    throw new Error("The `savepoint` method is not supported by this driver");
  }
  rollbackToSavepoint(connection, savepointName, compileQuery) {
    if (this.#driver.rollbackToSavepoint)
      return this.#driver.rollbackToSavepoint(connection, savepointName, compileQuery);
    throw new Error("The `rollbackToSavepoint` method is not supported by this driver");
  }
  releaseSavepoint(connection, savepointName, compileQuery) {
    if (this.#driver.releaseSavepoint)
      return this.#driver.releaseSavepoint(connection, savepointName, compileQuery);
    throw new Error("The `releaseSavepoint` method is not supported by this driver");
  }
  async destroy() {
    this.#initPromise && (await this.#initPromise, this.#destroyPromise || (this.#destroyPromise = this.#driver.destroy().catch((err) => (this.#destroyPromise = void 0, Promise.reject(err)))), await this.#destroyPromise);
  }
  #needsLogging() {
    return this.#log.isLevelEnabled("query") || this.#log.isLevelEnabled("error");
  }
  // This method monkey patches the database connection's executeQuery method
  // by adding logging code around it. Monkey patching is not pretty, but it's
  // the best option in this case.
  #addLogging(connection) {
    let executeQuery = connection.executeQuery, streamQuery = connection.streamQuery, dis = this;
    connection.executeQuery = async (compiledQuery) => {
      let caughtError, startTime = performanceNow();
      try {
        return await executeQuery.call(connection, compiledQuery);
      } catch (error) {
        throw caughtError = error, await dis.#logError(error, compiledQuery, startTime), error;
      } finally {
        caughtError || await dis.#logQuery(compiledQuery, startTime);
      }
    }, connection.streamQuery = async function* (compiledQuery, chunkSize) {
      let caughtError, startTime = performanceNow();
      try {
        for await (let result of streamQuery.call(connection, compiledQuery, chunkSize))
          yield result;
      } catch (error) {
        throw caughtError = error, await dis.#logError(error, compiledQuery, startTime), error;
      } finally {
        caughtError || await dis.#logQuery(compiledQuery, startTime, !0);
      }
    };
  }
  async #logError(error, compiledQuery, startTime) {
    await this.#log.error(() => ({
      level: "error",
      error,
      query: compiledQuery,
      queryDurationMillis: this.#calculateDurationMillis(startTime)
    }));
  }
  async #logQuery(compiledQuery, startTime, isStream = !1) {
    await this.#log.query(() => ({
      level: "query",
      isStream,
      query: compiledQuery,
      queryDurationMillis: this.#calculateDurationMillis(startTime)
    }));
  }
  #calculateDurationMillis(startTime) {
    return performanceNow() - startTime;
  }
};

// node_modules/kysely/dist/esm/driver/single-connection-provider.js
var ignoreError = () => {
}, SingleConnectionProvider = class {
  #connection;
  #runningPromise;
  constructor(connection) {
    this.#connection = connection;
  }
  async provideConnection(consumer) {
    for (; this.#runningPromise; )
      await this.#runningPromise.catch(ignoreError);
    return this.#runningPromise = this.#run(consumer).finally(() => {
      this.#runningPromise = void 0;
    }), this.#runningPromise;
  }
  // Run the runner in an async function to make sure it doesn't
  // throw synchronous errors.
  async #run(runner) {
    return await runner(this.#connection);
  }
};

// node_modules/kysely/dist/esm/driver/driver.js
var TRANSACTION_ACCESS_MODES = ["read only", "read write"], TRANSACTION_ISOLATION_LEVELS = [
  "read uncommitted",
  "read committed",
  "repeatable read",
  "serializable",
  "snapshot"
];
function validateTransactionSettings(settings) {
  if (settings.accessMode && !TRANSACTION_ACCESS_MODES.includes(settings.accessMode))
    throw new Error(`invalid transaction access mode ${settings.accessMode}`);
  if (settings.isolationLevel && !TRANSACTION_ISOLATION_LEVELS.includes(settings.isolationLevel))
    throw new Error(`invalid transaction isolation level ${settings.isolationLevel}`);
}

// node_modules/kysely/dist/esm/util/log.js
var logLevels = ["query", "error"], LOG_LEVELS = freeze(logLevels), Log = class {
  #levels;
  #logger;
  constructor(config) {
    isFunction(config) ? (this.#logger = config, this.#levels = freeze({
      query: !0,
      error: !0
    })) : (this.#logger = defaultLogger, this.#levels = freeze({
      query: config.includes("query"),
      error: config.includes("error")
    }));
  }
  isLevelEnabled(level) {
    return this.#levels[level];
  }
  async query(getEvent) {
    this.#levels.query && await this.#logger(getEvent());
  }
  async error(getEvent) {
    this.#levels.error && await this.#logger(getEvent());
  }
};
function defaultLogger(event) {
  if (event.level === "query") {
    let prefix = `kysely:query:${event.isStream ? "stream:" : ""}`;
    console.log(`${prefix} ${event.query.sql}`), console.log(`${prefix} duration: ${event.queryDurationMillis.toFixed(1)}ms`);
  } else event.level === "error" && (event.error instanceof Error ? console.error(`kysely:error: ${event.error.stack ?? event.error.message}`) : console.error(`kysely:error: ${JSON.stringify({
    error: event.error,
    query: event.query.sql,
    queryDurationMillis: event.queryDurationMillis
  })}`));
}

// node_modules/kysely/dist/esm/util/compilable.js
function isCompilable(value) {
  return isObject(value) && isFunction(value.compile);
}

// node_modules/kysely/dist/esm/kysely.js
Symbol.asyncDispose ??= /* @__PURE__ */ Symbol("Symbol.asyncDispose");
var Kysely = class _Kysely extends QueryCreator {
  #props;
  constructor(args) {
    let superProps, props;
    if (isKyselyProps(args))
      superProps = { executor: args.executor }, props = { ...args };
    else {
      let dialect = args.dialect, driver = dialect.createDriver(), compiler = dialect.createQueryCompiler(), adapter = dialect.createAdapter(), log = new Log(args.log ?? []), runtimeDriver = new RuntimeDriver(driver, log), connectionProvider = new DefaultConnectionProvider(runtimeDriver), executor = new DefaultQueryExecutor(compiler, adapter, connectionProvider, args.plugins ?? []);
      superProps = { executor }, props = {
        config: args,
        executor,
        dialect,
        driver: runtimeDriver
      };
    }
    super(superProps), this.#props = freeze(props);
  }
  /**
   * Returns the {@link SchemaModule} module for building database schema.
   */
  get schema() {
    return new SchemaModule(this.#props.executor);
  }
  /**
   * Returns a the {@link DynamicModule} module.
   *
   * The {@link DynamicModule} module can be used to bypass strict typing and
   * passing in dynamic values for the queries.
   */
  get dynamic() {
    return new DynamicModule();
  }
  /**
   * Returns a {@link DatabaseIntrospector | database introspector}.
   */
  get introspection() {
    return this.#props.dialect.createIntrospector(this.withoutPlugins());
  }
  case(value) {
    return new CaseBuilder({
      node: CaseNode.create(isUndefined(value) ? void 0 : parseExpression(value))
    });
  }
  /**
   * Returns a {@link FunctionModule} that can be used to write somewhat type-safe function
   * calls.
   *
   * ```ts
   * const { count } = db.fn
   *
   * await db.selectFrom('person')
   *   .innerJoin('pet', 'pet.owner_id', 'person.id')
   *   .select([
   *     'id',
   *     count('pet.id').as('person_count'),
   *   ])
   *   .groupBy('person.id')
   *   .having(count('pet.id'), '>', 10)
   *   .execute()
   * ```
   *
   * The generated SQL (PostgreSQL):
   *
   * ```sql
   * select "person"."id", count("pet"."id") as "person_count"
   * from "person"
   * inner join "pet" on "pet"."owner_id" = "person"."id"
   * group by "person"."id"
   * having count("pet"."id") > $1
   * ```
   *
   * Why "somewhat" type-safe? Because the function calls are not bound to the
   * current query context. They allow you to reference columns and tables that
   * are not in the current query. E.g. remove the `innerJoin` from the previous
   * query and TypeScript won't even complain.
   *
   * If you want to make the function calls fully type-safe, you can use the
   * {@link ExpressionBuilder.fn} getter for a query context-aware, stricter {@link FunctionModule}.
   *
   * ```ts
   * await db.selectFrom('person')
   *   .innerJoin('pet', 'pet.owner_id', 'person.id')
   *   .select((eb) => [
   *     'person.id',
   *     eb.fn.count('pet.id').as('pet_count')
   *   ])
   *   .groupBy('person.id')
   *   .having((eb) => eb.fn.count('pet.id'), '>', 10)
   *   .execute()
   * ```
   */
  get fn() {
    return createFunctionModule();
  }
  /**
   * Creates a {@link TransactionBuilder} that can be used to run queries inside a transaction.
   *
   * The returned {@link TransactionBuilder} can be used to configure the transaction. The
   * {@link TransactionBuilder.execute} method can then be called to run the transaction.
   * {@link TransactionBuilder.execute} takes a function that is run inside the
   * transaction. If the function throws an exception,
   * 1. the exception is caught,
   * 2. the transaction is rolled back, and
   * 3. the exception is thrown again.
   * Otherwise the transaction is committed.
   *
   * The callback function passed to the {@link TransactionBuilder.execute | execute}
   * method gets the transaction object as its only argument. The transaction is
   * of type {@link Transaction} which inherits {@link Kysely}. Any query
   * started through the transaction object is executed inside the transaction.
   *
   * To run a controlled transaction, allowing you to commit and rollback manually,
   * use {@link startTransaction} instead.
   *
   * ### Examples
   *
   * <!-- siteExample("transactions", "Simple transaction", 10) -->
   *
   * This example inserts two rows in a transaction. If an exception is thrown inside
   * the callback passed to the `execute` method,
   * 1. the exception is caught,
   * 2. the transaction is rolled back, and
   * 3. the exception is thrown again.
   * Otherwise the transaction is committed.
   *
   * ```ts
   * const catto = await db.transaction().execute(async (trx) => {
   *   const jennifer = await trx.insertInto('person')
   *     .values({
   *       first_name: 'Jennifer',
   *       last_name: 'Aniston',
   *       age: 40,
   *     })
   *     .returning('id')
   *     .executeTakeFirstOrThrow()
   *
   *   return await trx.insertInto('pet')
   *     .values({
   *       owner_id: jennifer.id,
   *       name: 'Catto',
   *       species: 'cat',
   *       is_favorite: false,
   *     })
   *     .returningAll()
   *     .executeTakeFirst()
   * })
   * ```
   *
   * Setting the isolation level:
   *
   * ```ts
   * import type { Kysely } from 'kysely'
   *
   * await db
   *   .transaction()
   *   .setIsolationLevel('serializable')
   *   .execute(async (trx) => {
   *     await doStuff(trx)
   *   })
   *
   * async function doStuff(kysely: typeof db) {
   *   // ...
   * }
   * ```
   */
  transaction() {
    return new TransactionBuilder({ ...this.#props });
  }
  /**
   * Creates a {@link ControlledTransactionBuilder} that can be used to run queries inside a controlled transaction.
   *
   * The returned {@link ControlledTransactionBuilder} can be used to configure the transaction.
   * The {@link ControlledTransactionBuilder.execute} method can then be called
   * to start the transaction and return a {@link ControlledTransaction}.
   *
   * A {@link ControlledTransaction} allows you to commit and rollback manually,
   * execute savepoint commands. It extends {@link Transaction} which extends {@link Kysely},
   * so you can run queries inside the transaction. Once the transaction is committed,
   * or rolled back, it can't be used anymore - all queries will throw an error.
   * This is to prevent accidentally running queries outside the transaction - where
   * atomicity is not guaranteed anymore.
   *
   * ### Examples
   *
   * <!-- siteExample("transactions", "Controlled transaction", 11) -->
   *
   * A controlled transaction allows you to commit and rollback manually, execute
   * savepoint commands, and queries in general.
   *
   * In this example we start a transaction, use it to insert two rows and then commit
   * the transaction. If an error is thrown, we catch it and rollback the transaction.
   *
   * ```ts
   * const trx = await db.startTransaction().execute()
   *
   * try {
   *   const jennifer = await trx.insertInto('person')
   *     .values({
   *       first_name: 'Jennifer',
   *       last_name: 'Aniston',
   *       age: 40,
   *     })
   *     .returning('id')
   *     .executeTakeFirstOrThrow()
   *
   *   const catto = await trx.insertInto('pet')
   *     .values({
   *       owner_id: jennifer.id,
   *       name: 'Catto',
   *       species: 'cat',
   *       is_favorite: false,
   *     })
   *     .returningAll()
   *     .executeTakeFirstOrThrow()
   *
   *   await trx.commit().execute()
   *
   *   // ...
   * } catch (error) {
   *   await trx.rollback().execute()
   * }
   * ```
   *
   * <!-- siteExample("transactions", "Controlled transaction /w savepoints", 12) -->
   *
   * A controlled transaction allows you to commit and rollback manually, execute
   * savepoint commands, and queries in general.
   *
   * In this example we start a transaction, insert a person, create a savepoint,
   * try inserting a toy and a pet, and if an error is thrown, we rollback to the
   * savepoint. Eventually we release the savepoint, insert an audit record and
   * commit the transaction. If an error is thrown, we catch it and rollback the
   * transaction.
   *
   * ```ts
   * const trx = await db.startTransaction().execute()
   *
   * try {
   *   const jennifer = await trx
   *     .insertInto('person')
   *     .values({
   *       first_name: 'Jennifer',
   *       last_name: 'Aniston',
   *       age: 40,
   *     })
   *     .returning('id')
   *     .executeTakeFirstOrThrow()
   *
   *   const trxAfterJennifer = await trx.savepoint('after_jennifer').execute()
   *
   *   try {
   *     const catto = await trxAfterJennifer
   *       .insertInto('pet')
   *       .values({
   *         owner_id: jennifer.id,
   *         name: 'Catto',
   *         species: 'cat',
   *       })
   *       .returning('id')
   *       .executeTakeFirstOrThrow()
   *
   *     await trxAfterJennifer
   *       .insertInto('toy')
   *       .values({ name: 'Bone', price: 1.99, pet_id: catto.id })
   *       .execute()
   *   } catch (error) {
   *     await trxAfterJennifer.rollbackToSavepoint('after_jennifer').execute()
   *   }
   *
   *   await trxAfterJennifer.releaseSavepoint('after_jennifer').execute()
   *
   *   await trx.insertInto('audit').values({ action: 'added Jennifer' }).execute()
   *
   *   await trx.commit().execute()
   * } catch (error) {
   *   await trx.rollback().execute()
   * }
   * ```
   */
  startTransaction() {
    return new ControlledTransactionBuilder({ ...this.#props });
  }
  /**
   * Provides a kysely instance bound to a single database connection.
   *
   * ### Examples
   *
   * ```ts
   * await db
   *   .connection()
   *   .execute(async (db) => {
   *     // `db` is an instance of `Kysely` that's bound to a single
   *     // database connection. All queries executed through `db` use
   *     // the same connection.
   *     await doStuff(db)
   *   })
   *
   * async function doStuff(kysely: typeof db) {
   *   // ...
   * }
   * ```
   */
  connection() {
    return new ConnectionBuilder({ ...this.#props });
  }
  /**
   * Returns a copy of this Kysely instance with the given plugin installed.
   */
  withPlugin(plugin) {
    return new _Kysely({
      ...this.#props,
      executor: this.#props.executor.withPlugin(plugin)
    });
  }
  /**
   * Returns a copy of this Kysely instance without any plugins.
   */
  withoutPlugins() {
    return new _Kysely({
      ...this.#props,
      executor: this.#props.executor.withoutPlugins()
    });
  }
  /**
   * @override
   */
  withSchema(schema) {
    return new _Kysely({
      ...this.#props,
      executor: this.#props.executor.withPluginAtFront(new WithSchemaPlugin(schema))
    });
  }
  /**
   * Returns a copy of this Kysely instance with tables added to its
   * database type.
   *
   * This method only modifies the types and doesn't affect any of the
   * executed queries in any way.
   *
   * ### Examples
   *
   * The following example adds and uses a temporary table:
   *
   * ```ts
   * await db.schema
   *   .createTable('temp_table')
   *   .temporary()
   *   .addColumn('some_column', 'integer')
   *   .execute()
   *
   * const tempDb = db.withTables<{
   *   temp_table: {
   *     some_column: number
   *   }
   * }>()
   *
   * await tempDb
   *   .insertInto('temp_table')
   *   .values({ some_column: 100 })
   *   .execute()
   * ```
   */
  withTables() {
    return new _Kysely({ ...this.#props });
  }
  /**
   * Releases all resources and disconnects from the database.
   *
   * Call this when you are done using the `Kysely` instance and Kysely is
   * responsible for closing its connections, pool, or database instance.
   *
   * If the pool or database instance is shared with other consumers or its
   * lifecycle is managed elsewhere, skip this call. Let the application close it
   * once all consumers, including Kysely, have finished. No separate cleanup of
   * the `Kysely` instance is needed.
   *
   * The driver is initialized lazily. If initialization hasn't started, this
   * method does nothing.
   */
  async destroy() {
    await this.#props.driver.destroy();
  }
  /**
   * Returns true if this `Kysely` instance is a transaction.
   *
   * You can also use `db instanceof Transaction`.
   */
  get isTransaction() {
    return !1;
  }
  /**
   * @internal
   * @private
   */
  getExecutor() {
    return this.#props.executor;
  }
  /**
   * Executes a given compiled query or query builder.
   *
   * See {@link https://github.com/kysely-org/kysely/blob/master/site/docs/recipes/0004-splitting-query-building-and-execution.md#execute-compiled-queries splitting build, compile and execute code recipe} for more information.
   */
  executeQuery(query, queryId) {
    queryId !== void 0 && logOnce("Passing `queryId` in `db.executeQuery` is deprecated and will result in a compile-time error in the future.");
    let compiledQuery = isCompilable(query) ? query.compile() : query;
    return this.getExecutor().executeQuery(compiledQuery);
  }
  async [Symbol.asyncDispose]() {
    await this.destroy();
  }
}, Transaction = class _Transaction extends Kysely {
  #props;
  constructor(props) {
    super(props), this.#props = props;
  }
  // The return type is `true` instead of `boolean` to make Kysely<DB>
  // unassignable to Transaction<DB> while allowing assignment the
  // other way around.
  get isTransaction() {
    return !0;
  }
  transaction() {
    throw new Error("calling the transaction method for a Transaction is not supported");
  }
  connection() {
    throw new Error("calling the connection method for a Transaction is not supported");
  }
  async destroy() {
    throw new Error("calling the destroy method for a Transaction is not supported");
  }
  withPlugin(plugin) {
    return new _Transaction({
      ...this.#props,
      executor: this.#props.executor.withPlugin(plugin)
    });
  }
  withoutPlugins() {
    return new _Transaction({
      ...this.#props,
      executor: this.#props.executor.withoutPlugins()
    });
  }
  withSchema(schema) {
    return new _Transaction({
      ...this.#props,
      executor: this.#props.executor.withPluginAtFront(new WithSchemaPlugin(schema))
    });
  }
  withTables() {
    return new _Transaction({ ...this.#props });
  }
};
function isKyselyProps(obj) {
  return isObject(obj) && isObject(obj.config) && isObject(obj.driver) && isObject(obj.executor) && isObject(obj.dialect);
}
var ConnectionBuilder = class {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  async execute(callback) {
    return this.#props.executor.provideConnection(async (connection) => {
      let executor = this.#props.executor.withConnectionProvider(new SingleConnectionProvider(connection)), db = new Kysely({
        ...this.#props,
        executor
      });
      return await callback(db);
    });
  }
}, TransactionBuilder = class _TransactionBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  setAccessMode(accessMode) {
    return new _TransactionBuilder({
      ...this.#props,
      accessMode
    });
  }
  setIsolationLevel(isolationLevel) {
    return new _TransactionBuilder({
      ...this.#props,
      isolationLevel
    });
  }
  async execute(callback) {
    let { isolationLevel, accessMode, ...kyselyProps } = this.#props, settings = { isolationLevel, accessMode };
    return validateTransactionSettings(settings), this.#props.executor.provideConnection(async (connection) => {
      let state = { isCommitted: !1, isRolledBack: !1 }, executor = new NotCommittedOrRolledBackAssertingExecutor(this.#props.executor.withConnectionProvider(new SingleConnectionProvider(connection)), state), transaction = new Transaction({
        ...kyselyProps,
        executor
      }), transactionBegun = !1;
      try {
        await this.#props.driver.beginTransaction(connection, settings), transactionBegun = !0;
        let result = await callback(transaction);
        return await this.#props.driver.commitTransaction(connection), state.isCommitted = !0, result;
      } catch (error) {
        throw transactionBegun && (await this.#props.driver.rollbackTransaction(connection), state.isRolledBack = !0), error;
      }
    });
  }
}, ControlledTransactionBuilder = class _ControlledTransactionBuilder {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  setAccessMode(accessMode) {
    return new _ControlledTransactionBuilder({
      ...this.#props,
      accessMode
    });
  }
  setIsolationLevel(isolationLevel) {
    return new _ControlledTransactionBuilder({
      ...this.#props,
      isolationLevel
    });
  }
  async execute() {
    let { isolationLevel, accessMode, ...props } = this.#props, settings = { isolationLevel, accessMode };
    validateTransactionSettings(settings);
    let connection = await provideControlledConnection(this.#props.executor);
    try {
      await this.#props.driver.beginTransaction(connection.connection, settings);
    } catch (error) {
      throw connection.release(), error;
    }
    return new ControlledTransaction({
      ...props,
      connection,
      state: { isCommitted: !1, isRolledBack: !1 },
      executor: this.#props.executor.withConnectionProvider(new SingleConnectionProvider(connection.connection))
    });
  }
}, ControlledTransaction = class _ControlledTransaction extends Transaction {
  #props;
  #compileQuery;
  constructor(props) {
    let transactionState = props.state ?? {
      isCommitted: !1,
      isRolledBack: !1
    }, controlledProps = {
      ...props,
      state: transactionState,
      executor: new NotCommittedOrRolledBackAssertingExecutor(props.executor, transactionState)
    }, { connection, state, ...transactionProps } = controlledProps;
    super(transactionProps), this.#props = freeze(controlledProps);
    let queryId = createQueryId();
    this.#compileQuery = (node) => controlledProps.executor.compileQuery(node, queryId);
  }
  get isCommitted() {
    return this.#props.state.isCommitted;
  }
  get isRolledBack() {
    return this.#props.state.isRolledBack;
  }
  /**
   * Commits the transaction.
   *
   * Waits for ongoing queries to finish. Streams must be exhausted or closed
   * before awaiting this command. When consuming a stream with `for await`,
   * exit the loop before committing.
   *
   * See {@link rollback}.
   *
   * ### Examples
   *
   * ```ts
   * import type { Kysely } from 'kysely'
   * import type { Database } from 'type-editor' // imaginary module
   *
   * const trx = await db.startTransaction().execute()
   *
   * try {
   *   await doSomething(trx)
   *
   *   await trx.commit().execute()
   * } catch (error) {
   *   await trx.rollback().execute()
   * }
   *
   * async function doSomething(kysely: Kysely<Database>) {}
   * ```
   */
  commit() {
    return new Command(async () => {
      await this.#props.executor.provideConnection(async (connection) => {
        await this.#props.driver.commitTransaction(connection), this.#props.state.isCommitted = !0, this.#props.connection.release();
      });
    });
  }
  /**
   * Rolls back the transaction.
   *
   * The connection is released even if the rollback fails, so the transaction
   * cannot be used afterwards in either case.
   *
   * Waits for ongoing queries to finish. Streams must be exhausted or closed
   * before awaiting this command. When consuming a stream with `for await`,
   * exit the loop before rolling back.
   *
   * See {@link commit} and {@link rollbackToSavepoint}.
   *
   * ### Examples
   *
   * ```ts
   * import type { Kysely } from 'kysely'
   * import type { Database } from 'type-editor' // imaginary module
   *
   * const trx = await db.startTransaction().execute()
   *
   * try {
   *   await doSomething(trx)
   *
   *   await trx.commit().execute()
   * } catch (error) {
   *   await trx.rollback().execute()
   * }
   *
   * async function doSomething(kysely: Kysely<Database>) {}
   * ```
   */
  rollback() {
    return new Command(async () => {
      await this.#props.executor.provideConnection(async (connection) => {
        try {
          await this.#props.driver.rollbackTransaction(connection);
        } finally {
          this.#props.state.isRolledBack = !0, this.#props.connection.release();
        }
      });
    });
  }
  /**
   * Creates a savepoint with a given name.
   *
   * Waits for ongoing queries to finish. Streams must be exhausted or closed
   * before awaiting this command. When consuming a stream with `for await`,
   * exit the loop before creating a savepoint.
   *
   * See {@link rollbackToSavepoint} and {@link releaseSavepoint}.
   *
   * For a type-safe experience, you should use the returned instance from now on.
   *
   * ### Examples
   *
   * ```ts
   * import type { Kysely } from 'kysely'
   * import type { Database } from 'type-editor' // imaginary module
   *
   * const trx = await db.startTransaction().execute()
   *
   * await insertJennifer(trx)
   *
   * const trxAfterJennifer = await trx.savepoint('after_jennifer').execute()
   *
   * try {
   *   await doSomething(trxAfterJennifer)
   * } catch (error) {
   *   await trxAfterJennifer.rollbackToSavepoint('after_jennifer').execute()
   * }
   *
   * async function insertJennifer(kysely: Kysely<Database>) {}
   * async function doSomething(kysely: Kysely<Database>) {}
   * ```
   */
  savepoint(savepointName) {
    return new Command(async () => (await this.#props.executor.provideConnection(async (connection) => {
      await this.#props.driver.savepoint?.(connection, savepointName, this.#compileQuery);
    }), new _ControlledTransaction({ ...this.#props })));
  }
  /**
   * Rolls back to a savepoint with a given name.
   *
   * Waits for ongoing queries to finish. Streams must be exhausted or closed
   * before awaiting this command. When consuming a stream with `for await`,
   * exit the loop before rolling back to a savepoint.
   *
   * See {@link savepoint} and {@link releaseSavepoint}.
   *
   * You must use the same instance returned by {@link savepoint}, or
   * escape the type-check by using `as any`.
   *
   * ### Examples
   *
   * ```ts
   * import type { Kysely } from 'kysely'
   * import type { Database } from 'type-editor' // imaginary module
   *
   * const trx = await db.startTransaction().execute()
   *
   * await insertJennifer(trx)
   *
   * const trxAfterJennifer = await trx.savepoint('after_jennifer').execute()
   *
   * try {
   *   await doSomething(trxAfterJennifer)
   * } catch (error) {
   *   await trxAfterJennifer.rollbackToSavepoint('after_jennifer').execute()
   * }
   *
   * async function insertJennifer(kysely: Kysely<Database>) {}
   * async function doSomething(kysely: Kysely<Database>) {}
   * ```
   */
  rollbackToSavepoint(savepointName) {
    return new Command(async () => (await this.#props.executor.provideConnection(async (connection) => {
      await this.#props.driver.rollbackToSavepoint?.(connection, savepointName, this.#compileQuery);
    }), new _ControlledTransaction({ ...this.#props })));
  }
  /**
   * Releases a savepoint with a given name.
   *
   * Waits for ongoing queries to finish. Streams must be exhausted or closed
   * before awaiting this command. When consuming a stream with `for await`,
   * exit the loop before releasing a savepoint.
   *
   * See {@link savepoint} and {@link rollbackToSavepoint}.
   *
   * You must use the same instance returned by {@link savepoint}, or
   * escape the type-check by using `as any`.
   *
   * ### Examples
   *
   * ```ts
   * import type { Kysely } from 'kysely'
   * import type { Database } from 'type-editor' // imaginary module
   *
   * const trx = await db.startTransaction().execute()
   *
   * await insertJennifer(trx)
   *
   * const trxAfterJennifer = await trx.savepoint('after_jennifer').execute()
   *
   * try {
   *   await doSomething(trxAfterJennifer)
   * } catch (error) {
   *   await trxAfterJennifer.rollbackToSavepoint('after_jennifer').execute()
   * }
   *
   * await trxAfterJennifer.releaseSavepoint('after_jennifer').execute()
   *
   * await doSomethingElse(trx)
   *
   * async function insertJennifer(kysely: Kysely<Database>) {}
   * async function doSomething(kysely: Kysely<Database>) {}
   * async function doSomethingElse(kysely: Kysely<Database>) {}
   * ```
   */
  releaseSavepoint(savepointName) {
    return new Command(async () => (await this.#props.executor.provideConnection(async (connection) => {
      await this.#props.driver.releaseSavepoint?.(connection, savepointName, this.#compileQuery);
    }), new _ControlledTransaction({ ...this.#props })));
  }
  withPlugin(plugin) {
    return new _ControlledTransaction({
      ...this.#props,
      executor: this.#props.executor.withPlugin(plugin)
    });
  }
  withoutPlugins() {
    return new _ControlledTransaction({
      ...this.#props,
      executor: this.#props.executor.withoutPlugins()
    });
  }
  withSchema(schema) {
    return new _ControlledTransaction({
      ...this.#props,
      executor: this.#props.executor.withPluginAtFront(new WithSchemaPlugin(schema))
    });
  }
  withTables() {
    return new _ControlledTransaction({ ...this.#props });
  }
}, Command = class {
  #cb;
  constructor(cb) {
    this.#cb = cb;
  }
  /**
   * Executes the command.
   */
  async execute() {
    return await this.#cb();
  }
};
function assertNotCommittedOrRolledBack(state) {
  if (state.isCommitted)
    throw new Error("Transaction is already committed");
  if (state.isRolledBack)
    throw new Error("Transaction is already rolled back");
}
var NotCommittedOrRolledBackAssertingExecutor = class _NotCommittedOrRolledBackAssertingExecutor {
  #executor;
  #state;
  constructor(executor, state) {
    executor instanceof _NotCommittedOrRolledBackAssertingExecutor ? this.#executor = executor.#executor : this.#executor = executor, this.#state = state;
  }
  get adapter() {
    return this.#executor.adapter;
  }
  get plugins() {
    return this.#executor.plugins;
  }
  transformQuery(node, queryId) {
    return this.#executor.transformQuery(node, queryId);
  }
  compileQuery(node, queryId) {
    return this.#executor.compileQuery(node, queryId);
  }
  provideConnection(consumer) {
    return assertNotCommittedOrRolledBack(this.#state), this.#executor.provideConnection(async (connection) => (assertNotCommittedOrRolledBack(this.#state), await consumer(connection)));
  }
  executeQuery(compiledQuery) {
    return assertNotCommittedOrRolledBack(this.#state), this.#executor.withConnectionProvider(this).executeQuery(compiledQuery);
  }
  stream(compiledQuery, chunkSize) {
    return assertNotCommittedOrRolledBack(this.#state), this.#executor.withConnectionProvider(this).stream(compiledQuery, chunkSize);
  }
  withConnectionProvider(connectionProvider) {
    return new _NotCommittedOrRolledBackAssertingExecutor(this.#executor.withConnectionProvider(connectionProvider), this.#state);
  }
  withPlugin(plugin) {
    return new _NotCommittedOrRolledBackAssertingExecutor(this.#executor.withPlugin(plugin), this.#state);
  }
  withPlugins(plugins) {
    return new _NotCommittedOrRolledBackAssertingExecutor(this.#executor.withPlugins(plugins), this.#state);
  }
  withPluginAtFront(plugin) {
    return new _NotCommittedOrRolledBackAssertingExecutor(this.#executor.withPluginAtFront(plugin), this.#state);
  }
  withoutPlugins() {
    return new _NotCommittedOrRolledBackAssertingExecutor(this.#executor.withoutPlugins(), this.#state);
  }
};

// src/db/damage.ts
function createDamage() {
  let found = /* @__PURE__ */ new Set(), listeners = [];
  return {
    findings: () => [...found],
    add: (finding) => {
      if (!(found.has(finding) || found.size >= 50)) {
        found.add(finding);
        for (let tell of listeners) tell(finding);
      }
    },
    clear: () => {
      if (found.size !== 0) {
        found.clear();
        for (let tell of listeners) tell();
      }
    },
    listen: (listener) => {
      listeners.push(listener);
    }
  };
}

// node_modules/kysely/dist/esm/operation-node/operation-node-visitor.js
var OperationNodeVisitor = class {
  nodeStack = [];
  get parentNode() {
    return this.nodeStack[this.nodeStack.length - 2];
  }
  #visitors = freeze({
    AliasNode: this.visitAlias.bind(this),
    ColumnNode: this.visitColumn.bind(this),
    IdentifierNode: this.visitIdentifier.bind(this),
    SchemableIdentifierNode: this.visitSchemableIdentifier.bind(this),
    RawNode: this.visitRaw.bind(this),
    ReferenceNode: this.visitReference.bind(this),
    SelectQueryNode: this.visitSelectQuery.bind(this),
    SelectionNode: this.visitSelection.bind(this),
    TableNode: this.visitTable.bind(this),
    FromNode: this.visitFrom.bind(this),
    SelectAllNode: this.visitSelectAll.bind(this),
    AndNode: this.visitAnd.bind(this),
    OrNode: this.visitOr.bind(this),
    ValueNode: this.visitValue.bind(this),
    ValueListNode: this.visitValueList.bind(this),
    PrimitiveValueListNode: this.visitPrimitiveValueList.bind(this),
    ParensNode: this.visitParens.bind(this),
    JoinNode: this.visitJoin.bind(this),
    OperatorNode: this.visitOperator.bind(this),
    WhereNode: this.visitWhere.bind(this),
    InsertQueryNode: this.visitInsertQuery.bind(this),
    DeleteQueryNode: this.visitDeleteQuery.bind(this),
    ReturningNode: this.visitReturning.bind(this),
    CreateTableNode: this.visitCreateTable.bind(this),
    AddColumnNode: this.visitAddColumn.bind(this),
    ColumnDefinitionNode: this.visitColumnDefinition.bind(this),
    DropTableNode: this.visitDropTable.bind(this),
    DataTypeNode: this.visitDataType.bind(this),
    OrderByNode: this.visitOrderBy.bind(this),
    OrderByItemNode: this.visitOrderByItem.bind(this),
    GroupByNode: this.visitGroupBy.bind(this),
    GroupByItemNode: this.visitGroupByItem.bind(this),
    UpdateQueryNode: this.visitUpdateQuery.bind(this),
    ColumnUpdateNode: this.visitColumnUpdate.bind(this),
    LimitNode: this.visitLimit.bind(this),
    OffsetNode: this.visitOffset.bind(this),
    OnConflictNode: this.visitOnConflict.bind(this),
    OnDuplicateKeyNode: this.visitOnDuplicateKey.bind(this),
    CreateIndexNode: this.visitCreateIndex.bind(this),
    DropIndexNode: this.visitDropIndex.bind(this),
    ListNode: this.visitList.bind(this),
    PrimaryKeyConstraintNode: this.visitPrimaryKeyConstraint.bind(this),
    UniqueConstraintNode: this.visitUniqueConstraint.bind(this),
    ReferencesNode: this.visitReferences.bind(this),
    CheckConstraintNode: this.visitCheckConstraint.bind(this),
    WithNode: this.visitWith.bind(this),
    CommonTableExpressionNode: this.visitCommonTableExpression.bind(this),
    CommonTableExpressionNameNode: this.visitCommonTableExpressionName.bind(this),
    HavingNode: this.visitHaving.bind(this),
    CreateSchemaNode: this.visitCreateSchema.bind(this),
    DropSchemaNode: this.visitDropSchema.bind(this),
    AlterTableNode: this.visitAlterTable.bind(this),
    DropColumnNode: this.visitDropColumn.bind(this),
    RenameColumnNode: this.visitRenameColumn.bind(this),
    AlterColumnNode: this.visitAlterColumn.bind(this),
    ModifyColumnNode: this.visitModifyColumn.bind(this),
    AddConstraintNode: this.visitAddConstraint.bind(this),
    DropConstraintNode: this.visitDropConstraint.bind(this),
    RenameConstraintNode: this.visitRenameConstraint.bind(this),
    ForeignKeyConstraintNode: this.visitForeignKeyConstraint.bind(this),
    CreateViewNode: this.visitCreateView.bind(this),
    RefreshMaterializedViewNode: this.visitRefreshMaterializedView.bind(this),
    DropViewNode: this.visitDropView.bind(this),
    GeneratedNode: this.visitGenerated.bind(this),
    DefaultValueNode: this.visitDefaultValue.bind(this),
    OnNode: this.visitOn.bind(this),
    ValuesNode: this.visitValues.bind(this),
    SelectModifierNode: this.visitSelectModifier.bind(this),
    CreateTypeNode: this.visitCreateType.bind(this),
    DropTypeNode: this.visitDropType.bind(this),
    ExplainNode: this.visitExplain.bind(this),
    DefaultInsertValueNode: this.visitDefaultInsertValue.bind(this),
    AggregateFunctionNode: this.visitAggregateFunction.bind(this),
    OverNode: this.visitOver.bind(this),
    PartitionByNode: this.visitPartitionBy.bind(this),
    PartitionByItemNode: this.visitPartitionByItem.bind(this),
    SetOperationNode: this.visitSetOperation.bind(this),
    BinaryOperationNode: this.visitBinaryOperation.bind(this),
    UnaryOperationNode: this.visitUnaryOperation.bind(this),
    UsingNode: this.visitUsing.bind(this),
    FunctionNode: this.visitFunction.bind(this),
    CaseNode: this.visitCase.bind(this),
    WhenNode: this.visitWhen.bind(this),
    JSONReferenceNode: this.visitJSONReference.bind(this),
    JSONPathNode: this.visitJSONPath.bind(this),
    JSONPathLegNode: this.visitJSONPathLeg.bind(this),
    JSONOperatorChainNode: this.visitJSONOperatorChain.bind(this),
    TupleNode: this.visitTuple.bind(this),
    MergeQueryNode: this.visitMergeQuery.bind(this),
    MatchedNode: this.visitMatched.bind(this),
    AddIndexNode: this.visitAddIndex.bind(this),
    CastNode: this.visitCast.bind(this),
    FetchNode: this.visitFetch.bind(this),
    TopNode: this.visitTop.bind(this),
    OutputNode: this.visitOutput.bind(this),
    OrActionNode: this.visitOrAction.bind(this),
    CollateNode: this.visitCollate.bind(this)
  });
  visitNode = (node) => {
    this.nodeStack.push(node), this.#visitors[node.kind](node), this.nodeStack.pop();
  };
};

// node_modules/kysely/dist/esm/query-compiler/default-query-compiler.js
var LIT_WRAP_REGEX = /'/g, JSON_PATH_MEMBER_WRAP_REGEX = /['"]/g, DefaultQueryCompiler = class extends OperationNodeVisitor {
  #sql = "";
  #parameters = [];
  get numParameters() {
    return this.#parameters.length;
  }
  compileQuery(node, queryId) {
    return this.#sql = "", this.#parameters = [], this.nodeStack.splice(0, this.nodeStack.length), this.visitNode(node), freeze({
      query: node,
      queryId,
      sql: this.getSql(),
      parameters: [...this.#parameters]
    });
  }
  getSql() {
    return this.#sql;
  }
  visitSelectQuery(node) {
    let wrapInParens = this.parentNode !== void 0 && !ParensNode.is(this.parentNode) && !InsertQueryNode.is(this.parentNode) && !CreateTableNode.is(this.parentNode) && !CreateViewNode.is(this.parentNode) && !SetOperationNode.is(this.parentNode);
    this.parentNode === void 0 && node.explain && (this.visitNode(node.explain), this.append(" ")), wrapInParens && this.append("("), node.with && (this.visitNode(node.with), this.append(" ")), this.append("select"), node.distinctOn && (this.append(" "), this.compileDistinctOn(node.distinctOn)), node.frontModifiers?.length && (this.append(" "), this.compileList(node.frontModifiers, " ")), node.top && (this.append(" "), this.visitNode(node.top)), node.selections && (this.append(" "), this.compileList(node.selections)), node.from && (this.append(" "), this.visitNode(node.from)), node.joins && (this.append(" "), this.compileList(node.joins, " ")), node.where && (this.append(" "), this.visitNode(node.where)), node.groupBy && (this.append(" "), this.visitNode(node.groupBy)), node.having && (this.append(" "), this.visitNode(node.having)), node.setOperations && (this.append(" "), this.compileList(node.setOperations, " ")), node.orderBy && (this.append(" "), this.visitNode(node.orderBy)), node.limit && (this.append(" "), this.visitNode(node.limit)), node.offset && (this.append(" "), this.visitNode(node.offset)), node.fetch && (this.append(" "), this.visitNode(node.fetch)), node.endModifiers?.length && (this.append(" "), this.compileList(this.sortSelectModifiers([...node.endModifiers]), " ")), wrapInParens && this.append(")");
  }
  visitFrom(node) {
    this.append("from "), this.compileList(node.froms);
  }
  visitSelection(node) {
    this.visitNode(node.selection);
  }
  visitColumn(node) {
    this.visitNode(node.column);
  }
  compileDistinctOn(expressions) {
    this.append("distinct on ("), this.compileList(expressions), this.append(")");
  }
  compileList(nodes, separator = ", ") {
    let lastIndex = nodes.length - 1;
    for (let i = 0; i <= lastIndex; i++)
      this.visitNode(nodes[i]), i < lastIndex && this.append(separator);
  }
  visitWhere(node) {
    this.append("where "), this.visitNode(node.where);
  }
  visitHaving(node) {
    this.append("having "), this.visitNode(node.having);
  }
  visitInsertQuery(node) {
    let wrapInParens = this.parentNode !== void 0 && !ParensNode.is(this.parentNode) && !RawNode.is(this.parentNode) && !WhenNode.is(this.parentNode);
    this.parentNode === void 0 && node.explain && (this.visitNode(node.explain), this.append(" ")), wrapInParens && this.append("("), node.with && (this.visitNode(node.with), this.append(" ")), this.append(node.replace ? "replace" : "insert"), node.ignore && (logOnce("`InsertQueryNode.ignore` is deprecated. Use `InsertQueryNode.orAction` instead."), this.append(" ignore")), node.orAction && (this.append(" "), this.visitNode(node.orAction)), node.top && (this.append(" "), this.visitNode(node.top)), node.into && (this.append(" into "), this.visitNode(node.into)), node.columns && (this.append(" ("), this.compileList(node.columns), this.append(")")), node.output && (this.append(" "), this.visitNode(node.output)), node.values && (this.append(" "), this.visitNode(node.values)), node.defaultValues && (this.append(" "), this.append("default values")), node.onConflict && (this.append(" "), this.visitNode(node.onConflict)), node.onDuplicateKey && (this.append(" "), this.visitNode(node.onDuplicateKey)), node.returning && (this.append(" "), this.visitNode(node.returning)), wrapInParens && this.append(")"), node.endModifiers?.length && (this.append(" "), this.compileList(node.endModifiers, " "));
  }
  visitValues(node) {
    this.append("values "), this.compileList(node.values);
  }
  visitDeleteQuery(node) {
    let wrapInParens = this.parentNode !== void 0 && !ParensNode.is(this.parentNode) && !RawNode.is(this.parentNode);
    this.parentNode === void 0 && node.explain && (this.visitNode(node.explain), this.append(" ")), wrapInParens && this.append("("), node.with && (this.visitNode(node.with), this.append(" ")), this.append("delete "), node.top && (this.visitNode(node.top), this.append(" ")), this.visitNode(node.from), node.output && (this.append(" "), this.visitNode(node.output)), node.using && (this.append(" "), this.visitNode(node.using)), node.joins && (this.append(" "), this.compileList(node.joins, " ")), node.where && (this.append(" "), this.visitNode(node.where)), node.returning && (this.append(" "), this.visitNode(node.returning)), node.orderBy && (this.append(" "), this.visitNode(node.orderBy)), node.limit && (this.append(" "), this.visitNode(node.limit)), wrapInParens && this.append(")"), node.endModifiers?.length && (this.append(" "), this.compileList(node.endModifiers, " "));
  }
  visitReturning(node) {
    this.append("returning "), this.compileList(node.selections);
  }
  visitAlias(node) {
    this.visitNode(node.node), this.append(" as "), this.visitNode(node.alias);
  }
  visitReference(node) {
    node.table && (this.visitNode(node.table), this.append(".")), this.visitNode(node.column);
  }
  visitSelectAll(_) {
    this.append("*");
  }
  visitIdentifier(node) {
    this.append(this.getLeftIdentifierWrapper()), this.compileUnwrappedIdentifier(node), this.append(this.getRightIdentifierWrapper());
  }
  compileUnwrappedIdentifier(node) {
    if (!isString(node.name))
      throw new Error("a non-string identifier was passed to compileUnwrappedIdentifier.");
    this.append(this.sanitizeIdentifier(node.name));
  }
  visitAnd(node) {
    this.visitNode(node.left), this.append(" and "), this.visitNode(node.right);
  }
  visitOr(node) {
    this.visitNode(node.left), this.append(" or "), this.visitNode(node.right);
  }
  visitValue(node) {
    node.immediate ? this.appendImmediateValue(node.value) : this.appendValue(node.value);
  }
  visitValueList(node) {
    this.append("("), this.compileList(node.values), this.append(")");
  }
  visitTuple(node) {
    this.append("("), this.compileList(node.values), this.append(")");
  }
  visitPrimitiveValueList(node) {
    this.append("(");
    let { values } = node;
    for (let i = 0; i < values.length; ++i)
      this.appendValue(values[i]), i !== values.length - 1 && this.append(", ");
    this.append(")");
  }
  visitParens(node) {
    this.append("("), this.visitNode(node.node), this.append(")");
  }
  visitJoin(node) {
    this.append(JOIN_TYPE_SQL[node.joinType]), this.append(" "), this.visitNode(node.table), node.on && (this.append(" "), this.visitNode(node.on));
  }
  visitOn(node) {
    this.append("on "), this.visitNode(node.on);
  }
  visitRaw(node) {
    let { sqlFragments, parameters: params } = node;
    for (let i = 0; i < sqlFragments.length; ++i)
      this.append(sqlFragments[i]), params.length > i && this.visitNode(params[i]);
  }
  visitOperator(node) {
    this.append(node.operator);
  }
  visitTable(node) {
    this.visitNode(node.table);
  }
  visitSchemableIdentifier(node) {
    node.schema && (this.visitNode(node.schema), this.append(".")), this.visitNode(node.identifier);
  }
  visitCreateTable(node) {
    this.append("create "), node.frontModifiers?.length && (this.compileList(node.frontModifiers, " "), this.append(" ")), node.temporary && this.append("temporary "), this.append("table "), node.ifNotExists && this.append("if not exists "), this.visitNode(node.table), node.selectQuery || (this.append(" ("), this.compileList([...node.columns, ...node.constraints ?? []]), this.append(")")), node.onCommit && (this.append(" on commit "), this.append(node.onCommit)), node.endModifiers?.length && (this.append(" "), this.compileList(node.endModifiers, " ")), node.selectQuery && (this.append(" as "), this.visitNode(node.selectQuery));
  }
  visitColumnDefinition(node) {
    node.ifNotExists && this.append("if not exists "), this.visitNode(node.column), this.append(" "), this.visitNode(node.dataType), node.unsigned && this.append(" unsigned"), node.frontModifiers && node.frontModifiers.length > 0 && (this.append(" "), this.compileList(node.frontModifiers, " ")), node.generated && (this.append(" "), this.visitNode(node.generated)), node.identity && this.append(" identity"), node.defaultTo && (this.append(" "), this.visitNode(node.defaultTo)), node.notNull && this.append(" not null"), node.unique && this.append(" unique"), node.nullsNotDistinct && this.append(" nulls not distinct"), node.primaryKey && this.append(" primary key"), node.autoIncrement && (this.append(" "), this.append(this.getAutoIncrement())), node.references && (this.append(" "), this.visitNode(node.references)), node.check && (this.append(" "), this.visitNode(node.check)), node.endModifiers && node.endModifiers.length > 0 && (this.append(" "), this.compileList(node.endModifiers, " "));
  }
  getAutoIncrement() {
    return "auto_increment";
  }
  visitReferences(node) {
    this.append("references "), this.visitNode(node.table), this.append(" ("), this.compileList(node.columns), this.append(")"), node.onDelete && (this.append(" on delete "), this.append(node.onDelete)), node.onUpdate && (this.append(" on update "), this.append(node.onUpdate));
  }
  visitDropTable(node) {
    this.append("drop table "), node.ifExists && this.append("if exists "), this.visitNode(node.table), node.cascade && this.append(" cascade");
  }
  visitDataType(node) {
    this.append(node.dataType);
  }
  visitOrderBy(node) {
    this.append("order by "), this.compileList(node.items);
  }
  visitOrderByItem(node) {
    this.visitNode(node.orderBy), node.collation && (this.append(" "), this.visitNode(node.collation)), node.direction && (this.append(" "), this.visitNode(node.direction)), node.nulls && (this.append(" nulls "), this.append(node.nulls));
  }
  visitGroupBy(node) {
    this.append("group by "), this.compileList(node.items);
  }
  visitGroupByItem(node) {
    this.visitNode(node.groupBy);
  }
  visitUpdateQuery(node) {
    let wrapInParens = this.parentNode !== void 0 && !ParensNode.is(this.parentNode) && !RawNode.is(this.parentNode) && !WhenNode.is(this.parentNode);
    if (this.parentNode === void 0 && node.explain && (this.visitNode(node.explain), this.append(" ")), wrapInParens && this.append("("), node.with && (this.visitNode(node.with), this.append(" ")), this.append("update "), node.top && (this.visitNode(node.top), this.append(" ")), node.table && (this.visitNode(node.table), this.append(" ")), this.append("set "), node.updates && this.compileList(node.updates), node.output && (this.append(" "), this.visitNode(node.output)), node.from && (this.append(" "), this.visitNode(node.from)), node.joins) {
      if (!node.from)
        throw new Error("Joins in an update query are only supported as a part of a PostgreSQL 'update set from join' query. If you want to create a MySQL 'update join set' query, see https://kysely.dev/docs/examples/update/my-sql-joins");
      this.append(" "), this.compileList(node.joins, " ");
    }
    node.where && (this.append(" "), this.visitNode(node.where)), node.returning && (this.append(" "), this.visitNode(node.returning)), node.orderBy && (this.append(" "), this.visitNode(node.orderBy)), node.limit && (this.append(" "), this.visitNode(node.limit)), wrapInParens && this.append(")"), node.endModifiers?.length && (this.append(" "), this.compileList(node.endModifiers, " "));
  }
  visitColumnUpdate(node) {
    this.visitNode(node.column), this.append(" = "), this.visitNode(node.value);
  }
  visitLimit(node) {
    this.append("limit "), this.visitNode(node.limit);
  }
  visitOffset(node) {
    this.append("offset "), this.visitNode(node.offset);
  }
  visitOnConflict(node) {
    this.append("on conflict"), node.columns ? (this.append(" ("), this.compileList(node.columns), this.append(")")) : node.constraint ? (this.append(" on constraint "), this.visitNode(node.constraint)) : node.indexExpression && (this.append(" ("), this.visitNode(node.indexExpression), this.append(")")), node.indexWhere && (this.append(" "), this.visitNode(node.indexWhere)), node.doNothing === !0 ? this.append(" do nothing") : node.updates && (this.append(" do update set "), this.compileList(node.updates), node.updateWhere && (this.append(" "), this.visitNode(node.updateWhere)));
  }
  visitOnDuplicateKey(node) {
    this.append("on duplicate key update "), this.compileList(node.updates);
  }
  visitCreateIndex(node) {
    this.append("create "), node.unique && this.append("unique "), this.append("index "), node.ifNotExists && this.append("if not exists "), this.visitNode(node.name), node.table && (this.append(" on "), this.visitNode(node.table)), node.using && (this.append(" using "), this.visitNode(node.using)), node.columns && (this.append(" ("), this.compileList(node.columns), this.append(")")), node.nullsNotDistinct && this.append(" nulls not distinct"), node.where && (this.append(" "), this.visitNode(node.where));
  }
  visitDropIndex(node) {
    this.append("drop index "), node.ifExists && this.append("if exists "), this.visitNode(node.name), node.table && (this.append(" on "), this.visitNode(node.table)), node.cascade && this.append(" cascade");
  }
  visitCreateSchema(node) {
    this.append("create schema "), node.ifNotExists && this.append("if not exists "), this.visitNode(node.schema);
  }
  visitDropSchema(node) {
    this.append("drop schema "), node.ifExists && this.append("if exists "), this.visitNode(node.schema), node.cascade && this.append(" cascade");
  }
  visitPrimaryKeyConstraint(node) {
    node.name && (this.append("constraint "), this.visitNode(node.name), this.append(" ")), this.append("primary key ("), this.compileList(node.columns), this.append(")"), this.buildDeferrable(node);
  }
  buildDeferrable(node) {
    node.deferrable !== void 0 && (node.deferrable ? this.append(" deferrable") : this.append(" not deferrable")), node.initiallyDeferred !== void 0 && (node.initiallyDeferred ? this.append(" initially deferred") : this.append(" initially immediate"));
  }
  visitUniqueConstraint(node) {
    node.name && (this.append("constraint "), this.visitNode(node.name), this.append(" ")), this.append("unique"), node.nullsNotDistinct && this.append(" nulls not distinct"), this.append(" ("), this.compileList(node.columns), this.append(")"), this.buildDeferrable(node);
  }
  visitCheckConstraint(node) {
    node.name && (this.append("constraint "), this.visitNode(node.name), this.append(" ")), this.append("check ("), this.visitNode(node.expression), this.append(")");
  }
  visitForeignKeyConstraint(node) {
    node.name && (this.append("constraint "), this.visitNode(node.name), this.append(" ")), this.append("foreign key ("), this.compileList(node.columns), this.append(") "), this.visitNode(node.references), node.onDelete && (this.append(" on delete "), this.append(node.onDelete)), node.onUpdate && (this.append(" on update "), this.append(node.onUpdate)), this.buildDeferrable(node);
  }
  visitList(node) {
    this.compileList(node.items);
  }
  visitWith(node) {
    this.append("with "), node.recursive && this.append("recursive "), this.compileList(node.expressions);
  }
  visitCommonTableExpression(node) {
    this.visitNode(node.name), this.append(" as "), isBoolean(node.materialized) && (node.materialized || this.append("not "), this.append("materialized ")), this.visitNode(node.expression);
  }
  visitCommonTableExpressionName(node) {
    this.visitNode(node.table), node.columns && (this.append("("), this.compileList(node.columns), this.append(")"));
  }
  visitAlterTable(node) {
    this.append("alter table "), this.visitNode(node.table), this.append(" "), node.renameTo && (this.append("rename to "), this.visitNode(node.renameTo)), node.setSchema && (this.append("set schema "), this.visitNode(node.setSchema)), node.addConstraint && this.visitNode(node.addConstraint), node.dropConstraint && this.visitNode(node.dropConstraint), node.renameConstraint && this.visitNode(node.renameConstraint), node.columnAlterations && this.compileColumnAlterations(node.columnAlterations), node.addIndex && this.visitNode(node.addIndex), node.dropIndex && this.visitNode(node.dropIndex);
  }
  visitAddColumn(node) {
    this.append("add column "), this.visitNode(node.column);
  }
  visitRenameColumn(node) {
    this.append("rename column "), this.visitNode(node.column), this.append(" to "), this.visitNode(node.renameTo);
  }
  visitDropColumn(node) {
    this.append("drop column "), this.visitNode(node.column);
  }
  visitAlterColumn(node) {
    this.append("alter column "), this.visitNode(node.column), this.append(" "), node.dataType && (this.announcesNewColumnDataType() && this.append("type "), this.visitNode(node.dataType), node.dataTypeExpression && (this.append("using "), this.visitNode(node.dataTypeExpression))), node.setDefault && (this.append("set default "), this.visitNode(node.setDefault)), node.dropDefault && this.append("drop default"), node.setNotNull && this.append("set not null"), node.dropNotNull && this.append("drop not null");
  }
  visitModifyColumn(node) {
    this.append("modify column "), this.visitNode(node.column);
  }
  visitAddConstraint(node) {
    this.append("add "), this.visitNode(node.constraint);
  }
  visitDropConstraint(node) {
    this.append("drop constraint "), node.ifExists && this.append("if exists "), this.visitNode(node.constraintName), node.modifier === "cascade" ? this.append(" cascade") : node.modifier === "restrict" && this.append(" restrict");
  }
  visitRenameConstraint(node) {
    this.append("rename constraint "), this.visitNode(node.oldName), this.append(" to "), this.visitNode(node.newName);
  }
  visitSetOperation(node) {
    this.append(node.operator), this.append(" "), node.all && this.append("all "), this.visitNode(node.expression);
  }
  visitCreateView(node) {
    this.append("create "), node.orReplace && this.append("or replace "), node.materialized && this.append("materialized "), node.temporary && this.append("temporary "), this.append("view "), node.ifNotExists && this.append("if not exists "), this.visitNode(node.name), this.append(" "), node.columns && (this.append("("), this.compileList(node.columns), this.append(") ")), node.as && (this.append("as "), this.visitNode(node.as));
  }
  visitRefreshMaterializedView(node) {
    this.append("refresh materialized view "), node.concurrently && this.append("concurrently "), this.visitNode(node.name), node.withNoData ? this.append(" with no data") : this.append(" with data");
  }
  visitDropView(node) {
    this.append("drop "), node.materialized && this.append("materialized "), this.append("view "), node.ifExists && this.append("if exists "), this.visitNode(node.name), node.cascade && this.append(" cascade");
  }
  visitGenerated(node) {
    this.append("generated "), node.always && this.append("always "), node.byDefault && this.append("by default "), this.append("as "), node.identity && this.append("identity"), node.expression && (this.append("("), this.visitNode(node.expression), this.append(")")), node.stored && this.append(" stored");
  }
  visitDefaultValue(node) {
    this.append("default "), this.visitNode(node.defaultValue);
  }
  visitSelectModifier(node) {
    node.rawModifier ? this.visitNode(node.rawModifier) : this.append(SELECT_MODIFIER_SQL[node.modifier]), node.of && (this.append(" of "), this.compileList(node.of, ", "));
  }
  visitCreateType(node) {
    this.append("create type "), this.visitNode(node.name), node.enum && (this.append(" as enum "), this.visitNode(node.enum));
  }
  visitDropType(node) {
    this.append("drop type "), node.ifExists && this.append("if exists "), this.visitNode(node.name);
  }
  visitExplain(node) {
    this.append("explain"), (node.options || node.format) && (this.append(" "), this.append(this.getLeftExplainOptionsWrapper()), node.options && (this.visitNode(node.options), node.format && this.append(this.getExplainOptionsDelimiter())), node.format && (this.append("format"), this.append(this.getExplainOptionAssignment()), this.append(node.format)), this.append(this.getRightExplainOptionsWrapper()));
  }
  visitDefaultInsertValue(_) {
    this.append("default");
  }
  visitAggregateFunction(node) {
    this.append(node.func), this.append("("), node.distinct && this.append("distinct "), this.compileList(node.aggregated), node.orderBy && (this.append(" "), this.visitNode(node.orderBy)), this.append(")"), node.withinGroup && (this.append(" within group ("), this.visitNode(node.withinGroup), this.append(")")), node.filter && (this.append(" filter("), this.visitNode(node.filter), this.append(")")), node.over && (this.append(" "), this.visitNode(node.over));
  }
  visitOver(node) {
    this.append("over("), node.partitionBy && (this.visitNode(node.partitionBy), node.orderBy && this.append(" ")), node.orderBy && this.visitNode(node.orderBy), this.append(")");
  }
  visitPartitionBy(node) {
    this.append("partition by "), this.compileList(node.items);
  }
  visitPartitionByItem(node) {
    this.visitNode(node.partitionBy);
  }
  visitBinaryOperation(node) {
    this.visitNode(node.leftOperand), this.append(" "), this.visitNode(node.operator), this.append(" "), this.visitNode(node.rightOperand);
  }
  visitUnaryOperation(node) {
    this.visitNode(node.operator), this.isMinusOperator(node.operator) || this.append(" "), this.visitNode(node.operand);
  }
  isMinusOperator(node) {
    return OperatorNode.is(node) && node.operator === "-";
  }
  visitUsing(node) {
    this.append("using "), this.compileList(node.tables);
  }
  visitFunction(node) {
    this.append(node.func), this.append("("), this.compileList(node.arguments), this.append(")");
  }
  visitCase(node) {
    this.append("case"), node.value && (this.append(" "), this.visitNode(node.value)), node.when && (this.append(" "), this.compileList(node.when, " ")), node.else && (this.append(" else "), this.visitNode(node.else)), this.append(" end"), node.isStatement && this.append(" case");
  }
  visitWhen(node) {
    this.append("when "), this.visitNode(node.condition), node.result && (this.append(" then "), this.visitNode(node.result));
  }
  visitJSONReference(node) {
    this.visitNode(node.reference), this.visitNode(node.traversal);
  }
  visitJSONPath(node) {
    node.inOperator && this.visitNode(node.inOperator), this.append("'$");
    for (let pathLeg of node.pathLegs)
      this.visitNode(pathLeg);
    this.append("'");
  }
  visitJSONPathLeg(node) {
    let isArrayLocation = node.type === "ArrayLocation", value = String(node.value);
    isArrayLocation ? (this.append("["), this.append(this.sanitizeStringLiteral(value)), this.append("]")) : (this.append('."'), this.append(this.sanitizeJSONPathMemberValue(value)), this.append('"'));
  }
  visitJSONOperatorChain(node) {
    for (let i = 0, len = node.values.length; i < len; i++)
      i === len - 1 ? this.visitNode(node.operator) : this.append("->"), this.visitNode(node.values[i]);
  }
  visitMergeQuery(node) {
    node.with && (this.visitNode(node.with), this.append(" ")), this.append("merge "), node.top && (this.visitNode(node.top), this.append(" ")), this.append("into "), this.visitNode(node.into), node.using && (this.append(" "), this.visitNode(node.using)), node.whens && (this.append(" "), this.compileList(node.whens, " ")), node.returning && (this.append(" "), this.visitNode(node.returning)), node.output && (this.append(" "), this.visitNode(node.output)), node.endModifiers?.length && (this.append(" "), this.compileList(node.endModifiers, " "));
  }
  visitMatched(node) {
    node.not && this.append("not "), this.append("matched"), node.bySource && this.append(" by source");
  }
  visitAddIndex(node) {
    this.append("add "), node.unique && this.append("unique "), this.append("index "), this.visitNode(node.name), node.columns && (this.append(" ("), this.compileList(node.columns), this.append(")")), node.using && (this.append(" using "), this.visitNode(node.using));
  }
  visitCast(node) {
    this.append("cast("), this.visitNode(node.expression), this.append(" as "), this.visitNode(node.dataType), this.append(")");
  }
  visitFetch(node) {
    this.append("fetch next "), this.visitNode(node.rowCount), this.append(` rows ${node.modifier}`);
  }
  visitOutput(node) {
    this.append("output "), this.compileList(node.selections);
  }
  visitTop(node) {
    this.append(`top(${node.expression})`), node.modifiers && this.append(` ${node.modifiers}`);
  }
  visitOrAction(node) {
    this.append(node.action);
  }
  visitCollate(node) {
    this.append("collate "), this.visitNode(node.collation);
  }
  append(str) {
    this.#sql += str;
  }
  appendValue(parameter) {
    this.addParameter(parameter), this.append(this.getCurrentParameterPlaceholder());
  }
  getLeftIdentifierWrapper() {
    return '"';
  }
  getRightIdentifierWrapper() {
    return '"';
  }
  getCurrentParameterPlaceholder() {
    return "$" + this.numParameters;
  }
  getLeftExplainOptionsWrapper() {
    return "(";
  }
  getExplainOptionAssignment() {
    return " ";
  }
  getExplainOptionsDelimiter() {
    return ", ";
  }
  getRightExplainOptionsWrapper() {
    return ")";
  }
  sanitizeIdentifier(identifier) {
    let leftWrap = this.getLeftIdentifierWrapper(), rightWrap = this.getRightIdentifierWrapper(), sanitized = "";
    for (let c of identifier)
      sanitized += c, c === leftWrap ? sanitized += leftWrap : c === rightWrap && (sanitized += rightWrap);
    return sanitized;
  }
  sanitizeStringLiteral(value) {
    return value.replace(LIT_WRAP_REGEX, "''");
  }
  sanitizeJSONPathMemberValue(value) {
    return value.replace(JSON_PATH_MEMBER_WRAP_REGEX, (char) => char === "'" ? "''" : '\\"');
  }
  addParameter(parameter) {
    this.#parameters.push(parameter);
  }
  appendImmediateValue(value) {
    if (isString(value))
      this.appendStringLiteral(value);
    else if (isNumber(value) || isBoolean(value) || isBigInt(value))
      this.append(value.toString());
    else if (isNull(value))
      this.append("null");
    else if (isDate(value))
      this.appendImmediateValue(value.toISOString());
    else
      throw new Error(`invalid immediate value ${value}`);
  }
  appendStringLiteral(value) {
    this.append("'"), this.append(this.sanitizeStringLiteral(value)), this.append("'");
  }
  sortSelectModifiers(arr) {
    return arr.sort((left, right) => left.modifier && right.modifier ? SELECT_MODIFIER_PRIORITY[left.modifier] - SELECT_MODIFIER_PRIORITY[right.modifier] : 1), freeze(arr);
  }
  compileColumnAlterations(columnAlterations) {
    this.compileList(columnAlterations);
  }
  /**
   * controls whether the dialect adds a "type" keyword before a column's new data
   * type in an ALTER TABLE statement.
   */
  announcesNewColumnDataType() {
    return !0;
  }
}, SELECT_MODIFIER_SQL = freeze({
  ForKeyShare: "for key share",
  ForNoKeyUpdate: "for no key update",
  ForUpdate: "for update",
  ForShare: "for share",
  NoWait: "nowait",
  SkipLocked: "skip locked",
  Distinct: "distinct"
}), SELECT_MODIFIER_PRIORITY = freeze({
  ForKeyShare: 1,
  ForNoKeyUpdate: 1,
  ForUpdate: 1,
  ForShare: 1,
  NoWait: 2,
  SkipLocked: 2,
  Distinct: 0
}), JOIN_TYPE_SQL = freeze({
  InnerJoin: "inner join",
  LeftJoin: "left join",
  RightJoin: "right join",
  FullJoin: "full join",
  CrossJoin: "cross join",
  LateralInnerJoin: "inner join lateral",
  LateralLeftJoin: "left join lateral",
  LateralCrossJoin: "cross join lateral",
  OuterApply: "outer apply",
  CrossApply: "cross apply",
  Using: "using"
});

// node_modules/kysely/dist/esm/query-compiler/compiled-query.js
var CompiledQuery = freeze({
  raw(sql2, parameters = []) {
    return freeze({
      sql: sql2,
      query: RawNode.createWithSql(sql2),
      parameters: freeze(parameters),
      queryId: createQueryId()
    });
  }
});

// node_modules/kysely/dist/esm/dialect/dialect-adapter-base.js
var DialectAdapterBase = class {
  get supportsCreateIfNotExists() {
    return !0;
  }
  get supportsTransactionalDdl() {
    return !1;
  }
  get supportsReturning() {
    return !1;
  }
  get supportsOutput() {
    return !1;
  }
};

// node_modules/kysely/dist/esm/plugin/noop-plugin.js
var NoopPlugin = class {
  transformQuery(args) {
    return args.node;
  }
  async transformResult(args) {
    return args.result;
  }
};

// node_modules/kysely/dist/esm/migration/migrator.js
var DEFAULT_MIGRATION_TABLE = "kysely_migration", DEFAULT_MIGRATION_LOCK_TABLE = "kysely_migration_lock", DEFAULT_ALLOW_UNORDERED_MIGRATIONS = !1, MIGRATION_LOCK_ID = "migration_lock", NO_MIGRATIONS = freeze({ __noMigrations__: !0 }), Migrator = class {
  #props;
  constructor(props) {
    this.#props = freeze(props);
  }
  /**
   * Returns a {@link MigrationInfo} object for each migration.
   *
   * The returned array is sorted by migration name.
   */
  async getMigrations() {
    let executedMigrations = await this.#doesTableExist(this.#migrationTable) ? await this.#props.db.withPlugin(this.#schemaPlugin).selectFrom(this.#migrationTable).select(["name", "timestamp"]).$narrowType().execute() : [];
    return (await this.#resolveMigrations()).map(({ name, ...migration }) => {
      let executed = executedMigrations.find((it) => it.name === name);
      return {
        name,
        migration,
        executedAt: executed ? new Date(executed.timestamp) : void 0
      };
    });
  }
  /**
   * Runs all migrations that have not yet been run.
   *
   * This method returns a {@link MigrationResultSet} instance and _never_ throws.
   * {@link MigrationResultSet.error} holds the error if something went wrong.
   * {@link MigrationResultSet.results} contains information about which migrations
   * were executed and which failed. See the examples below.
   *
   * This method goes through all possible migrations provided by the provider and runs the
   * ones whose names come alphabetically after the last migration that has been run. If the
   * list of executed migrations doesn't match the beginning of the list of possible migrations
   * an error is returned.
   *
   * ### Examples
   *
   * ```ts
   * import { promises as fs } from 'node:fs'
   * import path from 'node:path'
   * import * as Sqlite from 'better-sqlite3'
   * import { FileMigrationProvider, Migrator } from 'kysely'
   *
   * const migrator = new Migrator({
   *   db,
   *   provider: new FileMigrationProvider({
   *     fs,
   *     migrationFolder: 'some/path/to/migrations',
   *     path,
   *   })
   * })
   *
   * const { error, results } = await migrator.migrateToLatest()
   *
   * results?.forEach((it) => {
   *   if (it.status === 'Success') {
   *     console.log(`migration "${it.migrationName}" was executed successfully`)
   *   } else if (it.status === 'Error') {
   *     console.error(`failed to execute migration "${it.migrationName}"`)
   *   }
   * })
   *
   * if (error) {
   *   console.error('failed to run `migrateToLatest`')
   *   console.error(error)
   * }
   * ```
   */
  async migrateToLatest() {
    return this.#migrate(() => ({ direction: "Up", step: 1 / 0 }));
  }
  /**
   * Migrate up/down to a specific migration.
   *
   * This method returns a {@link MigrationResultSet} instance and _never_ throws.
   * {@link MigrationResultSet.error} holds the error if something went wrong.
   * {@link MigrationResultSet.results} contains information about which migrations
   * were executed and which failed.
   *
   * ### Examples
   *
   * ```ts
   * import { promises as fs } from 'node:fs'
   * import path from 'node:path'
   * import { FileMigrationProvider, Migrator } from 'kysely'
   *
   * const migrator = new Migrator({
   *   db,
   *   provider: new FileMigrationProvider({
   *     fs,
   *     // Path to the folder that contains all your migrations.
   *     migrationFolder: 'some/path/to/migrations',
   *     path,
   *   })
   * })
   *
   * await migrator.migrateTo('some_migration')
   * ```
   *
   * If you specify the name of the first migration, this method migrates
   * down to the first migration, but doesn't run the `down` method of
   * the first migration. In case you want to migrate all the way down,
   * you can use a special constant `NO_MIGRATIONS`:
   *
   * ```ts
   * import { promises as fs } from 'node:fs'
   * import path from 'node:path'
   * import { FileMigrationProvider, Migrator, NO_MIGRATIONS } from 'kysely'
   *
   * const migrator = new Migrator({
   *   db,
   *   provider: new FileMigrationProvider({
   *     fs,
   *     // Path to the folder that contains all your migrations.
   *     migrationFolder: 'some/path/to/migrations',
   *     path,
   *   })
   * })
   *
   * await migrator.migrateTo(NO_MIGRATIONS)
   * ```
   */
  async migrateTo(targetMigrationName) {
    return this.#migrate(({ migrations: migrations2, executedMigrations, pendingMigrations }) => {
      if (isObject(targetMigrationName) && targetMigrationName.__noMigrations__ === !0)
        return { direction: "Down", step: 1 / 0 };
      if (!migrations2.find((m) => m.name === targetMigrationName))
        throw new Error(`migration "${targetMigrationName}" doesn't exist`);
      let executedIndex = executedMigrations.indexOf(targetMigrationName), pendingIndex = pendingMigrations.findIndex((m) => m.name === targetMigrationName);
      if (executedIndex !== -1)
        return {
          direction: "Down",
          step: executedMigrations.length - executedIndex - 1
        };
      if (pendingIndex !== -1)
        return { direction: "Up", step: pendingIndex + 1 };
      throw new Error(`migration "${targetMigrationName}" isn't executed or pending`);
    });
  }
  /**
   * Migrate one step up.
   *
   * This method returns a {@link MigrationResultSet} instance and _never_ throws.
   * {@link MigrationResultSet.error} holds the error if something went wrong.
   * {@link MigrationResultSet.results} contains information about which migrations
   * were executed and which failed.
   *
   * ### Examples
   *
   * ```ts
   * import { promises as fs } from 'node:fs'
   * import path from 'node:path'
   * import { FileMigrationProvider, Migrator } from 'kysely'
   *
   * const migrator = new Migrator({
   *   db,
   *   provider: new FileMigrationProvider({
   *     fs,
   *     // Path to the folder that contains all your migrations.
   *     migrationFolder: 'some/path/to/migrations',
   *     path,
   *   })
   * })
   *
   * await migrator.migrateUp()
   * ```
   */
  async migrateUp() {
    return this.#migrate(() => ({ direction: "Up", step: 1 }));
  }
  /**
   * Migrate one step down.
   *
   * This method returns a {@link MigrationResultSet} instance and _never_ throws.
   * {@link MigrationResultSet.error} holds the error if something went wrong.
   * {@link MigrationResultSet.results} contains information about which migrations
   * were executed and which failed.
   *
   * ### Examples
   *
   * ```ts
   * import { promises as fs } from 'node:fs'
   * import path from 'node:path'
   * import { FileMigrationProvider, Migrator } from 'kysely'
   *
   * const migrator = new Migrator({
   *   db,
   *   provider: new FileMigrationProvider({
   *     fs,
   *     // Path to the folder that contains all your migrations.
   *     migrationFolder: 'some/path/to/migrations',
   *     path,
   *   })
   * })
   *
   * await migrator.migrateDown()
   * ```
   */
  async migrateDown() {
    return this.#migrate(() => ({ direction: "Down", step: 1 }));
  }
  async #migrate(getMigrationDirectionAndStep) {
    try {
      return await this.#ensureMigrationTableSchemaExists(), await this.#ensureMigrationTableExists(), await this.#ensureMigrationLockTableExists(), await this.#ensureLockRowExists(), await this.#runMigrations(getMigrationDirectionAndStep);
    } catch (error) {
      return error instanceof MigrationResultSetError ? error.resultSet : { error };
    }
  }
  get #migrationTableSchema() {
    return this.#props.migrationTableSchema;
  }
  get #migrationTable() {
    return this.#props.migrationTableName ?? DEFAULT_MIGRATION_TABLE;
  }
  get #migrationLockTable() {
    return this.#props.migrationLockTableName ?? DEFAULT_MIGRATION_LOCK_TABLE;
  }
  get #allowUnorderedMigrations() {
    return this.#props.allowUnorderedMigrations ?? DEFAULT_ALLOW_UNORDERED_MIGRATIONS;
  }
  get #schemaPlugin() {
    return this.#migrationTableSchema ? new WithSchemaPlugin(this.#migrationTableSchema) : new NoopPlugin();
  }
  async #ensureMigrationTableSchemaExists() {
    if (!(!this.#migrationTableSchema || await this.#doesSchemaExist()))
      try {
        await this.#createIfNotExists(this.#props.db.schema.createSchema(this.#migrationTableSchema));
      } catch (error) {
        if (!await this.#doesSchemaExist())
          throw error;
      }
  }
  async #ensureMigrationTableExists() {
    if (!await this.#doesTableExist(this.#migrationTable))
      try {
        await this.#createIfNotExists(this.#props.db.schema.withPlugin(this.#schemaPlugin).createTable(this.#migrationTable).addColumn("name", "varchar(255)", (col) => col.notNull().primaryKey()).addColumn("timestamp", "varchar(255)", (col) => col.notNull()));
      } catch (error) {
        if (!await this.#doesTableExist(this.#migrationTable))
          throw error;
      }
  }
  async #ensureMigrationLockTableExists() {
    if (!await this.#doesTableExist(this.#migrationLockTable))
      try {
        await this.#createIfNotExists(this.#props.db.schema.withPlugin(this.#schemaPlugin).createTable(this.#migrationLockTable).addColumn("id", "varchar(255)", (col) => col.notNull().primaryKey()).addColumn("is_locked", "integer", (col) => col.notNull().defaultTo(0)));
      } catch (error) {
        if (!await this.#doesTableExist(this.#migrationLockTable))
          throw error;
      }
  }
  async #ensureLockRowExists() {
    if (!await this.#doesLockRowExists())
      try {
        await this.#props.db.withPlugin(this.#schemaPlugin).insertInto(this.#migrationLockTable).values({ id: MIGRATION_LOCK_ID, is_locked: 0 }).execute();
      } catch (error) {
        if (!await this.#doesLockRowExists())
          throw error;
      }
  }
  async #doesSchemaExist() {
    return (await this.#props.db.introspection.getSchemas()).some((it) => it.name === this.#migrationTableSchema);
  }
  async #doesTableExist(tableName) {
    let schema = this.#migrationTableSchema;
    return (await this.#props.db.introspection.getTables({
      withInternalKyselyTables: !0
    })).some((it) => it.name === tableName && (!schema || it.schema === schema));
  }
  async #doesLockRowExists() {
    return !!await this.#props.db.withPlugin(this.#schemaPlugin).selectFrom(this.#migrationLockTable).where("id", "=", MIGRATION_LOCK_ID).select("id").executeTakeFirst();
  }
  async #runMigrations(getMigrationDirectionAndStep) {
    let adapter = this.#props.db.getExecutor().adapter, lockOptions = freeze({
      lockTable: this.#props.migrationLockTableName ?? DEFAULT_MIGRATION_LOCK_TABLE,
      lockRowId: MIGRATION_LOCK_ID,
      lockTableSchema: this.#props.migrationTableSchema
    }), run = async (db) => {
      let state = await this.#getState(db);
      if (state.migrations.length === 0)
        return { results: [] };
      let { direction, step } = getMigrationDirectionAndStep(state);
      return step <= 0 ? { results: [] } : direction === "Down" ? await this.#migrateDown(db, state, step) : direction === "Up" ? await this.#migrateUp(db, state, step) : { results: [] };
    }, runWithLock = async (db, cb) => {
      try {
        return await adapter.acquireMigrationLock(db, lockOptions), await cb(db);
      } finally {
        await adapter.releaseMigrationLock(db, lockOptions);
      }
    };
    return adapter.supportsTransactionalDdl && !this.#props.disableTransactions ? this.#props.db.connection().execute((db) => runWithLock(db, (db2) => db2.transaction().execute((trx) => run(trx)))) : this.#props.db.connection().execute((db) => runWithLock(db, run));
  }
  async #getState(db) {
    let migrations2 = await this.#resolveMigrations(), executedMigrations = await this.#getExecutedMigrations(db);
    this.#ensureNoMissingMigrations(migrations2, executedMigrations), this.#allowUnorderedMigrations || this.#ensureMigrationsInOrder(migrations2, executedMigrations);
    let pendingMigrations = this.#getPendingMigrations(migrations2, executedMigrations);
    return freeze({
      migrations: migrations2,
      executedMigrations,
      lastMigration: getLast(executedMigrations),
      pendingMigrations
    });
  }
  #getPendingMigrations(migrations2, executedMigrations) {
    return migrations2.filter((migration) => !executedMigrations.includes(migration.name));
  }
  async #resolveMigrations() {
    let allMigrations = await this.#props.provider.getMigrations();
    return Object.keys(allMigrations).sort().map((name) => ({
      ...allMigrations[name],
      name
    }));
  }
  async #getExecutedMigrations(db) {
    let executedMigrations = await db.withPlugin(this.#schemaPlugin).selectFrom(this.#migrationTable).select(["name", "timestamp"]).$narrowType().execute(), nameComparator = this.#props.nameComparator || ((a, b) => a.localeCompare(b));
    return executedMigrations.sort((a, b) => a.timestamp === b.timestamp ? nameComparator(a.name, b.name) : new Date(a.timestamp).getTime() - new Date(b.timestamp).getTime()).map((it) => it.name);
  }
  #ensureNoMissingMigrations(migrations2, executedMigrations) {
    for (let executed of executedMigrations)
      if (!migrations2.some((it) => it.name === executed))
        throw new Error(`corrupted migrations: previously executed migration ${executed} is missing`);
  }
  #ensureMigrationsInOrder(migrations2, executedMigrations) {
    for (let i = 0; i < executedMigrations.length; ++i)
      if (migrations2[i].name !== executedMigrations[i])
        throw new Error(`corrupted migrations: expected previously executed migration ${executedMigrations[i]} to be at index ${i} but ${migrations2[i].name} was found in its place. New migrations must always have a name that comes alphabetically after the last executed migration.`);
  }
  async #migrateDown(db, state, step) {
    let migrationsToRollback = state.executedMigrations.slice().reverse().slice(0, step).map((name) => state.migrations.find((it) => it.name === name)), results = migrationsToRollback.map((migration) => ({
      migrationName: migration.name,
      direction: "Down",
      status: "NotExecuted"
    }));
    for (let i = 0; i < results.length; ++i) {
      let migration = migrationsToRollback[i];
      try {
        migration.down && (await migration.down(db), await db.withPlugin(this.#schemaPlugin).deleteFrom(this.#migrationTable).where("name", "=", migration.name).execute(), results[i] = {
          migrationName: migration.name,
          direction: "Down",
          status: "Success"
        });
      } catch (error) {
        throw results[i] = {
          migrationName: migration.name,
          direction: "Down",
          status: "Error"
        }, new MigrationResultSetError({
          error,
          results
        });
      }
    }
    return { results };
  }
  async #migrateUp(db, state, step) {
    let results = state.pendingMigrations.slice(0, step).map((migration) => ({
      migrationName: migration.name,
      direction: "Up",
      status: "NotExecuted"
    }));
    for (let i = 0; i < results.length; i++) {
      let migration = state.pendingMigrations[i];
      try {
        await migration.up(db), await db.withPlugin(this.#schemaPlugin).insertInto(this.#migrationTable).values({
          name: migration.name,
          timestamp: (/* @__PURE__ */ new Date()).toISOString()
        }).execute(), results[i] = {
          migrationName: migration.name,
          direction: "Up",
          status: "Success"
        };
      } catch (error) {
        throw results[i] = {
          migrationName: migration.name,
          direction: "Up",
          status: "Error"
        }, new MigrationResultSetError({
          error,
          results
        });
      }
    }
    return { results };
  }
  async #createIfNotExists(qb) {
    this.#props.db.getExecutor().adapter.supportsCreateIfNotExists && (qb = qb.ifNotExists()), await qb.execute();
  }
}, MigrationResultSetError = class extends Error {
  #resultSet;
  constructor(result) {
    super(), this.#resultSet = result;
  }
  get resultSet() {
    return this.#resultSet;
  }
};

// src/db/migrations/tables.ts
function tables(db, dialect) {
  return async (name, key, columns, integerKeys = []) => {
    let builder = db.schema.createTable(name);
    for (let column of key)
      builder = builder.addColumn(
        column,
        integerKeys.includes(column) ? dialect.integer : dialect.text,
        (c) => c.notNull()
      );
    for (let column of columns.text ?? [])
      builder = builder.addColumn(column, dialect.text, (c) => c.notNull());
    for (let column of columns.textOrNull ?? []) builder = builder.addColumn(column, dialect.text);
    for (let column of columns.integer ?? [])
      builder = builder.addColumn(column, dialect.integer, (c) => c.notNull());
    for (let column of columns.integerOrNull ?? []) builder = builder.addColumn(column, dialect.integer);
    let keyOnly = name === "identifiers" || name.endsWith("_words");
    builder = builder.addPrimaryKeyConstraint(`${name}_key`, [...key]), await (keyOnly ? builder.modifyEnd(dialect.keyOnlyTable) : builder).execute();
  };
}

// src/db/migrations/0001-directory.ts
async function up(db, dialect) {
  let table = tables(db, dialect);
  await table("projects", ["project_id"], { text: ["name", "policies"], integer: ["created_at"] }), await table("keys", ["project_id", "id"], {
    text: ["name", "secret_hash", "scopes"],
    integer: ["created_at"],
    integerOrNull: ["expires_at", "last_used_at"]
  }), await db.schema.createIndex("keys_by_secret").unique().on("keys").columns(["project_id", "secret_hash"]).execute(), await table("users", ["project_id", "id"], {
    text: ["name", "name_key", "labels", "prefs", "search"],
    textOrNull: ["email", "phone", "password"],
    integer: ["sequence", "updated_at"],
    integerOrNull: [...USER_MOMENTS]
  }), await index(db, "users_by_sequence", "users", [sql.ref("sequence"), sql.ref("id")]);
  for (let column of ["name_key", "email", "phone", "updated_at", ...USER_MOMENTS])
    column !== "mfa_enabled_at" && await index(db, `users_by_${column}`, "users", [
      dialect.nullsFirst(column),
      sql.ref("sequence"),
      sql.ref("id")
    ]);
  await table("targets", ["project_id", "user_id", "id"], {
    text: ["provider_type", "identifier", "name"],
    textOrNull: ["provider_id"],
    integer: ["sequence", "updated_at"],
    integerOrNull: ["expired_at"]
  }), await table("identifiers", ["project_id", "kind", "value"], { text: ["user_id"] }), await index(db, "identifiers_by_user", "identifiers", [sql.ref("user_id")]), await table("user_words", ["project_id", "word", "user_id"], {}), await table("sessions", ["project_id", "user_id", "id"], {
    text: ["secret_hash"],
    integer: ["sequence", "expires_at"]
  }), await table("password_history", ["project_id", "user_id", "sequence"], { text: ["password"] }, [
    "sequence"
  ]), await table("audit", ["project_id", "id"], {
    text: ["act", "actor_kind", "details"],
    textOrNull: ["actor_id", "user_id", "ip", "user_agent", "request_id"],
    integer: ["at"]
  }), await index(db, "audit_by_user", "audit", [sql.ref("user_id"), sql.ref("id")]), await table("seal_keys", ["project_id", "key_id"], { text: ["proof"], integer: ["created_at"] });
}
var USER_MOMENTS = [
  "email_verified_at",
  "phone_verified_at",
  "password_updated_at",
  "blocked_at",
  "mfa_enabled_at",
  "impersonator_at",
  "accessed_at"
];
async function index(db, name, table, columns) {
  await sql`create index ${sql.ref(name)} on ${sql.table(table)} (project_id, ${sql.join(columns)})`.execute(
    db
  );
}

// src/db/migrations/0002-credentials.ts
async function up2(db, dialect) {
  let table = tables(db, dialect);
  await db.schema.dropTable("sessions").execute(), await table("sessions", ["project_id", "user_id", "id"], {
    text: ["secret_hash", "provider", "provider_uid", "factors", "device"],
    textOrNull: ["ip", "country"],
    integer: ["sequence", "updated_at", "expires_at"],
    integerOrNull: ["mfa_updated_at"]
  }), await sql`create index sessions_by_sequence on sessions (project_id, sequence)`.execute(db), await table("tokens", ["project_id", "user_id", "id"], {
    text: ["kind", "secret_hash"],
    integer: ["sequence", "expires_at"]
  }), await table("recovery_codes", ["project_id", "user_id", "code_hash"], { text: ["sealed"] }), await table("authenticators", ["project_id", "user_id", "kind"], {
    text: ["sealed"],
    integerOrNull: ["verified_at", "last_step"]
  });
}

// src/db/migrations/0003-sign-in.ts
async function up3(db, dialect) {
  let table = tables(db, dialect);
  await db.schema.alterTable("sessions").addColumn("used_at", dialect.integer).execute(), await db.schema.alterTable("targets").addColumn("session_id", dialect.text).execute(), await db.schema.alterTable("audit").addColumn("acting_as", dialect.text).execute(), await table("challenges", ["project_id", "user_id", "id"], {
    text: ["session_id", "factor"],
    textOrNull: ["secret_hash"],
    integer: ["sequence", "expires_at"]
  }), await table("attempts", ["project_id", "user_id", "factor", "bucket"], {
    integer: ["tried", "not_before", "updated_at"]
  }), await sql`create index attempts_by_age on attempts (updated_at) where user_id >= '~'`.execute(db), await table("rate_windows", ["project_id", "key"], { integer: ["used", "ends_at"] }), await sql`create index rate_windows_by_end on rate_windows (ends_at)`.execute(db), await table("outbox", ["project_id", "id"], {
    text: ["kind", "payload"],
    textOrNull: ["user_id", "error"],
    integer: ["sequence", "tries", "next_at"],
    integerOrNull: ["dead_at"]
  }), await sql`create index outbox_by_turn on outbox (next_at) where dead_at is null`.execute(db), await sql`create index outbox_by_user on outbox (project_id, user_id)`.execute(db), await sql`create index outbox_dead on outbox (dead_at) where dead_at is not null`.execute(db);
}

// src/db/migrations/0004-teams.ts
async function up4(db, dialect) {
  let table = tables(db, dialect);
  await table("teams", ["project_id", "id"], {
    text: ["name", "name_key", "prefs", "search"],
    integer: ["sequence", "updated_at", "total"]
  }), await table("team_words", ["project_id", "word", "team_id"], {}), await table("memberships", ["project_id", "id"], {
    text: ["team_id", "user_id", "roles"],
    textOrNull: ["secret_hash", "sent_to"],
    integer: ["sequence", "updated_at", "invited_at"],
    integerOrNull: ["joined_at"]
  });
  for (let column of ["sequence", "updated_at", "name_key", "total"]) {
    let more = column === "sequence" ? sql`id` : sql`sequence, id`;
    await sql`create index ${sql.ref(`teams_by_${column}`)} on teams (project_id, ${sql.ref(column)}, ${more})`.execute(
      db
    );
  }
  for (let column of ["team_id", "user_id"]) {
    let name = sql.ref(`memberships_by_${column}`);
    await sql`create index ${name} on memberships (project_id, ${sql.ref(column)}, sequence, id)`.execute(db);
  }
}

// src/db/migrations/0005-identities.ts
async function up5(db, dialect) {
  let table = tables(db, dialect);
  await table("identities", ["project_id", "user_id", "id"], {
    text: ["provider", "issuer", "provider_uid", "provider_email"],
    textOrNull: ["tokens"],
    integer: ["sequence", "updated_at"],
    integerOrNull: ["email_verified_at", "access_expires_at"]
  }), await table("providers", ["project_id", "key"], {
    text: ["app_id", "secret"],
    integer: ["updated_at"],
    integerOrNull: ["enabled_at"]
  }), await table("oauth_states", ["project_id", "id"], {
    text: ["payload"],
    integer: ["expires_at"]
  }), await db.schema.alterTable("sessions").addColumn("provider_tokens", dialect.text).execute(), await db.schema.alterTable("sessions").addColumn("provider_expires_at", dialect.integer).execute(), await db.schema.alterTable("sessions").addColumn("refreshing_until", dialect.integer).execute();
  let sorted = ["user_id", "provider", "provider_uid", "provider_email", "access_expires_at", "updated_at"];
  for (let column of sorted) {
    let name = sql.ref(`identities_by_${column}`);
    await sql`create index ${name} on identities (project_id, ${sql.ref(column)}, sequence, id)`.execute(db);
  }
  await sql`create index identities_by_sequence on identities (project_id, sequence, id)`.execute(db), await sql`create unique index identities_by_id on identities (project_id, id)`.execute(db), await sql`create index oauth_states_by_end on oauth_states (project_id, expires_at)`.execute(db);
}

// src/db/migrations/0006-history.ts
async function up6(db, dialect) {
  let table = tables(db, dialect);
  await db.schema.alterTable("audit").addColumn("position", dialect.integer).execute();
  for (let column of ["hash", "personal_hash", "salt"])
    await db.schema.alterTable("audit").addColumn(column, dialect.text).execute();
  await sql`create index audit_unchained on audit (project_id, id) where position is null`.execute(db), await sql`create unique index audit_chained on audit (project_id, position) where position is not null`.execute(
    db
  ), await sql`create index audit_by_actor on audit (project_id, actor_id, id) where actor_kind = 'user'`.execute(
    db
  ), await sql`create index audit_by_acting_as on audit (project_id, acting_as, id) where acting_as is not null`.execute(
    db
  ), await table("history_heads", ["project_id"], {
    text: ["hash"],
    integer: ["position", "updated_at", "signed_position", "signed_at"]
  }), await table(
    "history_checkpoints",
    ["project_id", "position"],
    { text: ["hash", "signature"], integer: ["at"] },
    ["position"]
  ), await table("erasures", ["project_id", "user_id", "through"], {
    text: ["after"],
    integer: ["due_at", "part"]
  });
}

// src/db/migrations/0007-usernames.ts
var listed = [
  "user.create",
  "user.name.update",
  "user.email.update",
  "user.password.update",
  "user.mfa.update",
  "user.recovery-codes.update",
  "recovery.create",
  "recovery.update",
  "user-key.create",
  "user-key.revoke",
  "session.create",
  "session.delete",
  "identity.create",
  "identity.delete",
  "team.create",
  "membership.create",
  "membership.update",
  "membership.delete"
], inTeams = [
  "team.create",
  "membership.create",
  "membership.update",
  "membership.delete",
  "user-key.create",
  "user-key.revoke"
];
async function up7(db, dialect) {
  let table = tables(db, dialect);
  await table("profiles", ["project_id", "user_id"], {
    text: ["username"],
    integer: ["updated_at"],
    integerOrNull: ["email_public_at"]
  }), await table("user_keys", ["project_id", "owner_kind", "owner_id", "id"], {
    text: ["name", "secret_hash", "permissions"],
    textOrNull: ["last_used_ip", "last_used_agent"],
    integer: ["sequence", "updated_at"],
    integerOrNull: ["revoke_at", "revoked_at", "last_used_at"]
  }), await sql`create unique index user_keys_by_secret on user_keys (project_id, secret_hash)`.execute(db), await sql`create unique index user_keys_by_name on user_keys (project_id, owner_kind, owner_id, name)
    where revoked_at is null`.execute(db);
  let literals = (acts) => sql.join(acts.map((act) => sql.lit(act)));
  await sql`create index audit_by_actor_listed on audit (project_id, actor_id, id)
    where actor_kind = 'user' and acting_as is null and act in (${literals(listed)})`.execute(db);
  let subject = sql`coalesce(${dialect.field("details", "owner")}, 'team ' || ${dialect.field("details", "teamId")})`;
  await sql`create index audit_by_subject on audit (project_id, (${subject}), id)
    where act in (${literals(inTeams)})`.execute(db);
}

// src/db/migrations/0008-device-grants.ts
async function up8(db, dialect) {
  let table = tables(db, dialect);
  await table("device_codes", ["project_id", "id"], {
    text: ["user_code_hash", "client_id", "scopes", "name"],
    textOrNull: ["ip", "user_id"],
    integer: ["expires_at"],
    integerOrNull: ["approved_at", "denied_at"]
  }), await sql`create unique index device_codes_by_user_code on device_codes (project_id, user_code_hash)`.execute(
    db
  ), await sql`create index device_codes_by_end on device_codes (expires_at)`.execute(db), await sql`create index device_codes_by_user on device_codes (project_id, user_id)
    where user_id is not null`.execute(db), await table("device_grants", ["project_id", "user_id", "id"], {
    text: ["kind", "client_id", "name", "scopes", "access_hash"],
    textOrNull: ["key_id", "family_hash", "refresh_hash"],
    integer: ["sequence", "access_expires_at", "used_at"],
    integerOrNull: ["refresh_expires_at"]
  }), await sql`create unique index device_grants_by_access on device_grants (project_id, access_hash)`.execute(
    db
  ), await sql`create unique index device_grants_by_family on device_grants (project_id, family_hash)
    where family_hash is not null`.execute(db), await sql`create unique index device_grants_by_refresh on device_grants (project_id, refresh_hash)
    where refresh_hash is not null`.execute(db);
}

// src/db/migrations/0009-token-aliases.ts
async function up9(db, dialect) {
  await db.schema.alterTable("tokens").addColumn("alias", dialect.text).execute(), await sql`create index tokens_by_alias on tokens (project_id, alias, sequence) where alias is not null`.execute(
    db
  );
}

// src/db/migrations/0010-typed-invitees.ts
async function up10(db, dialect) {
  await db.schema.alterTable("memberships").addColumn("typed", dialect.text).execute();
}

// src/db/migrations/0011-derived-credentials.ts
async function up11(db, dialect) {
  let columns = {
    device_codes: ["factors"],
    device_grants: ["factors"],
    user_keys: ["factors", "lineage", "grant_id", "maker_id", "maker_membership_id", "maker_role"]
  };
  for (let [table, names] of Object.entries(columns))
    for (let name of names) await db.schema.alterTable(table).addColumn(name, dialect.text).execute();
  await db.schema.alterTable("identities").addColumn("found_by_email_at", dialect.integer).execute(), await sql`create index user_keys_by_id on user_keys (project_id, id)`.execute(db), await sql`create index user_keys_by_maker on user_keys (project_id, maker_id)
    where maker_id is not null`.execute(db);
}

// src/db/migrations/0014-expiry.ts
async function up12(db, dialect) {
  for (let table of ["tokens", "sessions"])
    await db.schema.alterTable(table).addColumn("issued_at", dialect.integer).execute(), await sql`create index ${sql.ref(`${table}_by_issue`)} on ${sql.table(table)} (issued_at)`.execute(db);
  for (let table of ["tokens", "sessions", "challenges", "oauth_states"])
    await sql`create index ${sql.ref(`${table}_by_expiry`)} on ${sql.table(table)} (expires_at)`.execute(db);
  await sql`create index memberships_by_invitation on memberships (invited_at)
    where joined_at is null`.execute(db), await sql`create index device_grants_by_access_expiry on device_grants (access_expires_at)`.execute(db), await sql`create index device_grants_by_end on device_grants
    ((coalesce(refresh_expires_at, access_expires_at)))`.execute(db);
}

// src/db/migrations/0016-checked-passwords.ts
async function up13(db, dialect) {
  for (let column of ["password_checked_at", "password_pwned_at"])
    await db.schema.alterTable("users").addColumn(column, dialect.integer).execute();
}

// src/db/migrations/0017-accepted-factors.ts
async function up14(db) {
  let projects = await db.selectFrom("projects").select(["project_id", "policies"]).execute();
  for (let { project_id: id, policies } of projects) {
    let { emailFactor, ...others } = JSON.parse(policies);
    if (emailFactor === void 0) continue;
    let after = emailFactor === !1 ? { ...others, mfaFactors: ["totp", "phone"] } : others;
    await db.updateTable("projects").set({ policies: JSON.stringify(after) }).where("project_id", "=", id).execute();
  }
}

// src/db/migrations/0018-webhooks.ts
async function up15(db, dialect) {
  let table = tables(db, dialect);
  await db.schema.alterTable("projects").addColumn("webhooks", dialect.integer).execute(), await table("webhooks", ["project_id", "id"], {
    text: ["name", "url", "events", "auth_username", "sealed", "error"],
    integer: ["sequence", "updated_at", "verifies_tls", "failures"],
    integerOrNull: ["failing_since", "disabled_at"]
  }), await table("webhook_deliveries", ["project_id", "id"], {
    text: ["webhook_id", "payload"],
    textOrNull: ["user_id", "error"],
    integer: ["sequence", "tries", "next_at"],
    integerOrNull: ["dead_at"]
  }), await sql`create index webhook_deliveries_by_turn on webhook_deliveries (next_at, sequence)
    where dead_at is null`.execute(db), await sql`create index webhook_deliveries_by_user on webhook_deliveries (project_id, user_id)`.execute(db), await sql`create index webhook_deliveries_dead on webhook_deliveries (dead_at)
    where dead_at is not null`.execute(db), await sql`create index webhook_deliveries_by_webhook on webhook_deliveries (project_id, webhook_id, id)`.execute(
    db
  );
}

// src/db/migrations/0019-mock-phones.ts
async function up16(db, dialect) {
  await tables(db, dialect)("mock_phones", ["project_id", "phone"], {
    text: ["sealed"],
    integer: ["sequence", "updated_at"]
  });
}

// src/db/migrations/0020-places-of-recovery-codes.ts
async function up17(db, dialect) {
  await db.schema.alterTable("recovery_codes").addColumn("place", dialect.integer).execute();
}

// src/db/migrations/0021-folded-letters.ts
var letters = [
  ["\xE6", "ae"],
  ["\xF0", "d"],
  ["\xF8", "o"],
  ["\xFE", "th"],
  ["\xDF", "ss"],
  ["\u0111", "d"],
  ["\u0127", "h"],
  ["\u0131", "i"],
  ["\u0142", "l"],
  ["\u0153", "oe"],
  ["\u0167", "t"],
  ["\u1C80", "\u0432"],
  ["\u1C81", "\u0434"],
  ["\u1C82", "\u043E"],
  ["\u1C83", "\u0441"],
  ["\u1C84", "\u0442"],
  ["\u1C85", "\u0442"],
  ["\u1C86", "\u044A"],
  ["\u1C87", "\u0463"],
  ["\u1C88", "\uA64B"]
], BLANKS = `	
\v\f\r \u1680\u2028\u2029\uFEFF`;
async function up18(db, { holds }) {
  let isOld = (column) => {
    let each = letters.map(([old]) => holds(sql.ref(column), old));
    return sql`(${sql.join(each, sql` or `)})`;
  };
  for (let [table, words, owner] of [
    ["users", "user_words", "user_id"],
    ["teams", "team_words", "team_id"]
  ]) {
    let [wordTable, id] = [sql.table(words), sql.ref(owner)];
    await sql`insert into ${wordTable} (project_id, word, ${id})
      select project_id, ${typed(sql.ref("word"))}, ${id} from ${wordTable} where ${isOld("word")}
      on conflict do nothing`.execute(db), await sql`delete from ${wordTable} where ${isOld("word")}`.execute(db);
    let name = sql`trim(${typed(sql.ref("name_key"))}, ${BLANKS})`;
    await sql`update ${sql.table(table)} set name_key = ${name}, search = ${typed(sql.ref("search"))}
      where ${isOld("search")} or ${isOld("name_key")} or name_key <> trim(name_key, ${BLANKS})`.execute(db);
  }
}
function typed(text) {
  return letters.reduce(
    (changed, [old, now]) => sql`replace(${changed}, ${sql.lit(old)}, ${sql.lit(now)})`,
    sql`${text}`
  );
}

// src/db/migrations/0022-national-zeros.ts
var AT_ONCE = 1e3;
async function up19(db, _dialect) {
  let last = { project_id: "", id: "" };
  for (; ; ) {
    let { rows } = await sql`select project_id, id, phone from users
      where phone is not null and (project_id, id) > (${last.project_id}, ${last.id})
      order by project_id, id limit ${AT_ONCE}`.execute(db);
    for (let owner of rows) {
      let number = await withoutZero(owner.phone);
      number !== owner.phone && await move(db, owner, number);
    }
    let end = rows.at(-1);
    if (end === void 0) return;
    last = end;
  }
}
async function withoutZero(phone) {
  let { parsePhoneNumberFromString } = await import("./min-5EUSK3WP.js"), parsed = parsePhoneNumberFromString(phone);
  return parsed?.isPossible() && parsed.number.length < phone.length ? withoutZero(parsed.number) : phone;
}
async function move(db, { project_id, id, phone }, number) {
  if (!await claim("phone")) return;
  let [word, words] = [phone.slice(1), number.slice(1)];
  if (await sql`update users set phone = ${number}, search = replace(search, ${` ${word}`}, ${` ${words}`})
    where project_id = ${project_id} and id = ${id}`.execute(db), await sql`delete from user_words
    where project_id = ${project_id} and word = ${word} and user_id = ${id}`.execute(db), await sql`insert into user_words (project_id, word, user_id) values (${project_id}, ${words}, ${id})
    on conflict do nothing`.execute(db), !await claim("target")) return;
  await sql`update targets set identifier = ${number}
    where project_id = ${project_id} and user_id = ${id} and identifier = ${phone}`.execute(db);
  async function claim(kind) {
    let { rows } = await sql`insert into identifiers (project_id, kind, value, user_id)
      values (${project_id}, ${kind}, ${number}, ${id}) on conflict do nothing returning value`.execute(db);
    return rows.length === 0 ? !1 : (await sql`delete from identifiers where project_id = ${project_id} and kind = ${kind}
      and value = ${phone} and user_id = ${id}`.execute(db), !0);
  }
}

// src/db/migrations/0023-endings-of-words.ts
var AT_ONCE2 = 1e3, LETTERS_AT_MOST = 16, UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
async function up20(db, _dialect) {
  for (let [table, words, owner] of [
    ["users", "user_words", "user_id"],
    ["teams", "team_words", "team_id"]
  ]) {
    let last = { project_id: "", id: "" };
    for (; ; ) {
      let { rows } = await sql`select project_id, id, search from ${sql.table(table)}
        where octet_length(search) > length(search) and (project_id, id) > (${last.project_id}, ${last.id})
        order by project_id, id limit ${AT_ONCE2}`.execute(db);
      for (let row of rows) await addEndings(db, row, { table, words, owner });
      let end = rows.at(-1);
      if (end === void 0) break;
      last = end;
    }
  }
}
async function addEndings(db, { project_id, id, search }, { table, words, owner }) {
  let had = new Set(search.split(" ").filter(Boolean)), added = [...new Set([...had].flatMap(endingsOf))].filter((ending) => !had.has(ending));
  if (added.length === 0) return;
  let longer = search + added.map((ending) => ` ${ending}`).join("");
  await sql`update ${sql.table(table)} set search = ${longer}
    where project_id = ${project_id} and id = ${id}`.execute(db);
  for (let ending of added)
    await sql`insert into ${sql.table(words)} (project_id, word, ${sql.ref(owner)})
      values (${project_id}, ${ending}, ${id}) on conflict do nothing`.execute(db);
}
function endingsOf(word) {
  let letters2 = Array.from(word);
  return letters2.flatMap(
    (letter, at) => at > 0 && UNSPACED.test(letter) ? [letters2.slice(at, at + LETTERS_AT_MOST).join("")] : []
  );
}

// src/db/migrations/0026-content-indexes.ts
var contents = {
  users: [
    "sequence",
    "name",
    "labels",
    "prefs",
    "password",
    "mfa_enabled_at",
    "password_checked_at",
    "password_pwned_at"
  ],
  targets: [
    "sequence",
    "provider_type",
    "identifier",
    "name",
    "provider_id",
    "updated_at",
    "expired_at",
    "session_id"
  ],
  sessions: [
    "sequence",
    "secret_hash",
    "provider",
    "provider_uid",
    "factors",
    "device",
    "ip",
    "country",
    "updated_at",
    "expires_at",
    "mfa_updated_at",
    "used_at",
    "provider_tokens",
    "provider_expires_at",
    "refreshing_until"
  ],
  tokens: ["sequence", "kind", "secret_hash", "expires_at", "alias"],
  authenticators: ["sealed", "verified_at", "last_step"],
  recovery_codes: ["sealed", "place"],
  password_history: ["password"],
  identities: ["sequence", "issuer", "tokens", "email_verified_at", "found_by_email_at"],
  profiles: ["username", "updated_at", "email_public_at"],
  teams: ["sequence", "name", "prefs"],
  memberships: [
    "sequence",
    "roles",
    "secret_hash",
    "sent_to",
    "updated_at",
    "invited_at",
    "joined_at",
    "typed"
  ],
  keys: ["created_at", "name", "scopes", "expires_at", "last_used_at"],
  user_keys: [
    "sequence",
    "name",
    "permissions",
    "last_used_ip",
    "last_used_agent",
    "updated_at",
    "revoke_at",
    "revoked_at",
    "last_used_at",
    "factors",
    "lineage",
    "grant_id",
    "maker_id",
    "maker_membership_id",
    "maker_role"
  ],
  device_grants: [
    "sequence",
    "kind",
    "client_id",
    "name",
    "scopes",
    "key_id",
    "family_hash",
    "refresh_hash",
    "access_expires_at",
    "used_at",
    "refresh_expires_at",
    "factors"
  ],
  projects: ["created_at", "name", "policies", "webhooks"],
  providers: ["app_id", "secret", "updated_at", "enabled_at"],
  webhooks: [
    "sequence",
    "name",
    "url",
    "events",
    "auth_username",
    "sealed",
    "error",
    "updated_at",
    "verifies_tls",
    "failures",
    "failing_since",
    "disabled_at"
  ],
  mock_phones: ["sequence", "sealed", "updated_at"],
  seal_keys: ["created_at", "proof"]
};
async function up21(db, dialect) {
  if (dialect.engine === "sqlite")
    for (let [table, columns] of Object.entries(contents)) {
      let listed2 = sql.join(columns.map((column) => sql.ref(column)));
      await sql`create index ${sql.ref(`${table}_content`)} on ${sql.table(table)} (${listed2})`.execute(db);
    }
}

// src/db/migrations/0035-expand-servers.ts
async function up22(db, { engine, text }) {
  engine === "postgres" && await sql`create table schema_servers
    (id ${text} primary key, newest ${text} not null, seen_at timestamptz not null)`.execute(db);
}

// src/db/migrations/0036-kept-counts.ts
async function up23(db, dialect) {
  await tables(db, dialect)("counts", ["project_id", "counted", "lane"], { integer: ["total"] }, ["lane"]);
  for (let counted of ["users", "teams"])
    await sql`insert into counts (project_id, counted, lane, total)
      select project_id, ${sql.lit(counted)}, 0, count(*) from ${sql.table(counted)} group by project_id`.execute(
      db
    );
}

// src/db/migrations/all.ts
var migrations = {
  "0001-directory": up,
  "0002-credentials": up2,
  "0003-sign-in": up3,
  "0004-teams": up4,
  "0005-identities": up5,
  "0006-history": up6,
  "0007-usernames": up7,
  "0008-device-grants": up8,
  "0009-token-aliases": up9,
  "0010-typed-invitees": up10,
  "0011-derived-credentials": up11,
  "0014-expiry": up12,
  "0016-checked-passwords": up13,
  "0017-accepted-factors": up14,
  "0018-webhooks": up15,
  "0019-mock-phones": up16,
  "0020-places-of-recovery-codes": up17,
  "0021-folded-letters": up18,
  "0022-national-zeros": up19,
  "0023-endings-of-words": up20,
  "0026-content-indexes": up21,
  "0035-expand-servers": up22,
  "0036-kept-counts": up23
}, newestMigration = Object.keys(migrations).at(-1) ?? "";

// src/db/migrate.ts
var TABLE = "schema_migrations", LOCK_TABLE = "schema_migrations_lock", PHASE = /^\d{4}-(expand|contract)-/;
function phaseOf(name) {
  return PHASE.exec(name)?.[1];
}
var OlderServersRun = class extends DatabaseRefused {
  name = "OlderServersRun";
  constructor(migration, servers) {
    super(
      `The migration ${migration} does not fit ${servers === 1 ? "a server" : `${servers} servers`} of an older version that still ${servers === 1 ? "runs" : "run"}. Stop ${servers === 1 ? "it" : "them"} first.`
    );
  }
};
async function migrate(db, { dialect, olderServers, list = migrations }) {
  let { applied: applied2, missing, waiting, newer } = await compared(db, list);
  if (missing.length + waiting.length === 0) return [];
  let isNew = applied2 === 0, run = (names2) => runAll(db, newer, up24, names2), up24 = async (tx, name) => {
    let older = isNew || phaseOf(name) === "expand" ? 0 : await olderServers(tx, name);
    if (older > 0) throw new OlderServersRun(name, older);
    await list[name]?.(tx, dialect);
  }, names = Object.keys(list);
  try {
    return await run(names);
  } catch (error) {
    if (!(error instanceof OlderServersRun && waiting.length > 0)) throw error;
    return await run(names.filter((name) => !waiting.includes(name)));
  }
}
async function runAll(db, newer, up24, names) {
  let migrator = new Migrator({
    db,
    migrationTableName: TABLE,
    migrationLockTableName: LOCK_TABLE,
    // One that waited is applied after later ones.
    allowUnorderedMigrations: !0,
    provider: {
      getMigrations: async () => Object.fromEntries([
        // Applied by a newer program: the migrator wants to know all that were.
        ...newer.map((name) => [name, { up: async () => {
        } }]),
        ...names.map((name) => [name, { up: (tx) => up24(tx, name) }])
      ])
    }
  }), { error, results } = await migrator.migrateToLatest();
  if (error) throw error;
  return (results ?? []).map((result) => result.migrationName);
}
async function pending(db, list = migrations) {
  let { newer: _newer, ...state } = await compared(db, list);
  return state;
}
async function compared(db, list) {
  let done = new Set(await applied(db)), newer = [...done].filter((name) => !(name in list)), unfit = newer.filter((name) => phaseOf(name) !== "expand");
  if (unfit.length > 0)
    throw new DatabaseRefused(
      `This database was made by a newer Denizen (it has ${unfit.join(", ")}). Start that version, or restore a backup from before.`
    );
  let names = Object.keys(list).filter((name) => !done.has(name)), canWait = (name) => done.size > 0 && phaseOf(name) === "contract";
  return {
    applied: done.size,
    missing: names.filter((name) => !canWait(name)),
    waiting: names.filter(canWait),
    newer
  };
}
async function tryRead({ db }) {
  await db.selectFrom("projects").select("project_id").limit(1).execute();
}
async function applied(db) {
  let names = (await db.introspection.getTables({ withInternalKyselyTables: !0 })).filter((table) => !table.isView).map((table) => table.name), rows = names.includes(TABLE) ? await db.withTables().selectFrom(TABLE).select("name").execute() : [], others = names.filter((name) => name !== TABLE && name !== LOCK_TABLE);
  if (rows.length === 0 && others.length > 0)
    throw new DatabaseRefused(
      `This database is not Denizen's: it has tables of another program (${others.slice(0, 3).join(", ")}). Name an empty one in DENIZEN_DATABASE.`
    );
  return rows.map((row) => row.name);
}

// src/db/run-transaction.ts
async function runTransaction(handle, work) {
  let last = [], result = await work({ ...handle, beforeCommit: (each) => {
    last.push(each);
  } });
  for (let each of last) await each();
  return result;
}

export {
  Kysely,
  DefaultQueryCompiler,
  CompiledQuery,
  DialectAdapterBase,
  DEFAULT_MIGRATION_TABLE,
  DEFAULT_MIGRATION_LOCK_TABLE,
  createDamage,
  newestMigration,
  OlderServersRun,
  migrate,
  pending,
  tryRead,
  runTransaction
};
