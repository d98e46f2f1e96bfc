package org.groundstation.batch.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SqlType;
import org.groundstation.api.TableJob;
import org.groundstation.api.columnar.type.JdbcColumn;
import org.groundstation.batch.database.Column;
import org.groundstation.batch.database.Dialect;
import org.groundstation.batch.database.Table;
import org.groundstation.batch.database.TableMetadata;
import org.groundstation.batch.database.TableName;
import org.groundstation.batch.rows.KeyOrder;
import org.groundstation.batch.rows.KeyedQuery;

/**
 * The table that a job reads, with the statements that read it. Immutable.
 *
 * @param key its columns
 * @param order what pages and sorts
 * @param codec for its values
 * @param select columns and table, ready for a where clause; columns are labelled as the job names them
 * @param selectKey the same for the columns of the key only
 * @param condition that rows must meet to be read, or null
 */
record SourceTable(Table table, List<Column> key, KeyOrder order, KeyTuple codec, String select, String selectKey, String condition) {
    /** Statements name the table so: a bare name in an {@code order by} would be a label, behind which there may be another type. */
    private static final String ALIAS = "gs_source";
    private static final String TARGET = "gs_target";
    private static final String ROWS = "gs_rows";
    private static final int MICROSECONDS = 6;
    private static final JdbcColumn NUMBER = new JdbcColumn(Types.BIGINT, "bigint", 0, 0);

    /**
     * Finds the table and its columns.
     *
     * @throws GroundstationException {@link ErrorCode#TABLE_NOT_FOUND}, {@link ErrorCode#COLUMN_NOT_FOUND},
     *         {@link ErrorCode#KEY_TYPE_UNSUPPORTED}, {@link ErrorCode#SQL_TYPE_UNSUPPORTED}
     */
    static SourceTable find(Connection connection, Dialect dialect, TableJob job) throws SQLException {
        Table found = new TableMetadata(connection, dialect).find(job.source())
                .orElseThrow(() -> new GroundstationException(ErrorCode.TABLE_NOT_FOUND, job.source()));
        Table table = job.numbered() ? numbered(found, job.key(), dialect) : found;
        List<Column> key = job.keyColumns().stream().map(table::column).toList();
        List<KeyCodec> codecs = key.stream().map(column -> column.type().flatMap(KeyCodec::of)
                .filter(exact -> column.comparison().isPresent() && isExact(column)).orElseThrow(
                        () -> new GroundstationException(ErrorCode.KEY_TYPE_UNSUPPORTED, column.name(), job.source(), typeOf(column))))
                .toList();
        KeyOrder order = new KeyOrder(key.stream().map(column -> column.comparison().orElseThrow().of(ALIAS + "." + dialect.quote(column.name()))).toList(),
                dialect.comparesRows());
        String from = " from " + table.sql() + " " + ALIAS;
        return new SourceTable(table, key, order, new KeyTuple(job.keyColumns(), codecs),
                "select " + columns(labels(table, dialect, job), table, dialect, job) + from,
                "select " + columns(job.keyColumns(), table, dialect, job) + from,
                job.onlyWithoutResult() ? withoutResult(connection, dialect, job, key) : null);
    }

    /** The rows of a range that are not written yet, in key order. */
    KeyedQuery query(KeyRange range) {
        return new KeyedQuery(select, condition, order, codec.decode(range.position()), codec.decode(range.upper()));
    }

    /** Of the rows that are read, those that meet a further condition; empty text for all of them. */
    String where(String further) {
        String all = condition == null ? further : further.isEmpty() ? condition : condition + " and " + further;
        return all.isEmpty() ? "" : " where " + all;
    }

    /** Table and alias, for a statement of one's own that goes by the {@link #order}. */
    String from() {
        return " from " + table.sql() + " " + ALIAS;
    }

    /** The same rows with a number each, which holds for one statement. */
    private static Table numbered(Table table, String number, Dialect dialect) {
        if (table.find(number).isPresent()) {
            throw new GroundstationException(ErrorCode.JOB_INVALID, "'" + table.label() + "' has a column '" + number
                    + "': number its rows under another name, or take the column for the key");
        }
        List<Column> columns = new ArrayList<>();
        columns.add(Column.listed(number, NUMBER, false, true));
        columns.addAll(table.columns());
        return new Table(table.label(), table.name(), "(select row_number() over () as " + dialect.quote(number) + ", " + ROWS + ".* from " + table.sql() + " "
                + ROWS + ")", columns);
    }

    private static String columns(List<String> labels, Table table, Dialect dialect, TableJob job) {
        return labels.stream().map(label -> column(table, label, dialect, job)).collect(Collectors.joining(", "));
    }

    /** A table that the job is yet to make has its columns under the names that the database folds. */
    private static String withoutResult(Connection connection, Dialect dialect, TableJob job, List<Column> key) throws SQLException {
        TableName name = TableName.parse(job.target(), dialect).orElseThrow(() -> new GroundstationException(ErrorCode.TARGET_MISMATCH, job.target(),
                "this is not the name of a table"));
        Optional<Table> target = new TableMetadata(connection, dialect).find(job.target());
        List<String> same = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            String label = job.keyColumns().get(i);
            String there = target.flatMap(table -> table.find(label)).map(Column::name).orElse(dialect.fold(label));
            same.add(TARGET + "." + dialect.quote(there) + " = " + dialect.asResult(ALIAS + "." + dialect.quote(key.get(i).name()), key.get(i)));
        }
        return "not exists (select 1 from " + name.sql(dialect) + " " + TARGET + " where " + String.join(" and ", same) + ")";
    }

    private static List<String> labels(Table table, Dialect dialect, TableJob job) {
        List<String> labels = new ArrayList<>();
        if (job.columns().isEmpty()) {
            table.columns().forEach(column -> labels.add(job.keyColumns().stream().filter(column.name()::equalsIgnoreCase).findFirst()
                    .orElseGet(() -> plain(column.name(), dialect))));
        } else {
            labels.addAll(job.keyColumns());
            job.columns().stream().filter(name -> !job.isKey(name)).forEach(labels::add);
        }
        return labels;
    }

    /** Names that need no quotes are lower case to the script on every database, also where they are stored in upper case. */
    private static String plain(String name, Dialect dialect) {
        return name.equals(dialect.fold(name)) ? name.toLowerCase(Locale.ROOT) : name;
    }

    private static String column(Table table, String label, Dialect dialect, TableJob job) {
        Column column = table.column(label);
        if (column.type().isEmpty()) {
            throw new GroundstationException(ErrorCode.SQL_TYPE_UNSUPPORTED, label, column.typeName() + (job.columns().isEmpty()
                    ? ", and is read because the job lists no columns" : ", and is one of the columns that the job lists"));
        }
        return column.selected(dialect) + " as " + dialect.quote(label);
    }

    /** Batches carry microseconds; a finer key would be cut, and rows would be scored twice. */
    private static boolean isExact(Column key) {
        SqlType.Kind kind = key.type().orElseThrow().kind();
        return kind != SqlType.Kind.TIMESTAMP && kind != SqlType.Kind.TIMESTAMP_TZ || key.jdbc().scale() <= MICROSECONDS;
    }

    private static String typeOf(Column key) {
        boolean tooFine = key.type().flatMap(KeyCodec::of).isPresent() && !isExact(key);
        return key.typeName() + (tooFine ? "(" + key.jdbc().scale() + ")" : "");
    }
}
