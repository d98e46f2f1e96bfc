package org.groundstation.batch.h2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingSqlTest {
    @ParameterizedTest
    @ValueSource(strings = {"select 1", " ( SELECT 1)", "values (1)", "with a as (select 1) select * from a", "table t", "show tables",
        "explain select 1", "/* from t for update */ select 1", "select 'for update; delete', \"old table\" from t -- nextval", "select 1;",
        "select next_value, nextvalue from t"})
    void reads(String sql) {
        assertThat(ReadingSql.is(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "insert into t values (1)", "call write(1)", "{call write(1)}", "selected", "commit", "analyze",
        "select * from t for /* all */\nUpdate", "select next value for s", "select NextVal('s')", "select s.nextval",
        "select * from final table (insert into t values (1))", "select 1; delete from t", "explain analyze delete from t",
        "select $$'$$; delete from t -- '"})
    void mayWrite(String sql) {
        assertThat(ReadingSql.is(sql)).isFalse();
    }
}
