// Web streams out of the module's streams, which know nothing of them.

// Handed over at once, so that a chunk of any size takes the memory of one segment.
const PIECE = 1 << 20;

/** A TransformStream out of a SealStream or an OpenStream; it frees that one at its end. */
export function through(stream) {
  const pass = (made, controller) => {
    if (made.length > 0) controller.enqueue(made);
  };
  return new TransformStream({
    transform(chunk, controller) {
      for (let from = 0; from < chunk.length; from += PIECE) {
        pass(stream.push(chunk.subarray(from, from + PIECE)), controller);
      }
    },
    flush(controller) {
      pass(stream.finish(), controller);
      stream.free();
    },
    cancel() {
      stream.free();
    },
  });
}
