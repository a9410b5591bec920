import { vi } from 'vitest'

/** A WebSocket whose server is the test. */
export class FakeSocket {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSED = 3
  static made: FakeSocket[] = []

  static get last(): FakeSocket {
    const last = FakeSocket.made.at(-1)
    if (last === undefined) throw new Error('no socket was made')
    return last
  }

  readonly url: string
  readyState = FakeSocket.CONNECTING
  sent: string[] = []
  onopen: (() => void) | null = null
  onmessage: ((message: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null

  constructor(url: string) {
    this.url = url
    FakeSocket.made.push(this)
  }

  send(text: string) {
    this.sent.push(text)
  }

  close() {
    this.readyState = FakeSocket.CLOSED
    this.onclose?.()
  }

  open() {
    this.readyState = FakeSocket.OPEN
    this.onopen?.()
  }

  receive(type: string, data: unknown, seq = 1) {
    this.onmessage?.({ data: JSON.stringify({ type, seq, data }) })
  }
}

export function useFakeSocket(): void {
  FakeSocket.made = []
  vi.stubGlobal('WebSocket', FakeSocket)
}
