module strongroom.invalid/lab/sources

go 1.25

require (
	github.com/external-secrets/external-secrets v0.20.4
	sigs.k8s.io/kwok v0.6.1
)
