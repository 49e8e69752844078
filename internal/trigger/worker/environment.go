package worker

import (
	"crypto/rand"
	"encoding/hex"
	"path/filepath"
	"strings"

	"github.com/cognate-id/cognate/internal/trigger/invoke"
)

// version is the only version of a function there is.
const version = "$LATEST"

// environment is what a process finds: the variables of a Lambda execution
// environment above those of our own, without our own settings and AWS
// credentials, which are no business of a handler.
func environment(deps Deps, file, address string) []string {
	var env []string
	for _, v := range deps.Inherit {
		if !strings.HasPrefix(v, "COGNATE_") && !strings.HasPrefix(v, "AWS_") && !strings.HasPrefix(v, "_") {
			env = append(env, v)
		}
	}
	name := invoke.Name(deps.ARN)
	env = append(env,
		"AWS_LAMBDA_RUNTIME_API="+address,
		"_HANDLER="+deps.Program.handlerName(file),
		"LAMBDA_TASK_ROOT="+filepath.Dir(file),
		"LAMBDA_RUNTIME_DIR="+filepath.Dir(file),
		"AWS_LAMBDA_FUNCTION_NAME="+name,
		"AWS_LAMBDA_FUNCTION_VERSION="+version,
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=128",
		"AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/"+name,
		"AWS_LAMBDA_LOG_STREAM_NAME="+deps.Now().UTC().Format("2006/01/02")+"/["+version+"]"+token(16),
		"AWS_REGION="+region(deps.ARN),
		"AWS_DEFAULT_REGION="+region(deps.ARN),
	)
	return append(env, deps.Environment...)
}

func region(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) > 3 {
		return parts[3]
	}
	return ""
}

// token is n random bytes in hexadecimal.
func token(n int) string {
	b := make([]byte, n)
	rand.Read(b) // cannot fail: the program stops instead
	return hex.EncodeToString(b)
}

// requestID is a random UUID.
func requestID() string {
	s := []byte(token(16))
	s[12] = '4'
	s[16] = "89ab"[s[16]&3]
	id := string(s)
	return id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:]
}
