package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// How many different Decrypts there are: more than callers, so that none could share another's request.
const distinct = 512

// openbao is asked as a provider would ask it, and by nothing but an HTTP client.
type openbao struct {
	url, ca, tokenFile, mount, key string

	token    string
	client   *http.Client
	encrypt1 []byte
	decrypts [][]byte
}

func (o *openbao) prepare() error {
	pem, err := os.ReadFile(o.ca)
	if err != nil {
		return err
	}
	token, err := os.ReadFile(o.tokenFile)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	o.token = strings.TrimSpace(string(token))
	o.client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots}, MaxIdleConnsPerHost: 128, DisableCompression: true}}
	aad := make([]byte, 480) // As long as the associated data of this provider.
	rand.Read(aad)
	associated := base64.StdEncoding.EncodeToString(aad)
	for i := 0; i < distinct; i++ {
		seed := make([]byte, 32)
		rand.Read(seed)
		o.encrypt1 = []byte(fmt.Sprintf(`{"plaintext":%q,"associated_data":%q,"key_version":1}`,
			base64.StdEncoding.EncodeToString(seed), associated))
		var wrapped struct{ Data struct{ Ciphertext string } }
		body, err := o.post(context.Background(), "encrypt", o.encrypt1)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(body, &wrapped); err != nil {
			return err
		}
		o.decrypts = append(o.decrypts,
			[]byte(fmt.Sprintf(`{"ciphertext":%q,"associated_data":%q}`, wrapped.Data.Ciphertext, associated)))
	}
	return nil
}

func (o *openbao) encrypt(ctx context.Context, _ int) error {
	_, err := o.post(ctx, "encrypt", o.encrypt1)
	return err
}

func (o *openbao) decrypt(ctx context.Context, i int) error {
	_, err := o.post(ctx, "decrypt", o.decrypts[i%distinct])
	return err
}

func (o *openbao) post(ctx context.Context, operation string, body []byte) ([]byte, error) {
	url := fmt.Sprintf("%s/v1/%s/%s/%s", o.url, o.mount, operation, o.key)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("X-Vault-Token", o.token)
	request.Header.Set("X-Vault-Request", "true")
	request.Header.Set("Content-Type", "application/json")
	response, err := o.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", operation, response.Status)
	}
	return answer, err
}
