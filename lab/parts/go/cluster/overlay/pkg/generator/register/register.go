// Package register lists the generators that the lab needs.
package register

import (
	_ "github.com/external-secrets/external-secrets/pkg/generator/fake"
	_ "github.com/external-secrets/external-secrets/pkg/generator/password"
	_ "github.com/external-secrets/external-secrets/pkg/generator/sts"
	_ "github.com/external-secrets/external-secrets/pkg/generator/uuid"
)
