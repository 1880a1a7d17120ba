// Package lab holds no code: go.mod beside it names the Kubernetes programs that the lab builds.
package lab
