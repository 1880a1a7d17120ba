// Answers as the key services of four clouds do, as far as KMS plugins ask them, under keys that exist in its memory alone.
//
//	go run clouds.go PORT
//
// AWS KMS: POST / with X-Amz-Target. Google Cloud KMS: /v1/NAME:encrypt. Azure Key Vault, as behind the plugin's proxy: /HOST/keys/NAME/VERSION/encrypt.
// Infisical: /api/v1/kms/keys/ID/encrypt. POST /control/ACTION does what the kit's hooks of that name ask for: rotate, break, repair, disable-key,
// enable-key, fail-once.
package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
)

type cloud struct {
	mutex    sync.Mutex
	versions []cipher.AEAD
	disabled int // version counted from 1, or 0
	broken   bool
	failures int
}

var errDisabled = errors.New("the key is disabled")

func (c *cloud) rotate() {
	key := make([]byte, 32)
	rand.Read(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	c.versions = append(c.versions, gcm)
}

func (c *cloud) wrap(plaintext, context []byte) ([]byte, int, error) {
	version := len(c.versions)
	if version == c.disabled {
		return nil, 0, errDisabled
	}
	gcm := c.versions[version-1]
	head := make([]byte, 2+gcm.NonceSize())
	head[0], head[1] = byte(version>>8), byte(version)
	rand.Read(head[2:])
	return gcm.Seal(head, head[2:], plaintext, context), version, nil
}

func (c *cloud) unwrap(blob, context []byte) ([]byte, error) {
	if len(blob) < 2 {
		return nil, errors.New("too short")
	}
	version := int(blob[0])<<8 | int(blob[1])
	if version < 1 || version > len(c.versions) {
		return nil, errors.New("of no key here")
	}
	if version == c.disabled {
		return nil, errDisabled
	}
	gcm := c.versions[version-1]
	if len(blob) < 2+gcm.NonceSize() {
		return nil, errors.New("too short")
	}
	return gcm.Open(nil, blob[2:2+gcm.NonceSize()], blob[2+gcm.NonceSize():], context)
}

func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if action, found := strings.CutPrefix(r.URL.Path, "/control/"); found {
		c.control(w, action)
		return
	}
	if c.broken {
		panic(http.ErrAbortHandler) // cuts the connection
	}
	if c.failures > 0 {
		c.failures--
		http.Error(w, `{"message":"internal error"}`, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	var asked map[string]any
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		asked = nil
	} else if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"message": "no JSON"})
		return
	}
	path := strings.Trim(r.URL.Path, "/")
	switch {
	case path == "":
		c.aws(w, r.Header.Get("X-Amz-Target"), asked)
	case strings.HasSuffix(path, "/oauth2/token"):
		answer(w, http.StatusOK, map[string]any{"access_token": "fake", "token_type": "Bearer", "expires_in": "86400", "expires_on": "4102444800"})
	case path == "api/v1/auth/universal-auth/login":
		answer(w, http.StatusOK, map[string]any{"accessToken": "fake", "tokenType": "Bearer", "expiresIn": 86400, "accessTokenMaxTTL": 86400})
	case strings.HasPrefix(path, "api/v1/kms/keys/"):
		c.infisical(w, path, asked)
	case strings.HasPrefix(path, "v1/"):
		c.google(w, strings.TrimPrefix(path, "v1/"), asked)
	default:
		c.azure(w, path, asked)
	}
}

