//go:build unix

package worker_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestMain makes the test binary its own bootstrap: with the variable of the
// Runtime API it is a function.
func TestMain(m *testing.M) {
	if address := os.Getenv("AWS_LAMBDA_RUNTIME_API"); address != "" {
		serve("http://" + address + "/2018-06-01/runtime/")
		return
	}
	os.Exit(m.Run())
}

// order is the event of the test function: what it shall do.
type order struct {
	Do   string
	Text string
}

func serve(base string) {
	if os.Getenv("TEST_INIT") == "error" {
		post(base+"init/error", `{"errorMessage":"no configuration","errorType":"Init.Missing"}`)
		os.Exit(1)
	}
	if os.Getenv("TEST_INIT") == "exit" {
		os.Exit(3)
	}
	if os.Getenv("TEST_INIT") == "hang" {
		select {}
	}
	if os.Getenv("TEST_INIT") == "ask, exit" {
		request, _ := http.NewRequest(http.MethodGet, base+"invocation/next", nil)
		client := http.Client{Timeout: time.Millisecond}
		client.Do(request)
		os.Exit(4)
	}
	for {
		response, err := http.Get(base + "invocation/next")
		if err != nil {
			os.Exit(0)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		obey(base+"invocation/"+response.Header.Get("Lambda-Runtime-Aws-Request-Id"), response.Header, body)
	}
}

func obey(path string, header http.Header, event []byte) {
	var o order
	json.Unmarshal(event, &o)
	switch o.Do {
	case "echo":
		post(path+"/response", string(event))
	case "environment":
		answer, _ := json.Marshal(os.Environ())
		post(path+"/response", string(answer))
	case "headers":
		answer, _ := json.Marshal(header)
		post(path+"/response", string(answer))
	case "pid":
		post(path+"/response", fmt.Sprint(os.Getpid()))
	case "fail":
		post(path+"/error", o.Text)
	case "exit":
		os.Exit(7)
	case "answer, exit":
		post(path+"/response", fmt.Sprint(os.Getpid()))
		os.Exit(0)
	case "hang":
		select {}
	case "child": // a child that outlives its parent unless the group is killed
		child := exec.Command("sleep", "600")
		child.Start()
		fmt.Println("child", child.Process.Pid)
		select {}
	case "large":
		post(path+"/response", `"`+strings.Repeat("x", 6<<20)+`"`)
	case "wrong id":
		status := post(strings.TrimSuffix(path, path[strings.LastIndex(path, "/")+1:])+"other/response", "{}")
		post(path+"/response", fmt.Sprint(status))
	case "twice":
		first := post(path+"/response", `"first"`)
		fmt.Println("second answer:", post(path+"/response", `"second"`), "after", first)
	case "trailer": // streams, and fails in the middle
		request, _ := http.NewRequest(http.MethodPost, path+"/response", io.MultiReader(strings.NewReader(`{"half":`)))
		request.Trailer = http.Header{"Lambda-Runtime-Function-Error-Type": {"Broken"},
			"Lambda-Runtime-Function-Error-Body": {base64.StdEncoding.EncodeToString([]byte(`{"errorMessage":"in the middle"}`))}}
		if response, err := http.DefaultClient.Do(request); err == nil {
			response.Body.Close()
		}
	case "skip":
		// asks for the next event without answering
	case "print":
		fmt.Print(o.Text)
		post(path+"/response", "{}")
	case "stop": // like a program that has lost interest: answers, asks no more
		post(path+"/response", "{}")
		select {}
	}
}

func post(url, body string) int {
	response, err := http.Post(url, "application/json", bytes.NewReader([]byte(body)))
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
	return response.StatusCode
}
