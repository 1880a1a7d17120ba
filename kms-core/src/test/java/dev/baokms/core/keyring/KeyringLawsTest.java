package dev.baokms.core.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baokms.core.key.DerivedKey;
import dev.baokms.core.key.KeyId;
import dev.baokms.core.keyring.Keyring.Observation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.ActionChainArbitrary;
import net.jqwik.api.state.Transformer;

/** Laws of the keyring over whatever may happen to OpenBao, to the clocks and to the nodes. */
class KeyringLawsTest {
    private static final int MAX_SKEW_SECONDS = 40;
    private static final int DELAY_SECONDS = 120;

    @Property(tries = 2000)
    @Label("I2, I6, I7: the active version never decreases, decryptable stays decryptable, no key_id comes back")
    void oneNode_keepsItsPromises(@ForAll("livesOfOneNode") ActionChain<World> life) {
        life.withInvariant(world -> world.nodes().forEach(Node::check)).run();
    }

    @Property(tries = 1000)
    @Label("I5: nodes given the same metadata and the same instant publish the same key_id")
    void threeNodes_agree(@ForAll("livesOfThreeNodes") ActionChain<World> life) {
        life.withInvariant(world -> world.nodes().forEach(Node::check))
                .withInvariant(KeyringLawsTest::checkAgreement)
                .run();
    }

    @Provide
    ActionChainArbitrary<World> livesOfOneNode() {
        return lives(1);
    }

    @Provide
    ActionChainArbitrary<World> livesOfThreeNodes() {
        return lives(3);
    }

    private static void checkAgreement(World world) {
        // A node that a minimum forced to switch does not go back when a restored snapshot lowers it (I2): those that
        // had not seen it agree again once the delay is over.
        Instant horizon = world.snapshotWasRestored()
                ? Instant.ofEpochSecond(world.now() + MAX_SKEW_SECONDS + DELAY_SECONDS)
                : world.horizon();
        List<Optional<KeyId>> published = world.nodes().stream()
                .map(node -> node.keyring().observe(world.current(), horizon))
                .filter(observed -> observed.observation() == Observation.ACCEPTED)
                .map(observed -> observed.keyring().advance(horizon).active().map(DerivedKey::keyId))
                .distinct()
                .toList();

        assertThat(published).as("I5: nodes that accept the same read agree").hasSizeLessThanOrEqualTo(1);
    }

    private static ActionChainArbitrary<World> lives(int nodes) {
        return ActionChain.startWith(() -> new World(nodes))
                .withAction(6, onOneOf(nodes, "read", World::read))
                .withAction(3, staleRead(nodes))
                .withAction(3, ofWorld("rotate", World::rotate))
                .withAction(4, pass())
                .withAction(3, ofWorld("tick", world -> world.nodes().forEach(node -> node.tick(world.now()))))
                .withAction(1, ofWorld("raise min_encryption_version", World::raiseMinEncryption))
                .withAction(1, ofWorld("raise min_decryption_version", World::raiseMinDecryption))
                .withAction(1, ofWorld("recreate", World::recreate))
                .withAction(1, snapshotRestored())
                .withAction(1, ofWorld("retire the oldest", World::retireOldest))
                .withAction(2, onOneOf(nodes, "restart", (world, node) -> node.restart()))
                .withAction(1, onOneOf(nodes, "read unsafe", World::readUnsafe))
                .withAction(2, skew(nodes))
                .withMaxTransformations(60);
    }

    private static Action<World> ofWorld(String name, Consumer<World> change) {
        return Action.just(Transformer.mutate(name, change));
    }

    private static Action<World> onOneOf(int nodes, String name, BiConsumer<World, Node> change) {
        return generated(Arbitraries.integers()
                .between(0, nodes - 1)
                .map(i -> Transformer.mutate(
                        name + " on node " + i,
                        world -> change.accept(world, world.nodes().get(i)))));
    }

    private static Action<World> staleRead(int nodes) {
        return generated(Arbitraries.integers()
                .between(0, nodes - 1)
                .flatMap(i -> Arbitraries.integers()
                        .between(1, 4)
                        .map(changes -> Transformer.mutate(
                                "read on node " + i + ", " + changes + " changes behind",
                                world -> world.readStale(world.nodes().get(i), changes)))));
    }

    private static Action<World> snapshotRestored() {
        return generated(Arbitraries.integers()
                .between(1, 4)
                .map(changes -> Transformer.mutate(
                        "restore OpenBao as it was " + changes + " changes ago",
                        world -> world.restoreSnapshot(changes))));
    }

    private static Action<World> pass() {
        return generated(Arbitraries.of(1, 20, 30, 61, 119, 121)
                .map(seconds -> Transformer.mutate("pass " + seconds + " s", world -> world.pass(seconds))));
    }

    /** A clock jumps, also backwards. */
    private static Action<World> skew(int nodes) {
        return generated(Arbitraries.integers()
                .between(0, nodes - 1)
                .flatMap(i -> Arbitraries.integers()
                        .between(-MAX_SKEW_SECONDS, MAX_SKEW_SECONDS)
                        .map(seconds -> Transformer.mutate(
                                "clock of node " + i + " is off by " + seconds + " s",
                                world -> world.nodes().get(i).skew(seconds)))));
    }

    private static Action<World> generated(Arbitrary<Transformer<World>> transformers) {
        return new Action.Independent<>() {
            @Override
            public Arbitrary<Transformer<World>> transformer() {
                return transformers;
            }
        };
    }
}
