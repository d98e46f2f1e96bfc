package org.groundstation.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;

/**
 * The main class of {@code groundstation.jar}: checks the Java version, then hands over to {@code boot.Boot}. Compiled for
 * Java 8 and without any of our other classes, so that an old JVM can load it and say what is wrong.
 */
public final class Main {
    private static final int OLDEST_JAVA = 17;

    /** Kept for the life of the process: what it loaded holds the lock on the data folder. */
    private static ClassLoader boot;

    private Main() {
    }

    /** Starts the server, or runs the sub-command that the first argument names. */
    public static void main(String[] arguments) throws Exception {
        String tooOld = refusal(System.getProperty("java.specification.version"));
        if (tooOld != null) {
            System.err.println(tooOld);
            System.exit(1);
        }
        URL jar = Main.class.getProtectionDomain().getCodeSource().getLocation();
        boot = new URLClassLoader(new URL[] {new URL("jar:" + jar + "!/boot/")}, Main.class.getClassLoader());
        try {
            boot.loadClass("org.groundstation.server.boot.Boot").getMethod("run", String[].class)
                    .invoke(null, (Object) arguments);
        } catch (InvocationTargetException failed) {
            failed.getCause().printStackTrace(new PrintStream(new FileOutputStream(FileDescriptor.err), true));
            System.exit(1);
        }
    }

    /** What is wrong with that version of Java, in the words of ErrorCode, which an old JVM could not load; null if nothing. */
    static String refusal(String version) {
        if (!version.startsWith("1.") && Integer.parseInt(version) >= OLDEST_JAVA) {
            return null;
        }
        return "GS-6007: this is Java " + version + ", but " + OLDEST_JAVA + " or newer is needed. "
                + "Install it (Debian: apt-get install openjdk-17-jre-headless) and run its java command.";
    }
}
