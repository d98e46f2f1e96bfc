"""Attacks on everything outside of a satellite, one function each. Arguments: server_pid, sibling_pid, port, secrets, others.

A function that raises an OSError, or MemoryError where a limit is tried, was refused. What it returns got through. ``refused_``
must be refused, ``allowed_`` must work and is documented, ``contained_`` may do what it likes but must leave nothing behind.
"""

import ctypes
import errno
import fcntl
import json
import mmap
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


class Refused(OSError):
    """The kernel said no in a way that is no exception of Python."""


def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def checked(result):
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def all_refused(attempts):
    """Every attempt must be refused; the first that is not is told."""
    why = []
    for attempt in attempts:
        try:
            return attempt()
        except OSError as error:
            why.append(errno.errorcode.get(error.errno, str(error)))
    raise Refused(", ".join(dict.fromkeys(why)))


def of_targets(attempt):
    return all_refused([lambda pid=pid: attempt(pid) for pid in (server_pid, sibling_pid)])


# Files


def refused_shadow():
    return open("/etc/shadow").read(10)


def refused_server_configuration():
    return all_refused([lambda: os.listdir(secrets["data"]), lambda: open(secrets["data"] + "/server.lock", "rb").read(1)])


def refused_home_of_the_server():
    return open(secrets["home"]).read()


def refused_file_of_another_session():
    return all_refused([lambda: os.listdir(secrets["sibling"]), lambda: open(secrets["sibling"] + "/note").read()])


def refused_list_of_sessions():
    here = os.getcwd()
    others = [name for name in os.listdir(os.path.dirname(here)) if name != os.path.basename(here)]
    if others:
        return others
    raise Refused("only its own")


def refused_socket_folder_of_the_server():
    return os.listdir(os.path.dirname(os.getcwd()) + "/server")


def refused_write_to_usr():
    return os.close(os.open("/usr/planted", os.O_CREAT | os.O_WRONLY))


def refused_write_to_the_runtime():
    return all_refused([
        lambda: os.close(os.open(sys.prefix + "/planted", os.O_CREAT | os.O_WRONLY)),
        lambda: os.close(os.open(os.__file__, os.O_WRONLY)),
    ])  # fmt: skip


def refused_write_to_tmp():
    return all_refused([lambda folder=folder: os.close(os.open(folder + "/planted", os.O_CREAT | os.O_WRONLY)) for folder in ("/tmp", "/var/tmp", "/")])


def refused_write_to_kernel_settings():
    paths = ["/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sysrq-trigger"]
    return all_refused([lambda path=path: os.close(os.open(path, os.O_WRONLY)) for path in paths])


def refused_symlink_to_a_secret():
    os.symlink("/etc/shadow", "link")
    return open("link").read(10)


def refused_hardlink_to_a_secret():
    return all_refused([lambda path=path: os.link(path, "hard") or open("hard").read(10) for path in ("/etc/shadow", secrets["home"])])


def refused_mknod():
    return all_refused([lambda: os.mknod("disk", 0o60600, os.makedev(254, 0)), lambda: os.mknod("memory", 0o20600, os.makedev(1, 1))])


def refused_cgroup_procs():
    paths = ["/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/pids/cgroup.procs", "/sys/fs/cgroup/unified/cgroup.procs"]
    return all_refused([lambda path=path: os.close(os.open(path, os.O_WRONLY)) for path in paths])


# Other processes


def refused_environ_of_others():
    return of_targets(lambda pid: open(f"/proc/{pid}/environ", "rb").read(10))


def refused_memory_of_others():
    return of_targets(lambda pid: os.close(os.open(f"/proc/{pid}/mem", os.O_RDONLY)))


def refused_descriptors_of_others():
    return of_targets(lambda pid: os.listdir(f"/proc/{pid}/fd"))


def refused_command_line_of_the_server():
    text = open(f"/proc/{server_pid}/cmdline").read()
    if "java" in text:
        return text
    raise Refused("another process has that number")


def refused_ptrace():
    return of_targets(lambda pid: call(101, 0x4206, pid, 0, 0))


def refused_process_vm_readv():
    buffer = ctypes.create_string_buffer(8)
    vector = struct.pack("PN", ctypes.addressof(buffer), 8)
    return of_targets(lambda pid: call(310, pid, vector, 1, vector, 1, 0))


