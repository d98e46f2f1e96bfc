package org.groundstation.launchpad.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Formats: proc(5), cgroups(7). */
class CgroupMountsTest {
    @Test
    void versionOneHasAFolderForEachController() {
        CgroupMounts mounts = CgroupMounts.read(List.of(
                "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct",
                "36 31 0:33 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory", "24 1 0:5 / /proc rw - proc proc rw"),
                List.of("4:memory:/user/me", "1:cpu,cpuacct:/", "0::/"));
        assertThat(mounts.unified()).isNull();
        assertThat(mounts.controllers()).containsEntry("memory", new CgroupFolder(Path.of("/sys/fs/cgroup/memory/user/me")))
                .containsEntry("cpu", new CgroupFolder(Path.of("/sys/fs/cgroup/cpu,cpuacct/"))).containsKey("cpuacct").hasSize(3);
    }

    @Test
    void versionTwoHasOneFolder() {
        CgroupMounts mounts = CgroupMounts.read(List.of("30 24 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate"),
                List.of("0::/system.slice/groundstation.service"));
        assertThat(mounts.unified()).isEqualTo(new CgroupFolder(Path.of("/sys/fs/cgroup/system.slice/groundstation.service")));
        assertThat(mounts.controllers()).isEmpty();
    }

    @Test
    void aContainerSeesItsOwnGroupAsTheRoot() {
        CgroupMounts mounts = CgroupMounts.read(List.of("30 24 0:26 /docker/abc /sys/fs/cgroup ro - cgroup cgroup ro,memory"),
                List.of("4:memory:/docker/abc"));
        assertThat(mounts.controllers()).containsEntry("memory", new CgroupFolder(Path.of("/sys/fs/cgroup")));
    }
}
