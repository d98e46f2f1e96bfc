package org.groundstation.bench;

/**
 * One line of the results.
 *
 * @param name group and peer or limit, for example {@code job/sql}
 * @param ours what Groundstation took or reached
 * @param peer what the peer took or reached, or the limit
 * @param ratio how many times better ours is
 * @param unit of both
 */
public record Result(String name, double ours, double peer, double ratio, String unit) {
    /** For throughput. */
    public static Result moreIsBetter(String name, double ours, double peer, String unit) {
        return new Result(name, ours, peer, ours / peer, unit);
    }

    /** For time and memory. */
    public static Result lessIsBetter(String name, double ours, double peer, String unit) {
        return new Result(name, ours, peer, peer / ours, unit);
    }
}
