// The ways in which handlers were written over the years, in a CommonJS module.
exports.callback = (event, context, callback) => {
  setTimeout(() => callback(null, event), 1);
};
exports.callbackError = (event, context, callback) => callback(new TypeError("by callback"));
exports.callbackText = (event, context, callback) => callback("just text");
exports.done = (event, context) => context.done(null, event);
exports.succeed = (event, context) => {
  context.succeed(event);
};
exports.fail = (event, context) => context.fail(new Error("by fail"));
exports.plain = (event) => event;
exports.promise = (event) => Promise.resolve(event);
exports.rejected = () => Promise.reject(new RangeError("by promise"));
exports.thrown = () => {
  throw new Error("at once");
};
exports.nothing = () => {};
exports.never = async () => new Promise(() => {});
exports.cyclic = async (event) => {
  event.self = event;
  return event;
};
exports.escaped = (event, context, callback) => {
  setTimeout(() => {
    throw new Error("out of reach");
  }, 1);
};
exports.context = async (event, context) => ({
  ...context,
  remaining: context.getRemainingTimeInMillis() > 0,
  traced: process.env._X_AMZN_TRACE_ID.startsWith("Root=1-"),
  argv: process.argv.length,
});
exports.nested = { deep: async (event) => event };
