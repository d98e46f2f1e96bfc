package org.groundstation.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.groundstation.it.ServerProcess;
import org.groundstation.it.SharedFolder;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Scripts of people who log in to an application run as accounts of their own. Needs root. */
@Tag("alone")
class CallerAccountIT {
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void scriptsOfOnePersonShareAnAccountAndThoseOfTwoNeverDo() {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root gives satellites worker accounts");
        try (SharedFolder shared = new SharedFolder()) {
            Path war = shared.path().resolve("people.war");
            ShrinkWrap.create(WebArchive.class).addClasses(PeopleServlet.class, PeopleServlet.People.class)
                    .addAsWebInfResource(new StringAsset("<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\" bean-discovery-mode=\"all\"/>"),
                            "beans.xml")
                    .as(ZipExporter.class).exportTo(war.toFile());
            try (ServerProcess server = ServerProcess.create().arguments("--deploy", war.toString()).start()) {
                assertThat(get(server, "ann", "wrong").join().statusCode()).isEqualTo(401);
                Set<String> ann = accounts(Stream.of("ann", "ann").map(name -> account(server, name)).toList());
                assertThat(ann).hasSize(1).doesNotContain("0");
                assertThat(accounts(Stream.of("ann", "bob", "cleo").map(name -> account(server, name)).toList())).hasSize(3).doesNotContain("0");
            }
        }
    }

    private static Set<String> accounts(List<CompletableFuture<String>> asked) {
        return asked.stream().map(CompletableFuture::join).collect(Collectors.toSet());
    }

    private CompletableFuture<String> account(ServerProcess server, String name) {
        return get(server, name, new StringBuilder(name).reverse().toString()).thenApply(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        });
    }

    private CompletableFuture<HttpResponse<String>> get(ServerProcess server, String name, String password) {
        String basic = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        return client.sendAsync(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/people/account"))
                .header("Authorization", "Basic " + basic).build(), BodyHandlers.ofString());
    }
}
