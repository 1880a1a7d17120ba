// Command apiserver is an API server with its storage: CustomResourceDefinitions and custom resources on an etcd, with
// encryption at rest. Storage, watch cache, health endpoints and metrics are those of kube-apiserver; Kubernetes' own
// resources are not there, because they are not in a library.
//
// It authenticates no one and lets everyone do everything, so it listens on a port of the loopback that it chooses and prints.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"

	"k8s.io/apiextensions-apiserver/pkg/apiserver"
	"k8s.io/apiextensions-apiserver/pkg/cmd/server/options"
	"k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	definitions "k8s.io/apiserver/pkg/endpoints/openapi"
	"k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/util/webhook"
	"k8s.io/client-go/kubernetes/scheme"
)

func main() {
	etcd := flag.String("etcd", "", "`address` of etcd, such as http://127.0.0.1:2379")
	encryption := flag.String("encryption", "", "`file` with an EncryptionConfiguration")
	certificates := flag.String("certificates", "", "`directory` for the certificate, made when it is not there")
	flag.Parse()
	if *etcd == "" || *encryption == "" || *certificates == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *etcd, *encryption, *certificates); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, etcd, encryption, certificates string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	config, err := configuration(listener, etcd, encryption, certificates)
	if err != nil {
		return err
	}
	api, err := config.Complete().New(server.NewEmptyDelegate())
	if err != nil {
		return err
	}
	fmt.Printf("https://%s\n", listener.Addr())
	return api.GenericAPIServer.PrepareRun().RunWithContext(ctx)
}

func configuration(listener net.Listener, etcd, encryption, certificates string) (*apiserver.Config, error) {
	o := options.NewCustomResourceDefinitionsServerOptions(os.Stdout, os.Stderr)
	recommended := o.RecommendedOptions
	// All of these ask another API server, and there is none.
	recommended.Authentication, recommended.Authorization = nil, nil
	recommended.CoreAPI, recommended.Admission = nil, nil
	recommended.Features.EnablePriorityAndFairness = false
	recommended.Etcd.StorageConfig.Prefix = "/registry"
	recommended.Etcd.StorageConfig.Transport.ServerList = []string{etcd}
	recommended.Etcd.EncryptionProviderConfigFilepath = encryption
	serving := recommended.SecureServing
	serving.Listener, serving.BindPort = listener, listener.Addr().(*net.TCPAddr).Port
	serving.ServerCert.CertDirectory = certificates
	if err := serving.MaybeDefaultWithSelfSignedCerts("localhost", nil, []net.IP{net.IPv4(127, 0, 0, 1)}); err != nil {
		return nil, err
	}
	if err := o.Complete(); err != nil {
		return nil, err
	}
	if err := o.Validate(); err != nil {
		return nil, err
	}

	generic := server.NewRecommendedConfig(apiserver.Codecs)
	if err := o.ServerRunOptions.ApplyTo(&generic.Config); err != nil {
		return nil, err
	}
	if err := recommended.ApplyTo(generic); err != nil {
		return nil, err
	}
	if err := o.APIEnablement.ApplyTo(&generic.Config, apiserver.DefaultAPIResourceConfigSource(), apiserver.Scheme); err != nil {
		return nil, err
	}
	generic.OpenAPIV3Config = server.DefaultOpenAPIV3Config(
		openapi.GetOpenAPIDefinitions, definitions.NewDefinitionNamer(apiserver.Scheme, scheme.Scheme))
	return &apiserver.Config{
		GenericConfig: generic,
		ExtraConfig: apiserver.ExtraConfig{
			CRDRESTOptionsGetter: options.NewCRDRESTOptionsGetter(
				*recommended.Etcd, generic.ResourceTransformers, generic.StorageObjectCountTracker),
			ServiceResolver: webhook.NewDefaultServiceResolver(),
		},
	}, nil
}
