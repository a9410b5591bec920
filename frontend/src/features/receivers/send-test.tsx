import { useState } from 'react'
import type { TestAnswer } from '@/api/model'
import { receiversText } from '@/features/receivers/text'
import { formatCount } from '@/lib/format'
import { Button } from '@/ui/button'
import { Foreign } from '@/ui/foreign'
import { Status } from '@/ui/status'

const words = receiversText

/** Sends a test message now, and shows the answer. */
export function SendTest({
  name,
  disabled = false,
  send,
}: {
  name: string
  disabled?: boolean
  send: () => Promise<TestAnswer>
}) {
  const [answer, setAnswer] = useState<TestAnswer | Error | 'waiting' | null>(null)
  return (
    <>
      <Button
        disabled={disabled || answer === 'waiting'}
        aria-label={words.testOf(name)}
        onClick={() => {
          setAnswer('waiting')
          send().then(setAnswer, (error: Error) => setAnswer(error))
        }}
      >
        {answer === 'waiting' ? words.testing : words.test}
      </Button>
      <output className="block min-w-0 basis-full text-xs empty:hidden">
        {answer === null || answer === 'waiting' ? null : answer instanceof Error ? (
          <Answer tone="crit" word={words.notTested} answer={answer.message} />
        ) : (
          <Answer
            tone={answer.sent ? 'ok' : 'crit'}
            word={answer.sent ? words.tested : words.notTested}
            answer={answer.answer}
            took={words.took(formatCount(answer.duration_ms))}
          />
        )}
      </output>
    </>
  )
}

function Answer({
  tone,
  word,
  answer,
  took,
}: {
  tone: 'ok' | 'crit'
  word: string
  answer: string
  took?: string
}) {
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      <Status tone={tone} word={word} />
      {took === undefined ? null : <span className="text-muted">{took}</span>}
      <span className="min-w-0 font-mono [overflow-wrap:anywhere]">
        <Foreign value={answer} />
      </span>
    </span>
  )
}
