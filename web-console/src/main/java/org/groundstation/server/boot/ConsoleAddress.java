package org.groundstation.server.boot;

import org.groundstation.settings.Setting;

/** Where a browser on this machine finds the console. */
final class ConsoleAddress {
    private ConsoleAddress() {
    }

    /** The URL, ending with a slash. An address that means "all" is shown as the loopback address. */
    static String url() {
        String address = Setting.HTTP_ADDRESS.text();
        String host = address.equals("0.0.0.0") || address.equals("::") ? "127.0.0.1" : address;
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + Setting.HTTP_PORT.text() + "/";
    }
}
