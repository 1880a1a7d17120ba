package dev.baokms.launcher;

import dev.baokms.launcher.observe.Log;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * SIGHUP. The JDK's only way to it is {@code sun.misc.Signal} of the supported module {@code jdk.unsupported}. It is called by
 * reflection, because javac warns of its use with a warning that neither an annotation nor {@code -Xlint} can turn off.
 */
final class HangUp {
    private HangUp() {}

    /** From now on SIGHUP has this done, on a thread of the JVM, instead of ending the process. */
    static void handleBy(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle run = MethodHandles.publicLookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(action);
            Object actor =
                    MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(run, 0, signal));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), actor);
        } catch (ReflectiveOperationException e) {
            // Such as under -Xrs. Serving matters more than reloading.
            Log.warn("SIGHUP cannot be handled by this JVM; it ends the daemon").write();
        }
    }
}
