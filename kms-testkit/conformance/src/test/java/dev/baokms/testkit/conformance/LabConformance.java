package dev.baokms.testkit.conformance;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The correct provider, to be tested by a class in another package, as a stranger's is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LabConformance extends KmsConformance {
    private Lab lab;

    @BeforeAll
    void start() throws IOException {
        lab = new Lab(Lab.directory("rwx------"), LabProvider::new, server -> {});
    }

    @AfterAll
    void stop() {
        lab.close();
    }

    @Override
    protected Endpoint endpoint() {
        return lab.endpoint();
    }

    @Override
    protected Hooks hooks() {
        return lab.hooks();
    }

    @Override
    protected Set<Capability> declines() {
        return Set.of(Capability.LONG_RUN, Capability.STOP_AND_START, Capability.KILL);
    }
}
