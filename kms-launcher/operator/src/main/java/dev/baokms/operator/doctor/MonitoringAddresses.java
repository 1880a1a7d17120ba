package dev.baokms.operator.doctor;

import dev.baokms.configuration.Settings.Monitoring;
import dev.baokms.core.login.Diagnosis;
import dev.baokms.grpc.SocketFile;
import dev.baokms.grpc.UnsafeSocketException;
import dev.baokms.operator.report.ReadyPage;
import dev.baokms.telemetry.ListenAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Checks whether health and metrics are served at the configured addresses, or can be. */
final class MonitoringAddresses {
    private final Monitoring monitoring;

    MonitoringAddresses(Monitoring monitoring) {
        this.monitoring = monitoring;
    }

    Diagnosis check() {
        Set<ListenAddress> addresses = new LinkedHashSet<>(
                Stream.concat(monitoring.healthAddress().stream(), monitoring.metricsAddress().stream())
                        .toList());
        if (addresses.isEmpty()) {
            return Diagnosis.skip(DoctorTexts.MONITORING_IS_OFF);
        }
        List<String> problems = new ArrayList<>();
        Optional<ReadyPage> daemon = monitoring.healthAddress().flatMap(ReadyPage::servedAt);
        for (ListenAddress address : addresses) {
            if (daemon.isEmpty()) {
                problem(address).ifPresent(problems::add);
            } else if (daemon.get().misses(address)) {
                // The daemon only names the address. This process can see the obstacle too, unless it has just gone
                // away.
                problems.add(problem(address).orElse(DoctorTexts.daemonCannotUse(address)));
            }
        }
        if (!problems.isEmpty()) {
            return Diagnosis.warn(DoctorTexts.pagesNotServed(problems));
        }
        return Diagnosis.pass(daemon.isPresent() ? DoctorTexts.MONITORING_IS_SERVED : DoctorTexts.MONITORING_IS_FREE);
    }

    private static Optional<String> problem(ListenAddress address) {
        return switch (address) {
            case ListenAddress.Tcp tcp ->
                canListen(tcp.socketAddress()) ? Optional.empty() : Optional.of(DoctorTexts.addressTaken(tcp));
            case ListenAddress.Unix unix -> {
                try {
                    SocketFile.check(unix.path());
                    yield Optional.empty();
                } catch (UnsafeSocketException e) {
                    yield Optional.of(String.valueOf(e.getMessage()));
                } catch (IOException e) {
                    yield Optional.of(DoctorTexts.addressCannotBeSeen(unix));
                }
            }
        };
    }

    private static boolean canListen(InetSocketAddress at) {
        if (at.isUnresolved()) {
            return false;
        }
        try (var trial = new ServerSocket()) {
            trial.setReuseAddress(true);
            trial.bind(at);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
