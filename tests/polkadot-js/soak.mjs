// Stays connected while every call is made and the runtime is replaced, and decodes all of it afterwards.
//
//   node soak.mjs ws://127.0.0.1:9944
//
// Prints `connected`, waits for a line, signs a call over the same connection, and ends with a JSON line of what was
// decoded, or with exit code 1 and the first thing that was not.
import { check, checkComplaints, decodeBlocks, decodeVocabulary, readStorage, sendSignedCall } from './decode.mjs';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const DEADLINE_MS = 120_000;

const endpoint = process.argv[2] ?? 'ws://127.0.0.1:9944';

async function main() {
  const provider = new WsProvider(endpoint, 1_000, {}, DEADLINE_MS);
  const api = await ApiPromise.create({ provider, throwOnConnect: true });
  try {
    const before = api.runtimeVersion.specVersion.toNumber();
    // Whoever works with the chain all day has asked it before.
    await readStorage(api);
    console.log('connected');
    await once(createInterface({ input: process.stdin }), 'line');
    const seat = new Keyring({ type: 'sr25519' }).addFromUri('//City-Hospital//seat');
    await sendSignedCall(api, seat, DEADLINE_MS);
    const after = api.runtimeVersion.specVersion.toNumber();
    check(after > before, `the connection did not notice the new runtime: ${before}, then ${after}`);
    const storage = await readStorage(api);
    const blocks = await decodeBlocks(api);
    const vocabulary = decodeVocabulary(api);
    const missing = vocabulary.calls.filter((call) => !blocks.calls[call]);
    check(missing.length === 0, `in no block: ${missing.join(', ')}`);
    checkComplaints();
    console.log(JSON.stringify({ storage, vocabulary, ...blocks }));
  } finally {
    await api.disconnect();
  }
}

main()
  .then(() => process.exit(0))
  .catch((error) => {
    console.log(`error: ${error.message}`);
    process.exit(1);
  });
