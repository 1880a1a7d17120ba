package dev.baokms.host;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Handles SIGHUP. The JDK offers only {@code sun.misc.Signal} of the supported module {@code jdk.unsupported}. This
 * class calls it by reflection, because javac warns of its use and neither an annotation nor {@code -Xlint} can turn
 * that warning off.
 */
public final class SighupHandler {
    private SighupHandler() {}

    /**
     * Installs the handler. From now on SIGHUP runs the action, on a thread of the JVM, instead of ending the process.
     *
     * @return false if this JVM handles no signals, for example under {@code -Xrs}; SIGHUP then still ends the process
     */
    public static boolean install(Runnable action) {
        return install("HUP", action);
    }

    /**
     * Installs the handler of another signal.
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
