package dev.baokms.host;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * SIGHUP. The JDK's only way to it is {@code sun.misc.Signal} of the supported module {@code jdk.unsupported}. It is called by
 * reflection, because javac warns of its use with a warning that neither an annotation nor {@code -Xlint} can turn off.
 */
public final class SighupHandler {
    private SighupHandler() {}

    /**
     * From now on SIGHUP has this done, on a thread of the JVM, instead of ending the process.
     *
     * @return false where this JVM handles no signals, such as under {@code -Xrs}; SIGHUP goes on to end the process then
     */
    public static boolean install(Runnable action) {
        return install("HUP", action);
    }

    /**
     * The same for another signal.
     *
     * @param name without SIG
     */
    static boolean install(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle run = MethodHandles.publicLookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(action);
            Object actor =
                    MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(run, 0, signal));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), actor);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
