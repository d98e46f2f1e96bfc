package org.groundstation.batch.database;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.groundstation.api.columnar.type.JdbcColumn;

/** What tables a database has, from JDBC metadata. Not thread-safe. */
public final class TableMetadata {
    private static final Set<String> READABLE = Set.of("TABLE", "BASE TABLE", "VIEW", "PARTITIONED TABLE",
            "MATERIALIZED VIEW", "FOREIGN TABLE");

    private final DatabaseMetaData metadata;
    private final Connection connection;
    private final Dialect dialect;

    public TableMetadata(Connection connection, Dialect dialect) throws SQLException {
        this.connection = connection;
        this.metadata = connection.getMetaData();
        this.dialect = dialect;
    }

    /** The table or view of that name; without a schema, in the connection's own. */
    public Optional<Table> find(String label) throws SQLException {
        Optional<TableName> parsed = TableName.parse(label, dialect);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        String schema = parsed.get().schema() == null ? connection.getSchema() : parsed.get().schema();
        TableName name = new TableName(schema, parsed.get().table());
        if (!exists(name)) {
            return Optional.empty();
        }
        return Optional.of(new Table(label, name, name.sql(dialect), dialect.columns(connection, name, columns(name))));
    }

    /**
     * Whether JDBC's metadata has a primary key or a unique index over some of the columns and no others. Of some databases it has too
     * much for a proof: see {@link Dialect#isUnique}.
     */
    public boolean isUnique(Table table, List<Column> columns) throws SQLException {
        Map<String, Set<String>> indexes = new HashMap<>();
        try (ResultSet rows = metadata.getPrimaryKeys(null, table.name().schema(), table.name().table())) {
            while (rows.next()) {
                indexes.computeIfAbsent("primary key", name -> new HashSet<>()).add(rows.getString("COLUMN_NAME"));
            }
        }
        try (ResultSet rows = metadata.getIndexInfo(null, table.name().schema(), table.name().table(), true, true)) {
            while (rows.next()) {
                if (rows.getString("FILTER_CONDITION") == null && rows.getString("COLUMN_NAME") != null) {
                    indexes.computeIfAbsent("index " + rows.getString("INDEX_NAME"), name -> new HashSet<>())
                            .add(rows.getString("COLUMN_NAME"));
                }
            }
        }
        Set<String> names = columns.stream().map(Column::name).collect(Collectors.toSet());
        return indexes.values().stream().anyMatch(names::containsAll);
    }

    private boolean exists(TableName name) throws SQLException {
        try (ResultSet rows = metadata.getTables(null, pattern(name.schema()), pattern(name.table()), null)) {
            while (rows.next()) {
                if (READABLE.contains(rows.getString("TABLE_TYPE"))) {
                    return true;
                }
            }
            return false;
        }
    }

    private List<Column> columns(TableName name) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (ResultSet rows = metadata.getColumns(null, pattern(name.schema()), pattern(name.table()), null)) {
            while (rows.next()) {
                boolean filled = rows.getString("COLUMN_DEF") != null || "YES".equals(rows.getString("IS_AUTOINCREMENT"))
                        || "YES".equals(rows.getString("IS_GENERATEDCOLUMN"));
                JdbcColumn type = new JdbcColumn(rows.getInt("DATA_TYPE"), rows.getString("TYPE_NAME"), rows.getInt("COLUMN_SIZE"),
                        rows.getInt("DECIMAL_DIGITS"));
                columns.add(Column.listed(rows.getString("COLUMN_NAME"), type, rows.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls, filled));
            }
        }
        return columns;
    }

    private String pattern(String name) throws SQLException {
        String escape = metadata.getSearchStringEscape();
        return name == null ? null
                : name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
    }
}
