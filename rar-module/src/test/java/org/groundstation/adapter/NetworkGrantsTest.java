package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.groundstation.api.ErrorCode;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.GroundstationException;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.SatelliteConnectionFactory;
import org.groundstation.api.ScriptException;
import org.groundstation.api.admin.ExternalResourcePool;
import org.groundstation.api.admin.NetworkGrant;
import org.groundstation.api.admin.NetworkGrantView;
import org.groundstation.api.admin.NetworkGrants;
import org.groundstation.api.admin.SatelliteView;
import org.groundstation.exchange.RuntimeName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What scripts may connect to, with real satellites and a real server on this machine. */
@Timeout(60)
class NetworkGrantsTest {
    private static final ConnectionRequest ME = new ConnectionRequest(new Caller("me"), ExternalResourcePool.DEFAULT, RuntimeName.PYTHON);
    private static final String ANSWER = "rates of today";
    private static HttpServer http;
    private static TestAdapter station;
    private static SatelliteConnectionFactory satellites;
    private static NetworkGrants grants;

    @BeforeAll
    static void start() throws Exception {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            byte[] body = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
        station = new TestAdapter();
        satellites = station.factory();
        satellites.getConnection().close();
        grants = satellites.networkGrants();
        var layers = satellites.monitor().isolation();
        assumeTrue(layers.has("namespaces") && layers.has("root"), "this machine gives satellites no network of their own");
    }

    @AfterAll
    static void stop() {
        http.stop(0);
        station.close();
    }

    @AfterEach
    void revokeAll() {
        grants.all().forEach(view -> grants.revoke(view.grant(), "test"));
    }

