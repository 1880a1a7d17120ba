package dev.baokms.testkit.stranger;

import dev.baokms.testkit.conformance.LabConformance;
import dev.baokms.testkit.conformance.Profile;

/** What an author writes. Each rule shows as a test of this build, and none may fail. */
class StrangerConformanceTest extends LabConformance {
    @Override
    protected Profile profile() {
        return Profile.FULL;
    }

    @Override
    protected boolean quick() {
        return true;
    }
}
