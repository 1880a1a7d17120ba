package main

import (
	"fmt"
	"os/exec"
	"time"
)

// An outage is two shell commands: the first takes the provider's backend, or the provider, away, the second gives it back.
type outage struct {
	begin, end string
	// How long an API server may take to find out that it is over.
	wait time.Duration
}

// on looks at server A before, during and after: it must say that it is not well, go on with the seeds it knows, and be well
// again under the same key without being started again.
func (o outage) on(a *server, etcd map[string][]byte) error {
	if err := a.healthy(); err != nil {
		return fmt.Errorf("before an outage: %w", err)
	}
	before, err := a.writeKey()
	if err != nil {
		return err
	}
	failed := calledBadly("Status")
	if err := shell(o.begin); err != nil {
		return err
	}
	during, err := o.during(a, etcd)
	if endErr := shell(o.end); endErr != nil {
		return endErr
	}
	if err != nil {
		return fmt.Errorf("during an outage: %w", err)
	}
	start := time.Now()
	for a.healthy() != nil {
		if time.Since(start) > o.wait {
			return fmt.Errorf("not healthy %s after an outage: %w", o.wait, a.healthy())
		}
		time.Sleep(time.Second)
	}
	after, err := a.writeKey()
	if err != nil {
		return fmt.Errorf("after an outage: %w", err)
	}
	if after != before {
		return fmt.Errorf("key_id was %q before an outage and is %q after it", before, after)
	}
	if err := a.readAll(etcd, false); err != nil {
		return fmt.Errorf("after an outage: %w", err)
	}
	fmt.Printf("ok     outage: healthy, then %q, then healthy after %s; %.0f Status calls failed\n",
		during, time.Since(start).Round(time.Second), calledBadly("Status")-failed)
	return nil
}

// during is what the health check says while values are still read and written from memory.
func (o outage) during(a *server, etcd map[string][]byte) (string, error) {
	time.Sleep(resultLife)
	unhealthy := a.healthy()
	if unhealthy == nil {
		return "", fmt.Errorf("server %s still calls itself healthy", a.name)
	}
	if _, err := a.writeKey(); err != nil {
		return "", err
	}
	return unhealthy.Error(), a.readAll(etcd, false)
}

func shell(command string) error {
	if out, err := exec.Command("sh", "-c", command).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", command, err, out)
	}
	return nil
}