def refused_pidfd_getfd():
    return of_targets(lambda pid: call(438, os.pidfd_open(pid), 0, 0))


def refused_signal_to_others():
    if "everything below is its own" in secrets:
        raise Refused("namespace")
    return of_targets(lambda pid: os.kill(pid, 0))


def refused_pidfd_signal():
    return of_targets(lambda pid: signal.pidfd_send_signal(os.pidfd_open(pid), 0))


def refused_prlimit_of_others():
    return of_targets(lambda pid: resource.prlimit(pid, resource.RLIMIT_CPU))


def refused_priority_of_others():
    return of_targets(lambda pid: os.setpriority(os.PRIO_PROCESS, pid, 19))


def refused_affinity_of_others():
    return of_targets(lambda pid: os.sched_setaffinity(pid, {0}))


def refused_signal_by_f_setown():
    """The server must still be there to answer; a deadly signal on its way would have ended it."""
    reader, writer = os.pipe()

    def own(pid):
        fcntl.fcntl(reader, fcntl.F_SETOWN, pid)
        fcntl.fcntl(reader, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
        os.write(writer, b"x")
        time.sleep(0.2)
        raise Refused("sent, and without effect if this is read")

    return of_targets(own)


# Network


def refused_tcp():
    with socket.create_connection(("127.0.0.1", port), 2) as connection:
        return str(connection)


def refused_tcp_outside():
    with socket.create_connection(("localhost", secrets["outside"]), 2) as connection:
        if not (answer := connection.recv(10)):
            raise Refused("it was closed")
        return answer


def granted_tcp_outside():
    with socket.create_connection(("localhost", secrets["outside"]), 2) as connection:
        return connection.recv(10).decode()


def refused_udp():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(1)
        udp.sendto(b"x", ("127.0.0.1", secrets["outside"]))
        return udp.recv(10)


def refused_mptcp():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262) as connection:
        connection.settimeout(2)
        connection.connect(("127.0.0.1", port))
        return str(connection)


def refused_ipv6():
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        connection.connect(("::1", port))
        return str(connection)


def refused_listening():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        return str(server)


def refused_netlink():
    with socket.socket(16, socket.SOCK_RAW, 0) as netlink:
        netlink.bind((0, 0))
        return str(netlink)


def refused_vsock():
    with socket.socket(40, socket.SOCK_STREAM) as vsock:
        vsock.connect((2, 1))
        return str(vsock)


def refused_raw_socket():
    return str(socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))


def refused_packet_socket():
    return str(socket.socket(17, socket.SOCK_RAW, 0x0300))


def refused_abstract_socket():
    with socket.socket(socket.AF_UNIX) as unix:
        unix.connect("\0" + secrets["abstract"])
        return unix.recv(10)


def refused_socket_with_a_path():
    with socket.socket(socket.AF_UNIX) as unix:
        unix.connect(secrets["socket"])
        return unix.recv(10)


# Kernel


def refused_io_uring():
    return call(425, 8, ctypes.create_string_buffer(120))


def refused_user_namespace():
    return checked(libc.unshare(0x10000000))


def refused_user_namespace_by_clone3():
    arguments = ctypes.create_string_buffer(struct.pack("11Q", 0x10000000, 0, 0, 0, signal.SIGCHLD, 0, 0, 0, 0, 0, 0))
    child = call(435, arguments, 88)
    if child == 0:
        os._exit(0)
    return child


def refused_mount():
    return checked(libc.mount(b"none", os.getcwd().encode(), b"tmpfs", 0, None))


def refused_new_mount_api():
    return all_refused([lambda: call(430, b"tmpfs", 0), lambda: call(428, -100, b"/", 0)])


def refused_chroot():
    return os.chroot(".")


def refused_setns():
    return checked(libc.setns(os.open("/proc/self/ns/net", os.O_RDONLY), 0))


def refused_keyctl():
    return all_refused([lambda: call(250, 0, -3, 0), lambda: call(248, b"user", b"x", b"y", 1, -3)])


def refused_bpf():
    return call(321, 0, ctypes.create_string_buffer(128), 128)


def refused_userfaultfd():
    return call(323, 1)


