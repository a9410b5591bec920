import { Link } from '@tanstack/react-router'
import { text } from '@/text/text'
import { Empty } from '@/ui/empty'

export function NotFound() {
  return (
    <div className="p-3">
      <h1 className="sr-only">{text.notFound.title}</h1>
      <Empty title={text.notFound.title} body={text.notFound.body}>
        <Link to="/" className="text-accent underline">
          {text.notFound.home}
        </Link>
      </Empty>
    </div>
  )
}
