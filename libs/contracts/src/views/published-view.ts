/** A view that a service publishes of its tables: others read it, in statements of their own, and never write it. */
export interface PublishedView {
  /** Its migrations make the view; columns may be added at the end, and none taken away. */
  readonly owner: string;
  readonly schema: string;
  readonly name: string;
  /** PostgreSQL types by name. The first is `partition`: nothing joins across partitions. */
  readonly columns: Readonly<Record<string, string>>;
}

/** Declares a view that a service publishes. */
export function definePublishedView<const View extends PublishedView>(view: View): View {
  return view;
}
