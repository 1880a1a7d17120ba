package dev.baokms.testkit.emulator;

/** What a server must answer to be taken for OpenBao; numbered, written once, run against the emulator and a real server. */
abstract class OpenBaoChecks implements EnvelopeChecks, KeyChecks, CryptoChecks, BatchChecks, AuthChecks {
    @Override
    public abstract Bench bench();
}
