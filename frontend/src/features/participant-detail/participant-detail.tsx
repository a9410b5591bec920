// One participant session: its facts, their certainty, and its timeline.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { ApiError } from '@/api/client'
import type { ParticipantDetail as Detail } from '@/api/model'
import { participantQuery } from '@/api/participants'
import { participantTimelineQuery } from '@/api/timeline'
import { Extras } from '@/features/participant-detail/extras'
import { ParticipantFacts } from '@/features/participant-detail/participant-facts'
import { QualityCharts } from '@/features/participant-detail/quality-charts'
import { participantText } from '@/features/participant-detail/text'
import { WhyEnded } from '@/features/shared/why-ended/why-ended'
import { lastSearch } from '@/lib/last-search'
import { text } from '@/text/text'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { Timeline } from '@/ui/timeline'

const words = participantText

export function ParticipantDetail({ sid, deployment }: { sid: string; deployment: string | null }) {
  const { data, error, errorUpdatedAt, refetch } = useQuery(participantQuery(sid, deployment))
  return (
    <div className="page">
      <Link
        to="/history"
        search={lastSearch('/history')}
        className="inline-flex items-center gap-1 self-start text-accent text-sm"
      >
        <ArrowLeft aria-hidden="true" size={14} />
        {words.back}
      </Link>
      {error === null ? null : error instanceof ApiError && error.status === 404 ? (
        <>
          <h1 className="sr-only">{words.notFoundTitle}</h1>
          <Empty title={words.notFoundTitle} body={words.notFound} />
        </>
      ) : (
        <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
      )}
      {data !== undefined ? (
        <Session participant={data} />
      ) : error === null ? (
        <p className="text-muted text-sm">{text.loading}</p>
      ) : null}
    </div>
  )
}

function Session({ participant }: { participant: Detail }) {
  const { sid, deployment, departure } = participant
  return (
    <>
      <ParticipantFacts participant={participant} />
      {departure === null ? null : <WhyEnded session={participant} linked={false} />}
      <QualityCharts participant={participant} />
      <Extras participant={participant} />
      <Timeline
        pages={useInfiniteQuery(participantTimelineQuery(sid, deployment, departure === null))}
        linked={false}
      />
    </>
  )
}
