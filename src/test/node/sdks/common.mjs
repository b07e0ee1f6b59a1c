// what the scenarios of all SDKs share

export const HELLO = 'hello';

/** A prompt of so many characters. */
export const long = (characters) => 'long '.repeat(Math.ceil(characters / 5)).slice(0, characters);

/** All that an async iterable gives, each by way of `pick`, without what it leaves out. */
export async function all(iterable, pick) {
  const found = [];
  for await (const item of iterable) {
    const picked = pick(item);
    if (picked !== undefined && picked !== null) {
      found.push(picked);
    }
  }
  return found;
}

/** The longest silence between two items, in milliseconds, and the items. */
export async function paced(iterable, pick) {
  let last = Date.now();
  let longest = 0;
  const items = await all(iterable, (item) => {
    longest = Math.max(longest, Date.now() - last);
    last = Date.now();
    return pick(item);
  });
  return { items, longest };
}

/** The first items, read one by one; then the loop is left, as users leave one. */
export async function few(iterable, pick, count) {
  const found = [];
  for await (const item of iterable) {
    const picked = pick(item);
    if (picked !== undefined && picked !== null) {
      found.push(picked);
    }
    if (found.length >= count) {
      break;
    }
  }
  return found;
}

/** The smallest picture there is. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A tenth of a second of silence. */
export function wav() {
  const samples = Buffer.alloc(1600);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** Stays for some seconds, so that it is seen what ends without the end of this process. */
export async function linger(result) {
  await new Promise((resolve) => setTimeout(resolve, 2500));
  return result;
}

/** What was read before the reader's own abort, which may show as an error. */
export async function untilAborted(parts, reading) {
  try {
    await reading();
  } catch (error) {
    if (!/abort/i.test(error.message)) {
      throw error;
    }
  }
  return linger(parts.slice(0, 3));
}
