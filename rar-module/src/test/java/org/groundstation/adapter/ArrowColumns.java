package org.groundstation.adapter;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ViewVarBinaryVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ArrowTypeID;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Columns of every type of Arrow: three rows, of which the second is NULL, and what Python shows of them. */
final class ArrowColumns {
    static final int ROWS = 3;
    private static final String LONG_TEXT = "a text that is longer than a view holds";

    /**
     * @param type as pyarrow names it; null for a column that cannot be sent
     * @param values as Python writes the list of them; null where pyarrow shows none. For a column that cannot be sent, what is said
     */
    record Column(Field field, Consumer<FieldVector> fill, String type, String values) {
        @Override
        public String toString() {
            return field.toString();
        }
    }

    private ArrowColumns() {
    }

    /** At least one for each type. A new one in Arrow's library fails here until it is decided what becomes of it. */
    static List<Column> all() {
        List<Column> columns = new ArrayList<>();
        for (ArrowTypeID type : ArrowTypeID.values()) {
            columns.addAll(of(type));
        }
        return columns;
    }

    static List<Column> of(ArrowTypeID type) {
        return switch (type) {
            case Null -> List.of(column(new ArrowType.Null(), vector -> {}, "null", "[None, None, None]"));
            case Bool -> List.of(column(new ArrowType.Bool(), v -> {
                ((BitVector) v).setSafe(0, 1);
                ((BitVector) v).setSafe(2, 0);
            }, "bool", "[True, None, False]"));
            case Int -> ints();
            case FloatingPoint -> floats();
            case Utf8 -> List.of(column(new ArrowType.Utf8(), v -> {
                ((VarCharVector) v).setSafe(0, bytes("Grüße"));
                ((VarCharVector) v).setSafe(2, bytes(""));
            }, "string", "['Grüße', None, '']"));
            case LargeUtf8 -> List.of(column(new ArrowType.LargeUtf8(), v -> {
                ((LargeVarCharVector) v).setSafe(0, bytes("Grüße"));
                ((LargeVarCharVector) v).setSafe(2, bytes(""));
            }, "large_string", "['Grüße', None, '']"));
            case Utf8View -> List.of(column(new ArrowType.Utf8View(), v -> {
                ((ViewVarCharVector) v).setSafe(0, bytes(LONG_TEXT));
                ((ViewVarCharVector) v).setSafe(2, bytes("short"));
            }, "string_view", "['" + LONG_TEXT + "', None, 'short']"));
            case Binary -> List.of(column(new ArrowType.Binary(), v -> {
                ((VarBinaryVector) v).setSafe(0, new byte[] {0, -1});
                ((VarBinaryVector) v).setSafe(2, new byte[0]);
            }, "binary", "[b'\\x00\\xff', None, b'']"));
            case LargeBinary -> List.of(column(new ArrowType.LargeBinary(), v -> {
                ((LargeVarBinaryVector) v).setSafe(0, new byte[] {0, -1});
                ((LargeVarBinaryVector) v).setSafe(2, new byte[0]);
            }, "large_binary", "[b'\\x00\\xff', None, b'']"));
            case BinaryView -> List.of(column(new ArrowType.BinaryView(), v -> {
                ((ViewVarBinaryVector) v).setSafe(0, bytes(LONG_TEXT));
                ((ViewVarBinaryVector) v).setSafe(2, bytes("short"));
            }, "binary_view", "[b'" + LONG_TEXT + "', None, b'short']"));
            case FixedSizeBinary -> List.of(column(new ArrowType.FixedSizeBinary(2), v -> {
                ((FixedSizeBinaryVector) v).setSafe(0, bytes("ab"));
                ((FixedSizeBinaryVector) v).setSafe(2, bytes("cd"));
            }, "fixed_size_binary[2]", "[b'ab', None, b'cd']"));
            case Decimal -> List.of(column(new ArrowType.Decimal(38, 2, 128), v -> {
                ((DecimalVector) v).setSafe(0, new BigDecimal("9".repeat(36) + ".99"));
                ((DecimalVector) v).setSafe(2, new BigDecimal("-0.01"));
            }, "decimal128(38, 2)", "[Decimal('" + "9".repeat(36) + ".99'), None, Decimal('-0.01')]"),
                    column(new ArrowType.Decimal(5, -2, 128), v -> {
                        ((DecimalVector) v).setSafe(0, 123L);
                        ((DecimalVector) v).setSafe(2, -1L);
                    }, "decimal128(5, -2)", "[Decimal('1.23E+4'), None, Decimal('-1E+2')]"),
                    column(new ArrowType.Decimal(76, 2, 256), v -> {
                        ((Decimal256Vector) v).setSafe(0, new BigDecimal("9".repeat(74) + ".99"));
                        ((Decimal256Vector) v).setSafe(2, new BigDecimal("-0.01"));
                    }, "decimal256(76, 2)", "[Decimal('" + "9".repeat(74) + ".99'), None, Decimal('-0.01')]"));
            case Date -> List.of(column(new ArrowType.Date(DateUnit.DAY), v -> {
                ((DateDayVector) v).setSafe(0, 1);
                ((DateDayVector) v).setSafe(2, -719162);
            }, "date32[day]", "[datetime.date(1970, 1, 2), None, datetime.date(1, 1, 1)]"), column(new ArrowType.Date(DateUnit.MILLISECOND), v -> {
                ((DateMilliVector) v).setSafe(0, 86_400_000L);
                ((DateMilliVector) v).setSafe(2, 0L);
            }, "date64[ms]", "[datetime.date(1970, 1, 2), None, datetime.date(1970, 1, 1)]"));
            case Time -> times();
            case Timestamp -> timestamps();
            case Duration -> durations();
            case Interval -> List.of(column(new ArrowType.Interval(IntervalUnit.YEAR_MONTH), v -> {
                ((IntervalYearVector) v).setSafe(0, 14);
                ((IntervalYearVector) v).setSafe(2, -1);
            }, "month_day_nano_interval",
                    "[MonthDayNano(months=14, days=0, nanoseconds=0), None, MonthDayNano(months=-1, days=0, nanoseconds=0)]"),
                    column(new ArrowType.Interval(IntervalUnit.DAY_TIME), v -> {
                        ((IntervalDayVector) v).setSafe(0, 1, 1000);
                        ((IntervalDayVector) v).setSafe(2, -1, 0);
                    }, "month_day_nano_interval",
                            "[MonthDayNano(months=0, days=1, nanoseconds=1000000000), None, MonthDayNano(months=0, days=-1, nanoseconds=0)]"),
                    column(new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO), v -> {
                        ((IntervalMonthDayNanoVector) v).setSafe(0, 1, 2, 3L);
                        ((IntervalMonthDayNanoVector) v).setSafe(2, -1, 0, Long.MIN_VALUE);
                    }, "month_day_nano_interval", "[MonthDayNano(months=1, days=2, nanoseconds=3), None, "
                            + "MonthDayNano(months=-1, days=0, nanoseconds=-9223372036854775808)]"));
            case Struct -> List.of(new Column(field(new ArrowType.Struct(), integer("a"), field("b", new ArrowType.Utf8())), v -> {
                StructVector struct = (StructVector) v;
                ((IntVector) struct.getChild("a")).setSafe(0, 1);
                ((VarCharVector) struct.getChild("b")).setSafe(0, bytes("x"));
                struct.setIndexDefined(0);
                struct.setNull(1);
                struct.setIndexDefined(2);
            }, "struct<a: int32, b: string>", "[{'a': 1, 'b': 'x'}, None, {'a': None, 'b': None}]"));
            case List -> List.of(new Column(field(new ArrowType.List(), integer("item")), v -> {
                ListVector list = (ListVector) v;
                fillInts((IntVector) list.getDataVector());
                list.startNewValue(0);
                list.endValue(0, 2);
                list.startNewValue(2);
                list.endValue(2, 0);
            }, "list<item: int32>", "[[7, 8], None, []]"), new Column(field(new ArrowType.List(), new Field("item", FieldType.nullable(
                    new ArrowType.List()), List.of(integer("item")))), v -> {
                        ListVector list = (ListVector) v;
                        ListVector inner = (ListVector) list.getDataVector();
                        fillInts((IntVector) inner.getDataVector());
                        inner.startNewValue(0);
                        inner.endValue(0, 1);
                        inner.startNewValue(1);
                        inner.endValue(1, 1);
                        list.startNewValue(0);
                        list.endValue(0, 2);
                        list.startNewValue(2);
                        list.endValue(2, 0);
                    }, "list<item: list<item: int32>>", "[[[7], [8]], None, []]"));
            case LargeList -> List.of(new Column(field(new ArrowType.LargeList(), integer("item")), v -> {
                LargeListVector list = (LargeListVector) v;
                fillInts((IntVector) list.getDataVector());
                list.startNewValue(0);
                list.endValue(0, 2);
                list.startNewValue(2);
                list.endValue(2, 0);
            }, "large_list<item: int32>", "[[7, 8], None, []]"));
            case FixedSizeList -> List.of(new Column(field(new ArrowType.FixedSizeList(2), integer("item")), v -> {
                FixedSizeListVector list = (FixedSizeListVector) v;
                list.startNewValue(0);
                fillInts((IntVector) list.getDataVector());
                list.startNewValue(2);
                ((IntVector) list.getDataVector()).setSafe(4, 9);
                ((IntVector) list.getDataVector()).setNull(5);
            }, "fixed_size_list<item: int32>[2]", "[[7, 8], None, [9, None]]"));
            case ListView -> List.of(listView(new ArrowType.ListView(), "list_view", v -> {
                ListViewVector list = (ListViewVector) v;
                return (row, validity, offset, size) -> {
                    list.setValidity(row, validity);
                    list.setOffset(row, offset);
                    list.setSize(row, size);
                };
            }));
            case LargeListView -> List.of(listView(new ArrowType.LargeListView(), "large_list_view", v -> {
                LargeListViewVector list = (LargeListViewVector) v;
                return (row, validity, offset, size) -> {
                    list.setValidity(row, validity);
                    list.setOffset(row, offset);
                    list.setSize(row, size);
                };
            }));
            case Map -> List.of(new Column(field(new ArrowType.Map(false), new Field("entries", FieldType.notNullable(new ArrowType.Struct()),
                    List.of(new Field("key", FieldType.notNullable(new ArrowType.Utf8()), null), integer("value")))), v -> {
                        MapVector map = (MapVector) v;
                        StructVector entries = (StructVector) map.getDataVector();
                        ((VarCharVector) entries.getChild("key")).setSafe(0, bytes("k"));
                        ((IntVector) entries.getChild("value")).setSafe(0, 1);
                        entries.setIndexDefined(0);
                        map.startNewValue(0);
                        map.endValue(0, 1);
                        map.startNewValue(2);
                        map.endValue(2, 0);
                    }, "map<string, int32>", "[[('k', 1)], None, []]"));
            case Union -> List.of(
                    new Column(new Field("v", FieldType.nullable(new ArrowType.Union(UnionMode.Sparse, new int[] {0})), List.of(integer("a"))), v -> {},
                            null, "column 'v' is a union"),
                    new Column(new Field("v", FieldType.nullable(new ArrowType.Union(UnionMode.Dense, new int[] {0})), List.of(integer("a"))), v -> {},
                            null, "column 'v' is a union"),
                    new Column(field(new ArrowType.List(), new Field("item", FieldType.nullable(new ArrowType.Union(UnionMode.Sparse, new int[] {0})),
                            List.of(integer("a")))), v -> {}, null, "column 'v' holds a union"));
            case RunEndEncoded -> List.of(new Column(new Field("v", FieldType.notNullable(new ArrowType.RunEndEncoded()), List.of(
                    new Field("run_ends", FieldType.notNullable(new ArrowType.Int(32, true)), null), integer("values"))), v -> {},
                    null, "column 'v' is a run-end encoded column"));
            case NONE -> List.of(); // no column has it
        };
    }

    /** Sets a row of a vector whose lists have an offset and a size each. */
    private interface ListSetter {
        void set(int row, int validity, int offset, int size);
    }

    private static Column listView(ArrowType type, String name, Function<FieldVector, ListSetter> setter) {
        return new Column(field(type, integer("item")), v -> {
            fillInts((IntVector) v.getChildrenFromFields().get(0));
            ListSetter lists = setter.apply(v);
            lists.set(0, 1, 0, 2);
            lists.set(1, 0, 0, 0);
            lists.set(2, 1, 1, 1);
        }, name + "<item: int32>", "[[7, 8], None, [8]]");
    }

    private static List<Column> ints() {
        return List.of(column(new ArrowType.Int(8, true), v -> {
            ((TinyIntVector) v).setSafe(0, -128);
            ((TinyIntVector) v).setSafe(2, 127);
        }, "int8", "[-128, None, 127]"), column(new ArrowType.Int(16, true), v -> {
            ((SmallIntVector) v).setSafe(0, -32768);
            ((SmallIntVector) v).setSafe(2, 32767);
        }, "int16", "[-32768, None, 32767]"), column(new ArrowType.Int(32, true), v -> {
            ((IntVector) v).setSafe(0, Integer.MIN_VALUE);
            ((IntVector) v).setSafe(2, Integer.MAX_VALUE);
        }, "int32", "[-2147483648, None, 2147483647]"), column(new ArrowType.Int(64, true), v -> {
            ((BigIntVector) v).setSafe(0, Long.MIN_VALUE);
            ((BigIntVector) v).setSafe(2, (1L << 53) + 1);
        }, "int64", "[-9223372036854775808, None, 9007199254740993]"), column(new ArrowType.Int(8, false), v -> {
            ((UInt1Vector) v).setSafe(0, 255);
            ((UInt1Vector) v).setSafe(2, 0);
        }, "uint8", "[255, None, 0]"), column(new ArrowType.Int(16, false), v -> {
            ((UInt2Vector) v).setSafe(0, 65535);
            ((UInt2Vector) v).setSafe(2, 0);
        }, "uint16", "[65535, None, 0]"), column(new ArrowType.Int(32, false), v -> {
            ((UInt4Vector) v).setSafe(0, -1);
            ((UInt4Vector) v).setSafe(2, 0);
        }, "uint32", "[4294967295, None, 0]"), column(new ArrowType.Int(64, false), v -> {
            ((UInt8Vector) v).setSafe(0, -1L);
            ((UInt8Vector) v).setSafe(2, 0L);
        }, "uint64", "[18446744073709551615, None, 0]"));
    }

    private static List<Column> floats() {
        return List.of(column(new ArrowType.FloatingPoint(FloatingPointPrecision.HALF), v -> {
            ((Float2Vector) v).setSafeWithPossibleTruncate(0, 1.5f);
            ((Float2Vector) v).setSafeWithPossibleTruncate(2, -0.25f);
        }, "halffloat", "[1.5, None, -0.25]"), column(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE), v -> {
            ((Float4Vector) v).setSafe(0, Float.POSITIVE_INFINITY);
            ((Float4Vector) v).setSafe(2, 0.5f);
        }, "float", "[inf, None, 0.5]"), column(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE), v -> {
            ((Float8Vector) v).setSafe(0, Double.NaN);
            ((Float8Vector) v).setSafe(2, 0.1);
        }, "double", "[nan, None, 0.1]"));
    }

    private static List<Column> times() {
        return List.of(column(new ArrowType.Time(TimeUnit.SECOND, 32), v -> {
            ((TimeSecVector) v).setSafe(0, 86_399);
            ((TimeSecVector) v).setSafe(2, 0);
        }, "time32[s]", "[datetime.time(23, 59, 59), None, datetime.time(0, 0)]"), column(new ArrowType.Time(TimeUnit.MILLISECOND, 32), v -> {
            ((TimeMilliVector) v).setSafe(0, 1);
            ((TimeMilliVector) v).setSafe(2, 0);
        }, "time32[ms]", "[datetime.time(0, 0, 0, 1000), None, datetime.time(0, 0)]"), column(new ArrowType.Time(TimeUnit.MICROSECOND, 64), v -> {
            ((TimeMicroVector) v).setSafe(0, 1L);
            ((TimeMicroVector) v).setSafe(2, 0L);
        }, "time64[us]", "[datetime.time(0, 0, 0, 1), None, datetime.time(0, 0)]"), column(new ArrowType.Time(TimeUnit.NANOSECOND, 64), v -> {
            ((TimeNanoVector) v).setSafe(0, 1000L);
            ((TimeNanoVector) v).setSafe(2, 0L);
        }, "time64[ns]", "[datetime.time(0, 0, 0, 1), None, datetime.time(0, 0)]"));
    }

    private static List<Column> timestamps() {
        List<Column> columns = new ArrayList<>();
        long perSecond = 1;
        for (TimeUnit unit : List.of(TimeUnit.SECOND, TimeUnit.MILLISECOND, TimeUnit.MICROSECOND, TimeUnit.NANOSECOND)) {
            long second = perSecond;
            for (String zone : new String[] {null, "UTC", "America/New_York"}) {
                // pyarrow shows nanoseconds as pandas.Timestamp
                String python = zone == null ? "" : ", tzinfo=zoneinfo.ZoneInfo(key='" + zone + "')";
                boolean west = "America/New_York".equals(zone);
                columns.add(column(new ArrowType.Timestamp(unit, zone), v -> {
                    ((TimeStampVector) v).setSafe(0, 86_400 * second);
                    ((TimeStampVector) v).setSafe(2, -second);
                }, "timestamp[" + List.of("s", "ms", "us", "ns").get(unit.ordinal()) + (zone == null ? "" : ", tz=" + zone) + "]",
                        unit == TimeUnit.NANOSECOND ? null : "[datetime.datetime(1970, 1, " + (west ? "1, 19" : "2, 0") + ", 0" + python
                                + "), None, datetime.datetime(1969, 12, 31, " + (west ? 18 : 23) + ", 59, 59" + python + ")]"));
            }
            perSecond *= 1000;
        }
        return columns;
    }

    private static List<Column> durations() {
        List<Column> columns = new ArrayList<>();
        long perSecond = 1;
        for (TimeUnit unit : List.of(TimeUnit.SECOND, TimeUnit.MILLISECOND, TimeUnit.MICROSECOND, TimeUnit.NANOSECOND)) {
            long second = perSecond;
            columns.add(column(new ArrowType.Duration(unit), v -> {
                ((DurationVector) v).setSafe(0, 86_400 * second);
                ((DurationVector) v).setSafe(2, 0L);
            }, "duration[" + List.of("s", "ms", "us", "ns").get(unit.ordinal()) + "]",
                    unit == TimeUnit.NANOSECOND ? null : "[datetime.timedelta(days=1), None, datetime.timedelta(0)]"));
            perSecond *= 1000;
        }
        return columns;
    }

    private static Column column(ArrowType type, Consumer<FieldVector> fill, String name, String values) {
        return new Column(field(type), fill, name, values);
    }

    static Field field(ArrowType type, Field... children) {
        return new Field("v", FieldType.nullable(type), List.of(children));
    }

    private static Field field(String name, ArrowType type) {
        return new Field(name, FieldType.nullable(type), null);
    }

    static Field integer(String name) {
        return field(name, new ArrowType.Int(32, true));
    }

    private static void fillInts(IntVector vector) {
        vector.setSafe(0, 7);
        vector.setSafe(1, 8);
        vector.setValueCount(2);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
