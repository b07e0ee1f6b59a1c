// node run.mjs <module> <scenario> [argument...]: prints what came of it as one line of JSON
const [module, scenario, ...given] = process.argv.slice(2);

// every SDK tries by the platform's fetch: counting there leaves the SDK as it is
let attempts = 0;
const platform = globalThis.fetch;
globalThis.fetch = (...call) => {
  attempts++;
  return platform(...call);
};

const { [scenario]: act } = await import(`./${module}.mjs`);
const began = Date.now();
const outcome = await act(...given).then(
  (result) => ({ result }),
  (error) => ({ error: described(error) }),
);
console.log(JSON.stringify({ ...outcome, attempts, millis: Date.now() - began }));

function described(error) {
  return {
    class: error.constructor.name,
    name: error.name,
    status: error.status ?? error.statusCode ?? null,
    code: error.code ?? null,
    param: error.param ?? null,
    type: error.type ?? null,
    message: error.message,
    requestId: error.requestID ?? null,
    retryAfter: header(error, 'retry-after'),
    shouldRetry: header(error, 'x-should-retry'),
    challenge: header(error, 'www-authenticate'),
    cause: error.cause ? described(error.cause) : null,
    last: error.lastError ? described(error.lastError) : null,
  };
}

function header(error, name) {
  return error.headers?.get?.(name) ?? error.responseHeaders?.[name] ?? null;
}
