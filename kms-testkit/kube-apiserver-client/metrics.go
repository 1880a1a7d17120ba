package main

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"k8s.io/component-base/metrics/legacyregistry"
)

const (
	envelope    = "apiserver_envelope_encryption_"
	cacheMisses = "apiserver_storage_envelope_transformation_cache_misses_total"
	calls       = envelope + "kms_operations_latency_seconds"
	service     = "/v2.KeyManagementService/"
)

type labels map[string]string

// metric is what the API server's own registry holds under a name: the value of counters and gauges, the number of
// observations of histograms, one for each set of labels that agrees with what is wanted.
func metric(name string, wanted labels) (values []float64) {
	families, err := legacyregistry.DefaultGatherer.Gather()
	if err != nil {
		panic(err) // a metric of the API server is broken, nothing here is
	}
	for _, family := range families {
		if family.GetName() != name {
			continue
		}
		for _, m := range family.GetMetric() {
			found := 0
			for _, label := range m.GetLabel() {
				if value, asked := wanted[label.GetName()]; asked && value == label.GetValue() {
					found++
				}
			}
			if found == len(wanted) {
				// Only one of the three is there, and the others count as nothing.
				values = append(values, m.GetCounter().GetValue()+m.GetGauge().GetValue()+
					float64(m.GetHistogram().GetSampleCount()))
			}
		}
	}
	return values
}

func total(name string, wanted labels) (sum float64) {
	for _, value := range metric(name, wanted) {
		sum += value
	}
	return sum
}

// calledWell is how often the provider answered a method with OK.
func calledWell(method string) float64 {
	return total(calls, labels{"method_name": service + method, "grpc_status_code": "OK"})
}

// calledBadly is how often a method ended in any other way.
func calledBadly(method string) float64 {
	return total(calls, labels{"method_name": service + method}) - calledWell(method)
}

// exposed compares what operators can see of a provider with what it was made to do: every key_id in use, by its hash, and
// no other.
func exposed(begin time.Time, written map[string]int) error {
	for keyID, least := range written {
		hash := fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(keyID)))
		of := labels{"provider_name": provider, "key_id_hash": hash}
		for direction, least := range map[string]int{"to_storage": least, "from_storage": 1} {
			of := labels{"provider_name": provider, "key_id_hash": hash, "transformation_type": direction}
			if seen := total(envelope+"key_id_hash_total", of); seen < float64(least) {
				return fmt.Errorf("%s counts %.0f, need %d for key_id %q", direction, seen, least, keyID)
			}
			if err := recent(begin, envelope+"key_id_hash_last_timestamp_seconds", of); err != nil {
				return err
			}
		}
		if err := recent(begin, envelope+"key_id_hash_status_last_timestamp_seconds", of); err != nil {
			return err
		}
	}
	if seen := len(metric(envelope+"key_id_hash_status_last_timestamp_seconds", labels{"apiserver_id_hash": hashOf("a")})); seen != len(written) {
		return fmt.Errorf("server A saw %d key_ids in Status, want %d", seen, len(written))
	}
	if invalid := total(envelope+"invalid_key_id_from_status_total", nil); invalid != 0 {
		return fmt.Errorf("Status named an invalid key_id %.0f times", invalid)
	}
	if size := total(envelope+"dek_source_cache_size", labels{"provider_name": provider}); size < 1 {
		return fmt.Errorf("the cache of seeds holds %.0f", size)
	}
	fmt.Printf("ok     metrics: %d key_ids by their hashes; %.0f Status, %.0f Encrypt, %.0f Decrypt were OK, %.0f were not\n",
		len(written), calledWell("Status"), calledWell("Encrypt"), calledWell("Decrypt"),
		calledBadly("Status")+calledBadly("Encrypt")+calledBadly("Decrypt"))
	return nil
}

func recent(begin time.Time, name string, of labels) error {
	seen := metric(name, of)
	if len(seen) == 0 || slices.Max(seen) < float64(begin.Unix()) {
		return fmt.Errorf("%s of %v is %v, need a time after the start", name, of, seen)
	}
	return nil
}

func hashOf(name string) string {
	return fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(name)))
}