    @Test
    void whatIsGrantedCanBeRead() {
        grant(NetworkGrant.of("localhost", port()));
        try (SatelliteConnection connection = satellites.getConnection()) {
            assertThat(seen(connection, fetch())).isEqualTo(ANSWER);
        }
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            NetworkGrantView used = grants.all().get(0);
            assertThat(used.grantedBy()).isEqualTo("test");
            assertThat(used.connections()).isEqualTo(1);
            assertThat(used.open()).isZero();
            assertThat(used.sentBytes()).isPositive();
            assertThat(used.receivedBytes()).isGreaterThan(ANSWER.length());
            assertThat(used.lastUsed()).isNotNull();
        });
    }

    @Test
    void anAddressCanBeGranted() throws IOException {
        String own = ownAddress();
        try (ServerSocket server = listen(InetAddress.getByName(own))) {
            CompletableFuture.runAsync(() -> echo(server));
            grant(NetworkGrant.of(own, server.getLocalPort()));
            try (SatelliteConnection connection = satellites.getConnection()) {
                assertThat(seen(connection, """
                        import socket
                        with socket.create_connection(("%s", %d)) as far:
                            far.sendall(b"hello")
                            seen = far.recv(100).decode()
                        """.formatted(own, server.getLocalPort()))).isEqualTo("hello");
            }
        }
    }

    @Test
    void nothingElseCanBeReached() throws IOException {
        grant(NetworkGrant.of("localhost", port()));
        grant(NetworkGrant.of("rates.example.com", 443));
        try (ServerSocket other = listen(InetAddress.getLoopbackAddress()); SatelliteConnection connection = satellites.getConnection()) {
            assertThat(seen(connection, """
                    import socket
                    def attempt(name, act):
                        try:
                            act()
                            return name + " worked"
                        except OSError as error:
                            return None
                    seen = ", ".join(filter(None, [
                        attempt("another port", lambda: socket.create_connection(("localhost", %d), 5)),
                        attempt("another host", lambda: socket.create_connection(("example.com", 443), 5)),
                        attempt("an address", lambda: socket.create_connection(("192.0.2.1", 443), 5)),
                        attempt("IPv6", lambda: socket.socket(socket.AF_INET6)),
                        attempt("UDP", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)),
                        attempt("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)),
                        attempt("MPTCP", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)),
                        attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)),
                        attempt("a server", lambda: socket.create_server(("127.0.0.1", 0))),
                    ])) or "nothing"
                    """.formatted(other.getLocalPort()))).isEqualTo("nothing");
            assertThat(seen(connection, "import socket\nseen = socket.gethostbyname('rates.example.com')")).startsWith("127.64.0.");
        }
    }

    @Test
    void aGrantCanBeForOneScriptOnly() {
        String mine = fetch() + "\nOutputDataSet = pandas.DataFrame({'seen': [seen]})";
        grant(NetworkGrant.of("localhost", port()).onlyFor(mine));
        try (SatelliteConnection connection = satellites.getConnection()) {
            ScriptException refused = catchThrowableOfType(ScriptException.class,
                    () -> connection.execute(ExternalScript.python(mine + " # not to the letter").build()));
            assertThat(refused.code()).isEqualTo(ErrorCode.SCRIPT_FAILED);
            assertThat(refused.getMessage()).containsAnyOf("reset", "closed", "Disconnected");
            assertThat(connection.execute(ExternalScript.python(mine).build()).rowCount()).isEqualTo(1);
        }
    }

    @Test
    void aGrantThatIsTakenAwayClosesItsConnections() throws Exception {
        try (ServerSocket server = listen(InetAddress.getLoopbackAddress())) {
            NetworkGrant grant = NetworkGrant.of("localhost", server.getLocalPort());
            grant(grant);
            CompletableFuture<String> script = holdOpen(server.getLocalPort());
            try (Socket ours = server.accept()) {
                assertThat(ours.getInputStream().read()).isEqualTo('x');
                assertThat(grants.all().get(0).open()).isEqualTo(1);
                grants.revoke(grant, "test");
                assertThat(script.get(10, TimeUnit.SECONDS)).isEqualTo("closed");
                assertThat(ours.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void whatASatelliteHadOpenWhenItWasEndedIsCounted() throws Exception {
        try (ServerSocket server = listen(InetAddress.getLoopbackAddress())) {
            grant(NetworkGrant.of("localhost", server.getLocalPort()));
            holdOpen(server.getLocalPort());
            try (Socket ours = server.accept()) {
                assertThat(ours.getInputStream().read()).isEqualTo('x');
                satellites.monitor().satellites().stream().filter(view -> view.state() == SatelliteView.State.RUNNING)
                        .forEach(view -> satellites.endSatellite(view.id()));
                await().atMost(Duration.ofSeconds(5)).until(() -> grants.all().get(0).open() == 0);
                assertThat(grants.all().get(0).sentBytes()).isEqualTo(1);
            }
        }
    }

    @Test
    void theNextScriptDoesNotGetTheConnectionsOfTheOneBefore() throws Exception {
        try (ServerSocket server = listen(InetAddress.getLoopbackAddress())) {
            grant(NetworkGrant.of("localhost", server.getLocalPort()));
            try (SatelliteConnection connection = satellites.getConnection()) {
                CompletableFuture<Socket> accepted = CompletableFuture.supplyAsync(() -> accept(server));
                connection.execute(ExternalScript.python("""
                        import builtins, socket
                        builtins.kept = socket.create_connection(("localhost", %d))
                        """.formatted(server.getLocalPort())).build());
                try (Socket ours = accepted.get(10, TimeUnit.SECONDS)) {
                    connection.execute(ExternalScript.python("pass").build());
                    ours.setSoTimeout(10_000);
                    assertThat(ours.getInputStream().read()).isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void aKeptSatelliteIsReplacedWhenItsNetworkHasChanged() throws Exception {
        SatelliteManagedConnectionFactory factory = station.managedFactory();
        factory.setSatellitePolicy("SAME_USER");
        SatelliteManagedConnection seat = (SatelliteManagedConnection) factory.createManagedConnection(null, ME);
        long before = use(seat);
        assertThat(use(seat)).isEqualTo(before);
        SatelliteConnection inUse = (SatelliteConnection) seat.getConnection(null, ME);
        grant(NetworkGrant.of("localhost", port()));
        inUse.close();
        seat.cleanup();
        SatelliteConnection next = (SatelliteConnection) seat.getConnection(null, ME);
        assertThat(next.satelliteId()).isNotEqualTo(before);
        assertThat(seen(next, fetch())).isEqualTo(ANSWER);
        seat.destroy();
    }

    @Test
    void whatWasNotGrantedCannotBeTakenAway() {
        assertThat(catchThrowableOfType(GroundstationException.class, () -> grants.revoke(NetworkGrant.of("localhost", 1), "test")).code())
                .isEqualTo(ErrorCode.NETWORK_GRANT_UNKNOWN);
    }

    private static void grant(NetworkGrant grant) {
        grants.grant(grant, "test", Instant.EPOCH);
    }

    private static long use(SatelliteManagedConnection seat) throws Exception {
        try (SatelliteConnection connection = (SatelliteConnection) seat.getConnection(null, ME)) {
            connection.execute(ExternalScript.python("pass").build());
            return connection.satelliteId();
        } finally {
            seat.cleanup();
        }
    }

    /** A script that connects, says x and waits for an end. */
    private static CompletableFuture<String> holdOpen(int port) {
        return CompletableFuture.supplyAsync(() -> {
            try (SatelliteConnection connection = satellites.getConnection()) {
                return seen(connection, """
                        import socket
                        with socket.create_connection(("localhost", %d)) as far:
                            far.sendall(b"x")
                            try:
                                seen = "closed" if far.recv(1) == b"" else "data"
                            except ConnectionError:
                                seen = "closed"
                        """.formatted(port));
            }
        });
    }

    private static ServerSocket listen(InetAddress at) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, at);
        server.setSoTimeout(10_000);
        return server;
    }

    private static int port() {
        return http.getAddress().getPort();
    }

    private static String fetch() {
        return """
                import urllib.request
                seen = urllib.request.urlopen("http://localhost:%d/", timeout=20).read().decode()
                """.formatted(port());
    }

    /** What the script assigns to {@code seen}. */
    private static String seen(SatelliteConnection connection, String script) {
        try (var result = connection.execute(ExternalScript.python(script + "\nOutputDataSet = pandas.DataFrame({'seen': [seen]})").build())) {
            return result.rows(Seen.class).get(0).seen();
        }
    }

    public record Seen(String seen) {
    }

    /** Some address of this machine besides the loopback's usual one. */
    private static String ownAddress() throws IOException {
        return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress).findFirst().orElse("127.0.0.53");
    }

    private static void echo(ServerSocket server) {
        try (Socket far = server.accept()) {
            far.getOutputStream().write(far.getInputStream().readNBytes(5));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Socket accept(ServerSocket server) {
        try {
            return server.accept();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
