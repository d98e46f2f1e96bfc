package org.groundstation.it.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.groundstation.it.ServerProcess;

/** Open Liberty: all of its configuration is one file, which it watches. */
final class LibertyServer extends RunningServer {
    private static final String NAME = "test";
    private static final String[] STARTED = {"CWWKZ0001I", "CWWKZ0003I"};
    private static final String[] FAILED = {"CWWKZ0002E", "CWWKZ0004E", "J2CA7012E", "J2CA7013E"};

    private final Path folder = work.resolve("usr/servers/" + NAME);
    private final Path output = work.resolve("console.log");
    private Process process;

    LibertyServer(Path home, Path work) {
        super(home, work);
        configure("");
    }

    @Override
    void start(List<String> jvmOptions) {
        write(folder.resolve("jvm.options"), String.join("\n", jvmOptions) + "\n");
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/server").toString(), "run", NAME);
        builder.environment().put("WLP_USER_DIR", work.resolve("usr").toString());
        process = begin(output, builder);
        await("the start of Open Liberty", () -> count("CWWKF0011I") > 0 || !process.isAlive());
    }

    @Override
    ProcessHandle jvm() {
        return process == null ? null : process.toHandle();
    }

    @Override
    void deploy(Path adapter, Path application) {
        long before = count(STARTED);
        configure("""
                  <resourceAdapter id="groundstation" location="%s"/>
                  <library id="h2"><file name="%s"/></library>
                  <webApplication location="%s" contextRoot="/%s">
                    <classloader classProviderRef="groundstation" commonLibraryRef="h2"/>
                    <application-bnd><security-role name="%s"><group name="%5$s"/></security-role></application-bnd>
                  </webApplication>
                """.formatted(adapter, Application.h2(), application, Application.NAME, ROLE));
        await("the deployment", () -> count(STARTED) > before || count(FAILED) > 0);
        refuse(count(FAILED) > 0, Application.NAME);
    }

    @Override
    void undeploy() {
        long before = count("J2CA7009I");
        configure("");
        await("the end of the adapter", () -> count("J2CA7009I") > before);
    }

    @Override
    void askToStop() {
        process.destroy();
    }

    @Override
    Path logFile() {
        return output;
    }

    private void configure(String deployments) {
        String people = PEOPLE.stream().map(name -> "<user name=\"%s\" password=\"%s\"/>".formatted(name, password(name))).collect(Collectors.joining());
        String members = PEOPLE.stream().map("<member name=\"%s\"/>"::formatted).collect(Collectors.joining());
        write(folder.resolve("server.xml"), """
                <server>
                  <featureManager>
                    <feature>connectors-2.1</feature>
                    <feature>jsonp-2.1</feature>
                    <feature>servlet-6.0</feature>
                    <feature>enterpriseBeansLite-4.0</feature>
                    <feature>jdbc-4.3</feature>
                    <feature>cdi-4.0</feature>
                    <feature>appSecurity-5.0</feature>
                  </featureManager>
                  <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="%d"/>
                  <keyStore id="defaultKeyStore" password="late-fees"/>
                  <basicRegistry>%s<group name="%s">%s</group></basicRegistry>
                %s</server>
                """.formatted(port, ServerProcess.freePort(), people, ROLE, members, deployments));
    }

    private long count(String... messages) {
        return log().lines().filter(line -> Stream.of(messages).anyMatch(line::contains)).count();
    }
}
