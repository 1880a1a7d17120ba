// Command provider is a small correct KMS v2 provider in another language than the kit, for the kit to judge. Its keys live in
// memory: not for any other use. SIGUSR1 rotates.
package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	kms "k8s.io/kms/apis/v2"
)

type provider struct {
	kms.UnimplementedKeyManagementServiceServer
	mu   sync.RWMutex
	ids  []string
	keys map[string]cipher.AEAD
}

func (p *provider) rotate() {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails since Go 1.24
	block, _ := aes.NewCipher(key)
	aead, _ := cipher.NewGCMWithRandomNonce(block)
	p.mu.Lock()
	defer p.mu.Unlock()
	id := fmt.Sprintf("go-%d", len(p.ids)+1)
	p.ids, p.keys[id] = append(p.ids, id), aead
}

// The newest key and, of the same moment, its id.
func (p *provider) current() (string, cipher.AEAD) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	id := p.ids[len(p.ids)-1]
	return id, p.keys[id]
}

func (p *provider) Status(context.Context, *kms.StatusRequest) (*kms.StatusResponse, error) {
	id, _ := p.current()
	return &kms.StatusResponse{Version: "v2", Healthz: "ok", KeyId: id}, nil
}

func (p *provider) Encrypt(_ context.Context, in *kms.EncryptRequest) (*kms.EncryptResponse, error) {
	if len(in.Plaintext) > 256 {
		return nil, status.Error(codes.InvalidArgument, "plaintext is too long, need at most 256 bytes")
	}
	id, aead := p.current()
	return &kms.EncryptResponse{Ciphertext: aead.Seal(nil, nil, in.Plaintext, []byte(id)), KeyId: id}, nil
}

func (p *provider) Decrypt(_ context.Context, in *kms.DecryptRequest) (*kms.DecryptResponse, error) {
	p.mu.RLock()
	aead, found := p.keys[in.KeyId]
	p.mu.RUnlock()
	if !found {
		return nil, status.Error(codes.NotFound, "there is no such key")
	}
	plain, err := aead.Open(nil, nil, in.Ciphertext, []byte(in.KeyId))
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, "ciphertext does not authenticate")
	}
	return &kms.DecryptResponse{Plaintext: plain}, nil
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: provider SOCKET")
		os.Exit(2)
	}
	p := &provider{keys: map[string]cipher.AEAD{}}
	p.rotate()
	listener, err := net.Listen("unix", os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR1)
	go func() {
		for range signals {
			p.rotate()
		}
	}()
	server := grpc.NewServer()
	kms.RegisterKeyManagementServiceServer(server, p)
	if err := server.Serve(listener); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
