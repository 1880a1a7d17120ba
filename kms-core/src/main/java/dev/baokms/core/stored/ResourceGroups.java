package dev.baokms.core.stored;

import java.util.HashMap;
import java.util.Map;

/**
 * The API groups of the resources that Kubernetes itself stores: kubernetes/pkg/apis, as of 1.37, without the core
 * group.
 */
final class ResourceGroups {
    private static final String TABLE = """
        apps: controllerrevisions daemonsets deployments replicasets statefulsets
        batch: cronjobs jobs
        autoscaling: horizontalpodautoscalers
        networking.k8s.io: ingresses ingressclasses ipaddresses networkpolicies servicecidrs
        rbac.authorization.k8s.io: clusterrolebindings clusterroles rolebindings roles
        storage.k8s.io: csidrivers csinodes csistoragecapacities storageclasses volumeattachments volumeattributesclasses
        policy: poddisruptionbudgets
        scheduling.k8s.io: priorityclasses
        coordination.k8s.io: leasecandidates leases
        discovery.k8s.io: endpointslices
        node.k8s.io: runtimeclasses
        certificates.k8s.io: certificatesigningrequests clustertrustbundles podcertificaterequests
        admissionregistration.k8s.io: mutatingadmissionpolicies mutatingadmissionpolicybindings mutatingwebhookconfigurations \
        validatingadmissionpolicies validatingadmissionpolicybindings validatingwebhookconfigurations
        flowcontrol.apiserver.k8s.io: flowschemas prioritylevelconfigurations
        resource.k8s.io: deviceclasses resourceclaims resourceclaimtemplates resourceslices
        internal.apiserver.k8s.io: storageversions
        storagemigration.k8s.io: storageversionmigrations
        """;

    private ResourceGroups() {}

    /** From plural to group. */
    static Map<String, String> byPlural() {
        var groups = new HashMap<String, String>();
        for (String line : TABLE.lines().toList()) {
            int colon = line.indexOf(':');
            for (String plural : line.substring(colon + 2).split(" ", -1)) {
                groups.put(plural, line.substring(0, colon));
            }
        }
        return Map.copyOf(groups);
    }
}
