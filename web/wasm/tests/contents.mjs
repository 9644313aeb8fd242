// Contents as streams: what they give back, and what they refuse.

import { bytes, check, content, equal, flipped, joined, pushed, refused, SEGMENT } from "./kit.mjs";
import { World } from "./world.mjs";

const SEALED = 1 << 20;

export function contents(salus, files, memory) {
  const world = new World(salus, files.seeded);
  // Of two whole segments and three bytes, with an emergency, and another of no bytes.
  const [long, empty] = files.seeded.records;
  const plaintext = content(long.length);

  const sealed = (record = long) => {
    const { secret, header, stream } = world.seal(record);
    const ciphertext = pushed(stream, content(record.length));
    const key = header.dataKeyForPatient(secret);
    return { header, key, ciphertext, open: () => new salus.OpenStream(header, key) };
  };
  const through = async (stream, chunks) => {
    const source = new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    });
    const made = [];
    const reader = source.pipeThrough(files.through(stream)).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(made);
      made.push(value);
    }
  };

  return {
    content_should_come_back_when_it_goes_through_in_chunks_of_any_size() {
      const whole = sealed();
      equal(whole.header.ciphertextLength, whole.ciphertext.length);
      for (const size of [65_537, SEGMENT, SEALED, 5 << 20]) {
        const { stream } = world.seal(long);
        equal(pushed(stream, plaintext, size).length, whole.ciphertext.length);
        equal(pushed(whole.open(), whole.ciphertext, size), plaintext, `in chunks of ${size}`);
      }
      const none = sealed(empty);
      // All of it is padding.
      equal(none.ciphertext.length, 1024 + 16);
      equal(pushed(none.open(), none.ciphertext, 1).length, 0);
    },

    async content_should_come_back_when_it_goes_through_web_streams() {
      const whole = sealed();
      const { stream } = world.seal(long);
      equal(await through(stream, [plaintext.subarray(0, 7), plaintext.subarray(7)]), whole.ciphertext);
      equal(await through(whole.open(), [whole.ciphertext]), plaintext);
      const altered = flipped(whole.ciphertext, SEALED);
      const error = await through(whole.open(), [altered]).then(() => undefined, (reason) => reason);
      refused("SegmentAltered", () => { throw error; });
      const cut = whole.ciphertext.subarray(0, SEALED);
      const early = await through(whole.open(), [cut]).then(() => undefined, (reason) => reason);
      refused("ContentLength", () => { throw early; });
    },

    segment_should_open_when_it_is_asked_for_alone() {
      const { header, key, ciphertext } = sealed();
      const opener = new salus.SegmentOpener(header, key);
      equal(opener.segments, 3);
      equal([0, 1, 2, 3].map((index) => opener.sealedLength(index)).join(), `${SEALED},${SEALED},48,`);
      const part = (index) => ciphertext.subarray(index * SEALED, (index + 1) * SEALED);
      for (const index of [2, 0, 1]) {
        equal(opener.open(index, part(index)), plaintext.subarray(index * SEGMENT, (index + 1) * SEGMENT));
      }
      refused("SegmentAltered", () => opener.open(0, part(1)), "another's place");
      refused("SegmentLength", () => opener.open(2, part(1)), "another length");
      refused("NoSuchSegment", () => opener.open(3, part(2)), "beyond the end");
      refused("NoSuchSegment", () => opener.open(2 ** 53 - 1, part(2)), "far beyond the end");
      for (const index of [-1, 0.5, NaN, Infinity, 2 ** 64]) refused("Input", () => opener.open(index, part(0)));
    },

    stream_should_refuse_when_any_segment_is_altered() {
      const { ciphertext, open } = sealed();
      const places = [0, 15, 16, SEALED - 17, SEALED - 1, SEALED, 2 * SEALED - 1, 2 * SEALED, ciphertext.length - 1];
      for (const at of places) {
        refused("SegmentAltered", () => pushed(open(), flipped(ciphertext, at, 1)), `byte ${at} altered`);
      }
    },

    stream_should_refuse_when_segments_are_swapped_cut_repeated_or_continued() {
      const { ciphertext, open } = sealed();
      const [first, second, last] = [0, 1, 2].map((at) => ciphertext.subarray(at * SEALED, (at + 1) * SEALED));
      const none = (code, ...parts) => refused(code, () => pushed(open(), joined(parts)));
      none("SegmentAltered", second, first, last);
      none("SegmentAltered", first, first, last);
      none("ContentLength", first, second);
      none("ContentLength", first, second, last.subarray(0, 18));
      none("ContentLength", first, second, last, Uint8Array.of(0));
      none("ContentLength", first, second, last, last);
      none("ContentLength");
    },

    stream_should_refuse_when_the_content_is_another_records() {
      const { secret, recipients } = world.sealing(long);
      const other = new salus.Binding(new Uint8Array(32), bytes(files.seeded.patient), 1n, 1);
      const [header, stream] = salus.seal(other, long.length, long.suite, recipients);
      pushed(stream, plaintext);
      const theirs = new salus.OpenStream(header, header.dataKeyForPatient(secret));
      refused("SegmentAltered", () => pushed(theirs, sealed().ciphertext));
    },

    stream_should_refuse_when_a_content_is_longer_or_shorter_than_announced() {
      refused("ContentLength", () => pushed(world.seal(long).stream, plaintext.subarray(1)));
      refused("ContentLength", () => pushed(world.seal(long).stream, joined([plaintext, plaintext])));
      refused("ContentLength", () => pushed(world.seal(empty).stream, Uint8Array.of(0)));
    },

    stream_should_stay_ended_when_it_has_ended_or_refused() {
      const { ciphertext, open } = sealed();
      const refusing = open();
      refused("SegmentAltered", () => refusing.push(flipped(ciphertext, 0)));
      const ended = open();
      ended.push(ciphertext);
      ended.finish();
      for (const stream of [refusing, ended]) {
        refused("Ended", () => stream.push(ciphertext));
        refused("Ended", () => stream.finish());
      }
    },

    memory_should_not_grow_when_a_content_is_many_segments_long() {
      const { secret, recipients, binding } = world.sealing(long);
      const segments = 48;
      const [header, sealing] = salus.seal(binding(2), segments * SEGMENT, long.suite, recipients);
      const opening = new salus.OpenStream(header, header.dataKeyForPatient(secret));
      const chunk = content(SEGMENT);
      const pass = () => check(opening.push(sealing.push(chunk)).length === SEGMENT, "a segment comes back");
      pass();
      pass();
      const before = memory.buffer.byteLength;
      for (let segment = 2; segment < segments; segment += 1) pass();
      equal(opening.push(sealing.finish()).length, 0, "bytes of a segment of nothing but padding");
      opening.finish();
      equal(memory.buffer.byteLength, before, "bytes of the module's memory");
    },
  };
}