def refused_perf():
    attributes = struct.pack("IIQ", 1, 128, 0) + bytes(112)
    return call(298, ctypes.create_string_buffer(attributes), 0, -1, -1, 0)


def refused_personality_of_modules():
    return all_refused([lambda: call(175, b"", 0, b""), lambda: call(246, 0, 0, 0, 0), lambda: call(169, 0, 0, 0, 0)])


def refused_terminal_input():
    return fcntl.ioctl(0, 0x5412, b"x")


# Identity and limits


def refused_root():
    return all_refused([
        lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgid(0), lambda: os.setgroups([0]),
        lambda: checked(libc.setfsuid(0)) and None or (_ for _ in ()).throw(Refused("kept")),
    ])  # fmt: skip


def refused_another_worker_account():
    return all_refused([lambda account=account: os.setuid(account) for account in range(os.getuid() - 2, os.getuid() + 3) if account != os.getuid()])


def refused_capabilities():
    with open("/proc/self/status") as status:
        held = {line.split()[0]: int(line.split()[1], 16) for line in status if line.startswith(("CapEff", "CapPrm", "CapInh", "CapAmb"))}
    if any(held.values()):
        return held
    raise Refused("none is held")


def refused_set_user_id_programs():
    with open("/proc/self/status") as status:
        if "NoNewPrivs:\t1" not in status.read():
            return "they work"
    raise Refused("no_new_privs")


def refused_higher_limits():
    try:
        return all_refused([lambda limit=limit: raise_limit(limit) for limit in (resource.RLIMIT_DATA, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE)])
    except ValueError as error:
        raise Refused(str(error)) from None


def raise_limit(limit):
    hard = resource.getrlimit(limit)[1]
    try:
        resource.setrlimit(limit, (hard, hard + (1 << 20)))
    except ValueError as error:
        raise Refused(errno.EPERM, str(error)) from None
    return limit


# What is allowed, and documented


def allowed_library_from_the_own_folder():
    source = next(line.split()[-1] for line in open("/proc/self/maps") if "/libc.so" in line or "/libc-" in line)
    with open(source, "rb") as library, open("own.so", "wb") as copy:
        copy.write(library.read())
    ctypes.CDLL(os.getcwd() + "/own.so")


def allowed_program_from_memory():
    memory = os.memfd_create("program")
    with open("/bin/true", "rb") as program:
        os.write(memory, program.read())
    assert subprocess.run([f"/proc/self/fd/{memory}"], pass_fds=[memory]).returncode == 0


def allowed_list_of_users():
    assert "root" in open("/etc/passwd").read()


def allowed_mode_of_the_own_folder():
    os.chmod(".", 0o777)


# What must be contained: called last in its satellite, and most of it never returns


def contained_fork_bomb():
    while True:
        try:
            os.fork()
        except OSError:
            time.sleep(0.01)


def contained_fork_tree():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for _ in range(5):
        if os.fork() == 0:
            os.setsid()
    while True:
        time.sleep(1)


def contained_memory_bomb():
    held = []
    while True:
        held.append(bytearray(16 << 20))


def contained_memory_bomb_of_many_processes():
    """Each stays below its own limit; together they do not."""
    for _ in range(6):
        if os.fork() == 0:
            held = bytearray(os.urandom(1 << 20) * 300)
            time.sleep(60)
            os._exit(len(held) & 1)
    os.wait()
    return "a process was ended"


def contained_big_file():
    with open("big", "wb") as file:
        while True:
            file.write(bytes(1 << 20))


def contained_spinner_that_ignores_signals():
    for number in range(1, 32):
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_IGN)
    while True:
        pass


def contained_daemon():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            while True:
                time.sleep(1)
        os._exit(0)


def contained_flood_of_output():
    while True:
        os.write(1, b"x" * 65536)


def contained_many_files():
    held = []
    while True:
        held.append(open("/dev/null"))


def contained_stopped_process():
    os.kill(os.getpid(), signal.SIGSTOP)


def run(name):
    """What a report says about an attack."""
    try:
        got = globals()[name]()
    except (OSError, MemoryError) as error:
        return f"refused: {type(error).__name__}: {error}"[:300]
    return f"got through: {got!r}"[:300]
