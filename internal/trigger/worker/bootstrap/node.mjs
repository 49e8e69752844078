// Runs one handler of a JavaScript file against the Lambda Runtime API.
// Arguments: the file and the name of the handler in it.
import http from "node:http";
import { pathToFileURL } from "node:url";

const [file, handlerName] = process.argv.slice(-2);
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const errorTypeHeader = "Lambda-Runtime-Function-Error-Type";

// call makes one request; waiting for an event has no limit.
function call(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host, port, agent, method, path: "/2018-06-01/runtime" + path, headers },
      (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }));
        response.on("error", reject);
      });
    request.on("error", reject);
    request.end(body);
  });
}

function post(path, text, headers) {
  const body = Buffer.from(text);
  return call("POST", path, body, { "Content-Type": "application/json", "Content-Length": body.length, ...headers });
}

// described turns whatever was thrown into Lambda's form.
function described(error, type) {
  if (error instanceof Error) {
    return {
      errorMessage: error.message,
      errorType: type ?? error.name,
      stackTrace: (error.stack ?? "").split("\n").slice(1).map((line) => line.trim()),
    };
  }
  const text = error === undefined || error === null ? null : typeof error === "string" ? error : JSON.stringify(error);
  return { errorMessage: text, errorType: type ?? typeof error, stackTrace: [] };
}

async function report(path, error, type) {
  console.error(error);
  const description = described(error, type);
  await post(path, JSON.stringify(description), { [errorTypeHeader]: String(description.errorType).replace(/[^\x20-\x7e]/g, "?") });
}

// load finds the handler in an ES or a CommonJS module.
async function load() {
  const module = await import(pathToFileURL(file).href);
  for (const root of [module, module.default]) {
    let found = root;
    for (const part of handlerName.split(".")) found = found?.[part];
    if (typeof found === "function") return found;
  }
  throw Object.assign(new Error(`${handlerName} is undefined or not exported`), { name: "Runtime.HandlerNotFound" });
}

function contextOf(headers, settle) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const env = process.env;
  return {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: settle,
    succeed: (value) => settle(null, value),
    fail: (error) => settle(error ?? new Error("handled")),
  };
}

const isPromise = (value) => typeof value?.then === "function";

// run calls the handler in whichever style it is written: a promise, a
// callback, context.done, or a plain return of the event. A handler that does
// none of these has the answer null once nothing is left to wait for.
function run(handler, event, headers) {
  return new Promise((resolve, reject) => {
    const idle = () => resolve(null);
    const settle = (error, value) => {
      process.removeListener("beforeExit", idle);
      if (error === null || error === undefined) resolve(value);
      else reject(error);
    };
    process.once("beforeExit", idle);
    let returned;
    try {
      returned = handler(event, contextOf(headers, settle), settle);
    } catch (error) {
      settle(error);
      return;
    }
    if (isPromise(returned)) returned.then((value) => settle(null, value), (error) => settle(error ?? new Error("null")));
    else if (returned !== undefined && handler.length < 3) settle(null, returned);
  });
}

async function main() {
  let handler;
  try {
    handler = await load();
  } catch (error) {
    const missing = error?.code === "ERR_MODULE_NOT_FOUND" || error?.code === "MODULE_NOT_FOUND";
    const type = missing ? "Runtime.ImportModuleError" : error?.name === "SyntaxError" ? "Runtime.UserCodeSyntaxError" : undefined;
    await report("/init/error", error, type);
    process.exit(1);
  }
  for (;;) {
    const next = await call("GET", "/invocation/next");
    if (next.status !== 200) throw new Error(`the runtime API answered ${next.status}`);
    const path = "/invocation/" + next.headers["lambda-runtime-aws-request-id"];
    process.env._X_AMZN_TRACE_ID = next.headers["lambda-runtime-trace-id"] ?? "";
    await serve(handler, next, path);
  }
}

// Errors that escape every promise belong to the event at hand; after one the
// process is in an unknown state and ends.
let currentPath = null;
for (const [event, type] of [["uncaughtException", undefined], ["unhandledRejection", "Runtime.UnhandledPromiseRejection"]]) {
  process.on(event, async (error) => {
    const path = currentPath;
    currentPath = null;
    if (path !== null) await report(path + "/error", error, type).catch(() => {});
    else console.error(error);
    process.exit(1);
  });
}

async function serve(handler, next, path) {
  currentPath = path;
  let text;
  try {
    const value = await run(handler, JSON.parse(next.body), next.headers);
    text = JSON.stringify(value) ?? "null";
  } catch (error) {
    currentPath = null;
    await report(path + "/error", error);
    return;
  }
  currentPath = null;
  await post(path + "/response", text);
}

main().catch((error) => {
  // Whoever started this has gone, or speaks another protocol.
  if (error?.code !== "ECONNREFUSED" && error?.code !== "ECONNRESET") console.error(error);
  process.exit(1);
});
