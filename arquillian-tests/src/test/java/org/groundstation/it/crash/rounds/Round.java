package org.groundstation.it.crash.rounds;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * One round as it was drawn.
 *
 * @param seconds how long the job lasts without trouble, about
 */
record Round(int number, long seed, Trouble trouble, Database database, Moment moment, KeyShape key, int rows, int partitions, int chunkRows, int seconds) {
    private static final int[] ROWS = {2_000, 3_000, 4_000};

    /** A trouble on a database where it can happen. */
    record Case(Trouble trouble, Database database) {
    }

    /** Everything that can happen, in the order in which rounds take turns. */
    static List<Case> cases() {
        return Stream.of(Trouble.values()).flatMap(trouble -> Stream.of(Database.values()).filter(trouble::isOn)
                .map(database -> new Case(trouble, database))).toList();
    }

    /** Draws the round of that number. */
    static Round draw(long seed, int number) {
        List<Case> cases = cases();
        Case of = cases.get(number % cases.size());
        List<Case> here = cases.stream().filter(other -> other.database() == of.database()).toList();
        return draw(seed, number, of, number / cases.size() * here.size() + here.indexOf(of));
    }

    /** @param turn how many rounds there were on the database before, so that moments and keys come in turn */
    static Round draw(long seed, int number, Case of, int turn) {
        Random random = new Random(seed + number);
        random.nextLong(); // neighbouring seeds begin alike
        List<Moment> moments = Stream.of(Moment.values()).filter(moment -> moment.isOn(of.database())).toList();
        List<KeyShape> keys = Stream.of(KeyShape.values()).filter(key -> key.isOn(of.database())).toList();
        return new Round(number, seed, of.trouble(), of.database(), inTurn(moments, seed, turn), inTurn(keys, ~seed, turn),
                ROWS[random.nextInt(ROWS.length)], 1 + random.nextInt(5), 20 + random.nextInt(81), 2 + random.nextInt(4));
    }

    /** All of them in an order of the seed, then all of them in another one. */
    private static <T> T inTurn(List<T> all, long seed, int turn) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(seed * 31 + turn / all.size()));
        return shuffled.get(turn % all.size());
    }

    /** For what happens inside of the round. */
    Random random() {
        return new Random(~(seed + number));
    }

    String source() {
        return "src_" + key.name().toLowerCase(Locale.ROOT) + "_" + rows;
    }

    String target() {
        return "tgt_" + number;
    }

    List<KeyShape.Part> parts() {
        return key.parts(database, rows);
    }

    /** What the job does, as the API takes it. */
    Map<String, Object> job() {
        List<String> columns = new ArrayList<>();
        List<String> results = new ArrayList<>();
        for (KeyShape.Part part : parts()) {
            columns.add("\"" + part.name() + "\": InputDataSet[\"" + part.name() + "\"]");
            results.add(part.name() + " " + part.result() + " not null");
        }
        double pause = Math.max(0.002, (double) seconds * partitions * chunkRows / rows);
        String script = "import time\ntime.sleep(%s)\nOutputDataSet = pandas.DataFrame({%s, \"score\": InputDataSet[\"n\"] * 31 + 7})\n"
                .formatted(pause, String.join(", ", columns));
        return Map.of("name", "crash round " + number, "source", source(), "key", parts().stream().map(KeyShape.Part::name).toList(), "target", target(),
                "result", String.join(", ", results) + ", score bigint not null", "partitions", partitions, "chunkRows", chunkRows, "script", script);
    }

    @Override
    public String toString() {
        return "round %d: %s on %s, %s, key %s, %d rows, %d partitions, chunks of %d".formatted(number, trouble, database, moment, key, rows, partitions,
                chunkRows);
    }
}
