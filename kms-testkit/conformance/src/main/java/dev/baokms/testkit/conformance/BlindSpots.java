package dev.baokms.testkit.conformance;

import java.util.Map;
import java.util.stream.Collectors;

/** For each rule, a defect of its kind that its check would miss. A passed rule does not exclude that defect. */
final class BlindSpots {
    private static final String TEXT = """
        A1 a provider that speaks gRPC to this kit's authority alone, or demands credentials only of some users
        A2 a method that answers and does nothing; the other rules look at what it answers
        A3 nothing: the authority is accepted or it is not
        A4 an authority refused for a longer path than this socket's
        A5 a limit above the connections that the kit opens here, four of them
        A6 a limit above 100 calls at once
        A7 a leak too small to show in 1000 calls
        A8 a slow call that comes more rarely than once in 900
        A9 a connection that dies after more than 90 s of silence
        A10 garbage that the seed of this run did not make; another seed sends other garbage
        A11 an unknown field of another kind than a number
        A12 memory that is held until more requests of several MiB come than these
        A13 a stale file of another user, or a directory that takes no new file
        A14 a provider that needs more than 3 s on a slower machine than this one
        A15 a call that takes longer than the stop is given; its caller sees an error, which is allowed
        A16 access lists, and users that share the group
        A17 a wrong answer in the moments between two probes
        A18 more silent connections than 20
        B1 nothing: the version is read
        B2 a version that changes after more than 1000 calls, or by the clock
        B3 a provider that says ok and is not; B14 looks at that
        B4 a key_id that is empty at other times
        B5 a key_id that grows; E9 looks at that
        B6 characters that some tool of yours does not take
        B7 a key_id that changes by the day or the hour: the kit cannot move the clock of a provider; run it under a clock that is moved, or read the code that makes key_id
        B8 a disagreement more rare than one in 3000 pairs
        B9 a key_id made of something that a restart on this machine leaves alone, such as its name; B10 looks at that
        B10 an instance on another machine, version or architecture
        B11 a count that matters after more than 10 000 calls
        B12 a Status that needs a call made by someone else since the start
        B13 a backend that answers very slowly instead of not at all
        B14 a provider whose probe works while the API server's seeds fail, or the other way round
        B15 a key that is unusable in another way than the hook makes it
        B16 an outage longer than the hook's, over which tokens or leases end
        B17 a URL without its scheme, and a secret that is not among the canaries
        B18 a secret that is not among the canaries, or encoded three times
        C1 a seed that neither the odd ones nor the generated ones resemble
        C2 a ciphertext that grows with the number of rotations
        C3 as C2
        C4 an annotation that appears only in some states of the provider
        C5 as C4
        C6 as C4
        C7 the plaintext encoded three times, compressed, or under a cipher whose key stands beside it
        C8 an empty answer for a failure that the hooks do not make
        C9 a nonce too short, which repeats after more than 300 calls
        C10 a uid that means something after a restart
        C11 a mix-up among more than 200 calls
        C12 a leak that costs memory and no time
        C13 a size that is not among the eight
        C14 a first call after a long silence
        C15 a keystream that repeats after more than 150 calls, or a cipher that is weak in another way: what a cipher is worth cannot be seen from outside
        D1 a plaintext that comes back wrong more rarely than once in 10 000
        D2 a key forgotten after hours
        D3 what is lost when the machine goes down, not only the process
        D4 as B10
        D5 keys forgotten after more rotations than the rule's time allowed; the note says how many there were, E9 makes up to 1000
        D6 a mix-up of two keys that were never used one after the other
        D7 an order that the shuffles did not make
        D8 nothing, if Encrypt returns annotations: then no such seed is stored
        D9 a change of several bytes that cancel each other; in a byte, up to four bits that change nothing
        D10 another valid key_id of the same provider whose key opens the ciphertext too
        D11 an annotation changed in a way that is not among these
        D12 a splice at another place than the half
        D13 a nonsense that looks like a ciphertext of the provider's; D9 alters real ones
        D14 sizes between these
        D15 a backend farther away than this one
        D16 an unknown key_id that looks like the provider's own
        D17 an older key that the backend disabled as well
        D18 a wrong plaintext after hours without the backend
        D19 a failure of another kind than the hook makes
        D20 invalid requests of another kind, or many more
        D21 a secret that is not among the canaries, in the text of an error that the kit did not provoke
        D22 a code that says the wrong thing and is not among the vague ones
        E1 a rotation that shows only when somebody asks Status, as the kit does
        E2 a race more rare than the load finds in five rotations
        E3 a disagreement that returns after 200 looks
        E4 a key_id that comes back after more rotations than the run has made
        E5 a lag that shows on some rotations only
        E6 a third instance
        E7 a failure more rare than one in the calls of one rotation
        E8 a moment of the kill that 100 rounds do not hit, or a machine that goes down
        E9 what breaks after more than 1000 rotations, or after more than the rule's time allowed
        F1 a uid that is logged at another level or in another file
        F2 a plaintext encoded three times, cut into pieces, compressed, or written to another file
        F3 another control character than line feed and carriage return
        F4 everything: nothing of it can be seen
        G1 what depends on the real time of day: only the API server's clock is moved
        G2 more than 50 seeds and ten readers
        G3 a provider that comes later than 1.5 s
        G4 black-outs that follow each other at once
        G5 an order of steps that the seed of this run did not make
        G6 more than 60 connections, or connections that stay open
        G7 a storm of another kind
        G8 values that are read after more rotations than this story has\
        """;

    static final Map<String, String> BY_RULE = TEXT.lines()
            .map(line -> line.split(" ", 2))
            .collect(Collectors.toUnmodifiableMap(parts -> parts[0], parts -> parts[1]));

    private BlindSpots() {}
}
