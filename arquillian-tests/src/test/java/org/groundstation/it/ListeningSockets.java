package org.groundstation.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The TCP sockets that a process listens on, from Linux's {@code /proc}. */
final class ListeningSockets {
    private static final String LISTEN = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private ListeningSockets() {
    }

    /** Addresses and ports, for example {@code 127.0.0.1:8080}; an IPv4 address on an IPv6 socket is shown as IPv4. */
    static List<String> of(long pid) {
        Set<String> inodes = socketInodes(pid);
        List<String> found = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : lines(Path.of("/proc/net", table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields[STATE].equals(LISTEN) && inodes.contains(fields[INODE])) {
                    found.add(readable(fields[LOCAL_ADDRESS]));
                }
            }
        }
        return found;
    }

    private static Set<String> socketInodes(long pid) {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path file : files.toList()) {
                String target = target(file);
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return inodes;
    }

    private static String target(Path file) throws IOException {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (NoSuchFileException closedMeanwhile) {
            return "";
        }
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table).stream().skip(1).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** @param hex words of four bytes in little-endian order, a colon, the port */
    private static String readable(String hex) {
        String[] addressAndPort = hex.split(":");
        String last = addressAndPort[0].substring(addressAndPort[0].length() - 8);
        byte[] bytes = HexFormat.of().parseHex(last);
        String prefix = addressAndPort[0].length() == 8 || addressAndPort[0].startsWith("0000000000000000FFFF0000") ? ""
                : addressAndPort[0] + "/";
        return prefix + (bytes[3] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[0] & 0xff) + ":"
                + Integer.parseInt(addressAndPort[1], 16);
    }
}
