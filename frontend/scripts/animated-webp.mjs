// Puts WebP pictures one after the other into an animated WebP: only the container is written here, the
// pictures stay as the browser encoded them.

/** @param frames pictures of one size with their durations in milliseconds */
export function animated(frames, { width, height }) {
  const body = frames.map(({ picture, duration }) =>
    chunk(
      'ANMF',
      Buffer.concat([
        uint24(0),
        uint24(0),
        uint24(width - 1),
        uint24(height - 1),
        uint24(duration),
        Buffer.from([NO_BLEND]),
        ...imageChunks(picture),
      ]),
    ),
  )
  const head = Buffer.concat([
    Buffer.from([ANIMATION, 0, 0, 0]),
    uint24(width - 1),
    uint24(height - 1),
  ])
  const forever = Buffer.from([255, 255, 255, 255, 0, 0])
  const content = Buffer.concat([
    Buffer.from('WEBP'),
    chunk('VP8X', head),
    chunk('ANIM', forever),
    ...body,
  ])
  return chunk('RIFF', content)
}

/** The flag of a file that holds an animation. */
const ANIMATION = 0x02
/** The flag of a frame that replaces what is under it. */
const NO_BLEND = 0x02

/** The chunks of a still picture that hold its pixels. */
function imageChunks(picture) {
  const found = []
  for (let at = 12; at < picture.length; ) {
    const name = picture.toString('latin1', at, at + 4)
    const end = at + 8 + picture.readUInt32LE(at + 4)
    if (/^(VP8 |VP8L|ALPH)$/.test(name)) found.push(chunk(name, picture.subarray(at + 8, end)))
    at = end + (end % 2)
  }
  return found
}

function chunk(name, content) {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)])
}

function uint24(value) {
  const bytes = Buffer.alloc(3)
  bytes.writeUIntLE(value, 0, 3)
  return bytes
}
