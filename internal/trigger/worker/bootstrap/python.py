# Runs one handler of a Python file against the Lambda Runtime API.
# Arguments: the file and the name of the handler in it.
import asyncio
import http.client
import importlib.util
import inspect
import json
import os
import sys
import time
import traceback

BASE = "/2018-06-01/runtime"


class Runtime:
    """The Runtime API over one connection that is opened again when needed."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address)

    def call(self, method, path, body=None, headers=None):
        self.connection.request(method, BASE + path, body, headers or {})
        response = self.connection.getresponse()
        return response.status, response.headers, response.read()

    def post(self, path, value, headers=None):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return self.call("POST", path, body, {"Content-Type": "application/json", **(headers or {})})[0]


class Context:
    """What a handler learns of its call."""

    def __init__(self, headers):
        environment = os.environ.get
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = environment("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = environment("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = environment("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = environment("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environment("AWS_LAMBDA_LOG_STREAM_NAME")
        self.identity = None
        self.client_context = None
        self.tenant_id = None
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


def described(error, kind=None):
    frames = traceback.format_exception(type(error), error, error.__traceback__)
    sys.stderr.write("".join(frames))
    return {
        "errorMessage": str(error),
        "errorType": kind or type(error).__name__,
        "stackTrace": traceback.format_tb(error.__traceback__),
    }


def load(file, name):
    sys.path.insert(0, os.path.dirname(file))
    module_name = os.path.splitext(os.path.basename(file))[0]
    spec = importlib.util.spec_from_file_location(module_name, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    handler = module
    for part in name.split("."):
        handler = getattr(handler, part, None)
    if not callable(handler):
        raise AttributeError(f"Handler '{name}' missing on module '{module_name}'")
    return handler


def handle(handler, event, context):
    answer = handler(json.loads(event), context)
    return asyncio.run(answer) if inspect.iscoroutine(answer) else answer


def serve(runtime, handler):
    while True:
        status, headers, event = runtime.call("GET", "/invocation/next")
        if status != 200:
            sys.exit(f"the runtime API answered {status}")
        context = Context(headers)
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id", "")
        path = "/invocation/" + context.aws_request_id
        try:
            answer = handle(handler, event, context)
        except Exception as error:
            report = described(error)
            runtime.post(path + "/error", report, {"Lambda-Runtime-Function-Error-Type": report["errorType"]})
            continue
        try:
            body = json.dumps(answer, ensure_ascii=False).encode()
        except Exception as error:
            report = described(error, "Runtime.MarshalError")
            report["errorMessage"] = f"Unable to marshal response: {error}"
            runtime.post(path + "/error", report, {"Lambda-Runtime-Function-Error-Type": report["errorType"]})
            continue
        runtime.post(path + "/response", body)


def main():
    runtime = Runtime(os.environ["AWS_LAMBDA_RUNTIME_API"])
    file, name = sys.argv[1:3]
    sys.argv = [file]
    try:
        handler = load(file, name)
    except BaseException as error:
        kind = "Runtime.ImportModuleError" if isinstance(error, ImportError) else "Runtime." + type(error).__name__
        runtime.post("/init/error", described(error, kind), {"Lambda-Runtime-Function-Error-Type": kind})
        sys.exit(1)
    try:
        serve(runtime, handler)
    except (ConnectionError, http.client.HTTPException):
        sys.exit(0)  # whoever started this has gone


main()
