package org.groundstation.it.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.groundstation.it.ServerProcess;

/** WildFly: it watches a folder, where marker files say what it has done and what to do. */
final class WildFlyServer extends RunningServer {
    private static final List<String> DEPLOYED = List.of("groundstation.rar", Application.NAME + ".war");

    private final Path base = work.resolve("standalone");
    private final Path deployments = base.resolve("deployments");
    private final Path output = work.resolve("console.log");
    private final int managementPort = ServerProcess.freePort();
    private Process process;

    WildFlyServer(Path home, Path work) {
        super(home, work);
        copy(home.resolve("standalone"), base);
        for (String name : PEOPLE) {
            run(List.of(home.resolve("bin/add-user.sh").toString(), "-a", "-s", "-u", name, "-p", password(name), "-g", ROLE,
                    "-sc", base.resolve("configuration").toString()));
        }
    }

    @Override
    void start(List<String> jvmOptions) {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/standalone.sh").toString(), "-b", "127.0.0.1", "-bmanagement", "127.0.0.1",
                "-Djboss.server.base.dir=" + base, "-Djboss.http.port=" + port, "-Djboss.https.port=" + ServerProcess.freePort(),
                "-Djboss.management.http.port=" + managementPort, "-Djboss.management.https.port=" + ServerProcess.freePort());
        builder.environment().put("PREPEND_JAVA_OPTS", String.join(" ", jvmOptions));
        process = begin(output, builder);
        await("the start of WildFly", () -> log().contains("WFLYSRV0025") || log().contains("WFLYSRV0026") || !process.isAlive());
    }

    /** Below the script that starts it. */
    @Override
    ProcessHandle jvm() {
        return process == null ? null : process.descendants().filter(child -> child.info().command().orElse("").endsWith("/java")).findFirst()
                .orElse(process.toHandle());
    }

    @Override
    void deploy(Path adapter, Path application) {
        place(adapter, deployments.resolve(DEPLOYED.get(0)));
        place(application, deployments.resolve(DEPLOYED.get(1)));
        DEPLOYED.forEach(name -> write(marker(name, "dodeploy"), ""));
        for (String name : DEPLOYED) {
            await("the deployment of " + name, () -> Files.exists(marker(name, "deployed")) || Files.exists(marker(name, "failed")));
            refuse(Files.exists(marker(name, "failed")), name);
        }
    }

    @Override
    void undeploy() {
        for (String name : List.of(DEPLOYED.get(1), DEPLOYED.get(0))) {
            try {
                Files.delete(marker(name, "deployed"));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            await("the end of " + name, () -> Files.exists(marker(name, "undeployed")));
        }
    }

    @Override
    void askToStop() {
        jvm().destroy();
    }

    @Override
    Path logFile() {
        return output;
    }

    private Path marker(String name, String state) {
        return deployments.resolve(name + "." + state);
    }

    private static void place(Path file, Path target) {
        try {
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
