// A clock that the process that started this one moves on by messages, in milliseconds.
let aheadMs = 0;
const Real = globalThis.Date;
globalThis.Date = class extends Real {
  constructor(...parts) {
    super(...(parts.length === 0 ? [Real.now() + aheadMs] : parts));
  }
  static now() {
    return Real.now() + aheadMs;
  }
};
process.on('message', (milliseconds) => {
  aheadMs += milliseconds;
  process.send('moved');
});
process.channel.unref();
