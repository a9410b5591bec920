import { Link } from '@tanstack/react-router'
import { appText } from '@/app/text'
import { Empty } from '@/ui/empty'

export function NotFound() {
  return (
    <div className="p-3">
      <h1 className="sr-only">{appText.notFound.title}</h1>
      <Empty title={appText.notFound.title} body={appText.notFound.body}>
        <Link to="/" className="text-accent underline">
          {appText.notFound.home}
        </Link>
      </Empty>
    </div>
  )
}
