// Command kube-apiserver-client lets kube-apiserver's own code judge a KMS v2 provider: the loader of EncryptionConfiguration,
// its health probe, envelope and cache, and its gRPC client. No cluster and no etcd; what would be stored is kept in a map.
//
// It starts API server A, writes, starts API server B with an empty cache on the same values, and reads. Given commands for it, it
// makes an outage and asks A how it is before, during and after; and it rotates the key, waits until A uses the new one and looks
// at what became stale. At the end it compares A's metrics with what it made A do. Exit code 0 when all went well, 1 when the
// provider did not, 2 for wrong usage.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

const (
	objects = 100
	// kube-apiserver repeats a good health result for 20 s, so a rotation cannot be noticed sooner.
	resultLife = 21 * time.Second
)

func main() {
	endpoint := flag.String("endpoint", "", "of the provider, such as unix:///run/x.sock")
	rotate := flag.String("rotate", "", "shell `command` that rotates the key")
	wait := flag.Duration("rotation-wait", 2*time.Minute, "how long a new key may take to be used")
	breaks := flag.String("break", "", "shell `command` that takes the provider's backend away")
	repair := flag.String("repair", "", "shell `command` that gives it back")
	recovery := flag.Duration("recovery-wait", time.Minute, "how long health may take to come back")
	flag.Parse()
	if *endpoint == "" || (*breaks == "") != (*repair == "") || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*endpoint, *rotate, *wait, outage{*breaks, *repair, *recovery}); err != nil {
		fmt.Println("FAILED", err)
		os.Exit(1)
	}
	fmt.Println("ok     all")
}

func run(endpoint, rotate string, wait time.Duration, gone outage) error {
	begin := time.Now()
	dir, err := os.MkdirTemp("", "kube-apiserver-client")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	config := filepath.Join(dir, "encryption.yaml")
	if err := os.WriteFile(config, configuration(endpoint), 0o600); err != nil {
		return err
	}

	etcd := map[string][]byte{}
	a, err := start("a", config)
	if err != nil {
		return err
	}
	defer a.stop()
	if err := a.fill(etcd, "before"); err != nil {
		return err
	}
	if err := a.readAll(etcd, false); err != nil {
		return err
	}
	fmt.Printf("ok     server A wrote and read %d values\n", len(etcd))

	if err := coldStart(config, etcd, false); err != nil {
		return err
	}
	if gone.begin == "" {
		fmt.Println("note   no outage: --break and --repair were not given")
	} else if err := gone.on(a, etcd); err != nil {
		return err
	}
	old, err := a.writeKey()
	if err != nil {
		return err
	}
	written := map[string]int{old: objects}
	if rotate == "" {
		fmt.Println("note   no rotation: --rotate was not given")
		return exposed(begin, written)
	}
	if err := rotation(a, rotate, wait, etcd); err != nil {
		return err
	}
	if err := coldStart(config, etcd, true); err != nil {
		return err
	}
	fresh, err := a.writeKey()
	if err != nil {
		return err
	}
	written[fresh] = objects
	return exposed(begin, written)
}

// coldStart is a new API server, with an empty cache, on values that others wrote.
func coldStart(config string, etcd map[string][]byte, stale bool) error {
	before := total(cacheMisses, nil)
	b, err := start("b", config)
	if err != nil {
		return err
	}
	defer b.stop()
	if err := b.readAll(etcd, stale); err != nil {
		return fmt.Errorf("cold start: %w", err)
	}
	for key, value := range etcd {
		if _, _, err := b.read(key+"-moved", value); err == nil {
			return fmt.Errorf("%s opens under another key of etcd", key)
		}
		break
	}
	asked := total(cacheMisses, nil) - before
	if asked < 1 {
		return fmt.Errorf("server B read %d values without asking the provider", len(etcd))
	}
	fmt.Printf("ok     server B, started cold, read %d values with %.0f Decrypts\n", len(etcd), asked)
	return nil
}

func rotation(a *server, command string, wait time.Duration, etcd map[string][]byte) error {
	old, err := a.writeKey()
	if err != nil {
		return err
	}
	if err := shell(command); err != nil {
		return err
	}
	for end := time.Now().Add(wait); ; {
		time.Sleep(resultLife)
		if err := a.healthy(); err != nil {
			return fmt.Errorf("during a rotation: %w", err)
		}
		now, err := a.writeKey()
		if err != nil {
			return err
		}
		if now != old {
			break
		}
		if time.Now().After(end) {
			return fmt.Errorf("server A still writes under the old key after %s", wait)
		}
	}
	// What was written before is stale now, what is written now is not.
	if err := a.readAll(etcd, true); err != nil {
		return err
	}
	fresh := map[string][]byte{}
	if err := a.fill(fresh, "after"); err != nil {
		return err
	}
	if err := a.readAll(fresh, false); err != nil {
		return err
	}
	fmt.Printf("ok     rotation: %d old values are stale, %d new ones are not\n", len(etcd), len(fresh))
	return nil
}

func healthRequest(ctx context.Context) *http.Request {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "/healthz", nil)
	if err != nil {
		panic(err) // method and path are constants
	}
	return request
}
