package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	kms "k8s.io/kms/apis/v2"
)

// provider is one process behind a socket.
type provider struct {
	name, socket, pid string

	client   kms.KeyManagementServiceClient
	seeds    [][]byte
	decrypts []*kms.DecryptRequest
}

func (p *provider) prepare() error {
	connection, err := grpc.NewClient("unix://"+p.socket,
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithAuthority("localhost"))
	if err != nil {
		return err
	}
	p.client = kms.NewKeyManagementServiceClient(connection)
	for i := 0; i < distinct; i++ {
		seed := make([]byte, 32)
		rand.Read(seed)
		wrapped, err := p.client.Encrypt(context.Background(), &kms.EncryptRequest{Plaintext: seed, Uid: uid(i)})
		if err != nil {
			return err
		}
		p.seeds = append(p.seeds, seed)
		p.decrypts = append(p.decrypts, &kms.DecryptRequest{
			Ciphertext: wrapped.Ciphertext, KeyId: wrapped.KeyId, Annotations: wrapped.Annotations, Uid: uid(i)})
	}
	return nil
}

func uid(i int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", i) }

func (p *provider) status(ctx context.Context, _ int) error {
	_, err := p.client.Status(ctx, &kms.StatusRequest{})
	return err
}

func (p *provider) encrypt(ctx context.Context, i int) error {
	_, err := p.client.Encrypt(ctx, &kms.EncryptRequest{Plaintext: p.seeds[i%distinct], Uid: uid(i)})
	return err
}

// A wrong plaintext would be worth more than any time.
func (p *provider) decrypt(ctx context.Context, i int) error {
	answer, err := p.client.Decrypt(ctx, p.decrypts[i%distinct])
	if err == nil && !bytes.Equal(answer.Plaintext, p.seeds[i%distinct]) {
		return fmt.Errorf("wrong plaintext")
	}
	return err
}

// cpu is what the process has used so far.
func (p *provider) cpu() time.Duration {
	stat, err := os.ReadFile("/proc/" + p.pid + "/stat")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+2:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // USER_HZ is 100 on every Linux.
}

// memory is resident and anonymous MiB.
func (p *provider) memory() string {
	rollup, err := os.ReadFile("/proc/" + p.pid + "/smaps_rollup")
	if err != nil {
		return "unknown"
	}
	var resident, anonymous int
	for _, line := range strings.Split(string(rollup), "\n") {
		fmt.Sscanf(line, "Rss: %d", &resident)
		fmt.Sscanf(line, "Anonymous: %d", &anonymous)
	}
	return fmt.Sprintf("%.0f / %.0f", float64(resident)/1024, float64(anonymous)/1024)
}