func (c *cloud) control(w http.ResponseWriter, action string) {
	switch action {
	case "rotate":
		c.rotate()
	case "break":
		c.broken = true
	case "repair":
		c.broken = false
	case "disable-key":
		c.disabled = len(c.versions)
	case "enable-key":
		c.disabled = 0
	case "fail-once":
		c.failures = 1
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (c *cloud) aws(w http.ResponseWriter, target string, asked map[string]any) {
	context := canonical(asked["EncryptionContext"])
	switch target {
	case "TrentService.Encrypt":
		blob, _, err := c.wrap(bytes(asked["Plaintext"], base64.StdEncoding), context)
		if err != nil {
			answer(w, http.StatusBadRequest, map[string]any{"__type": "DisabledException", "message": err.Error()})
			return
		}
		answer(w, http.StatusOK, map[string]any{"KeyId": asked["KeyId"], "CiphertextBlob": base64.StdEncoding.EncodeToString(blob),
			"EncryptionAlgorithm": "SYMMETRIC_DEFAULT"})
	case "TrentService.Decrypt":
		plaintext, err := c.unwrap(bytes(asked["CiphertextBlob"], base64.StdEncoding), context)
		if err != nil {
			kind := "InvalidCiphertextException"
			if errors.Is(err, errDisabled) {
				kind = "DisabledException"
			}
			answer(w, http.StatusBadRequest, map[string]any{"__type": kind})
			return
		}
		answer(w, http.StatusOK, map[string]any{"Plaintext": base64.StdEncoding.EncodeToString(plaintext), "EncryptionAlgorithm": "SYMMETRIC_DEFAULT"})
	default:
		answer(w, http.StatusBadRequest, map[string]any{"__type": "UnknownOperationException"})
	}
}

func (c *cloud) google(w http.ResponseWriter, path string, asked map[string]any) {
	name, operation, _ := strings.Cut(path, ":")
	key, _, _ := strings.Cut(name, "/cryptoKeyVersions/")
	refuse := func(err error) {
		status, text := http.StatusBadRequest, "INVALID_ARGUMENT"
		if errors.Is(err, errDisabled) {
			text = "FAILED_PRECONDITION"
		}
		answer(w, status, map[string]any{"error": map[string]any{"code": status, "status": text, "message": "Decryption failed or key not enabled"}})
	}
	switch operation {
	case "encrypt":
		blob, version, err := c.wrap(bytes(asked["plaintext"], base64.StdEncoding), nil)
		if err != nil {
			refuse(err)
			return
		}
		answer(w, http.StatusOK, map[string]any{"name": fmt.Sprintf("%s/cryptoKeyVersions/%d", key, version),
			"ciphertext": base64.StdEncoding.EncodeToString(blob)})
	case "decrypt":
		plaintext, err := c.unwrap(bytes(asked["ciphertext"], base64.StdEncoding), nil)
		if err != nil {
			refuse(err)
			return
		}
		answer(w, http.StatusOK, map[string]any{"plaintext": base64.StdEncoding.EncodeToString(plaintext)})
	default:
		answer(w, http.StatusOK, map[string]any{"name": name})
	}
}

// The version is part of what is asked: keys are rotated there by another name, so this one never is.
func (c *cloud) azure(w http.ResponseWriter, path string, asked map[string]any) {
	parts := strings.Split(path, "/")
	if len(parts) != 5 || parts[1] != "keys" {
		answer(w, http.StatusNotFound, map[string]any{"error": map[string]any{"code": "NotFound"}})
		return
	}
	var result []byte
	var err error
	if parts[4] == "encrypt" {
		result, _, err = c.wrap(bytes(asked["value"], base64.RawURLEncoding), nil)
	} else {
		result, err = c.unwrap(bytes(asked["value"], base64.RawURLEncoding), nil)
	}
	if errors.Is(err, errDisabled) {
		answer(w, http.StatusForbidden, map[string]any{"error": map[string]any{"code": "Forbidden", "message": "Operation is not allowed on a disabled key."}})
		return
	}
	if err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"error": map[string]any{"code": "BadParameter"}})
		return
	}
	answer(w, http.StatusOK, map[string]any{"kid": fmt.Sprintf("https://%s/keys/%s/%s", parts[0], parts[2], parts[3]),
		"value": base64.RawURLEncoding.EncodeToString(result)})
}

func (c *cloud) infisical(w http.ResponseWriter, path string, asked map[string]any) {
	if strings.HasSuffix(path, "/encrypt") {
		blob, _, err := c.wrap(bytes(asked["plaintext"], base64.StdEncoding), nil)
		if err != nil {
			answer(w, http.StatusBadRequest, map[string]any{"statusCode": 400, "message": "KMS is disabled"})
			return
		}
		answer(w, http.StatusOK, map[string]any{"ciphertext": base64.StdEncoding.EncodeToString(blob)})
		return
	}
	plaintext, err := c.unwrap(bytes(asked["ciphertext"], base64.StdEncoding), nil)
	if err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"statusCode": 400, "message": "decryption failed or KMS is disabled"})
		return
	}
	answer(w, http.StatusOK, map[string]any{"plaintext": base64.StdEncoding.EncodeToString(plaintext)})
}

// What is not base64 is of no key here.
func bytes(value any, encoding *base64.Encoding) []byte {
	text, _ := value.(string)
	decoded, err := encoding.Strict().DecodeString(text)
	if err != nil {
		return nil
	}
	return decoded
}

func canonical(context any) []byte {
	pairs, _ := context.(map[string]any)
	lines := make([]string, 0, len(pairs))
	for name, value := range pairs {
		lines = append(lines, fmt.Sprintf("%q=%q", name, value))
	}
	slices.Sort(lines)
	return []byte(strings.Join(lines, ","))
}

func answer(w http.ResponseWriter, status int, body map[string]any) {
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		log.Print(err)
	}
}

func main() {
	c := &cloud{}
	c.rotate()
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], c))
}
