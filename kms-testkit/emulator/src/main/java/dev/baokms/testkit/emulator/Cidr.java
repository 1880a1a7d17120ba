package dev.baokms.testkit.emulator;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Address ranges such as {@code 192.0.2.0/24}. */
final class Cidr {
    private Cidr() {}

    static boolean contains(String range, InetAddress address) {
        int slash = range.indexOf('/');
        try {
            InetAddress base = InetAddress.getByName(slash < 0 ? range : range.substring(0, slash));
            int bits = base.getAddress().length * 8;
            int prefix = slash < 0 ? bits : Integer.parseInt(range.substring(slash + 1));
            return bits == address.getAddress().length * 8
                    && network(base, bits - prefix).equals(network(address, bits - prefix));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address range: " + range, e);
        }
    }

    private static BigInteger network(InetAddress address, int hostBits) {
        return new BigInteger(1, address.getAddress()).shiftRight(hostBits);
    }
}
