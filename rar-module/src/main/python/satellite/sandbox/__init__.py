"""What keeps a satellite apart from the server, the machine and other satellites: layers of the Linux kernel.

``stack`` puts the layers on in the one order that works; ``probe`` finds out which of them this machine grants. Each
other module is one mechanism, called with ctypes, without packages that would have to be installed.
"""
