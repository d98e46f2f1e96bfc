package org.groundstation.it.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.groundstation.it.ServerProcess;

/** GlassFish, and Payara Server, which comes from it: a domain that is administered with asadmin. */
final class GlassFishServer extends RunningServer {
    private static final String DOMAIN = "domain1";
    /** Once, behind the first of the options that are there. */
    private static final Pattern FIRST_OPTION = Pattern.compile("<jvm-options>");

    private final Path domain = work.resolve(DOMAIN);
    private final Path configuration = domain.resolve("config/domain.xml");
    private final int adminPort = ServerProcess.freePort();
    private final String shipped;
    private boolean configured;

    GlassFishServer(Path home, Path work) {
        super(home, work);
        copy(home.resolve("glassfish/domains").resolve(DOMAIN), domain);
        shipped = onFreePorts(read(configuration));
    }

    @Override
    void start(List<String> jvmOptions) {
        if (!configured) {
            String options = jvmOptions.stream().map("<jvm-options>%s</jvm-options>\n"::formatted).collect(Collectors.joining());
            write(configuration, FIRST_OPTION.matcher(shipped).replaceFirst(options + "$0"));
        }
        asadmin("start-domain", "--domaindir", work.toString(), DOMAIN);
        if (!configured) {
            administer("set", "configs.config.server-config.connector-service.class-loading-policy=global");
            PEOPLE.forEach(this::createUser);
            configured = true;
        }
    }

    @Override
    ProcessHandle jvm() {
        Path pid = domain.resolve("config/pid");
        return Files.exists(pid) ? ProcessHandle.of(Long.parseLong(read(pid).strip())).orElse(null) : null;
    }

    @Override
    void deploy(Path adapter, Path application) {
        administer("deploy", "--name", "groundstation", adapter.toString());
        administer("deploy", "--name", Application.NAME, "--contextroot", Application.NAME, application.toString());
    }

    @Override
    void undeploy() {
        administer("undeploy", Application.NAME);
        administer("undeploy", "groundstation");
    }

    @Override
    void askToStop() {
        asadmin("stop-domain", "--domaindir", work.toString(), DOMAIN);
    }

    @Override
    Path logFile() {
        return domain.resolve("logs/server.log");
    }

    private void createUser(String name) {
        Path passwords = work.resolve("passwords");
        write(passwords, "AS_ADMIN_USERPASSWORD=" + password(name) + "\n");
        administer("--passwordfile", passwords.toString(), "create-file-user", "--groups", ROLE, name);
    }

    private void administer(String... command) {
        List<String> all = new ArrayList<>(List.of("--port", Integer.toString(adminPort)));
        all.addAll(List.of(command));
        asadmin(all.toArray(String[]::new));
    }

    private void asadmin(String... command) {
        List<String> all = new ArrayList<>(List.of(home.resolve("bin/asadmin").toString()));
        all.addAll(List.of(command));
        run(all);
    }

    private String onFreePorts(String shippedConfiguration) {
        String moved = shippedConfiguration.replace("0.0.0.0", "127.0.0.1").replace("<network-listener port=", "<network-listener address=\"127.0.0.1\" port=")
                .replace("<hazelcast-config-specific-configuration></", "<hazelcast-config-specific-configuration enabled=\"false\"></");
        Map<String, Integer> ports = Map.of("\"8080\"", port, "\"4848\"", adminPort, "\"8181\"", ServerProcess.freePort(), "\"3700\"", ServerProcess.freePort(),
                "\"3820\"", ServerProcess.freePort(), "\"3920\"", ServerProcess.freePort(), "\"8686\"", ServerProcess.freePort(),
                "\"7676\"", ServerProcess.freePort());
        for (Map.Entry<String, Integer> one : ports.entrySet()) {
            moved = moved.replace(one.getKey(), "\"" + one.getValue() + "\"");
        }
        return moved;
    }
}
