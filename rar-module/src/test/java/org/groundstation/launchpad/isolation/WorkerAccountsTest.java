package org.groundstation.launchpad.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkerAccountsTest {
    private final WorkerAccounts accounts = new WorkerAccounts(List.of(61000, 61001), Duration.ofMillis(50));

    @Test
    void oneCallersScriptsShareAnAccountAndDifferentCallersNever() {
        WorkerAccounts.Lease first = accounts.take("ann");
        assertThat(accounts.take("ann").account()).isEqualTo(first.account()).hasValue(61000);
        assertThat(accounts.take("bob").account()).hasValue(61001);
        assertThat(accounts.inUse()).isEqualTo(2);
    }

    @Test
    void anAccountIsFreeWhenTheLastSatelliteOfItsCallerIsGone() {
        WorkerAccounts.Lease first = accounts.take("ann");
        WorkerAccounts.Lease second = accounts.take("ann");
        first.giveBack();
        first.giveBack();
        assertThat(accounts.inUse()).isEqualTo(1);
        second.giveBack();
        assertThat(accounts.inUse()).isZero();
        assertThat(accounts.take("bob").account()).as("the one that was free longest").hasValue(61001);
    }

    @Test
    void whoFindsAllInUseIsToldTheLimit() {
        accounts.take("ann");
        accounts.take("bob");
        assertThatThrownBy(() -> accounts.take("eve")).hasMessage("GS-2011: all 2 worker accounts were in use for 50 ms. "
                + "Retry later, or raise groundstation.accounts.count (at most 100) or groundstation.accounts.wait.");
    }

    @Test
    void whoWaitsGetsTheAccountThatIsGivenBack() throws Exception {
        WorkerAccounts patient = new WorkerAccounts(List.of(61000), Duration.ofSeconds(10));
        WorkerAccounts.Lease first = patient.take("ann");
        CompletableFuture<WorkerAccounts.Lease> waiting = CompletableFuture.supplyAsync(() -> patient.take("bob"));
        first.giveBack();
        assertThat(waiting.get(5, TimeUnit.SECONDS).account()).hasValue(61000);
    }
}
