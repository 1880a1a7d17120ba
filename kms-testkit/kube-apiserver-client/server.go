package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/server/options/encryptionconfig"
	"k8s.io/apiserver/pkg/storage/value"
	stored "k8s.io/apiserver/pkg/storage/value/encrypt/envelope/kmsv2/v2"
)

const provider = "provider"

func configuration(endpoint string) []byte {
	return fmt.Appendf(nil, `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: [secrets]
  providers:
  - kms: {apiVersion: v2, name: %s, endpoint: %q, timeout: 3s}
`, provider, endpoint)
}

// A server is one kube-apiserver as its provider sees it: a connection, a probe, a seed and a cache of its own.
type server struct {
	name   string
	config *encryptionconfig.EncryptionConfiguration
	values value.Transformer
	stop   context.CancelFunc
}

func start(name, config string) (*server, error) {
	ctx, stop := context.WithCancel(context.Background())
	loaded, err := encryptionconfig.LoadEncryptionConfig(ctx, config, false, name)
	if err != nil {
		stop()
		return nil, fmt.Errorf("server %s does not start: %w", name, err)
	}
	s := &server{name: name, config: loaded, stop: stop}
	s.values = encryptionconfig.StaticTransformers(loaded.Transformers).
		TransformerForResource(schema.GroupResource{Resource: "secrets"})
	// An unhealthy provider does not keep a server from starting; it shows here.
	if err := s.healthy(); err != nil {
		stop()
		return nil, err
	}
	return s, nil
}

func (s *server) healthy() error {
	for _, check := range s.config.HealthChecks {
		if err := check.Check(healthRequest(context.Background())); err != nil {
			return fmt.Errorf("server %s is not healthy: %w", s.name, err)
		}
	}
	return nil
}

func (s *server) write(key string, plain []byte) ([]byte, error) {
	return s.values.TransformToStorage(context.Background(), plain, value.DefaultContext([]byte(key)))
}

func (s *server) read(key string, written []byte) ([]byte, bool, error) {
	return s.values.TransformFromStorage(context.Background(), written, value.DefaultContext([]byte(key)))
}

func (s *server) fill(etcd map[string][]byte, suffix string) error {
	for i := range objects {
		key := fmt.Sprintf("/registry/secrets/default/demo-%d-%s", i, suffix)
		written, err := s.write(key, []byte(key))
		if err != nil {
			return fmt.Errorf("server %s cannot write: %w", s.name, err)
		}
		if bytes.Contains(written, []byte(key)) {
			return errors.New("a value is stored in clear")
		}
		etcd[key] = written
	}
	return nil
}

// readAll expects in each value the key it is stored under.
func (s *server) readAll(etcd map[string][]byte, stale bool) error {
	for key, written := range etcd {
		plain, isStale, err := s.read(key, written)
		switch {
		case err != nil:
			return fmt.Errorf("server %s cannot read %s: %w", s.name, key, err)
		case string(plain) != key:
			return fmt.Errorf("server %s reads %s with other content", s.name, key)
		case isStale != stale:
			return fmt.Errorf("server %s reads %s with stale=%t, want %t", s.name, key, isStale, stale)
		}
	}
	return nil
}

// writeKey is the key_id a value written now carries.
func (s *server) writeKey() (string, error) {
	written, err := s.write("/registry/secrets/default/probe", []byte("probe"))
	if err != nil {
		return "", fmt.Errorf("server %s cannot write: %w", s.name, err)
	}
	object := &stored.EncryptedObject{}
	body, found := bytes.CutPrefix(written, []byte("k8s:enc:kms:v2:"+provider+":"))
	if !found {
		return "", errors.New("a value is stored without the prefix of its provider")
	}
	if err := proto.Unmarshal(body, object); err != nil {
		return "", fmt.Errorf("a stored value is no EncryptedObject: %w", err)
	}
	return object.KeyID, nil
}
