package dev.baokms.testkit.emulator;

import java.util.concurrent.CountDownLatch;

/** Runs an empty emulator by hand until it is interrupted; the only argument is the port, 0 or none for a free one. */
final class EmulatorMain {
    private EmulatorMain() {}

    public static void main(String[] args) throws InterruptedException {
        int port = args.length == 0 ? 0 : Integer.parseInt(args[0]);
        try (TransitEmulator emulator =
                TransitEmulator.start(TransitEmulator.Options.defaults().withPort(port))) {
            System.out.println("BAO_ADDR=" + emulator.address());
            System.out.println("BAO_TOKEN=" + emulator.rootToken());
            System.out.println("BAO_ADMIN=" + emulator.adminAddress());
            new CountDownLatch(1).await();
        }
    }
}
