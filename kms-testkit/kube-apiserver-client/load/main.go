// Command load measures KMS v2 providers beside the bare HTTPS calls that they stand on: the same client, the same OpenBao, one
// after the other in each round, so that a ratio means something where a time does not. It prints one table in Markdown.
//
//	load --openbao https://127.0.0.1:8200 --ca ca.pem --token-file token --provider bao-kms-provider=/run/kms.sock=PID
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

type providers []*provider

func (p *providers) String() string { return fmt.Sprint(len(*p), " providers") }

func (p *providers) Set(value string) error {
	parts := strings.Split(value, "=")
	if len(parts) != 3 {
		return fmt.Errorf("need NAME=SOCKET=PID")
	}
	*p = append(*p, &provider{name: parts[0], socket: parts[1], pid: parts[2]})
	return nil
}

func main() {
	var under providers
	bare := &openbao{}
	flag.StringVar(&bare.url, "openbao", "", "`address` of OpenBao")
	flag.StringVar(&bare.ca, "ca", "", "PEM `file` with its authority")
	flag.StringVar(&bare.tokenFile, "token-file", "", "`file` with a token that may encrypt and decrypt")
	flag.StringVar(&bare.mount, "mount", "transit", "where Transit is mounted")
	flag.StringVar(&bare.key, "key", "", "name of the key")
	flag.Var(&under, "provider", "NAME=SOCKET=PID of a provider; may be repeated")
	rounds := flag.Int("rounds", 5, "how often everything is measured")
	each := flag.Duration("each", 3*time.Second, "how long each measurement lasts")
	flag.Parse()
	if bare.url == "" || bare.key == "" || len(under) == 0 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(bare, under, *rounds, *each); err != nil {
		fmt.Fprintln(os.Stderr, "FAILED", err)
		os.Exit(1)
	}
}

func run(bare *openbao, under providers, rounds int, each time.Duration) error {
	if err := bare.prepare(); err != nil {
		return fmt.Errorf("OpenBao: %w", err)
	}
	for _, p := range under {
		if err := p.prepare(); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	t := newTable(under)
	for round := 1; round <= rounds; round++ {
		for _, callers := range []int{1, 16, 128} {
			fmt.Fprintf(os.Stderr, "round %d of %d, callers: %d\n", round, rounds, callers)
			if err := t.round(bare, under, callers, each); err != nil {
				return err
			}
		}
	}
	t.print()
	return nil
}
