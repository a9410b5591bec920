import { settingsText } from '@/features/settings/text'
import { KNOWN_REASONS, reasonWords } from '@/text/disconnect-reasons'
import { livekitWords } from '@/text/livekit-words'
import { Panel } from '@/ui/panel'

const words = settingsText.words

const LISTS: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [words.reasons, KNOWN_REASONS.map((name) => [name, reasonWords(name).meaning] as const)],
  ...(Object.keys(livekitWords) as (keyof typeof livekitWords)[]).map(
    (of) => [words[of], Object.entries(livekitWords[of])] as const,
  ),
]

/** Every name of LiveKit's enums, with what it means. */
export function Vocabulary() {
  return (
    <Panel title={words.title} unit={words.hint}>
      {LISTS.map(([title, names]) => (
        <details key={title} className="border-line border-t">
          <summary className="px-3.5 py-2 text-sm hover:bg-raised focus-visible:-outline-offset-2">
            {title}
          </summary>
          <dl className="grid grid-cols-1 gap-x-4 gap-y-1 px-3.5 pb-3 text-sm sm:grid-cols-[14rem_1fr]">
            {names.map(([name, meaning]) => (
              <div key={name} className="contents">
                <dt className="font-mono text-xs leading-5 [overflow-wrap:anywhere]">{name}</dt>
                <dd className="text-soft">{meaning}</dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
    </Panel>
  )
}
