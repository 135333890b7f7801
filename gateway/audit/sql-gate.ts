import type { DuckDBConnection } from '@duckdb/node-api';
import { quote } from '../../compiler/bundle/quote.ts';
import { gatewayError } from '../errors.ts';
import { views } from './sql.ts';

/** Cap on a question: parsing is not bounded by the limits of the database. */
const sqlCharsMax = 64 * 1024;

/** Levels of the parsed tree, which costs about three for each level of the question. */
const treeDepthMax = 300;

/**
 * Functions that a question may call, as scalars or as tables. A list of what is allowed, because a
 * database gains functions with every release: none of these reads a file, a setting or the
 * environment, runs text as SQL, or makes a large value out of a small one.
 */
const functions: ReadonlySet<string> = new Set(
  `count count_star count_if sum avg min max any_value first last arg_min arg_max min_by max_by list
  array_agg string_agg mode median quantile quantile_cont quantile_disc approx_count_distinct
  approx_quantile stddev variance bool_and bool_or histogram
  row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
  lower upper length strlen len trim ltrim rtrim left right substring substr replace reverse concat
  concat_ws split_part string_split str_split starts_with prefix ends_with suffix contains position
  strpos instr regexp_matches regexp_extract regexp_replace regexp_full_match
  regexp_extract_all like_escape
  not_like_escape ilike_escape not_ilike_escape levenshtein md5 sha256 hex unhex
  now get_current_timestamp today current_date date_trunc datetrunc date_part datepart date_diff
  datediff date_add strftime strptime make_date make_timestamp year month day hour minute second
  timezone dayofweek dayname monthname epoch epoch_ms epoch_us to_years to_months to_weeks to_days to_hours
  to_minutes to_seconds to_milliseconds age time_bucket last_day
  abs round floor ceil ceiling sign trunc sqrt ln log log10 exp pow power mod greatest least nullif
  ifnull coalesce
  unnest list_value list_contains array_contains list_has list_concat list_distinct list_sort
  list_extract array_extract list_slice array_slice list_transform list_filter list_position
  list_has_any list_has_all array_length array_to_string flatten struct_pack struct_extract row
  range generate_series
  json_extract json_extract_string json_extract_path json_extract_path_text json_valid json_type
  json_array_length json_keys json_contains
  typeof
  + - * ** ^ / // % || ~~~ ~~ !~~ ~~* !~~* -> ->> ^@ ! @`.split(/\s+/),
);

/** Kinds of expression. No parameter, no default. */
const classes: ReadonlySet<string> = new Set(
  `CONSTANT COLUMN_REF FUNCTION COMPARISON CONJUNCTION OPERATOR CAST CASE BETWEEN SUBQUERY STAR WINDOW
  LAMBDA COLLATE POSITIONAL_REFERENCE`.split(/\s+/),
);

/** Kinds of everything else in the tree. No SHOW, no pivot, no recursion, no insert. */
const nodes: ReadonlySet<string> = new Set(
  `SELECT_NODE SET_OPERATION_NODE CTE_NODE BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EMPTY
  EXPRESSION_LIST ORDER_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER DISTINCT_MODIFIER
  ORDER_DEFAULT ASCENDING DESCENDING LIST_TYPE_INFO DECIMAL_TYPE_INFO STRING_TYPE_INFO`.split(
    /\s+/,
  ),
);

/** A name that cannot be taken for a file. */
const plainName = /^[a-z_][a-z0-9_]*$/i;

type Node = Readonly<Record<string, unknown>>;

/**
 * Lets through exactly one SELECT over the views, with known functions and nothing else. It judges
 * the tree that the database's own parser made, never the text. Throws SENTRELY_ERR_AUDIT_QUERY.
 * The settings of the database refuse most of the same again; neither is enough alone.
 */
export async function checkQuestion(connection: DuckDBConnection, sql: string): Promise<void> {
  if (sql.length > sqlCharsMax) throw refused(`found a question of ${sql.length} characters`);
  const statements = await parse(connection, sql);
  if (statements.length !== 1) throw refused(`found ${statements.length} statements, expected one`);
  const { count } = await connection.extractStatements(sql);
  if (count !== 1) throw refused(`found ${count} statements, expected one`);
  const names = new Set(views.keys());
  collectNames(statements[0], names, 0);
  judge(statements[0], names, 0);
}

async function parse(connection: DuckDBConnection, sql: string): Promise<readonly unknown[]> {
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
  const parsed = JSON.parse(String(reader.getRows()[0]?.[0])) as {
    error_type?: string;
    error_message?: string;
    statements?: readonly unknown[];
  };
  if (parsed.error_type === 'not implemented') throw refused('found no SELECT');
  if (parsed.statements === undefined) throw refused(parsed.error_message ?? 'found no question');
  return parsed.statements;
}

/** Names that the question gives to parts of itself; a name that could be a file's is not one. */
function collectNames(value: unknown, names: Set<string>, depth: number): void {
  for (const [key, member] of members(value, depth)) {
    if (key === 'cte_map') {
      const entries = (member as { map?: readonly { key?: unknown }[] }).map ?? [];
      for (const { key: name } of entries) {
        if (typeof name === 'string' && plainName.test(name)) names.add(name.toLowerCase());
      }
    }
    collectNames(member, names, depth + 1);
  }
}

function judge(value: unknown, names: ReadonlySet<string>, depth: number): void {
  if (isNode(value)) judgeNode(value, names);
  if (isNode(value) && value['class'] === 'CONSTANT') return;
  for (const [, member] of members(value, depth)) judge(member, names, depth + 1);
}

function judgeNode(node: Node, names: ReadonlySet<string>): void {
  const { class: expression, type, function_name: called, table_name: table } = node;
  if (typeof expression === 'string') {
    if (!classes.has(expression)) throw refused(`found ${quote(expression)}`);
  } else if (typeof type === 'string' && !nodes.has(type)) {
    throw refused(`found ${quote(type)}, expected a plain SELECT`);
  }
  if (called !== undefined && !isKnownFunction(called)) {
    throw refused(`found the function ${quoted(called)}`);
  }
  if (table !== undefined && !isKnownTable(node, names)) {
    throw refused(`found the table ${quoted(table)}`);
  }
}

function isKnownFunction(name: unknown): boolean {
  return typeof name === 'string' && functions.has(name.toLowerCase());
}

function isKnownTable(node: Node, names: ReadonlySet<string>): boolean {
  const { table_name: table, schema_name: schema, catalog_name: catalog } = node;
  if (schema !== '' || catalog !== '') return false;
  return typeof table === 'string' && names.has(table.toLowerCase());
}

function members(value: unknown, depth: number): readonly [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [];
  if (depth > treeDepthMax) throw refused('found too many levels of nesting');
  return Object.entries(value);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? quote(value) : 'without a name';
}

function refused(found: string) {
  return gatewayError('SENTRELY_ERR_AUDIT_QUERY', found);
}
